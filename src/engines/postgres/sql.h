/*
 * sql.h
 *    Values and names as SQL text.
 *
 * A value is written as E'' with both quote and backslash doubled, which reads the same
 * whatever standard_conforming_strings says.
 */
#ifndef ENGINES_POSTGRES_SQL_H
#define ENGINES_POSTGRES_SQL_H

#include "base/buf.h"
#include "engines/postgres/parse/match.h"

/* E'it''s' */
void sql_append_literal(Buf *sql, Str text);

/* "my""name" */
void sql_append_identifier(Buf *sql, Str name);

/* "my""schema".table; table is a name of pawl's own and written as it is. */
void sql_append_name(Buf *sql, Str schema, const char *table);

/* Another tool's table: of `schema`, or "schema.table" of its own. */
void sql_append_history(Buf *sql, Str schema, Str table);

/*
 * A name as a value: E'"schema"."name"', or E'"name"' where the search_path decides; for
 * to_regclass() and its like.
 */
void sql_append_qualified_literal(Buf *sql, const PostgresName *name);

#endif /* ENGINES_POSTGRES_SQL_H */
