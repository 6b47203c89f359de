/*
 * engine.c
 *    PostgreSQL as an engine: what engine.h asks for, put together from the parts beside it.
 */
#include <stdlib.h>

#include "engines/postgres/parse/split.h"
#include "engines/postgres/postgres.h"

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
    postgres_client_close(postgres->observer);
    buf_done(&postgres->lease);
    buf_done(&postgres->blockers);
    arena_free(&postgres->arena);
    free(postgres);
}

static bool
postgres_open(const EngineOptions *options, EngineNotice notice, void **ret_self, Error *err)
{
    PostgresClient *client = NULL;

    if (!postgres_client_open(options, "pawl", notice, &client, err))
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
                        .place = postgres_client_place(postgres->client),
                        .schema = postgres->schema};
}

static bool
split(const void *self, const ScriptSource *source, Arena *arena, Script *ret_script, Error *err)
{
    const Postgres *postgres = self;
    PostgresSplitRules rules = {0};

    if (postgres != NULL)
        rules = (PostgresSplitRules){.backslash_strings =
                                         postgres_client_backslash_strings(postgres->client),
                                     .database = postgres_client_database(postgres->client)};

    return postgres_split(rules, source, arena, ret_script, err);
}

const EngineOps engine_postgres = {
    .name = "postgres",
    .title = "PostgreSQL",
    .features = ENGINE_TRANSACTIONS | ENGINE_LOCK_ENDS_WITH_CONNECTION,
    .accepts = postgres_accepts,
    .open = postgres_open,
    .close = postgres_close,
    .info = postgres_info,
    .split = split,
    .ledger_read = postgres_ledger_read,
    .ledger_create = postgres_ledger_create,
    .ledger_write = postgres_ledger_write,
    .lock = postgres_lock,
    .unlock = postgres_unlock,
    .break_lock = postgres_break_lock,
    .snapshot = postgres_snapshot,
    .execute = postgres_execute,
    .execute_transaction = postgres_execute_transaction,
    .verdict = postgres_verdict,
    .repair = postgres_repair,
    .ask = postgres_ask,
    .append_presence = postgres_append_presence,
    .describe = postgres_describe,
    .dump = postgres_dump,
    .history_columns = postgres_history_columns,
    .history_read = postgres_history_read,
};
