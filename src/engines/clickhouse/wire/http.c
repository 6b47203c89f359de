/*
 * http.c
 *    ClickHouse over HTTP(S): the one place that knows libcurl.
 *
 * The rule of this file: a request is never sent twice.  libcurl repeats a request by itself
 * when a kept-alive connection turns out to be dead; it can do so only if it can rewind the
 * body, so the body comes from a read callback without a seek callback.
 */
#include <assert.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/library.h"
#include "engines/clickhouse/wire/exception.h"
#include "engines/clickhouse/wire/frame.h"
#include "engines/clickhouse/wire/transport.h"

#define CURL_FUNCTIONS(X)                                                                          \
    X(curl_global_init)                                                                            \
    X(curl_easy_init)                                                                              \
    X(curl_easy_cleanup)                                                                           \
    X(curl_easy_duphandle)                                                                         \
    X(curl_easy_perform)                                                                           \
    X(curl_easy_strerror)                                                                          \
    X(curl_slist_append)                                                                           \
    X(curl_slist_free_all)

/*
 * curl.h wraps these two in type-checking macros that need the plain names; the prototypes are
 * variadic, so the members are spelt out.
 */
typedef struct Curl
{
    CURL_FUNCTIONS(LIBRARY_MEMBER)
    CURLcode (*setopt)(CURL *handle, CURLoption option, ...);
    CURLcode (*getinfo)(CURL *handle, CURLINFO info, ...);
} Curl;

#define CURL_SYMBOL(function) {#function, offsetof(Curl, function)},

static Curl curl;

enum
{
    CONNECTION_AGE_MAX_S = 2, /* servers close idle connections after 3 s (18.16) or more */
    ANSWER_MAX = 64 * 1024,   /* of an answer nobody reads: enough for any exception */
    DETACH_AFTER_MS = 4000,   /* after a signal, how long a statement may still take */
    KEEPALIVE_PROBE_S = 30,
};

typedef struct Http
{
    CURL *handle;
    struct curl_slist *headers;
    Arena arena;
    ClickhouseUrl url;
    const char *base; /* "http://host:port/?" */
    Buf settings;     /* "&name=value&..." for whatever does more than read */
    int64_t statement_timeout_ms;
    ClickhouseTick tick;
    int64_t ticked_ms;
    bool is_clone; /* the headers belong to another one */
} Http;

/* One request and its answer. */
typedef struct Exchange
{
    Http *http;
    Str parts[3]; /* frame head, sql, data: sent one after the other */
    size_t part;
    size_t offset;
    bool body_read; /* libcurl took the last byte, so all of it may be on its way */
    const ClickhouseQuery *query;
    Buf answer;              /* lines not yet complete, or the tail of an unwanted answer */
    unsigned exception_code; /* from X-ClickHouse-Exception-Code, 0 if absent */
    int64_t detach_at_ms;    /* 0 until a signal came */
    int64_t deadline_ms;
    Error *err; /* set by a row callback */
} Exchange;

/* ---- opening ---- */

