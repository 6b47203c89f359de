/*
 * engine.c
 *    ClickHouse as an engine: what engine.h asks for, put together from the parts beside it.
 */
#include <stdlib.h>

#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/parse/split.h"

static void
clickhouse_close(void *self)
{
    Clickhouse *clickhouse = self;

    if (clickhouse == NULL)
        return;

    clickhouse_lock_done(clickhouse);
    clickhouse->transport->close(clickhouse->connection);
    buf_done(&clickhouse->versions);
    clickhouse_forget_absence(clickhouse);
    arena_free(&clickhouse->arena);
    free(clickhouse);
}

static bool
clickhouse_open(const EngineOptions *options, EngineNotice notice, void **ret_self, Error *err)
{
    Clickhouse *clickhouse = calloc(1, sizeof(*clickhouse));

    if (clickhouse == NULL)
        abort();

    (void)notice; /* ClickHouse sends none over HTTP */

    bool opened = clickhouse_url_parse(options->url, &clickhouse->arena, &clickhouse->url, err);

    if (opened && clickhouse->url.embedded)
    {
        clickhouse->transport = &clickhouse_embedded;
        opened = clickhouse_embedded_open(&clickhouse->url, &clickhouse->connection, err);
    }
    else if (opened)
    {
        clickhouse->transport = &clickhouse_http;
        opened = clickhouse_http_open(&clickhouse->url, options, &clickhouse->connection, err);
    }

    if (!opened)
    {
        arena_free(&clickhouse->arena);
        free(clickhouse);
        return false;
    }

    clickhouse->run = arena_strdup(&clickhouse->arena, options->run);
    clickhouse->ledger_sync = options->ledger_sync;
    clickhouse->statement_timeout_ms = options->statement_timeout_ms;
    clickhouse->lock.lease_ms = options->lease_ms;
    clickhouse->info = (EngineInfo){.title = "ClickHouse",
                                    .place = clickhouse->url.place,
                                    .schema = clickhouse_database(clickhouse)};
    *ret_self = clickhouse;

    return true;
}

static EngineInfo
clickhouse_info(const void *self)
{
    const Clickhouse *clickhouse = self;

    return clickhouse->info;
}

static bool
split(const void *self, const ScriptSource *source, Arena *arena, Script *ret_script, Error *err)
{
    const Clickhouse *clickhouse = self;

    return clickhouse_split(clickhouse == NULL ? 0 : clickhouse->version, source, arena, ret_script,
                            err);
}

const EngineOps engine_clickhouse = {
    .name = "clickhouse",
    .title = "ClickHouse",
    .accepts = clickhouse_accepts,
    .open = clickhouse_open,
    .close = clickhouse_close,
    .info = clickhouse_info,
    .split = split,
    .ledger_read = clickhouse_ledger_read,
    .ledger_read_versions = clickhouse_ledger_read_versions,
    .ledger_create = clickhouse_ledger_create,
    .ledger_write = clickhouse_ledger_write,
    .lock = clickhouse_lock,
    .unlock = clickhouse_unlock,
    .break_lock = clickhouse_break_lock,
    .snapshot = clickhouse_snapshot,
    .execute = clickhouse_execute,
    .verdict = clickhouse_verdict,
    .reverted = clickhouse_reverted,
    .repair = clickhouse_repair,
    .ask = clickhouse_ask,
    .append_presence = clickhouse_append_presence,
    .describe = clickhouse_describe,
    .dump = clickhouse_dump,
    .history_columns = clickhouse_history_columns,
    .history_read = clickhouse_history_read,
};
