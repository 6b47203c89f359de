/*
 * session.c
 *    What a script does to its session: kept for its own statements, undone for all others.
 */
#include "engines/postgres/parse/classify.h"
#include "engines/postgres/postgres.h"

/*
 * All that DISCARD ALL does ("DISCARD", Parameters), but for pawl's own advisory lock, which it
 * would give up.  RESET ALL alone leaves the role, temporary tables and more behind.  A
 * lock_timeout of the session's own is what RESET ALL returns to.
 */
void
postgres_append_restore(const Postgres *postgres, const Script *script, Buf *sql)
{
    buf_append(sql, STR("reset session authorization;\n"
                        "reset role;\n"
                        "reset all;\n"
                        "close all;\n"
                        "deallocate all;\n"
                        "unlisten *;\n"
                        "discard temp;\n"
                        "discard sequences"));

    if (postgres->own_lock_timeout && postgres->route != POSTGRES_POOLED)
        buf_printf(sql, ";\nset lock_timeout = %lld", (long long)postgres->options.lock_timeout_ms);
    if (script_mentions(script, STR("advisory")))
        postgres_append_release(postgres, sql);
}

static bool
leave_other_script(Postgres *postgres, const Script *script, Error *err)
{
    const Script *left = postgres->script;
    SCOPED_BUF sql = {0};

    if (left == NULL || left == script)
        return true;

    postgres->script = NULL;
    postgres->session_lost = false;
    postgres_append_restore(postgres, left, &sql);

    return postgres_client_query(postgres->client, buf_str(&sql), (PostgresRows){0}, NULL, err);
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

bool
postgres_enter_script(Postgres *postgres, const Script *script, size_t index, Error *err)
{
    if (!leave_other_script(postgres, script, err))
        return false;

    /* Behind a transaction pooler every message brings its settings along. */
    if (postgres->route != POSTGRES_POOLED && script->mode == SCRIPT_STEPS &&
        !session_is_whole(postgres, script, index, err))
        return false;

    postgres->script = script;

    return true;
}

size_t
postgres_append_own_role(Buf *sql, const Script *script)
{
    if (script == NULL ||
        (!script_mentions(script, STR("role")) && !script_mentions(script, STR("authorization"))))
        return 0;

    buf_append(sql, STR("set local session authorization default;\n"
                        "set local role = default;\n"));

    return 2;
}

size_t
postgres_append_settings(Buf *sql, const Script *script, size_t index)
{
    SCOPED_ARENA scratch = {0};
    size_t count = 0;

    for (size_t before = 0; before < index; before++)
    {
        const Statement *statement = &script->statements[before];
        const PostgresKind kind = postgres_classify(statement->text, false, &scratch).kind;

        if ((statement->flags & STATEMENT_SESSION) == 0 || script_can_spare(statement, index) ||
            (kind != POSTGRES_SET && kind != POSTGRES_SET_CONFIG && kind != POSTGRES_RESET))
            continue;

        buf_append(sql, statement->text);
        buf_append(sql, STR("\n;\n"));
        count++;
    }

    return count;
}

void
postgres_roll_back(const Postgres *postgres)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);

    /* A message that could not be parsed began none: to end it would be a warning of the server's.
     */
    if (libpq_is_idle(postgres->client->connection))
        return;

    (void)!postgres_client_query(postgres->client, STR("rollback"), (PostgresRows){0}, NULL,
                                 &ignored);
}

bool
postgres_reconnect(Postgres *postgres, Error *err)
{
    PostgresClient *client = NULL;

    if (!postgres_client_open(&postgres->options, "pawl", postgres->notice, &client, err))
        return false;

    postgres_client_close(postgres->client);
    postgres->client = client;
    postgres->session_lost = true;

    return true;
}

bool
postgres_query_own(const Postgres *postgres, const Buf *sql, PostgresRows rows, Error *err)
{
    PostgresFailure failure;

    if (postgres_client_query(postgres->client, buf_str(sql), rows, &failure, err))
        return true;
    if (err->kind == ERROR_STATEMENT)
        err->kind = ERROR_LEDGER;
    if (!failure.lost)
        postgres_roll_back(postgres);

    return false;
}
