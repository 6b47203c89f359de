/*
 * ledger.c
 *    The ledger in ClickHouse: read in one round trip, written so that nothing is lost or doubled.
 */
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/session.h"

enum
{
    CODE_UNKNOWN_TABLE = 60,
    CODE_UNKNOWN_SETTING = 115,
    LEDGER_TRIES_MAX = 3,
    VERSION_MIN = 1816,
};

/* ---- reading the ledger ---- */

/* "26.7.2.1" and "24.8.14.10459.altinitystable" begin alike: year, then month. */
static unsigned
version_number(Str version)
{
    uint64_t year = 0;
    uint64_t month = 0;

    if (!str_to_u64(str_cut(&version, '.'), &year) || !str_to_u64(str_cut(&version, '.'), &month))
        return 0;

    return (unsigned)(year * 100 + month);
}

static bool
take_fact(Clickhouse *clickhouse, const StoreFact *fact, Error *err)
{
    clickhouse->answered = true;
    clickhouse->version = version_number(fact->version);
    clickhouse->info.version = str_terminate(&clickhouse->arena, fact->version);
    clickhouse->has_version_table = fact->has_version_table && !fact->foreign_version_table;
    clickhouse->reading->has_version_table = clickhouse->has_version_table;

    if (clickhouse->version != 0 && clickhouse->version < VERSION_MIN)
        return error_set(err, ERROR_UNSUPPORTED,
                         "ClickHouse %s is too old: pawl supports version 18.16 and later",
                         clickhouse->info.version);

    return true;
}

static bool
take_ledger_line(void *context, Str line, Error *err)
{
    Clickhouse *clickhouse = context;
    SCOPED_ARENA scratch = {0};
    Str fields[COLUMN_COUNT];
    StoreLine kind = STORE_LINE_FACT;
    StoreFact fact;
    JournalRow row;

    if (!clickhouse_store_parse(line, &scratch, &kind, &fact, fields, err))
        return false;

    switch (kind)
    {
        case STORE_LINE_FACT:
            return take_fact(clickhouse, &fact, err);
        case STORE_LINE_ROW:
            return journal_row_parse(fields, COLUMN_COUNT, &row, err) &&
                   ledger_add_row(clickhouse->reading, &row, err);
        case STORE_LINE_VERSION:
            if (clickhouse->has_version_table)
                ledger_add_recorded(clickhouse->reading, fields[COLUMN_RUN]);
            return true;
    }

    return true;
}

static bool
take_table_name(void *context, Str line, Error *err)
{
    Clickhouse *clickhouse = context;

    (void)err;
    clickhouse->found.journal = clickhouse->found.journal || STR_IS(line, JOURNAL_TABLE);
    clickhouse->found.versions = clickhouse->found.versions || STR_IS(line, VERSION_TABLE);

    return true;
}

/* No lines at all is what some other server answers, or a proxy: not an empty ledger. */
static bool
read_tables(Clickhouse *clickhouse, StoreTables tables, ClickhouseFailure *failure, Error *err)
{
    SCOPED_BUF sql = {0};

    clickhouse_store_append_read(&sql, clickhouse_database(clickhouse), tables);
    clickhouse->reading->has_journal = tables.journal;
    clickhouse->answered = false;

    const ClickhouseQuery query = {
        .sql = buf_str(&sql), .reads = true, .rows = {take_ledger_line, clickhouse}};

    if (!clickhouse->transport->query(clickhouse->connection, &query, failure, err))
        return false;

    return clickhouse->answered ||
           error_set(err, ERROR_LEDGER, "%s answered the ledger's query with nothing",
                     clickhouse->url.place);
}

/* The server refused a query of pawl's own: no statement of a migration is to blame. */
static bool
ledger_refused(const ClickhouseFailure *failure, Error *err)
{
    if (err->kind == ERROR_STATEMENT)
        err->kind = failure->code == CODE_UNKNOWN_SETTING ? ERROR_CONFIG : ERROR_LEDGER;

    return false;
}

/* Ask the catalog which tables there are, then read those. */
static bool
read_what_exists(Clickhouse *clickhouse, Error *err)
{
    SCOPED_BUF sql = {0};
    ClickhouseFailure failure;

    clickhouse_store_append_probe(&sql, clickhouse_database(clickhouse));
    clickhouse->found = (StoreTables){0};

    const ClickhouseQuery query = {
        .sql = buf_str(&sql), .reads = true, .rows = {take_table_name, clickhouse}};

    return (clickhouse->transport->query(clickhouse->connection, &query, &failure, err) &&
            read_tables(clickhouse, clickhouse->found, &failure, err)) ||
           ledger_refused(&failure, err);
}

