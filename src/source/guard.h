/*
 * guard.h
 *    Questions to the database that decide whether a part of a file runs.
 *
 * Some tools let an author ask before a part ("is the table there already?").  The questions are
 * asked when the part's turn comes, and once: the answer goes into the ledger, by which a part that
 * was begun or left out stays so.
 */
#ifndef SOURCE_GUARD_H
#define SOURCE_GUARD_H

#include "base/str.h"

/* What should be there. */
typedef struct GuardObject
{
    bool view;  /* else a table */
    Str schema; /* empty: the one in which the session makes things */
    Str name;
} GuardObject;

typedef struct GuardQuestion
{
    Str sql; /* one query, whose answer is its first row's first value; empty: about the object */
    GuardObject object; /* the answer is 1 if it is there, else 0 */
    Str expected;       /* the answer, as text, with which the part runs */
    Str words;          /* the question as it stands in the file, for people */
    size_t offset;      /* of the question, in the file */
} GuardQuestion;

typedef struct Guard
{
    const GuardQuestion *questions; /* all of them must be answered as expected */
    size_t question_count;
    bool skips;        /* otherwise the part counts as done; else that is an error */
    size_t start, end; /* of the part, in the file */
} Guard;

#endif /* SOURCE_GUARD_H */
