/*
 * request.h
 *    What a query's request looks like, where it goes and its body piece by piece, and how long
 * its answer may take.
 *
 * The SQL is never part of the head, so a request whose head is cut holds nothing to execute.
 */
#ifndef CLICKHOUSE_REQUEST_H
#define CLICKHOUSE_REQUEST_H

#include "engines/clickhouse/wire/frame.h"
#include "engines/clickhouse/wire/transport.h"

/* In milliseconds; 0: none. */
typedef struct ClickhouseLimits
{
    int64_t statement_ms;
    int64_t request_ms;
    bool silent; /* the last request had no answer in time */
} ClickhouseLimits;

/* How long an answer may take, in milliseconds; 0: for ever. */
int64_t clickhouse_patience_ms(const ClickhouseLimits *limits, ClickhousePatience patience);

/*
 * Settings as "&name=value&...", encoded: those for whatever does more than read, and those for
 * what is pawl's own of it.
 */
void clickhouse_request_settings(const ClickhouseSetting *settings, size_t count, Buf *ret_all,
                                 Buf *ret_own);

/* The URL that a connection is made to. */
void clickhouse_request_server(const ClickhouseUrl *server, Buf *url);

/*
 * What the request line of one query asks for: path and query string.  settings: from
 * clickhouse_request_settings().
 */
void clickhouse_request_target(const ClickhouseUrl *server, Str settings,
                               const ClickhouseQuery *query, Buf *target);

/* A body that is handed over once, from its first byte to its last; the query has to outlive it. */
typedef struct ClickhouseBody
{
    const ClickhouseQuery *query;
    unsigned char head[FRAME_HEAD_SIZE];
    size_t head_size; /* 0 for what only reads: it may as well be cut */
    size_t given;
} ClickhouseBody;

/* ERROR_SOURCE for a statement that is too long. */
MUST_CHECK bool clickhouse_body_init(ClickhouseBody *body, const ClickhouseQuery *query,
                                     Error *err);

/* In bytes. */
size_t clickhouse_body_size(const ClickhouseBody *body);

/* The next bytes, as many as there is room for; 0 at the end. */
size_t clickhouse_body_read(ClickhouseBody *body, char *to, size_t room);

/* The last byte was handed over, so all of it may be on its way. */
bool clickhouse_body_is_read(const ClickhouseBody *body);

#endif /* CLICKHOUSE_REQUEST_H */
