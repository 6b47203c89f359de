/*
 * fuzz.h
 *    What the fuzzers share: how one says that something does not hold.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What libFuzzer calls, or main.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void
check(bool holds, const char *what)
{
    if (holds)
        return;

    (void)fprintf(stderr, "broken: %s\n", what);
    abort();
}

/* Of the invariants that unit tests share: what does not hold, or NULL. */
static inline void
check_invariant(const char *broken)
{
    check(broken == NULL, broken);
}

#endif /* FUZZ_FUZZ_H */
