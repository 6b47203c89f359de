/*
 * substitution.h
 *    What variables in a file's text were replaced by, and the way back.
 *
 * The server gets the text with the values in it.  People and the ledger get the text as the
 * file has it: places in messages are those of the file, hashes do not change with a value, and
 * no value, which may be a secret, is ever shown.
 */
#ifndef SOURCE_SUBSTITUTION_H
#define SOURCE_SUBSTITUTION_H

#include "base/arena.h"
#include "base/str.h"

typedef struct Substitution
{
    Str variable; /* "${NAME}", a slice of the original */
    Str value;    /* what stands in its place, a slice of the text */
} Substitution;

/* Of one text; {0}: nothing was replaced, the text is its own original. */
typedef struct Substitutions
{
    Str original;
    const Substitution *list; /* in the order of the text */
    size_t count;
} Substitutions;

/* The original of a text. */
Str substitution_original(const Substitutions *substitutions, Str text);

/* Where in the original an offset in the text comes from; of a value, where its variable is. */
size_t substitution_origin(const Substitutions *substitutions, Str text, size_t offset);

/* What a slice of the text is in the original; a variable is in it as a whole or not at all. */
Str substitution_slice(const Substitutions *substitutions, Str text, Str slice);

/*
 * A message that may quote the text: each value in it, unless it is too short to be a secret,
 * becomes its variable again.  The message itself if there is none.
 */
const char *substitution_conceal(const Substitutions *substitutions, const char *message,
                                 Arena *arena);

#endif /* SOURCE_SUBSTITUTION_H */
