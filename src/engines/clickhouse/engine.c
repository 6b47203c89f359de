/*
 * engine.c
 *    ClickHouse as an engine: what engine.h asks for, put together from the parts beside it.
 */
#include "engine/engine.h"

#include <stdlib.h>

#include "engines/clickhouse/classify.h"
#include "engines/clickhouse/exception.h"
#include "engines/clickhouse/outcome.h"
#include "engines/clickhouse/settings.h"
#include "engines/clickhouse/split.h"
#include "engines/clickhouse/store.h"
#include "engines/clickhouse/transport.h"
#include "source/place.h"

enum
{
    CODE_UNKNOWN_TABLE = 60,
    CODE_UNKNOWN_SETTING = 115,
    LEDGER_TRIES_MAX = 3,
    VERSION_MIN = 1816,
};

typedef struct Clickhouse
{
    const ClickhouseTransport *transport;
    void *connection;
    Arena arena;
    ClickhouseUrl url;
    const char *run;
    bool ledger_sync;
    EngineInfo info;
    unsigned version; /* 2607 for 26.7; 0 until the ledger was read */
    ClickhouseSettings settings;
    bool has_version_table;
    bool watch_version_table; /* a migration of this run may have made it */
    Ledger *reading;          /* while ledger_read() is under way */
    bool answered;            /* the line that every answer to ledger_read() has was there */
    StoreTables found;        /* what the probe found */
    const Script *script;     /* whose statements ran last */
    unsigned script_number;
    const char *session; /* of that script */
} Clickhouse;

static void
clickhouse_close(void *self)
{
    Clickhouse *clickhouse = self;

    if (clickhouse == NULL)
        return;

    clickhouse->transport->close(clickhouse->connection);
    arena_free(&clickhouse->arena);
    free(clickhouse);
}

static const char *
clickhouse_place(const char *url, Arena *arena, Error *err)
{
    ClickhouseUrl parsed;

    return clickhouse_url_parse(url, arena, &parsed, err) ? parsed.place : NULL;
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
    clickhouse->info = (EngineInfo){.title = "ClickHouse", .place = clickhouse->url.place};
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
split(const void *self, const char *path, Str text, Arena *arena, Script *ret_script, Error *err)
{
    const Clickhouse *clickhouse = self;

    return clickhouse_split(clickhouse == NULL ? 0 : clickhouse->version, path, text, arena,
                            ret_script, err);
}

static Str
database(const Clickhouse *clickhouse)
{
    return str_from(clickhouse->url.database);
}

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

    clickhouse_store_append_read(&sql, database(clickhouse), tables);
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

    clickhouse_store_append_probe(&sql, database(clickhouse));
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
static bool
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

/* Before the first statement that does more than read: which settings does the server know? */
static MUST_CHECK bool
configure(Clickhouse *clickhouse, Error *err)
{
    SCOPED_BUF sql = {0};
    ClickhouseFailure failure;
    ClickhouseSettings *settings = &clickhouse->settings;

    if (settings->known)
        return true;

    clickhouse_settings_append_probe(&sql);

    const ClickhouseQuery query = {
        .sql = buf_str(&sql), .reads = true, .rows = {take_setting_name, clickhouse}};

    settings->known =
        clickhouse->transport->query(clickhouse->connection, &query, &failure, err) &&
        clickhouse->transport->configure(clickhouse->connection, settings->list, settings->count,
                                         err);

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
        if (clickhouse->transport->query(clickhouse->connection, &query, &failure, err))
            return true;
        if (failure.code != 0 || err->kind != ERROR_CONNECT || left == 1)
            return ledger_refused(&failure, err);

        error_clear(err);
    }
}

static bool
clickhouse_ledger_create(void *self, Error *err)
{
    Clickhouse *clickhouse = self;
    SCOPED_BUF table = {0};
    SCOPED_BUF view = {0};

    if (!configure(clickhouse, err))
        return false;

    clickhouse_store_append_create(&table, database(clickhouse),
                                   clickhouse->ledger_sync && clickhouse->settings.table_syncing);
    clickhouse_store_append_create_view(&view, database(clickhouse));

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

    clickhouse_store_append_probe(&sql, database(clickhouse));
    clickhouse->found = (StoreTables){0};

    const ClickhouseQuery query = {
        .sql = buf_str(&sql), .reads = true, .rows = {take_table_name, clickhouse}};

    if (!clickhouse->transport->query(clickhouse->connection, &query, &failure, err))
        return false;

    clickhouse->has_version_table = clickhouse->found.versions;
    clickhouse->watch_version_table = false;

    return true;
}

