/*
 * boundary.h
 *    What a text is when it is lexed alone: one statement, or nothing.
 */
#ifndef ENGINES_CLICKHOUSE_BOUNDARY_H
#define ENGINES_CLICKHOUSE_BOUNDARY_H

#include "base/str.h"

/* Whether it holds nothing but white space, comments and semicolons. */
bool clickhouse_is_gap(Str text, bool nested_comments);

/*
 * Whether it is one statement from its first byte to its last: no white space and no
 * comments at its ends, no semicolon between its tokens, nothing that cannot be read.
 */
bool clickhouse_is_statement(Str text, bool nested_comments);

/*
 * The one statement that a text holds, without what surrounds it and a semicolon behind
 * it; empty if there is none, if there are more, or if it cannot be read.
 */
Str clickhouse_only_statement(Str text, bool nested_comments);

#endif /* ENGINES_CLICKHOUSE_BOUNDARY_H */
