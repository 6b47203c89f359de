/*
 * client.c
 *    A connection to PostgreSQL: the one place that knows libpq.
 */
#include "engines/postgres/client.h"

#include <assert.h>
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/library.h"
#include "engines/postgres/answer.h"
#include "engines/postgres/redact.h"

#define PQ_FUNCTIONS(X)                                                                            \
    X(PQconnectStartParams)                                                                        \
    X(PQconnectPoll)                                                                               \
    X(PQfinish)                                                                                    \
    X(PQstatus)                                                                                    \
    X(PQsocket)                                                                                    \
    X(PQerrorMessage)                                                                              \
    X(PQserverVersion)                                                                             \
    X(PQparameterStatus)                                                                           \
    X(PQhost)                                                                                      \
    X(PQport)                                                                                      \
    X(PQdb)                                                                                        \
    X(PQsetNoticeReceiver)                                                                         \
    X(PQsetnonblocking)                                                                            \
    X(PQsendQuery)                                                                                 \
    X(PQsetSingleRowMode)                                                                          \
    X(PQflush)                                                                                     \
    X(PQconsumeInput)                                                                              \
    X(PQisBusy)                                                                                    \
    X(PQgetResult)                                                                                 \
    X(PQresultStatus)                                                                              \
    X(PQresultErrorField)                                                                          \
    X(PQntuples)                                                                                   \
    X(PQnfields)                                                                                   \
    X(PQgetvalue)                                                                                  \
    X(PQgetlength)                                                                                 \
    X(PQclear)                                                                                     \
    X(PQgetCancel)                                                                                 \
    X(PQcancel)                                                                                    \
    X(PQfreeCancel)                                                                                \
    X(PQputCopyEnd)                                                                                \
    X(PQgetCopyData)                                                                               \
    X(PQfreemem)                                                                                   \
    X(PQconninfoParse)                                                                             \
    X(PQconninfoFree)

typedef struct Pq
{
    PQ_FUNCTIONS(LIBRARY_MEMBER)
} Pq;

#define PQ_SYMBOL(function) {#function, offsetof(Pq, function)},

static Pq pq;

enum
{
    POLL_SLICE_MS = 250,   /* how soon an interrupt that came between two checks is seen */
    CANCEL_WAIT_MS = 4000, /* how long a cancelled statement may take to say so */
};

struct PostgresClient
{
    PGconn *connection;
    EngineNotice notice;
    int64_t statement_timeout_ms;
    const char *url; /* while it connects */
    Arena arena;     /* of the texts below */
    const char *version;
    const char *place;
};

static MUST_CHECK bool
load_libpq(Error *err)
{
    static const char *const names[] = {"libpq.so.5", NULL};
    static const LibrarySymbol symbols[] = {PQ_FUNCTIONS(PQ_SYMBOL)};

    if (pq.PQfinish != NULL)
        return true;
    if (!library_load(names, symbols, LENGTH_OF(symbols), &pq, err))
        return error_hint(err, "Install PostgreSQL's client library (Debian: libpq5).");

    return true;
}

/* ---- connecting ---- */

/* Wait until the socket is ready; false when the deadline passed. */
static bool
wait_for_socket(const PostgresClient *client, short events, int64_t deadline_ms)
{
    struct pollfd poller = {.fd = pq.PQsocket(client->connection), .events = events};
    const int64_t left = deadline_ms - clock_ms();
    const int slice = left < POLL_SLICE_MS ? (int)(left < 0 ? 0 : left) : POLL_SLICE_MS;

    (void)poll(&poller, 1, slice);

    return left > 0;
}

/* libpq's text without its final line feed; several lines stay several. */
static const char *
connection_message(const PostgresClient *client, Arena *arena)
{
    return str_terminate(arena, str_trim(str_from(pq.PQerrorMessage(client->connection))));
}

/* Whether libpq made sense of the URL; the same error at connecting tells neither why nor when. */
static PostgresStage
stage_of(const char *url)
{
    char *message = NULL;
    PQconninfoOption *options = pq.PQconninfoParse(url, &message);
    const PostgresStage stage = options == NULL ? POSTGRES_PARSING : POSTGRES_CONNECTING;

    pq.PQconninfoFree(options);
    pq.PQfreemem(message);

    return stage;
}

