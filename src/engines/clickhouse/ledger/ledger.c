/*
 * ledger.c
 *    The ledger in ClickHouse: read in one round trip, written so that nothing is lost or doubled.
 */
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/lock/session.h"

enum
{
    CODE_NO_SUCH_COLUMN = 16,
    CODE_UNKNOWN_IDENTIFIER = 47,
    CODE_UNKNOWN_TABLE = 60,
    CODE_UNKNOWN_DATABASE = 81,
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

static MUST_CHECK bool
take_server(Clickhouse *clickhouse, Str server, Error *err)
{
    if (clickhouse->version == 0)
        clickhouse->info.version = str_terminate(&clickhouse->arena, server);

    clickhouse->version = version_number(server);

    if (clickhouse->version != 0 && clickhouse->version < VERSION_MIN)
        return error_set(err, ERROR_UNSUPPORTED,
                         "ClickHouse %s is too old: pawl supports version 18.16 and later",
                         clickhouse->info.version);

    return true;
}

static bool
take_ledger_line(void *context, Str text, Error *err)
{
    Clickhouse *clickhouse = context;
    SCOPED_ARENA scratch = {0};
    StoreLine line;
    JournalRow row;

    if (!clickhouse_store_parse(text, &scratch, &line, err))
        return false;

    switch (line.kind)
    {
        case STORE_LINE_NAMES:
            clickhouse->answered = true;
            return true;
        case STORE_LINE_ROW:
            clickhouse->read_rows = true;
            clickhouse->foreign_version_table = line.foreign_version_table;
            return take_server(clickhouse, line.server, err) &&
                   journal_row_parse(line.fields, COLUMN_COUNT, &row, err) &&
                   ledger_add_row(clickhouse->reading, &row, err);
        case STORE_LINE_VERSION:
            /* After the rows, between which it comes: each time in the same order. */
            buf_append(&clickhouse->versions, line.fields[COLUMN_RUN]);
            buf_append_char(&clickhouse->versions, '\0');
            return true;
    }

    return true;
}

static bool
take_facts(void *context, Str line, Error *err)
{
    Clickhouse *clickhouse = context;
    StoreFacts facts;

    if (!clickhouse_store_parse_probe(line, &facts, err) ||
        !take_server(clickhouse, facts.server, err))
        return false;

    clickhouse->answered = true;
    clickhouse->foreign_version_table = facts.foreign_version_table;
    clickhouse->found = (StoreTables){.journal = facts.journal, .versions = facts.versions};

    return true;
}

static void
add_versions(Clickhouse *clickhouse)
{
    Str rest = buf_str(&clickhouse->versions);

    while (rest.size > 0 && clickhouse->has_version_table)
        ledger_add_recorded(clickhouse->reading, str_cut(&rest, '\0'));

    clickhouse->reading->has_version_table = clickhouse->has_version_table;
    buf_done(&clickhouse->versions);
}

/* No lines at all is what some other server answers, or a proxy: not an empty ledger. */
static MUST_CHECK bool
ask(Clickhouse *clickhouse, const Buf *sql, bool (*take_line)(void *context, Str line, Error *err),
    ClickhouseFailure *failure, Error *err)
{
    const ClickhouseQuery query = {
        .sql = buf_str(sql), .reads = true, .rows = {take_line, clickhouse}};

    clickhouse->answered = false;

    if (!clickhouse->transport->query(clickhouse->connection, &query, failure, err))
        return false;

    return clickhouse->answered ||
           error_set(err, ERROR_LEDGER, "%s answered the ledger's query with nothing",
                     clickhouse->url.place);
}

static MUST_CHECK bool
read_tables(Clickhouse *clickhouse, StoreTables tables, ClickhouseFailure *failure, Error *err)
{
    SCOPED_BUF sql = {0};

    clickhouse->read_rows = false;
    buf_clear(&clickhouse->versions);

    if (!tables.journal && !tables.versions)
        return true;

    clickhouse_store_append_read(&sql, clickhouse_database(clickhouse), tables);

    return ask(clickhouse, &sql, take_ledger_line, failure, err);
}

static MUST_CHECK bool
probe(Clickhouse *clickhouse, ClickhouseFailure *failure, Error *err)
{
    SCOPED_BUF sql = {0};

    clickhouse_store_append_probe(&sql, clickhouse_database(clickhouse));

    if (!ask(clickhouse, &sql, take_facts, failure, err))
        return false;

    clickhouse->has_version_table =
        clickhouse->found.versions && !clickhouse->foreign_version_table;

    return true;
}

/* The server refused a query of pawl's own: no statement of a migration is to blame. */
static bool
ledger_refused(const Clickhouse *clickhouse, const ClickhouseFailure *failure, Error *err)
{
    const bool column =
        failure->code == CODE_NO_SUCH_COLUMN || failure->code == CODE_UNKNOWN_IDENTIFIER;

    if (err->kind == ERROR_STATEMENT)
        err->kind = failure->code == CODE_UNKNOWN_SETTING ? ERROR_CONFIG : ERROR_LEDGER;
    if (column && err->kind == ERROR_LEDGER)
        return journal_not_ours(clickhouse_database(clickhouse), err);
    if (failure->code == CODE_UNKNOWN_SETTING)
        return error_hint(err, "Of the URL's parameters all but user, password and database are "
                               "settings of ClickHouse: leave out what is for another client.");
    if (failure->code == CODE_UNKNOWN_DATABASE)
        return error_hint(err, "pawl makes no databases: create it, or mend the URL.");

    return false;
}

/* Ask the catalog which tables there are, then read those. */
static bool
read_what_exists(Clickhouse *clickhouse, Error *err)
{
    ClickhouseFailure failure;

    if (!probe(clickhouse, &failure, err) ||
        !read_tables(clickhouse, clickhouse->found, &failure, err))
        return ledger_refused(clickhouse, &failure, err);

    clickhouse->reading->has_journal = clickhouse->found.journal;
    add_versions(clickhouse);

    return true;
}

/*
 * The common case takes one round trip: read what the source leads us to expect.  Only when a
 * table turns out to be missing is the catalog asked, and when no row told what there is to know
 * about the server; an error is never taken for "empty".
 */
bool
clickhouse_ledger_read(void *self, Ledger *ledger, Error *err)
{
    Clickhouse *clickhouse = self;
    const StoreTables expected = {.journal = true, .versions = ledger->version_table_expected};
    ClickhouseFailure failure;
    bool good;

    clickhouse->reading = ledger;
    good = read_tables(clickhouse, expected, &failure, err);

    if (!good && failure.code != CODE_UNKNOWN_TABLE)
        return ledger_refused(clickhouse, &failure, err);

    if (good && clickhouse->read_rows)
    {
        ledger->has_journal = true;
        ledger->version_table_unread = !expected.versions;
        clickhouse->has_version_table = expected.versions && !clickhouse->foreign_version_table;
        add_versions(clickhouse);
        return true;
    }

    error_clear(err);
    ledger_reset(ledger);

    return read_what_exists(clickhouse, err);
}

bool
clickhouse_ledger_read_versions(void *self, Ledger *ledger, Error *err)
{
    Clickhouse *clickhouse = self;
    ClickhouseFailure failure;

    clickhouse->reading = ledger;
    ledger->version_table_unread = false;

    if (!probe(clickhouse, &failure, err) ||
        !read_tables(clickhouse, (StoreTables){.versions = clickhouse->has_version_table}, &failure,
                     err))
        return ledger_refused(clickhouse, &failure, err);

    add_versions(clickhouse);

    return true;
}

/* ---- writing the ledger ---- */

bool
clickhouse_run_repeatable(Clickhouse *clickhouse, Str sql, Str data, Error *err)
{
    const ClickhouseQuery query = {.sql = sql, .data = data};
    ClickhouseFailure failure;

    for (int left = LEDGER_TRIES_MAX;; left--)
    {
        if (clickhouse_session_query(clickhouse, &query, clickhouse->in_doubt, &failure, err))
            return true;
        if (failure.code != 0 || err->kind != ERROR_CONNECT || failure.late || left == 1)
            return ledger_refused(clickhouse, &failure, err);

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

    return clickhouse_run_repeatable(clickhouse, buf_str(&table), STR(""), err) &&
           clickhouse_run_repeatable(clickhouse, buf_str(&view), STR(""), err);
}

static MUST_CHECK bool
check_ours(Clickhouse *clickhouse, Error *err)
{
    SCOPED_BUF sql = {0};
    SCOPED_BUF answer = {0};

    clickhouse_store_append_ours(&sql, clickhouse_database(clickhouse));

    if (!clickhouse_ask_lines(clickhouse, buf_str(&sql), &answer, err))
        return false;

    clickhouse->has_version_table = !STR_IS(str_trim(buf_str(&answer)), "0");

    return true;
}

static MUST_CHECK bool
look_for_version_table(Clickhouse *clickhouse, Error *err)
{
    ClickhouseFailure failure;

    if (clickhouse->has_version_table || !clickhouse->watch_version_table)
        return true;
    if (!probe(clickhouse, &failure, err))
        return false;

    clickhouse->watch_version_table = false;

    return !clickhouse->has_version_table || check_ours(clickhouse, err);
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

    if (write->row_count > 0 &&
        !clickhouse_run_repeatable(clickhouse, buf_str(&sql), buf_str(&data), err))
        return false;

    clickhouse->lock.journaled = clickhouse->lock.journaled || write->row_count > 0;

    if (write->version_count > 0 && !look_for_version_table(clickhouse, err))
        return false;
    if (write->version_count > 0 && clickhouse->has_version_table &&
        !clickhouse_versions_write(clickhouse, write, err))
        return false;

    return clickhouse_mirror_write(clickhouse, write, err);
}
