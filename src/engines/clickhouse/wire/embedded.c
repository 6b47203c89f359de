/*
 * embedded.c
 *    ClickHouse inside this process: the one place that knows libchdb.
 *
 * The library's packages bring no header, so its stable C API is declared here.
 */
#include <stdlib.h>
#include <string.h>

#include "base/library.h"
#include "engines/clickhouse/sql.h"
#include "engines/clickhouse/wire/exception.h"
#include "engines/clickhouse/wire/transport.h"

typedef struct chdb_connection_ *chdb_connection;
typedef struct chdb_result_ chdb_result;

chdb_connection *chdb_connect(int argc, char **argv);
void chdb_close_conn(chdb_connection *connection);
chdb_result *chdb_query_n(chdb_connection connection, const char *query, size_t query_size,
                          const char *format, size_t format_size);
char *chdb_result_buffer(chdb_result *result);
size_t chdb_result_length(chdb_result *result);
const char *chdb_result_error(chdb_result *result);
void chdb_destroy_query_result(chdb_result *result);

#define CHDB_FUNCTIONS(X)                                                                          \
    X(chdb_connect)                                                                                \
    X(chdb_close_conn)                                                                             \
    X(chdb_query_n)                                                                                \
    X(chdb_result_buffer)                                                                          \
    X(chdb_result_length)                                                                          \
    X(chdb_result_error)                                                                           \
    X(chdb_destroy_query_result)

typedef struct Chdb
{
    CHDB_FUNCTIONS(LIBRARY_MEMBER)
} Chdb;

#define CHDB_SYMBOL(function) {#function, offsetof(Chdb, function)},

static Chdb chdb;

typedef struct Embedded
{
    chdb_connection *connection;
    ClickhouseUrl url;
    const ClickhouseSetting *settings;
    size_t setting_count;
    const char *session;  /* of the last query that named one */
    bool session_changed; /* it SET or USEd something that the next session must not see */
} Embedded;

static MUST_CHECK bool
load_libchdb(Error *err)
{
    const char *chosen = getenv("PAWL_LIBCHDB");
    const char *const names[] = {chosen != NULL && chosen[0] != '\0' ? chosen : "libchdb.so", NULL};
    static const LibrarySymbol symbols[] = {CHDB_FUNCTIONS(CHDB_SYMBOL)};

    if (chdb.chdb_connect != NULL)
        return true;
    if (library_load(names, symbols, LENGTH_OF(symbols), &chdb, err))
        return true;

    return error_hint(err, "Embedded ClickHouse needs libchdb: get it with "
                           "`npm pack @chdb/lib-linux-x64-gnu`, and name the file in PAWL_LIBCHDB "
                           "or put it where the loader looks.");
}

static void
destroy_result(chdb_result **result)
{
    if (*result != NULL)
        chdb.chdb_destroy_query_result(*result);
}

static MUST_CHECK bool
take_lines(const ClickhouseQuery *query, Str answer, Error *err)
{
    while (query->rows.line != NULL && answer.size > 0)
    {
        if (!query->rows.line(query->rows.context, str_cut(&answer, '\n'), err))
            return false;
    }

    return true;
}

static bool
refused(const char *text, ClickhouseFailure *failure, Error *err)
{
    ClickhouseException exception;

    failure->sent = true;

    if (clickhouse_exception_parse(str_from(text), &exception))
    {
        failure->code = exception.code;
        return clickhouse_exception_error(str_from(text), &exception, err);
    }

    return error_set(err, ERROR_STATEMENT, "embedded ClickHouse failed: %s", text);
}

static bool
run(const Embedded *embedded, const ClickhouseQuery *query, ClickhouseFailure *failure, Error *err)
{
    static const char format[] = "TabSeparated";
    SCOPED_BUF text = {0};

    buf_append(&text, query->sql);
    buf_append(&text, query->data);

    ATTR_CLEANUP(destroy_result)
    chdb_result *result = chdb.chdb_query_n(*embedded->connection, buf_text(&text), text.size,
                                            format, sizeof(format) - 1);

    if (result == NULL)
        return error_set(err, ERROR_CONNECT, "embedded ClickHouse gave no answer");

    const char *error = chdb.chdb_result_error(result);

    if (error != NULL)
        return refused(error, failure, err);

    return take_lines(
        query,
        (Str){.data = chdb.chdb_result_buffer(result), .size = chdb.chdb_result_length(result)},
        err);
}

static void
embedded_close(void *self)
{
    Embedded *embedded = self;

    if (embedded == NULL)
        return;
    if (embedded->connection != NULL)
        chdb.chdb_close_conn(embedded->connection);

    free(embedded);
}

static MUST_CHECK bool
run_text(const Embedded *embedded, const char *sql, Error *err)
{
    ClickhouseFailure ignored = {0};

    return run(embedded, &(ClickhouseQuery){.sql = str_from(sql)}, &ignored, err);
}