static MUST_CHECK bool
connect_error(const PostgresClient *client, Error *err)
{
    const PostgresStage stage = stage_of(client->url);
    const char *message = connection_message(client, err->arena);
    const ErrorKind kind =
        stage == POSTGRES_PARSING ? ERROR_CONFIG : postgres_refusal_kind(message);

    (void)error_set(err, kind, "could not connect to PostgreSQL");
    err->server = postgres_redact(message, client->url, stage, err->arena);

    return false;
}

static MUST_CHECK bool
connect_poll(const PostgresClient *client, int64_t timeout_ms, Error *err)
{
    const int64_t deadline_ms = clock_ms() + timeout_ms;
    PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;

    for (;;)
    {
        const short events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT;

        if (!wait_for_socket(client, events, deadline_ms))
            return error_set(err, ERROR_CONNECT,
                             "could not connect to PostgreSQL: no answer within %lld s",
                             (long long)(timeout_ms / 1000));
        if (interrupt_requested())
            return error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());

        wanted = pq.PQconnectPoll(client->connection);

        if (wanted == PGRES_POLLING_OK)
            return true;
        if (wanted == PGRES_POLLING_FAILED)
            return connect_error(client, err);
    }
}

static void
receive_notice(void *context, const PGresult *result)
{
    const PostgresClient *client = context;
    const char *severity = pq.PQresultErrorField(result, PG_DIAG_SEVERITY);
    const char *text = pq.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    if (client->notice.call != NULL && text != NULL)
        client->notice.call(client->notice.context, severity == NULL ? "NOTICE" : severity, text);
}

static void
remember_server(PostgresClient *client)
{
    const char *host = pq.PQhost(client->connection);
    const int number = pq.PQserverVersion(client->connection);

    client->version = arena_printf(&client->arena, "%d.%d", number / 10000, number % 10000);
    client->place =
        host != NULL && host[0] == '/'
            ? arena_printf(&client->arena, "%s/%s", host, pq.PQdb(client->connection))
            : arena_printf(&client->arena, "%s:%s/%s", host == NULL ? "localhost" : host,
                           pq.PQport(client->connection), pq.PQdb(client->connection));
}

static MUST_CHECK bool
check_version(const PostgresClient *client, Error *err)
{
    if (pq.PQserverVersion(client->connection) / 10000 >= POSTGRES_VERSION_MIN)
        return true;

    return error_set(err, ERROR_UNSUPPORTED,
                     "PostgreSQL %s is too old: pawl supports version %d and later",
                     client->version, POSTGRES_VERSION_MIN);
}

/*
 * libpq asks Kerberos for credentials before every connection, which loads its configuration and
 * half a megabyte; where nothing can hold any, it need not.  Whatever the URL or the environment
 * says about gssencmode wins.
 */
static const char *
default_gssencmode(void)
{
    const bool possible = getenv("PGGSSENCMODE") != NULL || getenv("KRB5CCNAME") != NULL ||
                          getenv("KRB5_CONFIG") != NULL || file_exists("/etc/krb5.conf");

    return possible ? NULL : "disable";
}

bool
postgres_client_open(const EngineOptions *options, EngineNotice notice, PostgresClient **ret_client,
                     Error *err)
{
    /* Keywords behind the URL ("dbname") win over those in it; NULL values are as if absent. */
    const char *const keywords[] = {"fallback_application_name",
                                    "gssencmode",
                                    "dbname",
                                    "client_encoding",
                                    "password",
                                    "sslrootcert",
                                    "sslcert",
                                    "sslkey",
                                    NULL};
    const char *const values[] = {
        "pawl",           default_gssencmode(), options->url,      "UTF8", options->password,
        options->ca_file, options->cert_file,   options->key_file, NULL};

    if (!load_libpq(err))
        return false;

    PostgresClient *client = calloc(1, sizeof(*client));

    if (client == NULL)
        abort();

    client->notice = notice;
    client->url = options->url;
    client->statement_timeout_ms = options->statement_timeout_ms;
    client->connection = pq.PQconnectStartParams(keywords, values, 1);

    const bool started =
        client->connection != NULL && pq.PQstatus(client->connection) != CONNECTION_BAD;

    if (started ? !connect_poll(client, options->connect_timeout_ms, err)
                : !connect_error(client, err))
    {
        postgres_client_close(client);
        return false;
    }

    (void)pq.PQsetNoticeReceiver(client->connection, receive_notice, client);
    (void)pq.PQsetnonblocking(client->connection, 1);
    remember_server(client);

    if (!check_version(client, err))
    {
        postgres_client_close(client);
        return false;
    }

    *ret_client = client;

    return true;
}

