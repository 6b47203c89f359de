/*
 * url.h
 *    ClickHouse URLs: http(s)://USER:PASSWORD@HOST:PORT/DATABASE?setting=value, and chdb:PATH.
 */
#ifndef CLICKHOUSE_URL_H
#define CLICKHOUSE_URL_H

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

typedef struct ClickhouseUrl
{
    bool embedded;
    bool tls;
    const char *host;     /* an IPv6 address keeps its brackets */
    unsigned port;        /* 8123, or 8443 with TLS, where the URL has none */
    const char *user;     /* percent-decoded; "default" where the URL has none */
    const char *password; /* percent-decoded; "" where the URL has none */
    const char *database; /* "default" where the URL has none */
    const char *settings; /* the rest of the query string, encoded without a fault; "" if none */
    const char *folder;   /* of an embedded database */
    const char *place;    /* "clickhouse:8123/app": for people, without secrets */
} ClickhouseUrl;

/* Whether the scheme is one of http, https, clickhouse, clickhouses, chdb. */
bool clickhouse_accepts(Str url);

/* ERROR_CONFIG for whatever cannot be understood; the message never quotes the URL. */
MUST_CHECK bool clickhouse_url_parse(const char *url, Arena *arena, ClickhouseUrl *ret_url,
                                     Error *err);

/* NULL for a broken escape or an encoded NUL, which no name may hold. */
const char *clickhouse_url_decode(Str text, Arena *arena);

/* Append text percent-encoded, for a query string. */
void clickhouse_url_encode(Buf *buf, Str text);

#endif /* CLICKHOUSE_URL_H */
