/*
 * client.h
 *    A connection to PostgreSQL, and messages sent over it.
 *
 * Everything goes through the simple query protocol, asynchronously, so that a
 * deadline and an interrupt are seen while the server works.
 */
#ifndef POSTGRES_CLIENT_H
#define POSTGRES_CLIENT_H

#include "base/buf.h"
#include "engine/engine.h"
#include "engines/postgres/wire/libpq.h"

enum
{
    POSTGRES_VERSION_MIN = 12,
    POSTGRES_FIELDS_MAX = 24,
};

/* Its members are client.c's and query.c's. */
typedef struct PostgresClient
{
    LibpqConnection *connection;
    EngineNotice notice;
    int64_t statement_timeout_ms; /* 0: none; so the next */
    int64_t request_timeout_ms;
    const char *url; /* while it connects */
    Arena arena;     /* of the texts below */
    const char *version;
    const char *place;
} PostgresClient;

/* Takes the rows of a query: result counts the statements of the query text from 0. */
typedef struct PostgresRows
{
    bool (*row)(void *context, size_t result, const Str *fields, size_t count, Error *err);
    void *context;
} PostgresRows;

/* What to do now and then while the server works; call is NULL if nothing is. */
typedef struct PostgresWatch
{
    void (*call)(void *context);
    void *context;
    int64_t period_ms;
} PostgresWatch;

/*
 * Where the data comes from that a COPY FROM STDIN waits for.  next() takes the next piece of the
 * one that stands behind so many results; false at its end, with why it must not count, or NULL.
 */
typedef struct PostgresInput
{
    bool (*next)(void *context, size_t results, Str *ret_piece, const char **ret_refusal);
    void *context;
} PostgresInput;

/* What a migration asked for; members that are left out stand for none. */
typedef struct PostgresOrder
{
    Str sql;
    PostgresRows rows;
    PostgresInput input;
    PostgresWatch watch;
} PostgresOrder;

/* How a query ended when it did not end well. */
typedef struct PostgresFailure
{
    bool lost;       /* the connection is gone; what was sent may have been carried out */
    size_t results;  /* statements that were carried out before the one that failed */
    size_t position; /* byte offset in the query text; SIZE_MAX if the server gave none */
    uint64_t line;   /* of the data of a COPY, from 1; 0 if the server named none */
    char sqlstate[6];
} PostgresFailure;

/*
 * As EngineOps.open().  role is what the connection calls itself in the server's views, before
 * the run: "pawl".
 */
MUST_CHECK bool postgres_client_open(const EngineOptions *options, const char *role,
                                     EngineNotice notice, PostgresClient **ret_client, Error *err);
void postgres_client_close(PostgresClient *client); /* accepts NULL */

/*
 * Run one or more statements of pawl's own and hand their rows over.  An error of the server is
 * ERROR_STATEMENT (ERROR_PERMISSION, ERROR_INTERRUPTED where that is what it means) with
 * code and server text; a lost connection is ERROR_CONNECT.  ret_failure may be NULL.  A signal
 * leaves it a few seconds to end by itself; the request timeout cancels it.
 */
MUST_CHECK bool postgres_client_query(PostgresClient *client, Str sql, PostgresRows rows,
                                      PostgresFailure *ret_failure, Error *err);

/* The same for what a migration asked for: a signal cancels it at once, no request timeout. */
MUST_CHECK bool postgres_client_run(PostgresClient *client, const PostgresOrder *order,
                                    PostgresFailure *ret_failure, Error *err);

/* The server's version as people write it, "15.18". */
const char *postgres_client_version(const PostgresClient *client);

/* "localhost:5432/app". */
const char *postgres_client_place(const PostgresClient *client);

/* The name of the database that it is connected to. */
Str postgres_client_database(const PostgresClient *client);

/* As libpq_variables(). */
size_t postgres_client_variables(const PostgresClient *client, const char **variables, size_t max,
                                 Arena *arena);

/* The backend's process id as it was told at connecting; a proxy makes one up. */
int postgres_client_backend(const PostgresClient *client);

/* Whether '...' strings take backslash escapes (standard_conforming_strings is off). */
bool postgres_client_backslash_strings(const PostgresClient *client);

#endif /* POSTGRES_CLIENT_H */
