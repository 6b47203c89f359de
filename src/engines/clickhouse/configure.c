/*
 * configure.c
 *    Asking the server which settings it knows, once, before anything that does more than read.
 */
#include "engines/clickhouse/clickhouse.h"

static bool
take_setting_name(void *context, Str line, Error *err)
{
    Clickhouse *clickhouse = context;

    (void)err;
    clickhouse_settings_take(&clickhouse->settings, line, str_from(clickhouse->url.settings));

    return true;
}

bool
clickhouse_configure(Clickhouse *clickhouse, Error *err)
{
    SCOPED_BUF sql = {0};
    ClickhouseFailure failure;
    ClickhouseSettings *settings = &clickhouse->settings;

    if (settings->known)
        return true;

    clickhouse_settings_append_probe(&sql);

    const ClickhouseQuery query = {
        .sql = buf_str(&sql), .reads = true, .rows = {take_setting_name, clickhouse}};

    settings->known = clickhouse->transport->query(clickhouse->connection, &query, &failure, err) &&
                      clickhouse->transport->configure(clickhouse->connection, settings->list,
                                                       settings->count, err);

    return settings->known;
}
