/*
 * statement.c
 *    The statements of a migration: one alone, or a transaction with the ledger's rows in it.
 */
#include <string.h>

#include "engines/postgres/copy.h"
#include "engines/postgres/message.h"
#include "engines/postgres/outcome.h"
#include "engines/postgres/parse/classify.h"
#include "engines/postgres/parse/copy.h"
#include "engines/postgres/postgres.h"
#include "engines/postgres/probe/probe.h"
#include "ledger/columns.h"

/* ---- what went wrong ---- */

/* Where in the file a failure is: at the server's position, else at the statement itself. */
static void
place_failure(Error *err, const Script *script, size_t offset)
{
    if (offset <= script->text.size)
        err->place = script_place(script, offset, err->arena);
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
            (void)error_hint(err, ENGINE_HINT_EXISTS);
    }
}

/* Somebody else's lock or transaction was in the way. */
static void
explain_conflict(const Postgres *postgres, const PostgresFailure *failure, Error *err)
{
    err->kind = ERROR_LOCKED;

    if (strcmp(failure->sqlstate, "55P03") == 0)
        (void)error_detail(
            err, "%s%s", postgres->blockers.size > 0 ? "Held up by " : "",
            postgres->blockers.size > 0
                ? buf_text(&postgres->blockers)
                : "Who held the lock was gone, or waiting too briefly, to be asked about.");

    (void)error_hint(err, "Run the same command again once that is over; to wait longer for each "
                          "lock, use --lock-timeout.");
}

static void
explain_failure(const Postgres *postgres, const PostgresFailure *failure, Error *err)
{
    if (strcmp(failure->sqlstate, POSTGRES_LEASE_LOST) == 0)
    {
        err->kind = ERROR_LOCKED;
        (void)error_hint(err, "This run was silent for longer than --lock-lease.  Whatever it had "
                              "begun was rolled back; run `pawl up` again.");
        return;
    }

    if (!failure->lost && postgres_outcome_will_pass(failure))
        explain_conflict(postgres, failure, err);

    /* invalid_transaction_termination */
    if (strcmp(failure->sqlstate, "2D000") == 0)
        (void)error_hint(err, "Code that commits or rolls back by itself cannot run in the "
                              "transaction that pawl makes of a file: with \"-- pawl: "
                              "no-transaction\" its statements run one by one.");

    suggest_baseline(failure, err);
}

/* ---- a statement by itself ---- */

/* The table may appear with any script that names it; from then on every write looks for it. */
static void
watch_version_table(Postgres *postgres, const Script *script)
{
    if (postgres->version_table == VERSION_TABLE_ABSENT &&
        script_mentions(script, STR(VERSION_TABLE)))
        postgres->version_table = VERSION_TABLE_MAYBE;
}

static bool
refuse_pooled(const Statement *statement, const char *why, Error *err)
{
    (void)error_set(err, ERROR_UNSUPPORTED,
                    "%s %s, and the connection goes through a transaction pooler", statement->kind,
                    why);

    return error_hint(err, "Let this migration connect to the server directly, not through the "
                           "pooler (PgBouncer with pool_mode=transaction or the like).");
}

/*
 * Behind a transaction pooler.  Settings travel with the statements that need them.  In a file's
 * own block the pooler keeps the backend; everything else gets a block, with the lease in it.
 */
static bool
append_pooled(const Postgres *postgres, const Attempt *attempt, Buf *sql, Error *err)
{
    const Statement *statement = &attempt->script->statements[attempt->index];
    SCOPED_ARENA scratch = {0};
    const PostgresKind kind = postgres_classify(statement->text, false, &scratch).kind;

    if (kind == POSTGRES_ADVISORY_LOCK && (statement->flags & STATEMENT_SESSION) != 0)
        return refuse_pooled(statement, "is about the session", err);
    if ((statement->flags & STATEMENT_SESSION) != 0)
        return true;

    if (attempt->script->own_transaction)
    {
        buf_append(sql, statement->text);
        return true;
    }

    if (!postgres_kind_is_whole(kind))
        return refuse_pooled(statement, "cannot run in a transaction", err);

    buf_append(sql, STR("begin;\n"));
    buf_append(sql, buf_str(&postgres->lease));
    postgres_append_settings(sql, attempt->script, attempt->index);
    buf_append(sql, statement->text);
    buf_append(sql, STR("\n;\ncommit;\n"));
    postgres_append_restore(postgres, attempt->script, sql);

    return true;
}

/*
 * CREATE INDEX CONCURRENTLY IF NOT EXISTS is content with an invalid index that an earlier attempt
 * left behind.  pawl is not: that one goes, and the statement is sent again.
 */
