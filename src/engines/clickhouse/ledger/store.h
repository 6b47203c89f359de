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
typedef enum StoreLineKind
{
    STORE_LINE_NAMES,   /* the first: the names of the columns, whether there are rows or not */
    STORE_LINE_ROW,     /* of the journal */
    STORE_LINE_VERSION, /* of the version table, in fields[COLUMN_RUN]; may come between rows */
} StoreLineKind;

typedef struct StoreLine
{
    StoreLineKind kind;
    Str fields[COLUMN_COUNT];   /* unescaped */
    Str server;                 /* of a row: "26.7.2.1" */
    bool foreign_version_table; /* of a row: as in StoreFacts, if the version table was read */
} StoreLine;

/* What the catalog says. */
typedef struct StoreFacts
{
    Str server;
    bool journal;               /* the table is there */
    bool versions;              /* a table of that name with a column `version` */
    bool foreign_version_table; /* it has columns that make its rows mean something else */
} StoreFacts;

/* Which tables a read names, at least one: naming one that is not there is an error (60). */
typedef struct StoreTables
{
    bool journal;
    bool versions;
} StoreTables;

void clickhouse_store_append_read(Buf *sql, Str database, StoreTables tables);

/* Take a line of the answer apart; its texts are slices of it or live in the arena. */
MUST_CHECK bool clickhouse_store_parse(Str line, Arena *arena, StoreLine *ret_line, Error *err);

/* Take any line of exactly so many fields apart, likewise. */
MUST_CHECK bool clickhouse_store_parse_fields(Str line, Arena *arena, Str *ret_fields, size_t count,
                                              Error *err);

/* The query about the catalog, and its one line. */
void clickhouse_store_append_probe(Buf *sql, Str database);
MUST_CHECK bool clickhouse_store_parse_probe(Str line, StoreFacts *ret_facts, Error *err);

/* sync: make each row durable before it is acknowledged. */
void clickhouse_store_append_create(Buf *sql, Str database, bool sync);
void clickhouse_store_append_create_view(Buf *sql, Str database);

/* The INSERT and, apart from it, its data. */
void clickhouse_store_append_insert(Buf *sql, Str database);
void clickhouse_store_append_rows(Buf *data, const JournalRow *rows, size_t count);

/* A row of another tool's table comes, if it is not there yet; or rows of its key go. */
void clickhouse_store_append_mirror(Buf *sql, Str database, const MirrorChange *change);
void clickhouse_store_append_mirror_left(Buf *sql, Str database, const MirrorChange *change);

/* Adds the versions that are not there yet, so that it may run twice. */
void clickhouse_store_append_versions(Buf *sql, Str database, const Str *versions, size_t count);

/* Takes versions away, which a table of parts does some time later; and how many are left. */
void clickhouse_store_append_delete(Buf *sql, Str database, const Str *versions, size_t count);
void clickhouse_store_append_left(Buf *sql, Str database, const Str *versions, size_t count);

/*
 * Whether the version table may be told: it is empty, or the journal knows one of its rows.  One
 * that came with other rows is another tool's.
 */
void clickhouse_store_append_ours(Buf *sql, Str database);

#endif /* CLICKHOUSE_STORE_H */
