/*
 * boundary.h
 *    Which semicolon ends a statement.
 *
 * One outside parentheses (CREATE RULE has a list of commands in them) and outside the
 * body of an SQL-standard function: CREATE [OR REPLACE] FUNCTION or PROCEDURE ...
 * BEGIN ATOMIC statement; ... END (CREATE FUNCTION, "sql_body").  In that grammar every
 * statement of the body ends in a semicolon, so its END is the one that follows a
 * semicolon or ATOMIC itself; the END of a CASE and a column called "end" never do.
 * psql counts BEGIN, CASE and END instead and agrees wherever those are key words.
 */
#ifndef ENGINES_POSTGRES_BOUNDARY_H
#define ENGINES_POSTGRES_BOUNDARY_H

#include "engines/postgres/parse/lex.h"

typedef enum PostgresHead
{
    POSTGRES_HEAD_EMPTY, /* no token yet */
    POSTGRES_HEAD_CREATE,
    POSTGRES_HEAD_CREATE_OR,
    POSTGRES_HEAD_CREATE_OR_REPLACE,
    POSTGRES_HEAD_ROUTINE, /* CREATE [OR REPLACE] FUNCTION | PROCEDURE */
    POSTGRES_HEAD_OTHER,
} PostgresHead;

/* A statement as far as it was read; zeroed before its first token. */
typedef struct PostgresBoundary
{
    PostgresHead head;
    size_t parentheses;   /* that are open */
    PostgresToken opened; /* the outermost of them */
    bool in_body;         /* between BEGIN ATOMIC and its END */
    PostgresToken body;   /* its ATOMIC */
    PostgresToken first;  /* of the statement */
    PostgresToken last;   /* read so far */
} PostgresBoundary;

/*
 * Take the statement's next significant token (no gap, no END, no ERROR).  True if it
 * is the semicolon that ends the statement; it is then not part of it.
 */
bool postgres_boundary_ends(PostgresBoundary *boundary, PostgresToken token);

/* The statement from its first token to its last; empty if it has none. */
Str postgres_boundary_text(const PostgresBoundary *boundary);

#endif /* ENGINES_POSTGRES_BOUNDARY_H */
