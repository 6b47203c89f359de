/*
 * message.c
 *    A transaction as one message: the file or one statement of it, the ledger's rows, COMMIT.
 */
#include "engines/postgres/message.h"

/* A file that brings a transaction keeps it: the rows go in front of its COMMIT. */
static bool
has_own(const Script *script)
{
    return script->mode == SCRIPT_TRANSACTION && script->own_transaction;
}

/*
 * The statement that proves the lease makes a file's BEGIN part of a transaction that has begun
 * already; such a BEGIN may not say how it wants to be isolated any more.
 */
static bool
lease_goes_first(const Script *script)
{
    for (size_t index = 0; has_own(script) && index < script->count; index++)
    {
        const Statement *statement = &script->statements[index];

        if ((statement->flags & STATEMENT_TRANSACTION_CONTROL) != 0)
            return !str_contains_nocase(statement->text, STR("isolation")) &&
                   !str_contains_nocase(statement->text, STR("read")) &&
                   !str_contains_nocase(statement->text, STR("deferrable"));
    }

    return true;
}

static Str
body_of(const Attempt *attempt)
{
    const Script *script = attempt->script;

    if (script->mode == SCRIPT_STEPS)
        return script->statements[attempt->index].text;
    if (!script->own_transaction)
        return script->text;

    const Str commit = script->statements[script->count - 1].text;

    return str_slice(script->text, 0, (size_t)(commit.data - script->text.data));
}

/* How many statements of the script are in its body. */
static size_t
body_count(const Script *script)
{
    if (script->mode == SCRIPT_STEPS)
        return 1;

    return script->count - (script->own_transaction ? 1 : 0);
}

/* Settings of the script's own that stand before a step, where the session cannot hold them. */
static size_t
append_settings(const Postgres *postgres, const Attempt *attempt, Buf *sql)
{
    if (postgres->route != POSTGRES_POOLED || attempt->script->mode != SCRIPT_STEPS)
        return 0;

    return postgres_append_settings(sql, attempt->script, attempt->index);
}

static size_t
append_rows(const Postgres *postgres, const Script *script, const LedgerWrite *write, Buf *sql)
{
    const size_t role = postgres_append_own_role(sql, script);

    store_append_write(sql, postgres->schema, postgres->version_table, true, write);

    return role + store_write_count(postgres->version_table, write);
}

/*
 * What a file did to its session ends with it, in the same message: the next one must not inherit
 * it, as it would not under a runner that opens a session for each file, and behind a transaction
 * pooler nobody else must.
 */
static void
append_end(const Postgres *postgres, const Script *script, Buf *sql)
{
    if (has_own(script))
        buf_append(sql, script->statements[script->count - 1].text);
    else
        buf_append(sql, STR("commit"));

    if (script->mode == SCRIPT_STEPS && postgres->route != POSTGRES_POOLED)
        return;

    buf_append(sql, STR(";\n"));
    postgres_append_restore(postgres, sql);
}

void
postgres_append_message(const Postgres *postgres, const Attempt *attempt, const LedgerWrite *write,
                        Buf *sql, PostgresMessage *ret_message)
{
    const Script *script = attempt->script;
    const Str lease = buf_str(&postgres->lease);
    const bool lease_first = lease_goes_first(script);
    PostgresMessage message = {.body = body_of(attempt),
                               .count = body_count(script),
                               .first = script->mode == SCRIPT_STEPS ? attempt->index : 0};

    if (postgres->route == POSTGRES_POOLED && postgres->own_lock_timeout)
    {
        buf_printf(sql, "set lock_timeout = %lld;\n", (long long)postgres->options.lock_timeout_ms);
        message.results++;
    }

    if (!has_own(script))
    {
        buf_append(sql, STR("begin;\n"));
        message.results++;
    }

    if (lease_first)
        buf_append(sql, lease);

    message.results += lease_first && lease.size > 0 ? 1 : 0;
    message.results += append_settings(postgres, attempt, sql);
    message.body_start = sql->size;
    buf_append(sql, message.body);
    buf_append(sql, STR("\n;\n"));

    if (!lease_first)
        buf_append(sql, lease);

    message.commit_result = message.results + message.count +
                            (!lease_first && lease.size > 0 ? 1 : 0) +
                            append_rows(postgres, script, write, sql);
    append_end(postgres, script, sql);

    *ret_message = message;
}

size_t
postgres_message_offset(const PostgresMessage *message, const Script *script,
                        const PostgresFailure *failure)
{
    const size_t body_offset = (size_t)(message->body.data - script->text.data);

    if (failure->position != SIZE_MAX && failure->position >= message->body_start &&
        failure->position < message->body_start + message->body.size)
        return body_offset + (failure->position - message->body_start);

    /* The server gave no position: the number of results tells which statement failed. */
    const size_t index =
        failure->results > message->results ? failure->results - message->results : 0;

    if (index >= message->count)
        return SIZE_MAX;

    return (size_t)(script->statements[message->first + index].text.data - script->text.data);
}
