/*
 * message.c
 *    A transaction as one message: the file or one statement of it, the ledger's rows, COMMIT.
 */
#include "engines/postgres/message.h"

#include "engines/postgres/parse/copy.h"

#define SEPARATOR ";\n"

/* A block goes as it stands in the file, up to its COMMIT. */
static Str
body_text(const Script *script, const PostgresMessage *message, size_t index)
{
    const Str text = script->statements[message->first + index].text;

    return message->block == NULL ? text
                                  : str_slice(text, 0, (size_t)(message->own_end.data - text.data));
}

/*
 * The statements without what stands between them: commands that only psql knows, and the data
 * of each COPY, for which the server asks when it comes to it.
 */
static void
append_body(const Script *script, const PostgresMessage *message, Buf *sql)
{
    for (size_t index = 0; index < message->count; index++)
    {
        buf_append(sql, body_text(script, message, index));
        buf_append(sql, STR(SEPARATOR));
    }
}

/* The first statement that opens the transaction which the file brings; empty if none does. */
static Str
own_begin(const Script *script, const PostgresMessage *message)
{
    if (message->block != NULL)
        return message->block->texts[0];

    for (size_t index = 0; message->own_end.size > 0 && index < script->count; index++)
    {
        if ((script->statements[index].flags & STATEMENT_TRANSACTION_CONTROL) != 0)
            return script->statements[index].text;
    }

    return (Str){0};
}

/*
 * The statement that proves the lease makes a file's BEGIN part of a transaction that has begun
 * already; such a BEGIN may not say how it wants to be isolated any more.
 */
static bool
lease_goes_first(Str begin)
{
    return !str_contains_nocase(begin, STR("isolation")) &&
           !str_contains_nocase(begin, STR("read")) &&
           !str_contains_nocase(begin, STR("deferrable"));
}

/* A file that brings a transaction keeps it: the rows go in front of its COMMIT. */
static PostgresMessage
message_of(const Script *script, size_t index)
{
    if (script->mode == SCRIPT_STEPS)
    {
        const StatementBlock *block = script->statements[index].block;

        return (PostgresMessage){.first = index,
                                 .count = 1,
                                 .body_results = block == NULL ? 1 : block->count - 1,
                                 .block = block,
                                 .own_end =
                                     block == NULL ? (Str){0} : block->texts[block->count - 1]};
    }

    const size_t count = script->count - (script->own_transaction ? 1 : 0);

    return (PostgresMessage){.count = count,
                             .body_results = count,
                             .own_end = script->own_transaction ? script->statements[count].text
                                                                : (Str){0}};
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
append_end(const Postgres *postgres, const Script *script, Str own_end, Buf *sql)
{
    buf_append(sql, own_end.size > 0 ? own_end : STR("commit"));

    if (script->mode == SCRIPT_STEPS && postgres->route != POSTGRES_POOLED)
        return;

    buf_append(sql, STR(";\n"));
    postgres_append_restore(postgres, script, sql);
}

void
postgres_append_message(const Postgres *postgres, const Attempt *attempt, const LedgerWrite *write,
                        Buf *sql, PostgresMessage *ret_message)
{
    const Script *script = attempt->script;
    const Str lease = buf_str(&postgres->lease);
    PostgresMessage message = message_of(script, attempt->index);
    const bool lease_first = lease_goes_first(own_begin(script, &message));

    if (postgres->route == POSTGRES_POOLED && postgres->own_lock_timeout)
    {
        buf_printf(sql, "set lock_timeout = %lld;\n", (long long)postgres->options.lock_timeout_ms);
        message.results++;
    }

    if (message.own_end.size == 0)
    {
        buf_append(sql, STR("begin;\n"));
        message.results++;
    }

    if (lease_first)
        buf_append(sql, lease);

    message.results += lease_first && lease.size > 0 ? 1 : 0;
    message.results += append_settings(postgres, attempt, sql);
    message.body_start = sql->size;
    append_body(script, &message, sql);

    if (!lease_first)
        buf_append(sql, lease);

    message.commit_result = message.results + message.body_results +
                            (!lease_first && lease.size > 0 ? 1 : 0) +
                            append_rows(postgres, script, write, sql);
    append_end(postgres, script, message.own_end, sql);

    *ret_message = message;
}

/* Where in the file the byte of the message is, if it is of a statement of the file's. */
static size_t
offset_of_position(const PostgresMessage *message, const Script *script, size_t position)
{
    size_t start = message->body_start;

    for (size_t index = 0; index < message->count && position >= start; index++)
    {
        const Str text = body_text(script, message, index);

        if (position < start + text.size)
            return (size_t)(text.data - script->text.data) + position - start;

        start += text.size + sizeof(SEPARATOR) - 1;
    }

    return SIZE_MAX;
}

size_t
postgres_message_offset(const PostgresMessage *message, const Script *script,
                        const PostgresFailure *failure)
{
    const size_t offset = failure->position == SIZE_MAX
                              ? SIZE_MAX
                              : offset_of_position(message, script, failure->position);

    if (offset != SIZE_MAX)
        return offset;

    /* The server gave no position: the number of results tells which statement failed. */
    const size_t index =
        failure->results > message->results ? failure->results - message->results : 0;

    if (index >= message->body_results)
        return SIZE_MAX;

    if (message->block != NULL)
        return script_offset(script, message->block->texts[index]);

    return postgres_copy_place(script, &script->statements[message->first + index], failure->line);
}
