/*
 * settings.h
 *    The settings that pawl needs to see the truth, as far as a server knows them.
 *
 * An unknown setting is an error (115) and the statement does not run, so the server is
 * asked first which ones it has.
 */
#ifndef CLICKHOUSE_SETTINGS_H
#define CLICKHOUSE_SETTINGS_H

#include "base/buf.h"
#include "engines/clickhouse/wire/transport.h"

enum
{
    CLICKHOUSE_SETTINGS_MAX = 32,
};

typedef struct ClickhouseSettings
{
    ClickhouseSetting list[CLICKHOUSE_SETTINGS_MAX];
    size_t count;
    bool known;         /* the server was asked */
    bool table_syncing; /* MergeTree tables can be told to fsync (20.10 and later) */
} ClickhouseSettings;

/* The query whose lines clickhouse_settings_take() wants. */
void clickhouse_settings_append_probe(Buf *sql);

/*
 * Take one name that the server knows.  Settings that the URL gives (its query string, still
 * encoded) are the user's to choose and stay out.
 */
void clickhouse_settings_take(ClickhouseSettings *settings, Str name, Str url_settings);

#endif /* CLICKHOUSE_SETTINGS_H */
