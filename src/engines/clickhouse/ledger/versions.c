/*
 * versions.c
 *    The version table of other runners: what is applied enters it, what is reverted leaves it.
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
wait_until_gone(const Clickhouse *clickhouse, const LedgerWrite *write, Error *err)
{
    const int64_t until_ms = clock_ms() + DELETE_WAIT_MS;
    SCOPED_BUF sql = {0};
    SCOPED_BUF left = {0};

    clickhouse_store_append_left(&sql, clickhouse_database(clickhouse), write->versions,
                                 write->version_count);

    for (;;)
    {
        buf_clear(&left);

        if (!clickhouse_ask_lines(clickhouse, buf_str(&sql), &left, err))
            return false;
        if (STR_IS(str_trim(buf_str(&left)), "0"))
            return true;
        if (clock_ms() >= until_ms)
            break;

        clock_sleep_ms(DELETE_POLL_MS);
    }

    (void)error_set(err, ERROR_LEDGER, "table \"" VERSION_TABLE "\" still holds what is reverted");

    return error_hint(err, "A mutation of that table is under way, see system.mutations; the next "
                           "run looks again.");
}

static MUST_CHECK bool
delete_versions(Clickhouse *clickhouse, const LedgerWrite *write, Error *err)
{
    SCOPED_BUF sql = {0};

    clickhouse_store_append_delete(&sql, clickhouse_database(clickhouse), write->versions,
                                   write->version_count);

    if (clickhouse_run_repeatable(clickhouse, buf_str(&sql), STR(""), err))
        return wait_until_gone(clickhouse, write, err);

    return err->kind != ERROR_LEDGER
               ? false
               : error_hint(err,
                            "The migration is reverted; table \"" VERSION_TABLE "\" still holds "
                            "its version, and has to be a MergeTree for rows to be taken out.");
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
