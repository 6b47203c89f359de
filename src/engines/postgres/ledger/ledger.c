/*
 * ledger.c
 *    The ledger in PostgreSQL, read and written: store.c has the texts, this sends them.
 */
#include "engines/postgres/postgres.h"
#include "ledger/columns.h"

#define UNDEFINED_COLUMN "42703"

static bool
take_facts(Postgres *postgres, const Str *fields, Error *err)
{
    if (fields[0].size == 0)
    {
        (void)error_set(err, ERROR_LEDGER, "the search_path names no schema that exists");
        return error_hint(err, "The ledger lives in the first schema of the search_path; set one "
                               "for this user or in the URL (options=-csearch_path%%3Dapp).");
    }

    postgres->schema = str_copy(&postgres->arena, fields[0]);
    postgres->has_journal = STR_IS(fields[1], "t");
    postgres->reading->has_journal = postgres->has_journal;
    postgres->reading->has_version_table = false;
    postgres->version_table = VERSION_TABLE_ABSENT;

    return true;
}

static void
take_version(Postgres *postgres, Str word)
{
    if (str_starts_with(word, STR(STORE_VERSION_MARK)))
        ledger_add_recorded(postgres->reading, str_slice(word, 1, word.size));
    else if (!postgres->reading->version_table_foreign)
    {
        postgres->reading->has_version_table = true;
        postgres->version_table = VERSION_TABLE_PRESENT;
    }
}

static bool
take_ledger_row(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    Postgres *postgres = context;
    JournalRow row;

    switch (result)
    {
        case STORE_RESULT_FACTS:
            return take_facts(postgres, fields, err);
        case STORE_RESULT_ROWS:
            /* One in another schema of the search_path is somebody else's. */
            if (!postgres->reading->has_journal)
                return true;

            return journal_row_parse(fields, count, &row, err) &&
                   ledger_add_row(postgres->reading, &row, err);
        case STORE_RESULT_VERSIONS:
            take_version(postgres, fields[0]);
            return true;
        default:
            return error_set(err, ERROR_LEDGER, "the ledger's query returned an unexpected row");
    }
}

/* The journal is not there, as the facts said; what else came is whole. */
static bool
only_journal_missing(const Postgres *postgres, const PostgresFailure *failure)
{
    const Str code = str_from(failure->sqlstate);

    return failure->results == STORE_RESULT_ROWS && !failure->lost &&
           !postgres->reading->has_journal && str_starts_with(code, STR("42"));
}

bool
postgres_ledger_read(void *self, Ledger *ledger, Error *err)
{
    Postgres *postgres = self;
    PostgresFailure failure;

    postgres->reading = ledger;

    if (postgres_client_query(postgres->client, str_from(store_read_sql()),
                              (PostgresRows){take_ledger_row, postgres}, &failure, err))
        return true;
    if (!only_journal_missing(postgres, &failure))
    {
        if (err->kind == ERROR_STATEMENT)
            err->kind = ERROR_LEDGER;

        return failure.results == STORE_RESULT_ROWS && postgres->reading->has_journal &&
                       STR_IS(str_from(failure.sqlstate), UNDEFINED_COLUMN)
                   ? journal_not_ours(postgres->schema, err)
                   : false;
    }

    error_clear(err);

    return true;
}

bool
postgres_ledger_create(void *self, Error *err)
{
    Postgres *postgres = self;
    SCOPED_BUF sql = {0};

    store_append_create(&sql, postgres->schema);
    postgres->has_journal = postgres_query_own(postgres, &sql, (PostgresRows){0}, err);

    return postgres->has_journal;
}

/* A write whose answer was lost may have been carried out; doing it again is harmless. */
static bool
write_again(Postgres *postgres, const LedgerWrite *write, const Buf *sql, Error *err)
{
    error_clear(err);

    return postgres_reconnect(postgres, err) &&
           postgres_lock_again(postgres, write->row_count == 0 ? NULL : &write->rows[0], err) &&
           postgres_query_own(postgres, sql, (PostgresRows){0}, err);
}

bool
postgres_ledger_write(void *self, const LedgerWrite *write, Error *err)
{
    Postgres *postgres = self;
    SCOPED_BUF sql = {0};

    buf_append(&sql, STR("begin;\n"));
    buf_append(&sql, buf_str(&postgres->lease));
    (void)postgres_append_own_role(&sql, postgres->script);
    store_append_write(&sql, postgres->schema, postgres->version_table, false, write);
    buf_append(&sql, STR("commit"));

    if (postgres_query_own(postgres, &sql, (PostgresRows){0}, err))
        return true;

    return err->kind == ERROR_CONNECT && write_again(postgres, write, &sql, err);
}
