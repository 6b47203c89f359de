/*
 * libpq.h
 *    libpq as far as pawl uses it: opened when it is needed, its header in one file.
 *
 * A thin layer: each function is one or two of libpq's, by its own rules.  What the calls mean
 * together, when to wait and when to give up, is client.c's and query.c's.
 */
#ifndef ENGINES_POSTGRES_LIBPQ_H
#define ENGINES_POSTGRES_LIBPQ_H

#include "base/error.h"
#include "base/str.h"

/* libpq's own structures; nobody sees into them. */
typedef struct pg_conn LibpqConnection;
typedef struct pg_result LibpqResult;

typedef enum LibpqStep
{
    LIBPQ_WANTS_TO_READ,
    LIBPQ_WANTS_TO_WRITE,
    LIBPQ_CONNECTED,
    LIBPQ_REFUSED,
} LibpqStep;

typedef enum LibpqAnswer
{
    LIBPQ_ROW,  /* one of several, as they come */
    LIBPQ_ROWS, /* all rows that are left, and the end of a statement */
    LIBPQ_DONE, /* the end of a statement without rows */
    LIBPQ_COPY_IN,
    LIBPQ_COPY_OUT,
    LIBPQ_FAILED,
} LibpqAnswer;

/* The fields of an error: the codes of the protocol ("Error and Notice Message Fields"). */
typedef enum LibpqField
{
    LIBPQ_SEVERITY = 'S',
    LIBPQ_SQLSTATE = 'C',
    LIBPQ_PRIMARY = 'M',
    LIBPQ_DETAIL = 'D',
    LIBPQ_HINT = 'H',
    LIBPQ_POSITION = 'P',
    LIBPQ_INTERNAL_QUERY = 'q',
    LIBPQ_CONTEXT = 'W',
} LibpqField;

/* Open the library.  ERROR_CONFIG if it is not installed. */
MUST_CHECK bool libpq_load(Error *err);

/* Whether libpq makes sense of a URL; the error at connecting tells neither why nor when. */
bool libpq_understands(const char *url);

/* NULL-ended lists; a value of NULL is as if absent, "dbname" may be a URL.  NULL: no memory. */
LibpqConnection *libpq_start(const char *const *keywords, const char *const *values);
LibpqStep libpq_connect_step(LibpqConnection *connection);
void libpq_finish(LibpqConnection *connection); /* accepts NULL */

bool libpq_is_broken(const LibpqConnection *connection); /* accepts NULL: it is */
/* The server said last that no transaction is open. */
bool libpq_is_idle(const LibpqConnection *connection);
int libpq_socket(const LibpqConnection *connection);
/* The newest error's text, until the next call. */
const char *libpq_message(const LibpqConnection *connection);

/* 150018 for 15.18. */
int libpq_server_version(const LibpqConnection *connection);
/* Of the backend, as the server, or whoever stands in between, said when it was connected. */
int libpq_backend_pid(const LibpqConnection *connection);
const char *libpq_host(const LibpqConnection *connection);
const char *libpq_port(const LibpqConnection *connection);
const char *libpq_database(const LibpqConnection *connection);
/* A setting that the server reports by itself, or NULL. */
const char *libpq_parameter(const LibpqConnection *connection, const char *name);

/*
 * "PGHOST=localhost" and so on: what another program of PostgreSQL needs in its environment to
 * connect as this one did, the password included.  At most so many; returns how many.
 */
size_t libpq_variables(LibpqConnection *connection, const char **variables, size_t max,
                       Arena *arena);

/* Make a connected one asynchronous, and hand its notices over. */
void libpq_prepare(LibpqConnection *connection,
                   void (*notice)(void *context, const LibpqResult *result), void *context);

/* False if the connection is broken. */
MUST_CHECK bool libpq_send(LibpqConnection *connection, const char *sql, bool row_by_row);
/* 0: all is sent, 1: not yet, -1: the connection is broken. */
int libpq_flush(LibpqConnection *connection);
MUST_CHECK bool libpq_consume(LibpqConnection *connection);
bool libpq_is_busy(LibpqConnection *connection);
/* The next result, or NULL at the end; libpq_clear() frees it. */
LibpqResult *libpq_next(LibpqConnection *connection);
/* Ask the server to stop, over a connection of its own; false if that takes longer than so long. */
MUST_CHECK bool libpq_cancel(LibpqConnection *connection, int64_t timeout_ms);
/* A COPY that has begun: send some data, at most 1 GB; end it, well or with a reason why not. */
MUST_CHECK bool libpq_send_copy(LibpqConnection *connection, Str data);
MUST_CHECK bool libpq_end_copy(LibpqConnection *connection, const char *reason);
/* The same in the other direction: read it to its end. */
void libpq_skip_copy(LibpqConnection *connection);

LibpqAnswer libpq_answer(const LibpqResult *result);
/* NULL if the error has no such field. */
const char *libpq_error_field(const LibpqResult *result, LibpqField field);
size_t libpq_row_count(const LibpqResult *result);
size_t libpq_field_count(const LibpqResult *result);
/* NULL is the empty text. */
Str libpq_value(const LibpqResult *result, size_t row, size_t field);
void libpq_clear(LibpqResult *result);

#endif /* ENGINES_POSTGRES_LIBPQ_H */