/*
 * The common case takes one round trip: read what the source leads us to expect.  Only when a
 * table turns out to be missing is the catalog asked; an error is never taken for "empty".
 */
bool
clickhouse_ledger_read(void *self, Ledger *ledger, Error *err)
{
    Clickhouse *clickhouse = self;
    const StoreTables expected = {.journal = true, .versions = ledger->version_table_expected};
    ClickhouseFailure failure;

    clickhouse->reading = ledger;

    if (read_tables(clickhouse, expected, &failure, err))
    {
        if (expected.versions || !clickhouse->has_version_table)
            return true;
    }
    else if (failure.code != CODE_UNKNOWN_TABLE)
    {
        return ledger_refused(&failure, err);
    }

    error_clear(err);
    ledger_reset(ledger);

    return read_what_exists(clickhouse, err);
}

/* ---- writing the ledger ---- */

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

/*
 * For statements of pawl's own that may run twice without harm: an answer that got lost is
 * settled by sending them again.
 */
static MUST_CHECK bool
run_repeatable(Clickhouse *clickhouse, Str sql, Str data, Error *err)
{
    const ClickhouseQuery query = {.sql = sql, .data = data};
    ClickhouseFailure failure;

    for (int left = LEDGER_TRIES_MAX;; left--)
    {
        if (clickhouse_session_query(clickhouse, &query, clickhouse->in_doubt, &failure, err))
            return true;
        if (failure.code != 0 || err->kind != ERROR_CONNECT || left == 1)
            return ledger_refused(&failure, err);

        error_clear(err);
    }
}

bool
clickhouse_ledger_create(void *self, Error *err)
{
    Clickhouse *clickhouse = self;
    SCOPED_BUF table = {0};
    SCOPED_BUF view = {0};

    if (!clickhouse_configure(clickhouse, err))
        return false;

    clickhouse_store_append_create(&table, clickhouse_database(clickhouse),
                                   clickhouse->ledger_sync && clickhouse->settings.table_syncing);
    clickhouse_store_append_create_view(&view, clickhouse_database(clickhouse));

    return run_repeatable(clickhouse, buf_str(&table), STR(""), err) &&
           run_repeatable(clickhouse, buf_str(&view), STR(""), err);
}

static MUST_CHECK bool
look_for_version_table(Clickhouse *clickhouse, Error *err)
{
    SCOPED_BUF sql = {0};
    ClickhouseFailure failure;

    if (clickhouse->has_version_table || !clickhouse->watch_version_table)
        return true;

    clickhouse_store_append_probe(&sql, clickhouse_database(clickhouse));
    clickhouse->found = (StoreTables){0};

    const ClickhouseQuery query = {
        .sql = buf_str(&sql), .reads = true, .rows = {take_table_name, clickhouse}};

    if (!clickhouse->transport->query(clickhouse->connection, &query, &failure, err))
        return false;

    clickhouse->has_version_table = clickhouse->found.versions;
    clickhouse->watch_version_table = false;

    return true;
}

bool
clickhouse_ledger_write(void *self, const LedgerWrite *write, Error *err)
{
    Clickhouse *clickhouse = self;
    SCOPED_BUF sql = {0};
    SCOPED_BUF data = {0};

    if (!clickhouse_configure(clickhouse, err))
        return false;

    clickhouse_store_append_insert(&sql, clickhouse_database(clickhouse));
    clickhouse_store_append_rows(&data, write->rows, write->row_count);

    if (write->row_count > 0 && !run_repeatable(clickhouse, buf_str(&sql), buf_str(&data), err))
        return false;

    clickhouse->lock.journaled = clickhouse->lock.journaled || write->row_count > 0;

    if (write->version_count > 0 && !look_for_version_table(clickhouse, err))
        return false;
    if (write->version_count == 0 || !clickhouse->has_version_table)
        return true;

    buf_clear(&sql);
    clickhouse_store_append_versions(&sql, clickhouse_database(clickhouse), write->versions,
                                     write->version_count);

    return run_repeatable(clickhouse, buf_str(&sql), STR(""), err);
}
