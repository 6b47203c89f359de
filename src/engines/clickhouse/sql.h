/*
 * sql.h
 *    Names and values as ClickHouse SQL.
 */
#ifndef CLICKHOUSE_SQL_H
#define CLICKHOUSE_SQL_H

#include "base/buf.h"
#include "base/str.h"

/* `name` with what is special in it escaped. */
void clickhouse_append_name(Buf *sql, Str name);

/* 'text' with what is special in it escaped. */
void clickhouse_append_literal(Buf *sql, Str text);

/* Whether a statement is SET or USE. */
bool clickhouse_changes_session(Str sql);

#endif /* CLICKHOUSE_SQL_H */
