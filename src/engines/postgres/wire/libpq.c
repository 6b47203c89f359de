/*
 * libpq.c
 *    libpq as far as pawl uses it: opened when it is needed, its header in one file.
 */
#include "engines/postgres/wire/libpq.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "base/library.h"

#define PQ_FUNCTIONS(X)                                                                            \
    X(PQconnectStartParams)                                                                        \
    X(PQconnectPoll)                                                                               \
    X(PQfinish)                                                                                    \
    X(PQstatus)                                                                                    \
    X(PQtransactionStatus)                                                                         \
    X(PQsocket)                                                                                    \
    X(PQerrorMessage)                                                                              \
    X(PQserverVersion)                                                                             \
    X(PQbackendPID)                                                                                \
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
    X(PQputCopyData)                                                                               \
    X(PQputCopyEnd)                                                                                \
    X(PQgetCopyData)                                                                               \
    X(PQfreemem)                                                                                   \
    X(PQconninfo)                                                                                  \
    X(PQconninfoParse)                                                                             \
    X(PQconninfoFree)

typedef struct Pq
{
    PQ_FUNCTIONS(LIBRARY_MEMBER)
} Pq;

#define PQ_SYMBOL(function) {#function, offsetof(Pq, function)},

static Pq pq;

bool
libpq_load(Error *err)
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

bool
libpq_understands(const char *url)
{
    char *message = NULL;
    PQconninfoOption *options = pq.PQconninfoParse(url, &message);
    const bool understood = options != NULL;

    pq.PQconninfoFree(options);
    pq.PQfreemem(message);

    return understood;
}

LibpqConnection *
libpq_start(const char *const *keywords, const char *const *values)
{
    return pq.PQconnectStartParams(keywords, values, 1);
}

LibpqStep
libpq_connect_step(LibpqConnection *connection)
{
    switch ((int)pq.PQconnectPoll(connection))
    {
        case PGRES_POLLING_OK:
            return LIBPQ_CONNECTED;
        case PGRES_POLLING_READING:
            return LIBPQ_WANTS_TO_READ;
        case PGRES_POLLING_WRITING:
            return LIBPQ_WANTS_TO_WRITE;
        default:
            return LIBPQ_REFUSED;
    }
}

void
libpq_finish(LibpqConnection *connection)
{
    pq.PQfinish(connection);
}

void
libpq_prepare(LibpqConnection *connection, void (*notice)(void *context, const LibpqResult *result),
              void *context)
{
    (void)pq.PQsetNoticeReceiver(connection, notice, context);
    (void)pq.PQsetnonblocking(connection, 1);
}

/* ---- about the connection ---- */

bool
libpq_is_broken(const LibpqConnection *connection)
{
    return pq.PQstatus(connection) == CONNECTION_BAD;
}

bool
libpq_is_idle(const LibpqConnection *connection)
{
    return pq.PQtransactionStatus(connection) == PQTRANS_IDLE;
}

int
libpq_socket(const LibpqConnection *connection)
{
    return pq.PQsocket(connection);
}

const char *
libpq_message(const LibpqConnection *connection)
{
    return pq.PQerrorMessage(connection);
}

int
libpq_server_version(const LibpqConnection *connection)
{
    return pq.PQserverVersion(connection);
}

int
libpq_backend_pid(const LibpqConnection *connection)
{
    return pq.PQbackendPID(connection);
}

const char *
libpq_host(const LibpqConnection *connection)
{
    return pq.PQhost(connection);
}

const char *
libpq_port(const LibpqConnection *connection)
{
    return pq.PQport(connection);
}

const char *
libpq_database(const LibpqConnection *connection)
{
    return pq.PQdb(connection);
}

const char *
libpq_parameter(const LibpqConnection *connection, const char *name)
{
    return pq.PQparameterStatus(connection, name);
}

