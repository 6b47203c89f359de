/*
 * await.c
 *    Servers that answer a mutation before it is done: wait for it, or the next statement reads
 *    what this one was to change.
 */
#include "base/clock.h"
#include "base/interrupt.h"
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/sql.h"

enum
{
    ANSWERS_WHEN_DONE = 1911, /* mutations_sync */
    PAUSE_FIRST_MS = 10,
    PAUSE_MAX_MS = 1000,
};

static void
append_question(Buf *sql, Str database, Str table)
{
    buf_append(sql,
               STR("SELECT mutation_id FROM system.mutations WHERE NOT is_done AND database = "));
    clickhouse_append_literal(sql, database);
    buf_append(sql, STR(" AND table = "));
    clickhouse_append_literal(sql, table);
    buf_append(sql, STR(" LIMIT 1 FORMAT TabSeparated"));
}

static bool
is_awaited(const Clickhouse *clickhouse, const ClickhouseFacts *facts)
{
    return clickhouse->version < ANSWERS_WHEN_DONE && facts->name.size > 0 &&
           (facts->kind == CLICKHOUSE_ALTER_MUTATION || facts->kind == CLICKHOUSE_ALTER_MIXED);
}

bool
clickhouse_await(const Clickhouse *clickhouse, const ClickhouseFacts *facts, Str database,
                 Error *err)
{
    SCOPED_BUF sql = {0};
    const int64_t timeout_ms = clickhouse->statement_timeout_ms;
    const int64_t deadline_ms = timeout_ms == 0 ? INT64_MAX : clock_ms() + timeout_ms;

    if (!is_awaited(clickhouse, facts))
        return true;

    append_question(&sql, facts->database.size > 0 ? facts->database : database, facts->name);

    for (int64_t pause_ms = PAUSE_FIRST_MS;; pause_ms *= pause_ms < PAUSE_MAX_MS ? 2 : 1)
    {
        SCOPED_BUF lines = {0};

        if (!clickhouse_ask_lines(clickhouse, buf_str(&sql), &lines, err))
            return false;
        if (lines.size == 0)
            return true;
        if (interrupt_requested())
            return error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());
        if (clock_ms() >= deadline_ms)
            return error_set(err, ERROR_CONNECT,
                             "the mutation of " STR_FORMAT " is not done within "
                             "the statement timeout",
                             STR_ARGS(facts->name));

        clock_sleep_ms(pause_ms);
    }
}
