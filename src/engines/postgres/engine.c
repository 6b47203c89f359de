/*
 * engine.c
 *    PostgreSQL as an engine: what engine.h asks for, put together from the parts beside it.
 */
#include "engine/engine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engines/postgres/client.h"
#include "engines/postgres/history.h"
#include "engines/postgres/split.h"
#include "engines/postgres/store.h"
#include "ledger/columns.h"
#include "source/place.h"

typedef struct Postgres
{
    PostgresClient *client;
    EngineOptions options; /* to connect again: its texts live as long as the run */
    EngineNotice notice;
    bool session_lost; /* the connection is a new one: what a script SET before is gone */
    Arena arena;       /* of the schema's name */
    Str schema;        /* where the ledger lives; set by ledger_read() */
    VersionTable version_table;
    Ledger *reading;     /* while ledger_read() is under way */
    const Script *steps; /* the script whose statements ran one by one last */
} Postgres;

/* libpq's other form, "host=db dbname=app": it begins with a word and an equals sign. */
static bool
is_keyword_dsn(Str url)
{
    size_t at = 0;

    while (at < url.size && char_is_word(url.data[at]))
        at++;

    const Str rest = str_trim(str_slice(url, at, url.size));

    return at > 0 && str_starts_with(rest, STR("="));
}

static bool
postgres_accepts(Str url)
{
    return str_starts_with(url, STR("postgres://")) || str_starts_with(url, STR("postgresql://")) ||
           is_keyword_dsn(str_trim(url));
}

static void
postgres_close(void *self)
{
    Postgres *postgres = self;

    if (postgres == NULL)
        return;

    postgres_client_close(postgres->client);
    arena_free(&postgres->arena);
    free(postgres);
}

static bool
postgres_open(const EngineOptions *options, EngineNotice notice, void **ret_self, Error *err)
{
    PostgresClient *client = NULL;

    if (!postgres_client_open(options, notice, &client, err))
        return false;

    Postgres *postgres = calloc(1, sizeof(*postgres));

    if (postgres == NULL)
        abort();

    postgres->client = client;
    postgres->options = *options;
    postgres->notice = notice;
    *ret_self = postgres;

    return true;
}

static EngineInfo
postgres_info(const void *self)
{
    const Postgres *postgres = self;

    return (EngineInfo){.title = "PostgreSQL",
                        .version = postgres_client_version(postgres->client),
                        .place = postgres_client_place(postgres->client)};
}

static bool
split(const void *self, const ScriptSource *source, Arena *arena, Script *ret_script, Error *err)
{
    const Postgres *postgres = self;
    const bool backslash_strings =
        postgres != NULL && postgres_client_backslash_strings(postgres->client);

    return postgres_split(backslash_strings, source, arena, ret_script, err);
}

/* ---- the ledger ---- */

static bool
take_facts(Postgres *postgres, const Str *fields, Error *err)
{
    if (fields[0].size == 0)
    {
        (void)error_set(err, ERROR_LEDGER, "the search_path names no schema that exists");
        return error_hint(err, "The ledger lives in the first schema of the search_path; set one "
                               "for this user or in the URL (options=-csearch_path%%3Dapp).");
    }

    const bool versions = STR_IS(fields[2], "t") && !postgres->reading->version_table_foreign;

    postgres->schema = str_copy(&postgres->arena, fields[0]);
    postgres->reading->has_journal = STR_IS(fields[1], "t");
    postgres->reading->has_version_table = versions;
    postgres->version_table = versions ? VERSION_TABLE_PRESENT : VERSION_TABLE_ABSENT;

    return true;
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
            ledger_add_recorded(postgres->reading, fields[0]);
            return true;
        default:
            return error_set(err, ERROR_LEDGER, "the ledger's query returned an unexpected row");
    }
}

/* After an error inside a transaction block the session answers nothing else until this. */
static void
roll_back(const Postgres *postgres)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);

    (void)!postgres_client_query(postgres->client, STR("rollback"), (PostgresRows){0}, NULL,
                                 &ignored);
}

