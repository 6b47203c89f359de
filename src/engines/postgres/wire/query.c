/*
 * query.c
 *    One message to PostgreSQL and all that comes back, with a deadline and an eye on signals.
 */
#include "engines/postgres/wire/client.h"

#include <assert.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "engines/postgres/wire/answer.h"

enum
{
    POLL_SLICE_MS = 250,   /* how soon an interrupt that came between two checks is seen */
    CANCEL_WAIT_MS = 4000, /* how long a cancelled statement may take to say so */
};

typedef struct Query
{
    PostgresClient *client;
    Str sql;
    PostgresRows rows;
    PostgresInput input;
    PostgresFailure *failure;
    PostgresWatch watch;
    int64_t watch_at_ms; /* INT64_MAX: never */
    int64_t deadline_ms;
    bool own;                 /* pawl's: a signal does not cancel it at once */
    bool hurried;             /* by a signal */
    const char *deadline_for; /* what passes then, in words */
    const char *cancelled_by; /* why the statement was cancelled, or NULL */
    bool failed;
    Error *err;
} Query;

static void
lost(Query *query)
{
    Error *err = query->err;

    query->failure->lost = true;

    /* The server said why it ends the connection: that it does is what counts. */
    if (query->failed && err->kind == ERROR_STATEMENT)
        err->kind = ERROR_CONNECT;
    if (query->failed)
        return;

    query->failed = true;
    (void)error_set(err, ERROR_CONNECT, "the connection to PostgreSQL was lost");
    err->server =
        str_terminate(err->arena, str_trim(str_from(libpq_message(query->client->connection))));
}

/*
 * Ask the server to stop; it answers on the connection as if the statement had failed.  One that
 * does not even take that request is waited for no longer: it could cancel what comes next.
 */
static void
cancel(Query *query, const char *reason)
{
    query->cancelled_by = reason;
    query->deadline_ms =
        libpq_cancel(query->client->connection, CANCEL_WAIT_MS) ? clock_ms() + CANCEL_WAIT_MS : 0;
}

/* A short query of pawl's own may end by itself: half a row in the ledger helps nobody. */
static void
take_interrupt(Query *query)
{
    const int64_t soon_ms = clock_ms() + CANCEL_WAIT_MS;

    if (!query->own)
        cancel(query, interrupt_signal());
    else if (!query->hurried && soon_ms < query->deadline_ms)
    {
        query->hurried = true;
        query->deadline_for = interrupt_signal();
        query->deadline_ms = soon_ms;
    }
}

/* Wait until the socket is ready, but not for long; false when the deadline passed. */
static bool
wait_for_socket(const Query *query, short events)
{
    struct pollfd poller = {.fd = libpq_socket(query->client->connection), .events = events};
    const int64_t now_ms = clock_ms();
    const int64_t left = query->deadline_ms - now_ms;
    int64_t slice = left < POLL_SLICE_MS ? left : POLL_SLICE_MS;

    if (query->watch_at_ms - now_ms < slice)
        slice = query->watch_at_ms - now_ms;

    (void)poll(&poller, 1, slice < 0 ? 0 : (int)slice);

    return left > 0;
}

static void
look(Query *query)
{
    if (query->watch.call == NULL || clock_ms() < query->watch_at_ms)
        return;

    query->watch.call(query->watch.context);
    query->watch_at_ms = clock_ms() + query->watch.period_ms;
}

/* One turn of the wait loop: false when waiting any longer makes no sense. */
static bool
keep_waiting(Query *query, short events)
{
    if (!wait_for_socket(query, events))
    {
        if (query->cancelled_by != NULL)
            return false;

        cancel(query, query->deadline_for);
    }

    if (interrupt_requested() && query->cancelled_by == NULL)
        take_interrupt(query);

    look(query);

    return true;
}

static bool
send_all(Query *query)
{
    for (;;)
    {
        const int pending = libpq_flush(query->client->connection);

        if (pending == 0)
            return true;
        if (pending < 0 || !keep_waiting(query, POLLIN | POLLOUT) ||
            !libpq_consume(query->client->connection))
            return false;
    }
}

static bool
wait_for_result(Query *query)
{
    while (libpq_is_busy(query->client->connection))
    {
        if (!keep_waiting(query, POLLIN) || !libpq_consume(query->client->connection))
            return false;
    }

    return true;
}

