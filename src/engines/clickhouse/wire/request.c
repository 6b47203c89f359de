/*
 * request.c
 *    What a query's request looks like, where it goes and its body piece by piece, and how long
 * its answer may take.
 */
#include "engines/clickhouse/wire/request.h"

#include <string.h>

enum
{
    AID_MS = 5000, /* for what nothing depends on, and for a server that was silent */
};

/* ---- time ---- */

int64_t
clickhouse_patience_ms(const ClickhouseLimits *limits, ClickhousePatience patience)
{
    const bool own = patience != PATIENCE_STATEMENT;
    const bool aid = patience == PATIENCE_AID || (own && limits->silent);
    /* Whoever asked for statements to be short did not mean requests to take longer. */
    const int64_t limits_ms[] = {limits->statement_ms, own ? limits->request_ms : 0,
                                 aid ? AID_MS : 0};
    int64_t timeout_ms = 0;

    for (size_t index = 0; index < LENGTH_OF(limits_ms); index++)
    {
        if (limits_ms[index] != 0 && (timeout_ms == 0 || limits_ms[index] < timeout_ms))
            timeout_ms = limits_ms[index];
    }

    return timeout_ms;
}

/* ---- head ---- */

static void
append_parameter(Buf *target, const char *name, const char *value)
{
    buf_printf(target, "&%s=", name);
    clickhouse_url_encode(target, str_from(value));
}

void
clickhouse_request_settings(const ClickhouseSetting *settings, size_t count, Buf *ret_all,
                            Buf *ret_own)
{
    buf_clear(ret_all);
    buf_clear(ret_own);

    for (size_t index = 0; index < count; index++)
    {
        const ClickhouseSetting *setting = &settings[index];

        append_parameter(ret_own, setting->name, setting->value);

        if (!setting->own)
            append_parameter(ret_all, setting->name, setting->value);
    }
}

/*
 * A new session lives for the server's default_session_timeout (60 s) after its last query; what
 * a request says about that is remembered by some versions and forgotten by others.
 */
static void
append_session(Buf *target, const ClickhouseQuery *query)
{
    append_parameter(target, "session_id", query->session);

    switch (query->session_use)
    {
        case SESSION_ENTER:
            break;
        case SESSION_JOIN:
            buf_append(target, STR("&session_check=1"));
            break;
        case SESSION_CLOSE:
            buf_append(target, STR("&session_check=1&close_session=1"));
            break;
        case SESSION_SHRINK:
            buf_append(target, STR("&session_check=1&session_timeout=0"));
            break;
    }
}

void
clickhouse_request_server(const ClickhouseUrl *server, Buf *url)
{
    buf_printf(url, "%s://%s:%u/", server->tls ? "https" : "http", server->host, server->port);
}

void
clickhouse_request_target(const ClickhouseUrl *server, Str settings, const ClickhouseQuery *query,
                          Buf *target)
{
    buf_append(target, STR("/?database="));

    /* The parameter wins over USE (seen on 18.16 and 26.7), so it has to follow it. */
    clickhouse_url_encode(target,
                          query->database.size > 0 ? query->database : str_from(server->database));

    if (query->query_id != NULL)
        append_parameter(target, "query_id", query->query_id);
    if (query->session != NULL)
        append_session(target, query);

    if (!query->reads)
    {
        buf_append(target, STR("&wait_end_of_query=1&decompress=1"
                               "&http_native_compression_disable_checksumming_on_decompress=1"));
        buf_append(target, settings);
    }

    if (server->settings[0] != '\0')
        buf_printf(target, "&%s", server->settings);
}

/* ---- body ---- */

bool
clickhouse_body_init(ClickhouseBody *body, const ClickhouseQuery *query, Error *err)
{
    const size_t content = query->sql.size + query->data.size;

    if (content > FRAME_CONTENT_MAX)
        return error_set(err, ERROR_SOURCE, "a statement of %zu bytes is too long", content);

    *body = (ClickhouseBody){.query = query, .head_size = query->reads ? 0 : FRAME_HEAD_SIZE};
    frame_head(content, body->head);

    return true;
}

size_t
clickhouse_body_size(const ClickhouseBody *body)
{
    return body->head_size + body->query->sql.size + body->query->data.size;
}

size_t
clickhouse_body_read(ClickhouseBody *body, char *to, size_t room)
{
    const Str parts[] = {
        {.data = (const char *)body->head, .size = body->head_size},
        body->query->sql,
        body->query->data,
    };
    size_t start = 0; /* of the part, in the body */
    size_t copied = 0;

    for (size_t index = 0; index < LENGTH_OF(parts) && copied < room; index++)
    {
        const size_t end = start + parts[index].size;

        if (body->given < end)
        {
            const size_t left = end - body->given;
            const size_t step = left < room - copied ? left : room - copied;

            memcpy(to + copied, parts[index].data + (body->given - start), step);
            copied += step;
            body->given += step;
        }

        start = end;
    }

    return copied;
}

bool
clickhouse_body_is_read(const ClickhouseBody *body)
{
    return body->given == clickhouse_body_size(body);
}