size_t
libpq_variables(LibpqConnection *connection, const char **variables, size_t max, Arena *arena)
{
    PQconninfoOption *options = pq.PQconninfo(connection);
    size_t count = 0;

    for (const PQconninfoOption *option = options;
         option != NULL && option->keyword != NULL && count < max; option++)
    {
        if (option->envvar != NULL && option->val != NULL)
            variables[count++] = arena_printf(arena, "%s=%s", option->envvar, option->val);
    }

    pq.PQconninfoFree(options);

    return count;
}

/* ---- one query ---- */

bool
libpq_send(LibpqConnection *connection, const char *sql, bool row_by_row)
{
    return pq.PQsendQuery(connection, sql) != 0 &&
           (!row_by_row || pq.PQsetSingleRowMode(connection) != 0);
}

int
libpq_flush(LibpqConnection *connection)
{
    return pq.PQflush(connection);
}

bool
libpq_consume(LibpqConnection *connection)
{
    return pq.PQconsumeInput(connection) != 0;
}

bool
libpq_is_busy(LibpqConnection *connection)
{
    return pq.PQisBusy(connection) != 0;
}

LibpqResult *
libpq_next(LibpqConnection *connection)
{
    return pq.PQgetResult(connection);
}

static void *
cancel_aside(void *handle)
{
    char ignored[256];

    (void)pq.PQcancel(handle, ignored, sizeof(ignored));
    pq.PQfreeCancel(handle);

    return NULL;
}

/* PQcancel() waits for the server for as long as that takes, so it gets a thread of its own. */
bool
libpq_cancel(LibpqConnection *connection, int64_t timeout_ms)
{
    PGcancel *handle = pq.PQgetCancel(connection);
    struct timespec deadline = {0};
    sigset_t all;
    sigset_t before;
    pthread_t thread;

    if (handle == NULL)
        return true;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);

    const bool started = pthread_create(&thread, NULL, cancel_aside, handle) == 0;

    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);

    if (!started)
    {
        (void)cancel_aside(handle);
        return true;
    }

    (void)clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += (time_t)(timeout_ms / 1000);

    if (pthread_timedjoin_np(thread, NULL, &deadline) == 0)
        return true;

    (void)pthread_detach(thread);

    return false;
}

bool
libpq_send_copy(LibpqConnection *connection, Str data)
{
    return pq.PQputCopyData(connection, data.data, (int)data.size) == 1;
}

bool
libpq_end_copy(LibpqConnection *connection, const char *reason)
{
    return pq.PQputCopyEnd(connection, reason) == 1;
}

void
libpq_skip_copy(LibpqConnection *connection)
{
    char *data = NULL;

    while (pq.PQgetCopyData(connection, &data, 0) > 0)
        pq.PQfreemem(data);
}

/* ---- one result ---- */

LibpqAnswer
libpq_answer(const LibpqResult *result)
{
    switch ((int)pq.PQresultStatus(result))
    {
        case PGRES_SINGLE_TUPLE:
            return LIBPQ_ROW;
        case PGRES_TUPLES_OK:
            return LIBPQ_ROWS;
        case PGRES_COMMAND_OK:
        case PGRES_EMPTY_QUERY:
            return LIBPQ_DONE;
        case PGRES_COPY_IN:
            return LIBPQ_COPY_IN;
        case PGRES_COPY_OUT:
            return LIBPQ_COPY_OUT;
        default:
            return LIBPQ_FAILED;
    }
}

const char *
libpq_error_field(const LibpqResult *result, LibpqField field)
{
    return pq.PQresultErrorField(result, (int)field);
}

size_t
libpq_row_count(const LibpqResult *result)
{
    return (size_t)pq.PQntuples(result);
}

size_t
libpq_field_count(const LibpqResult *result)
{
    return (size_t)pq.PQnfields(result);
}

Str
libpq_value(const LibpqResult *result, size_t row, size_t field)
{
    return (Str){.data = pq.PQgetvalue(result, (int)row, (int)field),
                 .size = (size_t)pq.PQgetlength(result, (int)row, (int)field)};
}

void
libpq_clear(LibpqResult *result)
{
    pq.PQclear(result);
}
