/*
 * marks.h
 *    The marks of a file, gathered while an engine's splitter reads it.
 *
 * Where a comment begins and ends is for the engine's lexer to say; what the mark in it means, and
 * where it may stand, is the same for every engine and is said here.
 */
#ifndef SOURCE_MARKS_H
#define SOURCE_MARKS_H

#include "base/error.h"
#include "source/script.h"

/*
 * The query of a done-when: *ret_query is its text without terminator, empty if it is not exactly
 * one query that only reads.  False with an error for what cannot be read as SQL at all.
 */
typedef bool (*MarksQuery)(void *context, Str text, Str *ret_query);

typedef struct Marks
{
    const Script *script; /* of whose text the comments are slices */
    MarksQuery query;
    void *context;       /* of query */
    bool no_transaction; /* the file's statements run one by one */

    /* Of the next statement; see marks_give(). */
    unsigned flags;
    Str done_when;
    Str waiting; /* the last mark that is about it; empty if there is none */
} Marks;

/*
 * Take a `--` comment, from its dashes to the end of its line; in_statement: some of a statement
 * stands before it.  ERROR_SOURCE with the place for a mark that is unknown or misplaced.
 */
MUST_CHECK bool marks_take(Marks *marks, Str comment, bool in_statement, Error *err);

/* Give a statement what the marks before it say, and be ready for the next one. */
void marks_give(Marks *marks, Statement *statement);

/* The file is at its end: ERROR_SOURCE for a mark that no statement followed. */
MUST_CHECK bool marks_finish(const Marks *marks, Error *err);

/*
 * Where `-- pawl: end` stands, which ends data that has no end of its own: from the start of its
 * line to the line's end.  Empty, at the end of the text, if it is nowhere.
 */
Str marks_find_end(Str text);

/* The mark `-- pawl: repeatable` at the head of a file, or an empty text. */
Str marks_find_repeatable(Str text);

#endif /* SOURCE_MARKS_H */
