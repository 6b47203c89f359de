/*
 * fuzz_clickhouse_split.c
 *    Any bytes as a ClickHouse migration: the invariants of unit/clickhouse/invariants.h.
 */
#include "fuzz/fuzz.h"
#include "unit/clickhouse/invariants.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_invariant(broken_invariant((Str){.data = (const char *)data, .size = size}));

    return 0;
}