static MUST_CHECK bool
load_libcurl(Error *err)
{
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", NULL};
    static const LibrarySymbol symbols[] = {
        {"curl_easy_setopt", offsetof(Curl, setopt)},
        {"curl_easy_getinfo", offsetof(Curl, getinfo)},
        CURL_FUNCTIONS(CURL_SYMBOL) /* brings its own commas */
    };

    if (curl.setopt != NULL)
        return true;
    if (!library_load(names, symbols, LENGTH_OF(symbols), &curl, err))
        return error_hint(err, "Install libcurl (Debian: libcurl4).");
    if (curl.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(err, ERROR_CONFIG, "libcurl could not be initialised");

    return true;
}

/* Hands the body over part by part; there is nothing to rewind with. */
static size_t
read_body(char *to, size_t size, size_t count, void *context)
{
    Exchange *exchange = context;
    const size_t room = size * count;
    size_t given = 0;

    while (given < room && exchange->part < LENGTH_OF(exchange->parts))
    {
        const Str part = exchange->parts[exchange->part];
        const size_t left = part.size - exchange->offset;
        const size_t step = left < room - given ? left : room - given;

        if (step > 0)
            memcpy(to + given, part.data + exchange->offset, step);

        given += step;
        exchange->offset += step;

        if (exchange->offset == part.size)
        {
            exchange->part++;
            exchange->offset = 0;
        }
    }

    exchange->body_read = exchange->part == LENGTH_OF(exchange->parts);

    return given;
}

/* An exception may follow good rows, so the last lines are kept back until the end is seen. */
static bool
deliver_lines(Exchange *exchange)
{
    size_t from = 0;
    const Str all = buf_str(&exchange->answer);

    for (size_t end = str_find_char(all, from, '\n'); end < all.size;
         end = str_find_char(all, from, '\n'))
    {
        const Str line = str_slice(all, from, end);
        ClickhouseException ignored;

        if (clickhouse_exception_parse(line, &ignored) || STR_IS(line, "__exception__\r") ||
            (line.size == 1 && line.data[0] == '\r'))
            break;
        if (!exchange->query->rows.line(exchange->query->rows.context, line, exchange->err))
            return false;

        from = end + 1;
    }

    buf_consume(&exchange->answer, from);

    return true;
}

static size_t
take_answer(char *data, size_t size, size_t count, void *context)
{
    Exchange *exchange = context;
    const size_t taken = size * count;

    buf_append(&exchange->answer, (Str){.data = data, .size = taken});

    if (exchange->query->rows.line != NULL && exchange->exception_code == 0)
        return deliver_lines(exchange) ? taken : 0;
    if (exchange->answer.size > 2 * (size_t)ANSWER_MAX)
        buf_consume(&exchange->answer, exchange->answer.size - ANSWER_MAX);

    return taken;
}

static size_t
take_header(char *data, size_t size, size_t count, void *context)
{
    Exchange *exchange = context;
    Str value = {.data = data, .size = size * count};
    const Str name = str_cut(&value, ':');
    uint64_t code = 0;

    if (str_equal_nocase(name, STR("X-ClickHouse-Exception-Code")) &&
        str_to_u64(str_trim(value), &code))
        exchange->exception_code = (unsigned)code;

    return size * count;
}

static void
tick(Http *http, const ClickhouseQuery *under_way)
{
    const int64_t now_ms = clock_ms();

    if (http->tick.call == NULL || now_ms - http->ticked_ms < http->tick.period_ms)
        return;

    http->ticked_ms = now_ms;
    http->tick.call(http->tick.context, under_way);
}

/*
 * Called at least once a second.  After a signal the statement gets a moment to finish; then
 * we let go of it, and it goes on in the server: no disconnect ever cancels DDL or an INSERT.
 */
static int
watch(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    Exchange *exchange = context;
    const int64_t now_ms = clock_ms();

    (void)a, (void)b, (void)c, (void)d;
    tick(exchange->http, exchange->query);

    if (interrupt_requested() && exchange->detach_at_ms == 0)
        exchange->detach_at_ms = now_ms + DETACH_AFTER_MS;

    return (exchange->detach_at_ms != 0 && now_ms >= exchange->detach_at_ms) ||
           now_ms >= exchange->deadline_ms;
}

static void
http_close(void *self)
{
    Http *http = self;

    if (http == NULL)
        return;

    curl.curl_easy_cleanup(http->handle);

    if (!http->is_clone)
        curl.curl_slist_free_all(http->headers);

    buf_done(&http->settings);
    arena_free(&http->arena);
    free(http);
}

static void
set_connection_options(const Http *http, const EngineOptions *options)
{
    const char *password = options->password != NULL ? options->password : http->url.password;

    (void)curl.setopt(http->handle, CURLOPT_NOSIGNAL, 1L);
    (void)curl.setopt(http->handle, CURLOPT_POST, 1L);
    (void)curl.setopt(http->handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    (void)curl.setopt(http->handle, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    (void)curl.setopt(http->handle, CURLOPT_USERNAME, http->url.user);
    (void)curl.setopt(http->handle, CURLOPT_PASSWORD, password);
    (void)curl.setopt(http->handle, CURLOPT_HTTPHEADER, http->headers);
    (void)curl.setopt(http->handle, CURLOPT_PROXY, "");
    (void)curl.setopt(http->handle, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms);
    (void)curl.setopt(http->handle, CURLOPT_MAXAGE_CONN, (long)CONNECTION_AGE_MAX_S);
    (void)curl.setopt(http->handle, CURLOPT_TCP_KEEPALIVE, 1L);
    (void)curl.setopt(http->handle, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_PROBE_S);
    (void)curl.setopt(http->handle, CURLOPT_READFUNCTION, read_body);
    (void)curl.setopt(http->handle, CURLOPT_WRITEFUNCTION, take_answer);
    (void)curl.setopt(http->handle, CURLOPT_HEADERFUNCTION, take_header);
    (void)curl.setopt(http->handle, CURLOPT_XFERINFOFUNCTION, watch);
    (void)curl.setopt(http->handle, CURLOPT_NOPROGRESS, 0L);

    if (options->ca_file != NULL)
        (void)curl.setopt(http->handle, CURLOPT_CAINFO, options->ca_file);
    if (options->cert_file != NULL)
        (void)curl.setopt(http->handle, CURLOPT_SSLCERT, options->cert_file);
    if (options->key_file != NULL)
        (void)curl.setopt(http->handle, CURLOPT_SSLKEY, options->key_file);
}

bool
clickhouse_http_open(const ClickhouseUrl *url, const EngineOptions *options, void **ret_self,
                     Error *err)
{
    if (!load_libcurl(err))
        return false;

    Http *http = calloc(1, sizeof(*http));

    if (http == NULL)
        abort();

    http->url = *url;
    http->base = arena_printf(&http->arena, "%s://%s:%u/?", url->tls ? "https" : "http", url->host,
                              url->port);
    http->statement_timeout_ms = options->statement_timeout_ms;
    http->handle = curl.curl_easy_init();

    /* "Expect:" would cost a round trip; a chunked body would hide its size from old servers. */
    http->headers = curl.curl_slist_append(http->headers, "Expect:");
    http->headers = curl.curl_slist_append(http->headers, "Content-Type: text/plain");

    if (http->handle == NULL || http->headers == NULL)
        abort();

    set_connection_options(http, options);
    *ret_self = http;

    return true;
}

static void
http_set_tick(void *self, ClickhouseTick wanted)
{
    Http *http = self;

    http->tick = wanted;
    http->ticked_ms = clock_ms();
}

static void *
http_clone(const void *self, int64_t timeout_ms)
{
    const Http *from = self;
    Http *http = calloc(1, sizeof(*http));

    if (http == NULL)
        abort();

    *http = *from;
    http->arena = (Arena){0};
    http->settings = (Buf){0};
    buf_append(&http->settings, buf_str(&from->settings));
    http->tick = (ClickhouseTick){0};
    http->is_clone = true;
    http->statement_timeout_ms = timeout_ms;
    http->handle = curl.curl_easy_duphandle(from->handle);

    if (http->handle == NULL)
        abort();

    return http;
}

/* ---- one request ---- */

static void
append_parameter(Buf *url, const char *name, const char *value)
{
    buf_printf(url, "&%s=", name);
    clickhouse_url_encode(url, str_from(value));
}

/*
 * A new session lives for the server's default_session_timeout (60 s) after its last query; what
 * a request says about that is remembered by some versions and forgotten by others.
 */
static void
append_session(Buf *url, const ClickhouseQuery *query)
{
    append_parameter(url, "session_id", query->session);

    switch (query->session_use)
    {
        case SESSION_ENTER:
            break;
        case SESSION_JOIN:
            buf_append(url, STR("&session_check=1"));
            break;
        case SESSION_CLOSE:
            buf_append(url, STR("&session_check=1&close_session=1"));
            break;
        case SESSION_SHRINK:
            buf_append(url, STR("&session_check=1&session_timeout=0"));
            break;
    }
}

static const char *
request_url(const Http *http, const ClickhouseQuery *query, Buf *url)
{
    /* The parameter wins over USE (seen on 18.16 and 26.7), so it has to follow it. */
    buf_printf(url, "%sdatabase=", http->base);
    clickhouse_url_encode(url, query->database.size > 0 ? query->database
                                                        : str_from(http->url.database));

    if (query->query_id != NULL)
        append_parameter(url, "query_id", query->query_id);
    if (query->session != NULL)
        append_session(url, query);
    if (!query->reads)
        buf_printf(url,
                   "&wait_end_of_query=1&decompress=1"
                   "&http_native_compression_disable_checksumming_on_decompress=1%s",
                   buf_text(&http->settings));
    if (http->url.settings[0] != '\0')
        buf_printf(url, "&%s", http->url.settings);

    return buf_text(url);
}

static bool
http_configure(void *self, const ClickhouseSetting *settings, size_t count, Error *err)
{
    Http *http = self;

    (void)err;
    buf_clear(&http->settings);

    for (size_t index = 0; index < count; index++)
        append_parameter(&http->settings, settings[index].name, settings[index].value);

    return true;
}

/* What libcurl reports before any byte of the body was on its way. */
static bool
never_connected(CURLcode code)
{
    switch ((int)code)
    {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_URL_MALFORMAT:
            return true;
        default:
            return false;
    }
}

static bool
transfer_error(const Http *http, const Exchange *exchange, CURLcode code, Error *err)
{
    const bool config = code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CERTPROBLEM ||
                        code == CURLE_URL_MALFORMAT;

    if (exchange->detach_at_ms != 0)
        return error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());
    if (clock_ms() >= exchange->deadline_ms)
        return error_set(err, ERROR_CONNECT,
                         "no answer from ClickHouse within the statement "
                         "timeout");

    /* libcurl would have liked to send the request once more, which read_body() rules out. */
    const char *why =
        code == CURLE_SEND_FAIL_REWIND ? "closed without an answer" : curl.curl_easy_strerror(code);

    return error_set(err, config ? ERROR_CONFIG : ERROR_CONNECT, "%s ClickHouse at %s:%u: %s",
                     never_connected(code) ? "could not connect to" : "lost the connection to",
                     http->url.host, http->url.port, why);
}

/* The answer came whole: was it good? */
static bool
judge(const Http *http, const Exchange *exchange, ClickhouseFailure *failure, Error *err)
{
    ClickhouseException exception;
    const Str answer = buf_str(&exchange->answer);
    Str text = str_trim(answer);
    long status = 0;

    (void)curl.getinfo(http->handle, CURLINFO_RESPONSE_CODE, &status);

    const bool refused = status != 200 || exchange->exception_code != 0;

    if (!refused && (answer.size == 0 || !clickhouse_exception_find(answer, &text)))
        return true;

    if (clickhouse_exception_parse(text, &exception))
    {
        failure->code = exception.code;
        return clickhouse_exception_error(text, &exception, err);
    }

    /* A proxy's page, or an exception whose text went missing: nothing is proven. */
    failure->code = exchange->exception_code;
    (void)error_set(err, status >= 500 ? ERROR_CONNECT : ERROR_STATEMENT,
                    "ClickHouse at %s:%u answered with HTTP status %ld", http->url.host,
                    http->url.port, status);
    err->server =
        str_terminate(err->arena, text.size > ANSWER_MAX ? str_slice(text, 0, ANSWER_MAX) : text);

    return false;
}

static bool
http_query(void *self, const ClickhouseQuery *query, ClickhouseFailure *ret_failure, Error *err)
{
    Http *http = self;
    unsigned char head[FRAME_HEAD_SIZE];
    SCOPED_BUF url = {0};
    const size_t content = query->sql.size + query->data.size;
    const size_t head_size = query->reads ? 0 : sizeof(head);

    *ret_failure = (ClickhouseFailure){0};
    tick(http, NULL);

    if (content > FRAME_CONTENT_MAX)
        return error_set(err, ERROR_SOURCE, "a statement of %zu bytes is too long", content);

    frame_head(content, head);

    Exchange exchange = {
        .http = http,
        .parts = {{.data = (const char *)head, .size = head_size}, query->sql, query->data},
        .query = query,
        .deadline_ms =
            http->statement_timeout_ms == 0 ? INT64_MAX : clock_ms() + http->statement_timeout_ms,
        .err = err,
    };

    (void)curl.setopt(http->handle, CURLOPT_URL, request_url(http, query, &url));
    (void)curl.setopt(http->handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(content + head_size));
    (void)curl.setopt(http->handle, CURLOPT_READDATA, &exchange);
    (void)curl.setopt(http->handle, CURLOPT_WRITEDATA, &exchange);
    (void)curl.setopt(http->handle, CURLOPT_HEADERDATA, &exchange);
    (void)curl.setopt(http->handle, CURLOPT_XFERINFODATA, &exchange);

    const CURLcode code = curl.curl_easy_perform(http->handle);
    bool good = err->kind == ERROR_NONE;

    ret_failure->sent = exchange.body_read && !never_connected(code);

    if (good && code != CURLE_OK)
        good = transfer_error(http, &exchange, code, err);
    else if (good)
        good = judge(http, &exchange, ret_failure, err);

    buf_done(&exchange.answer);

    return good;
}

const ClickhouseTransport clickhouse_http = {
    .configure = http_configure,
    .query = http_query,
    .close = http_close,
    .set_tick = http_set_tick,
    .clone = http_clone,
};
