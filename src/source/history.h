/*
 * history.h
 *    The tables in which other tools keep what they have applied, and what a row of each means.
 *
 * Pure: an engine says which tables there are and reads the columns that are named here as text.
 * Shapes are those that the tools' own code makes: goose v3, golang-migrate v4, dbmate v2,
 * sql-migrate, Flyway 9 to 11, Liquibase 4, sqlx, Prisma, Diesel, drizzle, and an npm tool whose
 * table is _migrations.
 */
#ifndef SOURCE_HISTORY_H
#define SOURCE_HISTORY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "source/format.h"

enum
{
    HISTORY_COLUMNS_MAX = 5,
};

typedef enum HistoryState
{
    HISTORY_APPLIED,
    HISTORY_APPLIED_UP_TO, /* this one, and so, as far as anybody knows, all before it */
    HISTORY_NOT_APPLIED,   /* undone since */
    HISTORY_FAILED,        /* begun, and nobody knows how far it came */
} HistoryState;

/* A row; of number and name at least one is there. */
typedef struct HistoryRow
{
    Str number; /* of a file; compared number by number */
    Str name;   /* of a file without folder and .sql */
    Str folder; /* that the tool found the file in, "db/changes"; empty: it does not say */
    Str part;   /* only this part of the file, as FormatRecord.name has it; empty: all of it */
    HistoryState state;
} HistoryRow;

typedef enum HistoryType
{
    HISTORY_ANY,
    HISTORY_TEXT,
    HISTORY_NUMBER,
} HistoryType;

typedef struct HistoryColumn
{
    const char *name;
    HistoryType type;
} HistoryColumn;

typedef struct HistoryTable
{
    const char *tool;  /* as --from takes it; its format's name, where it has one */
    const char *title; /* for people */
    const char *name;  /* of the table; compared without case, as its columns; of one in a
                          schema of its tool, where there are schemas: "schema.table" */
    HistoryColumn columns[HISTORY_COLUMNS_MAX]; /* to be read, in this order */
    const char *order;                          /* the column that orders the rows */
    const char *without;  /* a column that a table of this shape does not have, or NULL */
    const char *telltale; /* a column that shows the tool under any name of the table, or NULL */
    size_t width;         /* how many columns such a table has then; 0: any number */
    bool last_row_only;   /* only the newest row counts */
    bool wants_format;    /* too common a shape to mean the tool unless the files are its own */
    /* False for a row that says nothing about any file.  Empty fields are NULL or empty. */
    bool (*take)(const Str *fields, Arena *arena, HistoryRow *ret_row);
    const char *mend; /* what to do about a row that says failed */
} HistoryTable;

/* As in HistoryRow.name: of "db/changes/001_init.sql" it is "001_init". */
Str history_file_name(Str path);

/* What stands before it, without "classpath:" and a slash at its end: "db/changes". */
Str history_folder(Str path);

/*
 * Whether a row is about a file, whose path in the directory it is, .sql or not, and how sure that
 * is: 0 if it is not, else 1, and 1 more for each folder that both name.  They may be seen from
 * anywhere, but not side by side.
 */
size_t history_is_file(const HistoryRow *row, Str file);

/* The tables' names for `IN (...)`: words of small letters, so a literal is one everywhere. */
void history_append_names(Buf *sql);

/* The columns, likewise, that show a history under whatever name. */
void history_append_telltales(Buf *sql);

/* A column that is there. */
typedef struct HistorySeen
{
    Str table; /* "schema.table" where it is not in the schema that is migrated */
    Str column;
    bool text; /* its type is one of texts */
} HistorySeen;

/* A table that is there, under its own names. */
typedef struct HistoryFound
{
    const HistoryTable *table;
    Str name;
    Str columns[HISTORY_COLUMNS_MAX];
    size_t column_count;
    Str order;
} HistoryFound;

/*
 * Which histories the columns of a database make, for files of that format; *ret_list in the
 * arena.  Tables of the usual names come first, then those that nothing but their columns show.  If
 * `only` is not empty, it is the table of that name and no other one.
 */
size_t history_match(const HistorySeen *seen, size_t count, const Format *format, Str only,
                     Arena *arena, HistoryFound **ret_list);

/* The table of that name, without its schema or with it; NULL if none is known. */
const HistoryTable *history_table(Str name);

/* Whether the format's own tool keeps its history where others keep a plain list of versions. */
bool history_is_version_table(const Format *format);

/* "goose, golang-migrate, ...": what --from takes. */
const char *history_tools(Arena *arena);
bool history_is_tool(Str name);

#endif /* SOURCE_HISTORY_H */
