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

typedef struct GuardQuestion
{
    Str sql;       /* one query; its answer is the first value of its first row */
    Str expected;  /* the answer, as text, with which the part runs */
    size_t offset; /* of the question, in the file */
} GuardQuestion;

typedef struct Guard
{
    const GuardQuestion *questions; /* all of them must be answered as expected */
    size_t question_count;
    bool skips;        /* otherwise the part counts as done; else that is an error */
    size_t start, end; /* of the part, in the file */
} Guard;

#endif /* SOURCE_GUARD_H */