void
postgres_client_close(PostgresClient *client)
{
    if (client == NULL)
        return;

    pq.PQfinish(client->connection);
    arena_free(&client->arena);
    free(client);
}

/* ---- one query ---- */

typedef struct Query
{
    PostgresClient *client;
    Str sql;
    PostgresRows rows;
    PostgresFailure *failure;
    int64_t deadline_ms;
    const char *cancelled_by; /* why the statement was cancelled, or NULL */
    bool failed;
    Error *err;
} Query;

static void
lost(Query *query)
{
    query->failure->lost = true;

    if (query->failed)
        return;

    query->failed = true;
    (void)error_set(query->err, ERROR_CONNECT, "the connection to PostgreSQL was lost");
    query->err->server = connection_message(query->client, query->err->arena);
}

/* Ask the server to stop; it answers on the connection as if the statement had failed. */
static void
cancel(Query *query, const char *reason)
{
    char ignored[256];
    PGcancel *handle = pq.PQgetCancel(query->client->connection);

    query->cancelled_by = reason;
    query->deadline_ms = clock_ms() + CANCEL_WAIT_MS;

    if (handle != NULL)
        (void)pq.PQcancel(handle, ignored, sizeof(ignored));

    pq.PQfreeCancel(handle);
}

/* One turn of the wait loop: false when waiting any longer makes no sense. */
static bool
keep_waiting(Query *query, short events)
{
    if (!wait_for_socket(query->client, events, query->deadline_ms))
    {
        if (query->cancelled_by != NULL)
            return false;

        cancel(query, "the statement timeout");
    }

    if (interrupt_requested() && query->cancelled_by == NULL)
        cancel(query, interrupt_signal());

    return true;
}

static bool
send_all(Query *query)
{
    for (;;)
    {
        const int pending = pq.PQflush(query->client->connection);

        if (pending == 0)
            return true;
        if (pending < 0 || !keep_waiting(query, POLLIN | POLLOUT) ||
            pq.PQconsumeInput(query->client->connection) == 0)
            return false;
    }
}

static bool
wait_for_result(Query *query)
{
    while (pq.PQisBusy(query->client->connection) != 0)
    {
        if (!keep_waiting(query, POLLIN) || pq.PQconsumeInput(query->client->connection) == 0)
            return false;
    }

    return true;
}

static void
append_field(Buf *buf, const PGresult *result, int field, const char *label)
{
    const char *text = pq.PQresultErrorField(result, field);

    if (text != NULL)
        buf_printf(buf, "\n%s%s", label, text);
}

static ErrorKind
kind_of_failure(const Query *query, const char *sqlstate)
{
    if (query->cancelled_by != NULL && strcmp(sqlstate, "57014") == 0)
        return interrupt_requested() ? ERROR_INTERRUPTED : ERROR_STATEMENT;

    return strcmp(sqlstate, "42501") == 0 ? ERROR_PERMISSION : ERROR_STATEMENT;
}

static void
take_failure(Query *query, const PGresult *result)
{
    const char *sqlstate = pq.PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = pq.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    SCOPED_BUF server = {0};
    Error *err = query->err;

    if (query->failed)
        return;

    /* No SQLSTATE: libpq made the error up itself because the connection broke. */
    if (sqlstate == NULL)
    {
        lost(query);
        return;
    }

    buf_printf(&server, "%s: %s", pq.PQresultErrorField(result, PG_DIAG_SEVERITY), primary);
    append_field(&server, result, PG_DIAG_MESSAGE_DETAIL, "DETAIL: ");
    append_field(&server, result, PG_DIAG_MESSAGE_HINT, "HINT: ");
    append_field(&server, result, PG_DIAG_INTERNAL_QUERY, "QUERY: ");
    append_field(&server, result, PG_DIAG_CONTEXT, "CONTEXT: ");

    (void)error_set(err, kind_of_failure(query, sqlstate), "%s", primary);
    err->code = arena_strdup(err->arena, sqlstate);
    err->server = arena_copy(err->arena, buf_text(&server), server.size);

    if (query->cancelled_by != NULL)
        (void)error_detail(err, "Cancelled by %s.", query->cancelled_by);

    query->failed = true;
    query->failure->position =
        postgres_byte_offset(query->sql, pq.PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION));
    memcpy(query->failure->sqlstate, sqlstate, sizeof(query->failure->sqlstate) - 1);
}

