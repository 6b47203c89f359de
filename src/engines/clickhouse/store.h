/*
 * store.h
 *    How the ledger is kept in ClickHouse: the texts of the queries, without I/O.
 *
 * The journal is a MergeTree table that is only ever inserted into: no UPDATE, no FINAL.  Each
 * name carries its database, because a migration may have said USE.
 */
#ifndef CLICKHOUSE_STORE_H
#define CLICKHOUSE_STORE_H

#include "base/buf.h"
#include "engine/engine.h"
#include "ledger/columns.h"

/* What one line of the answer to a store_append_read() query is. */
typedef enum StoreLine
{
    STORE_LINE_FACT,    /* the first line: server, and what is there */
    STORE_LINE_ROW,     /* of the journal */
    STORE_LINE_VERSION, /* of the version table */
} StoreLine;

typedef struct StoreFact
{
    Str version;                /* "26.7.2.1" */
    bool has_version_table;     /* a table of that name with a column `version` */
    bool foreign_version_table; /* and with columns that make its rows mean something else */
} StoreFact;

/* Which tables a read may name: naming one that is not there is an error (60). */
typedef struct StoreTables
{
    bool journal;
    bool versions;
} StoreTables;

void clickhouse_store_append_read(Buf *sql, Str database, StoreTables tables);

/* Take a line of the answer apart; ret_fields are COLUMN_COUNT unescaped texts in the arena. */
MUST_CHECK bool clickhouse_store_parse(Str line, Arena *arena, StoreLine *ret_kind,
                                       StoreFact *ret_fact, Str ret_fields[COLUMN_COUNT],
                                       Error *err);

/* "1" per line for each of the two tables that exists: which of them a read may name. */
void clickhouse_store_append_probe(Buf *sql, Str database);

/* sync: make each row durable before it is acknowledged. */
void clickhouse_store_append_create(Buf *sql, Str database, bool sync);
void clickhouse_store_append_create_view(Buf *sql, Str database);

/* The INSERT and, apart from it, its data. */
void clickhouse_store_append_insert(Buf *sql, Str database);
void clickhouse_store_append_rows(Buf *data, const JournalRow *rows, size_t count);

/* Adds the versions that are not there yet, so that it may run twice. */
void clickhouse_store_append_versions(Buf *sql, Str database, const Str *versions, size_t count);

/* One line about the rows of a MergeTree table that feeds no view; no line for any other table. */
void clickhouse_store_append_parts(Buf *sql, Str database, Str table);

/* `name` with what is special in it escaped. */
void clickhouse_append_name(Buf *sql, Str name);

/* 'text' with what is special in it escaped. */
void clickhouse_append_literal(Buf *sql, Str text);

/* A field of TabSeparated, or what stands between the quotes of a literal, as it was meant. */
Str clickhouse_unescape(Str field, Arena *arena);

/* Whether a statement is SET or USE. */
bool clickhouse_changes_session(Str sql);

#endif /* CLICKHOUSE_STORE_H */
