/*
 * settings.c
 *    The settings that pawl needs to see the truth, as far as a server knows them.
 */
#include "engines/clickhouse/wire/settings.h"

#include <assert.h>

/* The name that says a MergeTree table can fsync, marked so that it is no session setting. */
#define TABLE_SYNC "merge_tree:fsync_after_insert"

static const ClickhouseSetting WANTED[] = {
    /* An INSERT that is acknowledged is in the table, not in a queue (default since 26.2). */
    {"async_insert", "0", false},
    /* ALTER UPDATE/DELETE and ALTER of replicated tables: the answer comes when it is done. */
    {"mutations_sync", "1", false},
    {"lightweight_deletes_sync", "2", false},
    {"alter_sync", "1", false},
    {"replication_alter_partitions_sync", "1", false}, /* its name before 22.6; later an alias */
    /* The same rows inserted by two migrations are two inserts, not a retry to be swallowed. */
    {"insert_deduplicate", "0", false},
    {"deduplicate_insert", "disable", false},
    {"deduplicate_insert_select", "disable", false},
    /* Statements are as long as their files; the default refuses them at 256 KiB. */
    {"max_query_size", "1073741824", false},
    /* What the log says is evidence after a crash (off by default before 20.5). */
    {"log_queries", "1", false},
    {"log_queries_probability", "1", false},
    /* The true status comes before the answer, and errors are text. */
    {"send_progress_in_http_headers", "0", false},
    {"http_write_exception_in_output_format", "0", false},
    {"enable_http_compression", "0", false},
    /* ON CLUSTER: wait for every host, and fail when one fails (Cloud's default hides it). */
    {"distributed_ddl_output_mode", "throw", false},
    /* Never cut a statement short because we went away (Cloud's default is 1). */
    {"cancel_http_readonly_queries_on_client_close", "0", false},
    /*
     * A row of the ledger or of the lock is parsed and written by the thread that has it: handing
     * it to others takes a third of what the server spends on it.
     */
    {"max_threads", "1", true},
    {"input_format_parallel_parsing", "0", true},
};

_Static_assert(LENGTH_OF(WANTED) <= CLICKHOUSE_SETTINGS_MAX, "room for every setting");

void
clickhouse_settings_append_probe(Buf *sql)
{
    buf_append(sql, STR("SELECT name FROM system.settings WHERE name IN ("));

    for (size_t index = 0; index < LENGTH_OF(WANTED); index++)
        buf_printf(sql, "%s'%s'", index == 0 ? "" : ",", WANTED[index].name);

    buf_append(sql, STR(") UNION ALL SELECT concat('merge_tree:', name) FROM "
                        "system.merge_tree_settings WHERE name = 'fsync_after_insert' "
                        "FORMAT TabSeparated"));
}

static bool
given_in_url(Str url_settings, Str name)
{
    while (url_settings.size > 0)
    {
        Str pair = str_cut(&url_settings, '&');

        if (str_equal(str_cut(&pair, '='), name))
            return true;
    }

    return false;
}

void
clickhouse_settings_take(ClickhouseSettings *settings, Str name, Str url_settings)
{
    if (STR_IS(name, TABLE_SYNC))
    {
        settings->table_syncing = true;
        return;
    }

    for (size_t index = 0; index < LENGTH_OF(WANTED); index++)
    {
        const Str wanted = str_from(WANTED[index].name);

        if (str_equal(wanted, name) && !given_in_url(url_settings, wanted))
        {
            assert(settings->count < CLICKHOUSE_SETTINGS_MAX);
            settings->list[settings->count++] = WANTED[index];
        }
    }
}
