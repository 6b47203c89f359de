/*
 * fuzz_clickhouse_split.c
 *    Any bytes as a ClickHouse migration: the invariants of unit/clickhouse/invariants.h.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/clickhouse/invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *broken = broken_invariant((Str){.data = (const char *)data, .size = size});

    if (broken != NULL)
    {
        (void)fprintf(stderr, "%s\n", broken);
        abort();
    }

    return 0;
}