static bool
check_index(Postgres *postgres, const Attempt *attempt, Outcome *ret_outcome, Error *err)
{
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF sql = {0};
    Finding finding = {0};
    Attempt sent = *attempt;
    const Statement *statement = &attempt->script->statements[attempt->index];
    const PostgresClass class = postgres_classify(statement->text, false, &scratch);

    sent.snapshot = (Str){0};

    if (class.kind != POSTGRES_CREATE_INDEX_CONCURRENTLY || !class.match.if_not_exists)
        return true;
    if (!postgres_verdict(postgres, &sent, &scratch, &finding, err))
    {
        *ret_outcome = OUTCOME_UNKNOWN;
        return false;
    }
    if (finding.verdict == VERDICT_RUNNING)
    {
        *ret_outcome = OUTCOME_NOT_NOW;
        return error_set(err, ERROR_LOCKED, "another session is building an index of that name");
    }
    if (finding.verdict != VERDICT_PARTLY || finding.repair_count == 0)
        return true;

    /* If it is dropped or not: the next try, or the next run, finds what is there. */
    *ret_outcome = OUTCOME_ENDED;

    if (!postgres_repair(postgres, finding.repairs[0], err))
        return error_wrap(err, "an invalid index of that name could not be dropped");

    *ret_outcome = OUTCOME_NOT_NOW;

    return error_set(err, ERROR_STATEMENT,
                     "an invalid index of that name was there, and was dropped");
}

bool
postgres_execute(void *self, const Attempt *attempt, Outcome *ret_outcome, Error *err)
{
    Postgres *postgres = self;
    const Script *script = attempt->script;
    const Statement *statement = &script->statements[attempt->index];
    const size_t start = (size_t)(statement->text.data - script->text.data);
    PostgresFailure failure;
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF sql = {0};

    *ret_outcome = OUTCOME_NOT_DONE;

    if (!postgres_enter_script(postgres, script, attempt->index, err))
        return false;

    watch_version_table(postgres, script);

    if (postgres->route != POSTGRES_POOLED)
        buf_append(&sql, statement->text);
    else if (!append_pooled(postgres, attempt, &sql, err))
    {
        place_failure(err, script, start);
        return false;
    }

    *ret_outcome = OUTCOME_DONE;

    if (sql.size == 0)
        return true;

    /* By itself a statement that may have data is the whole message. */
    PostgresCopy copy = {.script = script, .first = attempt->index};
    const PostgresOrder order = {.sql = buf_str(&sql),
                                 .input = postgres_copy_input(&copy),
                                 .watch = postgres_watch(postgres)};

    if (postgres_client_run(postgres->client, &order, &failure, err))
        return check_index(postgres, attempt, ret_outcome, err);

    /* Positions count from the statement's first byte, which need not be the message's. */
    const size_t before = str_find(buf_str(&sql), 0, statement->text);
    const bool placed = failure.position != SIZE_MAX && failure.position >= before;

    *ret_outcome =
        postgres_outcome(&failure, postgres_classify(statement->text, false, &scratch).kind,
                         sql.size > statement->text.size);
    place_failure(err, script,
                  placed ? start + failure.position - before
                         : postgres_copy_place(script, statement, failure.line));
    explain_failure(postgres, &failure, err);

    if (postgres->route == POSTGRES_POOLED && !failure.lost)
        postgres_roll_back(postgres);

    return false;
}

/* ---- a transaction ---- */

bool
postgres_execute_transaction(void *self, const Attempt *attempt, const LedgerWrite *write,
                             Outcome *ret_outcome, Error *err)
{
    Postgres *postgres = self;
    const Script *script = attempt->script;
    PostgresFailure failure;
    PostgresMessage message = {0};
    SCOPED_BUF sql = {0};

    *ret_outcome = OUTCOME_NOT_DONE;

    if (!postgres_enter_script(postgres, script, attempt->index, err))
        return false;

    watch_version_table(postgres, script);
    postgres_append_message(postgres, attempt, write, &sql, &message);

    PostgresCopy copy = {.script = script, .first = message.first, .results = message.results};
    const PostgresOrder order = {.sql = buf_str(&sql),
                                 .input = postgres_copy_input(&copy),
                                 .watch = postgres_watch(postgres)};

    /* The message undoes what a file does to its session, or the server does, at an error. */
    if (script->mode == SCRIPT_TRANSACTION)
        postgres->script = NULL;

    *ret_outcome = OUTCOME_DONE;

    if (postgres_client_run(postgres->client, &order, &failure, err))
        return true;

    /* Only what is behind the COMMIT failed; the session is not what it should be. */
    if (failure.results > message.commit_result)
    {
        error_clear(err);
        return failure.lost || postgres_reconnect(postgres, err);
    }

    place_failure(err, script, postgres_message_offset(&message, script, &failure));
    *ret_outcome = postgres_outcome(&failure, POSTGRES_OTHER, true);

    if (*ret_outcome == OUTCOME_NOT_DONE && script->mode == SCRIPT_STEPS &&
        script->statements[attempt->index].block == NULL && postgres->route != POSTGRES_POOLED &&
        strcmp(failure.sqlstate, "25001") == 0)
        *ret_outcome = OUTCOME_ALONE; /* active_sql_transaction: an extension's rule, say */

    explain_failure(postgres, &failure, err);

    if (!failure.lost)
        postgres_roll_back(postgres);

    return false;
}
