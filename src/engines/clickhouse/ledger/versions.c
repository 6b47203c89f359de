/*
 * versions.c
 *    The tables of other runners: what is applied enters them, what is reverted leaves them.
 */
#include "base/clock.h"
#include "engines/clickhouse/clickhouse.h"
#include "ledger/columns.h"

enum
{
    DELETE_WAIT_MS = 30000, /* for a mutation of a few rows, behind others of its table */
    DELETE_POLL_MS = 20,
};

/*
 * A mutation is taken note of at once and carried out soon, and old servers cannot be told to wait
 * for it.  Rows that are inserted later are none of its business.
 */
static MUST_CHECK bool
wait_until_gone(const Clickhouse *clickhouse, Str table, Str count_sql, Error *err)
{
    const int64_t until_ms = clock_ms() + DELETE_WAIT_MS;
    SCOPED_BUF left = {0};

    for (;;)
    {
        buf_clear(&left);

        if (!clickhouse_ask_lines(clickhouse, count_sql, &left, err))
            return false;
        if (STR_IS(str_trim(buf_str(&left)), "0"))
            return true;
        if (clock_ms() >= until_ms)
            break;

        clock_sleep_ms(DELETE_POLL_MS);
    }

    (void)error_set(err, ERROR_LEDGER, "table \"" STR_FORMAT "\" still holds what is reverted",
                    STR_ARGS(table));

    return error_hint(err, "A mutation of that table is under way, see system.mutations; the next "
                           "run looks again.");
}

static MUST_CHECK bool
delete_rows(Clickhouse *clickhouse, Str table, Str sql, Str count_sql, Error *err)
{
    if (clickhouse_run_repeatable(clickhouse, sql, STR(""), err))
        return wait_until_gone(clickhouse, table, count_sql, err);
    if (err->kind != ERROR_LEDGER)
        return false;

    return error_hint(err,
                      "The migration is reverted; table \"" STR_FORMAT
                      "\" still holds its version, "
                      "and has to be a MergeTree for rows to be taken out.",
                      STR_ARGS(table));
}

static MUST_CHECK bool
delete_versions(Clickhouse *clickhouse, const LedgerWrite *write, Error *err)
{
    const Str database = clickhouse_database(clickhouse);
    SCOPED_BUF sql = {0};
    SCOPED_BUF left = {0};

    clickhouse_store_append_delete(&sql, database, write->versions, write->version_count);
    clickhouse_store_append_left(&left, database, write->versions, write->version_count);

    return delete_rows(clickhouse, STR(VERSION_TABLE), buf_str(&sql), buf_str(&left), err);
}

static MUST_CHECK bool
insert_versions(Clickhouse *clickhouse, const LedgerWrite *write, Error *err)
{
    SCOPED_BUF sql = {0};

    clickhouse_store_append_versions(&sql, clickhouse_database(clickhouse), write->versions,
                                     write->version_count);

    return clickhouse_run_repeatable(clickhouse, buf_str(&sql), STR(""), err);
}

bool
clickhouse_versions_write(Clickhouse *clickhouse, const LedgerWrite *write, Error *err)
{
    return write->versions_go ? delete_versions(clickhouse, write, err)
                              : insert_versions(clickhouse, write, err);
}

static MUST_CHECK bool
mirror(Clickhouse *clickhouse, const MirrorChange *change, Error *err)
{
    const Str database = clickhouse_database(clickhouse);
    SCOPED_BUF sql = {0};
    SCOPED_BUF left = {0};

    clickhouse_store_append_mirror(&sql, database, change);

    if (change->comes)
        return clickhouse_run_repeatable(clickhouse, buf_str(&sql), STR(""), err);

    clickhouse_store_append_mirror_left(&left, database, change);

    return delete_rows(clickhouse, change->found->name, buf_str(&sql), buf_str(&left), err);
}

bool
clickhouse_mirror_write(Clickhouse *clickhouse, const LedgerWrite *write, Error *err)
{
    for (size_t index = 0; index < write->change_count; index++)
    {
        if (!mirror(clickhouse, &write->changes[index], err))
            return error_wrap(err, "could not tell the tool's own table");
    }

    return true;
}