static void
take_rows(Query *query, const PGresult *result)
{
    Str fields[POSTGRES_FIELDS_MAX];
    const int field_count = pq.PQnfields(result);
    const size_t count =
        field_count > POSTGRES_FIELDS_MAX ? POSTGRES_FIELDS_MAX : (size_t)field_count;

    for (int row = 0; row < pq.PQntuples(result) && !query->failed && query->rows.row; row++)
    {
        for (size_t field = 0; field < count; field++)
            fields[field] = (Str){.data = pq.PQgetvalue(result, row, (int)field),
                                  .size = (size_t)pq.PQgetlength(result, row, (int)field)};

        query->failed = !query->rows.row(query->rows.context, query->failure->results, fields,
                                         count, query->err);
    }
}

/* A COPY that reaches us has no data: refuse it, or the connection would wait for ever. */
static void
take_copy(Query *query, ExecStatusType status)
{
    char *data = NULL;

    if (status == PGRES_COPY_IN)
        (void)pq.PQputCopyEnd(query->client->connection, "pawl sends no COPY data here");

    while (status == PGRES_COPY_OUT && pq.PQgetCopyData(query->client->connection, &data, 0) > 0)
        pq.PQfreemem(data);
}

static void
take_result(Query *query, const PGresult *result)
{
    const ExecStatusType status = pq.PQresultStatus(result);

    switch ((int)status)
    {
        case PGRES_SINGLE_TUPLE:
            take_rows(query, result);
            break;
        case PGRES_TUPLES_OK:
            take_rows(query, result);
            query->failure->results++;
            break;
        case PGRES_COMMAND_OK:
        case PGRES_EMPTY_QUERY:
            query->failure->results++;
            break;
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
            take_copy(query, status);
            break;
        default:
            take_failure(query, result);
    }
}

bool
postgres_client_query(PostgresClient *client, Str sql, PostgresRows rows,
                      PostgresFailure *ret_failure, Error *err)
{
    PostgresFailure failure = {.position = SIZE_MAX};
    Query query = {.client = client,
                   .sql = sql,
                   .rows = rows,
                   .failure = &failure,
                   .deadline_ms = client->statement_timeout_ms == 0
                                      ? INT64_MAX
                                      : clock_ms() + client->statement_timeout_ms,
                   .err = err};

    assert(sql.data[sql.size] == '\0'); /* libpq wants it terminated; every Buf is */

    if (pq.PQsendQuery(client->connection, sql.data) == 0 ||
        (rows.row != NULL && pq.PQsetSingleRowMode(client->connection) == 0) || !send_all(&query))
        lost(&query);

    while (!failure.lost)
    {
        if (!wait_for_result(&query))
        {
            lost(&query);
            break;
        }

        PGresult *result = pq.PQgetResult(client->connection);

        if (result == NULL)
            break;

        take_result(&query, result);
        pq.PQclear(result);
    }

    if (pq.PQstatus(client->connection) == CONNECTION_BAD)
        lost(&query);
    if (ret_failure != NULL)
        *ret_failure = failure;

    return !query.failed;
}

/* ---- what is known about the server ---- */

const char *
postgres_client_version(const PostgresClient *client)
{
    return client->version;
}

const char *
postgres_client_place(const PostgresClient *client)
{
    return client->place;
}

bool
postgres_client_backslash_strings(const PostgresClient *client)
{
    const char *conforming =
        pq.PQparameterStatus(client->connection, "standard_conforming_strings");

    return conforming != NULL && strcmp(conforming, "off") == 0;
}