/* HTTP takes the URL's settings as they are; here each has to be SET. */
static MUST_CHECK bool
apply_url_settings(const Embedded *embedded, Error *err)
{
    Str settings = str_from(embedded->url.settings);

    while (settings.size > 0)
    {
        Str value = str_cut(&settings, '&');
        const Str name = str_cut(&value, '=');
        SCOPED_BUF sql = {0};

        buf_append(&sql, STR("SET "));
        clickhouse_append_name(&sql, name);
        buf_append(&sql, STR(" = "));
        clickhouse_append_literal(&sql, str_from(clickhouse_url_decode(value, err->arena)));

        if (!run_text(embedded, buf_text(&sql), err))
        {
            err->kind = ERROR_CONFIG;
            return error_wrap(err, "setting \"" STR_FORMAT "\" of the URL", STR_ARGS(name));
        }
    }

    return true;
}

/* Nobody else can make the database of an embedded server, so naming it is asking for it. */
static MUST_CHECK bool
enter_database(const Embedded *embedded, Error *err)
{
    SCOPED_BUF name = {0};

    if (strcmp(embedded->url.database, "default") == 0)
        return true;

    clickhouse_append_name(&name, str_from(embedded->url.database));

    return run_text(embedded,
                    arena_printf(err->arena, "CREATE DATABASE IF NOT EXISTS %s ENGINE = Atomic",
                                 buf_text(&name)),
                    err) &&
           run_text(embedded, arena_printf(err->arena, "USE %s", buf_text(&name)), err);
}

static MUST_CHECK bool
apply_settings(const Embedded *embedded, Error *err)
{
    SCOPED_BUF sql = {0};

    /* They hold for the whole connection here, so those of pawl's own queries must stay out. */
    for (size_t index = 0; index < embedded->setting_count; index++)
    {
        if (!embedded->settings[index].own)
            buf_printf(&sql, "%s %s = '%s'", sql.size == 0 ? "SET" : ",",
                       embedded->settings[index].name, embedded->settings[index].value);
    }

    return sql.size == 0 || run_text(embedded, buf_text(&sql), err);
}

static MUST_CHECK bool
connect_library(Embedded *embedded, Error *err)
{
    char *arguments[] = {arena_strdup(err->arena, "pawl"),
                         arena_printf(err->arena, "--path=%s", embedded->url.folder), NULL};

    embedded->connection = chdb.chdb_connect((int)LENGTH_OF(arguments) - 1, arguments);

    if (embedded->connection == NULL || *embedded->connection == NULL)
    {
        (void)error_set(err, ERROR_CONNECT, "could not open embedded ClickHouse in \"%s\"",
                        embedded->url.folder);
        return error_hint(err, "Another process may have it open, or the folder cannot be "
                               "written.");
    }

    return enter_database(embedded, err) && apply_url_settings(embedded, err) &&
           apply_settings(embedded, err);
}

/* The library has one session per connection: a new session is a new connection. */
static MUST_CHECK bool
enter_session(Embedded *embedded, const ClickhouseQuery *query, Error *err)
{
    if (query->session == NULL)
        return true;

    const bool other = embedded->session == NULL || strcmp(embedded->session, query->session) != 0;

    embedded->session = query->session;

    if (other && embedded->session_changed)
    {
        chdb.chdb_close_conn(TAKE(embedded->connection));
        embedded->session_changed = false;

        if (!connect_library(embedded, err))
            return false;
    }

    if (clickhouse_changes_session(query->sql))
        embedded->session_changed = true;

    return true;
}

static bool
embedded_query(void *self, const ClickhouseQuery *query, ClickhouseFailure *ret_failure, Error *err)
{
    Embedded *embedded = self;

    *ret_failure = (ClickhouseFailure){0};

    return enter_session(embedded, query, err) && run(embedded, query, ret_failure, err);
}

static bool
embedded_configure(void *self, const ClickhouseSetting *settings, size_t count, Error *err)
{
    Embedded *embedded = self;

    embedded->settings = settings;
    embedded->setting_count = count;

    return apply_settings(embedded, err);
}

bool
clickhouse_embedded_open(const ClickhouseUrl *url, void **ret_self, Error *err)
{
    if (!load_libchdb(err))
        return false;

    Embedded *embedded = calloc(1, sizeof(*embedded));

    if (embedded == NULL)
        abort();

    embedded->url = *url;

    if (!connect_library(embedded, err))
    {
        embedded_close(embedded);
        return false;
    }

    *ret_self = embedded;

    return true;
}

const ClickhouseTransport clickhouse_embedded = {
    .configure = embedded_configure,
    .query = embedded_query,
    .close = embedded_close,
};
