/*
 * copy.h
 *    The rows behind a COPY ... FROM STDIN: where they stand in a file.
 *
 * As in psql they begin on the line after the statement and end before a line "\.".
 */
#ifndef ENGINES_POSTGRES_PARSE_COPY_H
#define ENGINES_POSTGRES_PARSE_COPY_H

#include "source/script.h"

/*
 * Find the data of the statement whose semicolon ends at `at`.  *ret_end is where SQL goes on.
 * NULL, or what is wrong, in words that go on from "COPY FROM STDIN".
 */
const char *postgres_copy_find(const Content *content, Str text, size_t at, Str *ret_data,
                               size_t *ret_end);

/* The statement, and if it has data all up to the line that ends it. */
Str postgres_copy_whole(const Statement *statement);

/*
 * The offset in the text of a statement that failed: where it begins, or, if the server named one
 * (else it is 0), the line of its data, counted from 1.
 */
size_t postgres_copy_place(const Script *script, const Statement *statement, uint64_t line);

#endif /* ENGINES_POSTGRES_PARSE_COPY_H */
