/*
 * transport.h
 *    How a query gets to ClickHouse and its answer back: over HTTP, or embedded.
 */
#ifndef CLICKHOUSE_TRANSPORT_H
#define CLICKHOUSE_TRANSPORT_H

#include "engine/engine.h"
#include "engines/clickhouse/wire/url.h"

/* Takes the rows of an answer, one line of TabSeparated at a time, without its line feed. */
typedef struct ClickhouseRows
{
    bool (*line)(void *context, Str line, Error *err);
    void *context;
} ClickhouseRows;

/* What a query wants of the session that it names. */
typedef enum ClickhouseSessionUse
{
    SESSION_ENTER,  /* made if it is not there */
    SESSION_JOIN,   /* SESSION_NOT_FOUND (372) if it is not there */
    SESSION_CLOSE,  /* the same, and it ends with this query; 115 where the server cannot */
    SESSION_SHRINK, /* the same for old servers: it ends soon after its last query */
} ClickhouseSessionUse;

/* How long an answer may take. */
typedef enum ClickhousePatience
{
    PATIENCE_REQUEST,   /* a small request of pawl's own: --request-timeout */
    PATIENCE_STATEMENT, /* what a migration asked for: --statement-timeout, none by default */
    PATIENCE_AID,       /* a few seconds: it goes on without an answer as well */
} ClickhousePatience;

typedef struct ClickhouseQuery
{
    Str sql;
    Str data;             /* goes out right behind sql, for inserted rows; may be empty */
    const char *query_id; /* NULL: the server makes one up */
    const char *session;  /* name of the session to run it in, where SET and USE live; or NULL */
    Str database;         /* where bare names live, if not in the URL's */
    ClickhouseSessionUse session_use;
    ClickhousePatience patience;
    bool reads;          /* changes nothing: sent without settings, so that a read-only user may */
    ClickhouseRows rows; /* line is NULL: the answer is not wanted */
} ClickhouseQuery;

/* How a query ended when it did not end well. */
typedef struct ClickhouseFailure
{
    unsigned code; /* the server's, 0 if it did not give one */
    bool sent;     /* all of the request may have reached the server */
    bool late;     /* no answer came in time: asking again would take as long */
} ClickhouseFailure;

/* Called now and then: before a query, and while one is under way (else that is NULL). */
typedef struct ClickhouseTick
{
    void (*call)(void *context, const ClickhouseQuery *under_way);
    void *context;
    int64_t period_ms;
} ClickhouseTick;

typedef struct ClickhouseSetting
{
    const char *name;
    const char *value;
    bool own; /* only for small requests of pawl's own, never with PATIENCE_STATEMENT */
} ClickhouseSetting;

typedef struct ClickhouseTransport
{
    /*
     * Settings for every query from here on that does more than read.  Copies nothing.  Those for
     * pawl's own queries make them cheaper, and may be left out.
     */
    bool (*configure)(void *self, const ClickhouseSetting *settings, size_t count, Error *err);

    /* False with the error set and *ret_failure filled in.  A server's exception has its code. */
    bool (*query)(void *self, const ClickhouseQuery *query, ClickhouseFailure *ret_failure,
                  Error *err);
    void (*close)(void *self); /* accepts NULL */

    /* For a server that others use as well; both NULL where nobody else can. */
    void (*set_tick)(void *self, ClickhouseTick tick);
    /* A second connection with the same options, whose queries take no longer than so long. */
    void *(*clone)(const void *self, int64_t timeout_ms);
} ClickhouseTransport;

extern const ClickhouseTransport clickhouse_http;
extern const ClickhouseTransport clickhouse_embedded;

/* ERROR_CONFIG for a missing library or certificate.  HTTP connects with the first query. */
MUST_CHECK bool clickhouse_http_open(const ClickhouseUrl *url, const EngineOptions *options,
                                     void **ret_self, Error *err);
MUST_CHECK bool clickhouse_embedded_open(const ClickhouseUrl *url, void **ret_self, Error *err);

#endif /* CLICKHOUSE_TRANSPORT_H */