static void
append_field(Buf *buf, const LibpqResult *result, LibpqField field, const char *label)
{
    const char *text = libpq_error_field(result, field);

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
take_failure(Query *query, const LibpqResult *result)
{
    const char *sqlstate = libpq_error_field(result, LIBPQ_SQLSTATE);
    const char *primary = libpq_error_field(result, LIBPQ_PRIMARY);
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

    buf_printf(&server, "%s: %s", libpq_error_field(result, LIBPQ_SEVERITY), primary);
    append_field(&server, result, LIBPQ_DETAIL, "DETAIL: ");
    append_field(&server, result, LIBPQ_HINT, "HINT: ");
    append_field(&server, result, LIBPQ_INTERNAL_QUERY, "QUERY: ");
    append_field(&server, result, LIBPQ_CONTEXT, "CONTEXT: ");

    (void)error_set(err, kind_of_failure(query, sqlstate), "%s", primary);
    err->code = arena_strdup(err->arena, sqlstate);
    err->server = arena_copy(err->arena, buf_text(&server), server.size);

    if (query->cancelled_by != NULL)
        (void)error_detail(err, "Cancelled by %s.", query->cancelled_by);

    query->failed = true;
    query->failure->position =
        postgres_byte_offset(query->sql, libpq_error_field(result, LIBPQ_POSITION));
    query->failure->line = postgres_copy_line(libpq_error_field(result, LIBPQ_CONTEXT));
    memcpy(query->failure->sqlstate, sqlstate, sizeof(query->failure->sqlstate) - 1);
}

static void
take_rows(Query *query, const LibpqResult *result)
{
    Str fields[POSTGRES_FIELDS_MAX];
    const size_t there = libpq_field_count(result);
    const size_t count = there > POSTGRES_FIELDS_MAX ? POSTGRES_FIELDS_MAX : there;

    for (size_t row = 0; row < libpq_row_count(result) && !query->failed && query->rows.row; row++)
    {
        for (size_t field = 0; field < count; field++)
            fields[field] = libpq_value(result, row, field);

        query->failed = !query->rows.row(query->rows.context, query->failure->results, fields,
                                         count, query->err);
    }
}

/*
 * Answer a COPY FROM STDIN: with its data, or with a refusal, or the connection would wait for
 * ever.  After an error the server throws away what still comes, and says so when it is over.
 */
static void
send_input(Query *query)
{
    LibpqConnection *connection = query->client->connection;
    const char *refusal = "pawl sends no COPY data here";
    Str piece = {0};

    while (query->input.next != NULL &&
           query->input.next(query->input.context, query->failure->results, &piece, &refusal))
    {
        /* keep_waiting() also looks at the deadline and at signals, however fast the server is. */
        if (!libpq_send_copy(connection, piece) || !keep_waiting(query, POLLIN | POLLOUT) ||
            !send_all(query))
        {
            lost(query);
            return;
        }

        refusal = query->cancelled_by;

        if (refusal != NULL)
            break;
    }

    if (!libpq_end_copy(connection, refusal) || !send_all(query))
        lost(query);
}

static void
take_result(Query *query, const LibpqResult *result)
{
    switch (libpq_answer(result))
    {
        case LIBPQ_ROW:
            take_rows(query, result);
            break;
        case LIBPQ_ROWS:
            take_rows(query, result);
            query->failure->results++;
            break;
        case LIBPQ_DONE:
            query->failure->results++;
            break;
        case LIBPQ_COPY_IN:
            send_input(query);
            break;
        case LIBPQ_COPY_OUT:
            libpq_skip_copy(query->client->connection);
            break;
        case LIBPQ_FAILED:
            take_failure(query, result);
            break;
    }
}

/* Whoever asked for statements to be short did not mean pawl's own requests to take longer. */
static void
set_deadline(Query *query)
{
    const int64_t statement_ms = query->client->statement_timeout_ms;
    const int64_t request_ms = query->client->request_timeout_ms;
    const bool as_request =
        query->own && request_ms != 0 && (statement_ms == 0 || request_ms < statement_ms);
    const int64_t timeout_ms = as_request ? request_ms : statement_ms;

    query->deadline_for = as_request ? "the timeout of requests" : "the statement timeout";
    query->deadline_ms = timeout_ms == 0 ? INT64_MAX : clock_ms() + timeout_ms;
}

/* Send it, and take results until there are no more. */
static bool
run(Query *query, PostgresFailure *ret_failure)
{
    LibpqConnection *connection = query->client->connection;
    PostgresFailure failure = {.position = SIZE_MAX};

    assert(query->sql.data[query->sql.size] == '\0'); /* libpq wants it so; every Buf is */

    query->failure = ret_failure == NULL ? &failure : ret_failure;
    *query->failure = failure;
    set_deadline(query);
    query->watch_at_ms =
        query->watch.call == NULL ? INT64_MAX : clock_ms() + query->watch.period_ms;

    if (!libpq_send(connection, query->sql.data, query->rows.row != NULL) || !send_all(query))
        lost(query);

    while (!query->failure->lost)
    {
        if (!wait_for_result(query))
        {
            lost(query);
            break;
        }

        LibpqResult *result = libpq_next(connection);

        if (result == NULL)
            break;

        take_result(query, result);
        libpq_clear(result);
    }

    if (libpq_is_broken(connection))
        lost(query);

    return !query->failed;
}

bool
postgres_client_query(PostgresClient *client, Str sql, PostgresRows rows,
                      PostgresFailure *ret_failure, Error *err)
{
    Query query = {.client = client, .sql = sql, .rows = rows, .own = true, .err = err};

    return run(&query, ret_failure);
}

bool
postgres_client_run(PostgresClient *client, const PostgresOrder *order,
                    PostgresFailure *ret_failure, Error *err)
{
    Query query = {.client = client,
                   .sql = order->sql,
                   .rows = order->rows,
                   .input = order->input,
                   .watch = order->watch,
                   .err = err};

    return run(&query, ret_failure);
}