static bool
clickhouse_ledger_write(void *self, const LedgerWrite *write, Error *err)
{
    Clickhouse *clickhouse = self;
    SCOPED_BUF sql = {0};
    SCOPED_BUF data = {0};

    if (!configure(clickhouse, err))
        return false;

    clickhouse_store_append_insert(&sql, database(clickhouse));
    clickhouse_store_append_rows(&data, write->rows, write->row_count);

    if (write->row_count > 0 &&
        !run_repeatable(clickhouse, buf_str(&sql), buf_str(&data), err))
        return false;
    if (write->version_count > 0 && !look_for_version_table(clickhouse, err))
        return false;
    if (write->version_count == 0 || !clickhouse->has_version_table)
        return true;

    buf_clear(&sql);
    clickhouse_store_append_versions(&sql, database(clickhouse), write->versions,
                                     write->version_count);

    return run_repeatable(clickhouse, buf_str(&sql), STR(""), err);
}

/* ---- statements ---- */

/* Each script has a session of its own: what it SETs must not reach the next. */
static void
enter_script(Clickhouse *clickhouse, const Script *script)
{
    if (clickhouse->script == script)
        return;

    clickhouse->script = script;
    clickhouse->session = arena_printf(&clickhouse->arena, "pawl-%s-%u", clickhouse->run,
                                       ++clickhouse->script_number);

    if (str_contains_nocase(script->text, STR(VERSION_TABLE)))
        clickhouse->watch_version_table = true;
}

static void
place_failure(Error *err, const Script *script, size_t index)
{
    ClickhouseException exception;
    const Str text = script->statements[index].text;
    size_t offset = (size_t)(text.data - script->text.data);

    if (err->server != NULL && clickhouse_exception_parse(str_from(err->server), &exception) &&
        exception.position <= text.size)
        offset += exception.position;

    err->place = place_of(script->path, script->text, offset, err->arena);
}

/* Whether the error reply proves that nothing of the statement took effect. */
static bool
refused(const Clickhouse *clickhouse, Str text, unsigned code, Error *err)
{
    const ClickhouseFacts facts = clickhouse_classify(clickhouse->version, text, err->arena);
    const Str message = str_from(err->server);

    if (!clickhouse_error_says_exists(&facts, code, message))
        return clickhouse_error_settles(&facts, code, message);

    (void)error_hint(err, "If this database is past this migration already, record it and those "
                          "before it as applied: `pawl baseline --to VERSION`.");

    return true;
}

static bool
clickhouse_execute(void *self, const Script *script, size_t index, Outcome *ret_outcome,
                   Error *err)
{
    Clickhouse *clickhouse = self;
    const Str text = script->statements[index].text;
    ClickhouseFailure failure = {0};

    *ret_outcome = OUTCOME_NOT_DONE;

    if (!configure(clickhouse, err))
        return false;

    enter_script(clickhouse, script);

    const ClickhouseQuery query = {
        .sql = text,
        .session = clickhouse->session,
        .query_id =
            arena_printf(err->arena, "%s-%u", clickhouse->session, STATEMENT_NUMBER(index)),
    };

    if (clickhouse->transport->query(clickhouse->connection, &query, &failure, err))
    {
        *ret_outcome = OUTCOME_DONE;
        return true;
    }

    if (failure.sent && !refused(clickhouse, text, failure.code, err))
        *ret_outcome = OUTCOME_UNKNOWN;

    place_failure(err, script, index);

    return false;
}

const EngineOps engine_clickhouse = {
    .name = "clickhouse",
    .title = "ClickHouse",
    .accepts = clickhouse_accepts,
    .place = clickhouse_place,
    .open = clickhouse_open,
    .close = clickhouse_close,
    .info = clickhouse_info,
    .split = split,
    .ledger_read = clickhouse_ledger_read,
    .ledger_create = clickhouse_ledger_create,
    .ledger_write = clickhouse_ledger_write,
    .execute = clickhouse_execute,
};