/* A query of pawl's own failed: no statement of a migration is to blame. */
static bool
ledger_refused(Error *err)
{
    if (err->kind == ERROR_STATEMENT)
        err->kind = ERROR_LEDGER;

    return false;
}

/* The journal is not there, as the facts said; what else came is whole. */
static bool
only_journal_missing(const Postgres *postgres, const PostgresFailure *failure)
{
    const Str code = str_from(failure->sqlstate);

    return failure->results == STORE_RESULT_ROWS && !failure->lost &&
           !postgres->reading->has_journal && str_starts_with(code, STR("42"));
}

static bool
postgres_ledger_read(void *self, Ledger *ledger, Error *err)
{
    Postgres *postgres = self;

    PostgresFailure failure;

    postgres->reading = ledger;

    if (postgres_client_query(postgres->client, str_from(store_read_sql()),
                              (PostgresRows){take_ledger_row, postgres}, &failure, err))
        return true;
    if (!only_journal_missing(postgres, &failure))
        return ledger_refused(err);

    error_clear(err);

    return true;
}

static bool
run(const Postgres *postgres, const Buf *sql, Error *err)
{
    if (postgres_client_query(postgres->client, buf_str(sql), (PostgresRows){0}, NULL, err))
        return true;

    roll_back(postgres);

    return ledger_refused(err);
}

static bool
postgres_ledger_create(void *self, Error *err)
{
    const Postgres *postgres = self;
    SCOPED_BUF sql = {0};

    store_append_create(&sql, postgres->schema);

    return run(postgres, &sql, err);
}

/* A write whose answer was lost may have been carried out; doing it again is harmless. */
static bool
write_again(Postgres *postgres, const Buf *sql, Error *err)
{
    PostgresClient *client = NULL;

    error_clear(err);

    if (!postgres_client_open(&postgres->options, postgres->notice, &client, err))
        return false;

    postgres_client_close(postgres->client);
    postgres->client = client;
    postgres->session_lost = true;

    return run(postgres, sql, err);
}

static bool
postgres_ledger_write(void *self, const LedgerWrite *write, Error *err)
{
    Postgres *postgres = self;
    SCOPED_BUF sql = {0};

    buf_append(&sql, STR("begin;\n"));
    store_append_write(&sql, postgres->schema, postgres->version_table, false, write);
    buf_append(&sql, STR("commit"));

    if (run(postgres, &sql, err))
        return true;

    return err->kind == ERROR_CONNECT && write_again(postgres, &sql, err);
}

/* ---- statements ---- */

/* Where in the file a failure is: at the server's position, else at the statement itself. */
static void
place_failure(Error *err, const Script *script, size_t offset)
{
    if (offset <= script->text.size)
        err->place = place_of(script->path, script->text, offset, err->arena);
}

/* What the file makes is there: somebody may have run it when there was no ledger yet. */
static void
suggest_baseline(const PostgresFailure *failure, Error *err)
{
    /* A database, a schema, a relation, a column, a function; any other object. */
    static const char *const EXISTS[] = {"42P04", "42P06", "42P07", "42701", "42723", "42710"};

    for (size_t index = 0; index < LENGTH_OF(EXISTS); index++)
    {
        if (strcmp(failure->sqlstate, EXISTS[index]) == 0)
            (void)error_hint(err, "If this database is past this migration already, record it "
                                  "and those before it as applied: `pawl baseline --to VERSION`.");
    }
}

static Outcome
outcome_of(const PostgresFailure *failure)
{
    return failure->lost ? OUTCOME_UNKNOWN : OUTCOME_NOT_DONE;
}

/* The table may appear with any script that names it; from then on every write looks for it. */
static void
watch_version_table(Postgres *postgres, const Script *script)
{
    if (postgres->version_table == VERSION_TABLE_ABSENT &&
        str_contains_nocase(script->text, STR(VERSION_TABLE)))
        postgres->version_table = VERSION_TABLE_MAYBE;
}

