/*
 * chance.h
 *    Random numbers that are the same on every machine: a seed is a schedule.
 */
#ifndef HARNESS_CHANCE_H
#define HARNESS_CHANCE_H

#include <stdint.h>

#include "base/macro.h"

typedef struct Chance
{
    uint64_t state;
} Chance;

/* Seeds that follow each other give numbers that have nothing in common (splitmix64). */
static ATTR_UNUSED Chance
chance_from(uint64_t seed)
{
    uint64_t mixed = (seed + 1) * 0x9E3779B97F4A7C15U;

    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;

    return (Chance){.state = (mixed ^ (mixed >> 31)) | 1};
}

/* xorshift64* */
static ATTR_UNUSED unsigned
chance_below(Chance *chance, unsigned limit)
{
    chance->state ^= chance->state >> 12;
    chance->state ^= chance->state << 25;
    chance->state ^= chance->state >> 27;

    return (unsigned)(((chance->state * 2685821657736338717U) >> 33) % limit);
}

static ATTR_UNUSED bool
chance_one_in(Chance *chance, unsigned limit)
{
    return chance_below(chance, limit) == 0;
}

#endif /* HARNESS_CHANCE_H */
