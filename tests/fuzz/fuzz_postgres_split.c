/*
 * fuzz_postgres_split.c
 *    Any bytes as a PostgreSQL migration: the invariants of unit/postgres/invariants.h.
 *
 * The first bit of the input's size chooses standard_conforming_strings, so that the
 * corpus stays plain SQL.
 */
#include "fuzz/fuzz.h"
#include "unit/postgres/invariants.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Str text = {.data = (const char *)data, .size = size};

    check_invariant(broken_lex_invariant(text, false));
    check_invariant(broken_lex_invariant(text, true));
    check_invariant(broken_split_invariant(text, (size & 1) != 0));

    return 0;
}