/* What one script SET must not reach the next (append_transaction() says why). */
static bool
leave_other_script(Postgres *postgres, const Script *script, Error *err)
{
    if (postgres->steps == NULL || postgres->steps == script)
        return true;

    postgres->steps = NULL;
    postgres->session_lost = false;

    return postgres_client_query(postgres->client, STR("reset all"), (PostgresRows){0}, NULL, err);
}

/* Statements must not run without the SETs that stand before them in their file. */
static bool
session_is_whole(const Postgres *postgres, const Script *script, size_t index, Error *err)
{
    bool whole = true;

    for (size_t before = 0; before < index && postgres->session_lost; before++)
        whole = whole && (script->statements[before].flags & STATEMENT_SESSION) == 0;

    if (whole)
        return true;

    (void)error_set(err, ERROR_CONNECT, "the connection to PostgreSQL was lost and made again");
    (void)error_detail(err, "What this file had SET in its session is gone.");

    return error_hint(err, "Run `pawl up` again: it begins with a new session.");
}

static bool
postgres_execute(void *self, const Attempt *attempt, Outcome *ret_outcome, Error *err)
{
    Postgres *postgres = self;
    const Script *script = attempt->script;
    const size_t index = attempt->index;
    const Str text = script->statements[index].text;
    PostgresFailure failure;
    SCOPED_BUF sql = {0};

    if (!leave_other_script(postgres, script, err) ||
        !session_is_whole(postgres, script, index, err))
    {
        *ret_outcome = OUTCOME_NOT_DONE;
        return false;
    }

    postgres->steps = script;
    watch_version_table(postgres, script);
    buf_append(&sql, text);

    if (postgres_client_query(postgres->client, buf_str(&sql), (PostgresRows){0}, &failure, err))
    {
        *ret_outcome = OUTCOME_DONE;
        return true;
    }

    const size_t start = (size_t)(text.data - script->text.data);

    place_failure(err, script, failure.position == SIZE_MAX ? start : start + failure.position);
    suggest_baseline(&failure, err);
    *ret_outcome = outcome_of(&failure);

    return false;
}

/*
 * The message is prefix, the file up to the end or to its own COMMIT, the ledger's rows, COMMIT.
 * RESET ALL undoes the SETs that a file leaves behind: the next one must not inherit them, as it
 * would not under a runner that opens a session for each file.
 */
static size_t
append_transaction(const Postgres *postgres, Buf *sql, const Script *script,
                   const LedgerWrite *write)
{
    Str body = script->text;

    if (script->own_transaction)
    {
        const Str commit = script->statements[script->count - 1].text;

        body = str_slice(body, 0, (size_t)(commit.data - body.data));
    }
    else
    {
        buf_append(sql, STR("begin;\n"));
    }

    const size_t body_start = sql->size;

    buf_append(sql, body);
    buf_append(sql, STR("\n;\n"));
    store_append_write(sql, postgres->schema, postgres->version_table, true, write);

    if (script->own_transaction)
        buf_append(sql, script->statements[script->count - 1].text);
    else
        buf_append(sql, STR("commit"));

    buf_append(sql, STR(";\nreset all"));

    return body_start;
}

/* The server gave no position: the number of results tells which statement failed. */
static size_t
offset_of_result(const Script *script, size_t results)
{
    const size_t index = script->own_transaction ? results : results - (results > 0 ? 1 : 0);

    if (index >= script->count)
        return SIZE_MAX;

    return (size_t)(script->statements[index].text.data - script->text.data);
}

