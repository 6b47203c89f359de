/*
 * history.h
 *    How other tools' histories are read from PostgreSQL: the texts of the queries, without I/O.
 */
#ifndef POSTGRES_HISTORY_H
#define POSTGRES_HISTORY_H

#include "base/buf.h"
#include "source/history.h"

/* Rows of table, column, whether its type is a text (1 or 0). */
void history_append_columns(Buf *sql, Str schema);

/* Rows of the columns that the table is found to have, as text, in its order. */
void history_append_read(Buf *sql, Str schema, const HistoryFound *found);

#endif /* POSTGRES_HISTORY_H */
