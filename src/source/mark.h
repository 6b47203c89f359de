/*
 * mark.h
 *    What a migration tells pawl in a comment: `-- pawl: WORD [TEXT]`.
 *
 * A plain file needs none.  A comment that begins with `-- pawl:` but holds an
 * unknown word is an error: a misspelt mark must not be ignored.
 */
#ifndef SOURCE_MARK_H
#define SOURCE_MARK_H

#include "base/str.h"

typedef enum MarkKind
{
    MARK_NONE,           /* an ordinary comment */
    MARK_UNKNOWN,        /* begins with `-- pawl:` but means nothing */
    MARK_NO_TRANSACTION, /* the file: run its statements one by one */
    MARK_REPEATABLE,     /* the file: run it after the others, and again when it changed */
    MARK_IDEMPOTENT,     /* the next statement may run twice */
    MARK_DONE_WHEN,      /* the next statement took effect if this query says so */
    MARK_END,            /* ends the data of an INSERT that has no end of its own */
} MarkKind;

typedef struct Mark
{
    MarkKind kind;
    Str argument; /* the query of done-when */
} Mark;

/* comment: one `--` comment, from its dashes to the end of the line. */
Mark mark_parse(Str comment);

/* The words that mark_parse() knows, for messages: "no-transaction, repeatable, ...". */
const char *mark_words(void);

#endif /* SOURCE_MARK_H */