static bool
postgres_execute_transaction(void *self, const Attempt *attempt, const LedgerWrite *write,
                             Outcome *ret_outcome, Error *err)
{
    Postgres *postgres = self;
    const Script *script = attempt->script;
    PostgresFailure failure;
    SCOPED_BUF sql = {0};

    *ret_outcome = OUTCOME_NOT_DONE;

    if (!leave_other_script(postgres, script, err))
        return false;

    watch_version_table(postgres, script);

    const size_t body_start = append_transaction(postgres, &sql, script, write);

    if (postgres_client_query(postgres->client, buf_str(&sql), (PostgresRows){0}, &failure, err))
    {
        *ret_outcome = OUTCOME_DONE;
        return true;
    }

    place_failure(err, script,
                  failure.position == SIZE_MAX || failure.position < body_start
                      ? offset_of_result(script, failure.results)
                      : failure.position - body_start);
    suggest_baseline(&failure, err);
    *ret_outcome = outcome_of(&failure);

    if (!failure.lost)
        roll_back(postgres);

    return false;
}

static bool
postgres_snapshot(void *self, const Attempt *attempt, Arena *arena, Str *ret_snapshot, Error *err)
{
    (void)self, (void)attempt, (void)arena, (void)err;
    *ret_snapshot = STR("");

    return true;
}

static bool
postgres_verdict(void *self, const Attempt *attempt, Arena *arena, Finding *ret_finding, Error *err)
{
    (void)self, (void)attempt, (void)arena, (void)err;
    *ret_finding = (Finding){.verdict = VERDICT_CANNOT_TELL,
                             .evidence = "A run ended while it was under way, and left no word of "
                                         "its outcome."};

    return true;
}

static bool
postgres_repair(void *self, Str sql, Error *err)
{
    const Postgres *postgres = self;

    return postgres_client_query(postgres->client, sql, (PostgresRows){0}, NULL, err);
}

static bool
take_answer(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    (void)result, (void)err;

    if (count > 0)
        *(bool *)context =
            STR_IS(fields[0], "t") || STR_IS(fields[0], "true") || STR_IS(fields[0], "1");

    return true;
}

static bool
postgres_ask(void *self, Str sql, bool *ret_yes, Error *err)
{
    const Postgres *postgres = self;

    *ret_yes = false;

    return postgres_client_query(postgres->client, sql, (PostgresRows){take_answer, ret_yes}, NULL,
                                 err);
}

static bool
postgres_describe(void *self, const Script *script, size_t count, EngineLine line, Error *err)
{
    (void)self, (void)script, (void)count, (void)line, (void)err;

    return true;
}

/* ---- other tools' histories ---- */

static bool
hand_over(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    const EngineFields *taker = context;

    (void)result, (void)err;
    taker->call(taker->context, fields, count);

    return true;
}

static bool
postgres_history_columns(void *self, EngineFields seen, Error *err)
{
    const Postgres *postgres = self;
    SCOPED_BUF sql = {0};

    history_append_columns(&sql, postgres->schema);

    return postgres_client_query(postgres->client, buf_str(&sql), (PostgresRows){hand_over, &seen},
                                 NULL, err) ||
           ledger_refused(err);
}

static bool
postgres_history_read(void *self, const HistoryFound *found, EngineFields row, Error *err)
{
    const Postgres *postgres = self;
    SCOPED_BUF sql = {0};

    history_append_read(&sql, postgres->schema, found);

    return postgres_client_query(postgres->client, buf_str(&sql), (PostgresRows){hand_over, &row},
                                 NULL, err) ||
           ledger_refused(err);
}

const EngineOps engine_postgres = {
    .name = "postgres",
    .title = "PostgreSQL",
    .features = ENGINE_TRANSACTIONS,
    .accepts = postgres_accepts,
    .open = postgres_open,
    .close = postgres_close,
    .info = postgres_info,
    .split = split,
    .ledger_read = postgres_ledger_read,
    .ledger_create = postgres_ledger_create,
    .ledger_write = postgres_ledger_write,
    .snapshot = postgres_snapshot,
    .execute = postgres_execute,
    .execute_transaction = postgres_execute_transaction,
    .verdict = postgres_verdict,
    .repair = postgres_repair,
    .ask = postgres_ask,
    .describe = postgres_describe,
    .history_columns = postgres_history_columns,
    .history_read = postgres_history_read,
};
