/*
 * suggest.c
 *    "Did you mean ...?": the known word nearest to a misspelt one.
 *
 * Distance is the number of letters to add, drop, change or swap with their
 * neighbour (optimal string alignment), computed with three rows of its table.
 */
#include "config/suggest.h"

#include <string.h>

enum
{
    SUGGEST_SIZE_MAX = 40, /* longer words are no misspelt names */
    SUGGEST_PREFIX_SIZE_MIN = 3,
};

static size_t
smaller(size_t left, size_t right)
{
    return left < right ? left : right;
}

static size_t
distance(Str left, Str right)
{
    size_t rows[3][SUGGEST_SIZE_MAX + 1] = {0};
    size_t *two_up = rows[0];
    size_t *above = rows[1];
    size_t *row = rows[2];

    for (size_t column = 0; column <= right.size; column++)
        row[column] = column;

    for (size_t at = 1; at <= left.size; at++)
    {
        size_t *const free_row = two_up;

        two_up = above;
        above = row;
        row = free_row;
        row[0] = at;

        for (size_t column = 1; column <= right.size; column++)
        {
            const bool same = left.data[at - 1] == right.data[column - 1];
            size_t best = smaller(above[column], row[column - 1]) + 1;

            best = smaller(best, above[column - 1] + (same ? 0 : 1));

            if (at > 1 && column > 1 && left.data[at - 1] == right.data[column - 2] &&
                left.data[at - 2] == right.data[column - 1])
                best = smaller(best, two_up[column - 2] + 1);

            row[column] = best;
        }
    }

    return row[right.size];
}

/* The only candidate that begins with the word: people shorten what they half remember. */
static const char *
only_continuation(Str word, const char *const *candidates, size_t count)
{
    const char *found = NULL;

    for (size_t index = 0; index < count && word.size >= SUGGEST_PREFIX_SIZE_MIN; index++)
    {
        if (!str_starts_with(str_from(candidates[index]), word))
            continue;
        if (found != NULL)
            return NULL;

        found = candidates[index];
    }

    return found;
}

const char *
suggest(Str word, const char *const *candidates, size_t count)
{
    size_t best = word.size / 3 + 2; /* more changes than that make another word */
    const char *found = NULL;

    if (word.size < 2 || word.size > SUGGEST_SIZE_MAX)
        return NULL;

    for (size_t index = 0; index < count; index++)
    {
        const Str candidate = str_from(candidates[index]);
        const size_t changes =
            candidate.size <= SUGGEST_SIZE_MAX ? distance(word, candidate) : best;

        if (changes < best && changes < candidate.size)
        {
            best = changes;
            found = candidates[index];
        }
    }

    return found != NULL ? found : only_continuation(word, candidates, count);
}
