/*
 * columns.h
 *    The journal's columns, the same in every database, and a row as their texts.
 */
#ifndef LEDGER_COLUMNS_H
#define LEDGER_COLUMNS_H

#include "base/error.h"
#include "ledger/journal.h"

#define JOURNAL_TABLE "pawl_journal"
#define JOURNAL_VIEW  "pawl_migrations"

/* The version table of other runners: one column `version` that matters, one row per file. */
#define VERSION_TABLE "schema_migrations"

/* In this order; `at` comes last because the server fills it in. */
typedef enum JournalColumn
{
    COLUMN_GENERATION,
    COLUMN_RUN,
    COLUMN_SEQ,
    COLUMN_EVENT,
    COLUMN_MIGRATION,
    COLUMN_CHECKSUM,
    COLUMN_STATEMENT,
    COLUMN_STATEMENTS,
    COLUMN_HASH,
    COLUMN_NEXT_MIGRATION,
    COLUMN_NEXT_STATEMENT,
    COLUMN_NEXT_HASH,
    COLUMN_NEXT_SNAPSHOT,
    COLUMN_WHO,
    COLUMN_DETAIL,
    COLUMN_DURATION_MS,
    COLUMN_AT,
    COLUMN_COUNT,
    COLUMN_WRITTEN_COUNT = COLUMN_AT,
} JournalColumn;

#define JOURNAL_COLUMNS_WRITTEN                                                                    \
    "generation, run, seq, event, migration, checksum, statement, statements, hash, "              \
    "next_migration, next_statement, next_hash, next_snapshot, who, detail, duration_ms"

/* The texts of a row's columns but `at` (which is read as seconds since 1970); empty for what the
 * row does not have. */
void journal_row_fields(const JournalRow *row, Arena *arena, Str ret_fields[COLUMN_WRITTEN_COUNT]);

/*
 * The row that COLUMN_COUNT texts make; an empty number is 0.  The row's texts are slices of the
 * fields.  ERROR_LEDGER for what pawl never wrote.
 */
MUST_CHECK bool journal_row_parse(const Str *fields, size_t count, JournalRow *ret_row, Error *err);

/*
 * An error about a column that the journal does not have, turned into what that means: somebody
 * else made the table.  place: the schema or the database that it is in.  Returns false.
 */
bool journal_not_ours(Str place, Error *err);

#endif /* LEDGER_COLUMNS_H */
