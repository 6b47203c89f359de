/*
 * expand.h
 *    Variables in the text of a migration, where its format or its target asks for that.
 */
#ifndef SOURCE_EXPAND_H
#define SOURCE_EXPAND_H

#include "base/buf.h"
#include "base/error.h"
#include "source/substitution.h"

typedef struct ExpandRules ExpandRules;

/* How variables look, and what they stand for. */
struct ExpandRules
{
    Str open; /* "${" */
    Str close;
    Str escaped;    /* "$${": stands for what opens; empty: nothing does */
    bool shell;     /* $NAME is one as well, and $$ a dollar sign */
    unsigned depth; /* of a default within a default; set while they are expanded */

    /*
     * Append what stands for `inside`, the text between open and close.  False with an error,
     * without its place, if nothing does: a statement with a hole is not what anyone wrote.
     */
    bool (*value)(const ExpandRules *rules, Str inside, Buf *ret_value, Error *err);
    const void *context; /* of value */
};

/* From and up to an offset. */
typedef struct ExpandRange
{
    size_t from;
    size_t to;
} ExpandRange;

/* What is to be expanded. */
typedef struct ExpandRequest
{
    const char *path; /* for messages */
    Str text;
    Str shown; /* the lines that people see around a place; empty: those of the text */
    const ExpandRules *rules;
    const ExpandRange *ranges; /* in order; none: all of the text */
    size_t range_count;
} ExpandRequest;

/*
 * The text with the values of its variables.  *ret_text and *ret_substitutions are in the arena,
 * and point into the request's text, too.  ERROR_SOURCE with the place of a variable that has no
 * value.
 */
MUST_CHECK bool expand_text(const ExpandRequest *request, Arena *arena, Str *ret_text,
                            Substitutions *ret_substitutions, Error *err);

/*
 * An ExpandRules.value with an environment ("NAME=value" texts, NULL at its end) as its context:
 * NAME, NAME:-default (unset or empty), NAME-default (unset), NAME?message (an error if unset;
 * with a colon, if empty as well), NAME:offset and NAME:offset:length (bytes; below 0 they count
 * from the end, the offset then with a blank before it).
 */
bool expand_environment(const ExpandRules *rules, Str inside, Buf *ret_value, Error *err);

/* Append a text with the values of its variables, as for a default that holds some. */
MUST_CHECK bool expand_append(const ExpandRules *rules, Str text, Buf *ret_value, Error *err);

/* Where a name that begins here ends: here, if none does. */
size_t expand_name_end(Str text, size_t at);

/* The value of a variable of such an environment; NULL if it is not set. */
const char *expand_lookup(const char *const *environment, Str name);

#endif /* SOURCE_EXPAND_H */
