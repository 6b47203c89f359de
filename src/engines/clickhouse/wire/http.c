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
#include "engines/clickhouse/wire/answer.h"
#include "engines/clickhouse/wire/request.h"

#define CURL_FUNCTIONS(X)                                                                          \
    X(curl_global_init)                                                                            \
    X(curl_easy_init)                                                                              \
    X(curl_easy_cleanup)                                                                           \
    X(curl_easy_duphandle)                                                                         \
    X(curl_easy_perform)                                                                           \
    X(curl_easy_strerror)                                                                          \
    X(curl_slist_append)                                                                           \
    X(curl_slist_free_all)

/* curl.h wraps the last two in macros that need their plain names; they are variadic. */
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
    DETACH_AFTER_MS = 4000,   /* after a signal, how long a statement may still take */
    KEEPALIVE_PROBE_S = 30,
};

typedef struct Http
{
    CURL *handle;
    struct curl_slist *headers;
    ClickhouseUrl url;
    Buf settings;     /* "&name=value&..." for whatever does more than read */
    Buf own_settings; /* the same for what is pawl's own of it */
    ClickhouseLimits limits;
    ClickhouseTick tick;
    int64_t ticked_ms;
    bool is_clone; /* the headers belong to another one */
    bool answered; /* the server did, at least once */
} Http;

/* One request and its answer. */
typedef struct Exchange
{
    Http *http;
    const ClickhouseQuery *query;
    ClickhouseBody body;
    ClickhouseAnswer answer;
    int64_t detach_at_ms; /* 0 until a signal came */
    int64_t deadline_ms;
    bool late; /* it passed */
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

static size_t
read_body(char *to, size_t size, size_t count, void *context)
{
    return clickhouse_body_read(&((Exchange *)context)->body, to, size * count);
}

static size_t
take_answer(char *data, size_t size, size_t count, void *context)
{
    Exchange *exchange = context;
    const Str bytes = {.data = data, .size = size * count};

    return clickhouse_answer_take(&exchange->answer, bytes) ? bytes.size : 0;
}

static size_t
take_header(char *data, size_t size, size_t count, void *context)
{
    const Str line = {.data = data, .size = size * count};

    clickhouse_answer_take_header(&((Exchange *)context)->answer, line);

    return line.size;
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

    exchange->late = now_ms >= exchange->deadline_ms;

    return exchange->late || (exchange->detach_at_ms != 0 && now_ms >= exchange->detach_at_ms);
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
    buf_done(&http->own_settings);
    free(http);
}

static void
set_connection_options(const Http *http, const EngineOptions *options)
{
    const char *password = options->password != NULL ? options->password : http->url.password;
    SCOPED_BUF url = {0};

    /* Without what each request asks for: libcurl takes a URL apart several times for each. */
    clickhouse_request_server(&http->url, &url);
    (void)curl.setopt(http->handle, CURLOPT_URL, buf_text(&url));
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
    http->limits = (ClickhouseLimits){.statement_ms = options->statement_timeout_ms,
                                      .request_ms = options->request_timeout_ms};
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
    http->settings = http->own_settings = (Buf){0};
    buf_append(&http->settings, buf_str(&from->settings));
    buf_append(&http->own_settings, buf_str(&from->own_settings));
    http->tick = (ClickhouseTick){0};
    http->is_clone = true;
    http->limits.statement_ms = http->limits.request_ms = timeout_ms;
    http->handle = curl.curl_easy_duphandle(from->handle);

    if (http->handle == NULL)
        abort();

    return http;
}

/* ---- one request ---- */

static bool
http_configure(void *self, const ClickhouseSetting *settings, size_t count, Error *err)
{
    Http *http = self;

    (void)err;
    clickhouse_request_settings(settings, count, &http->settings, &http->own_settings);

    return true;
}

/* What libcurl reports before any byte of the body was on its way. */
static const struct Unconnected
{
    CURLcode code;
    bool config;
    const char *hint;
} UNCONNECTED[] = {
#define X(code_, config_, hint_) {CURLE_##code_, config_, hint_},
#include "engines/clickhouse/wire/unconnected.def"
#undef X
};

/* NULL if it was connected. */
static const struct Unconnected *
find_unconnected(CURLcode code)
{
    for (size_t index = 0; index < LENGTH_OF(UNCONNECTED); index++)
    {
        if (UNCONNECTED[index].code == code)
            return &UNCONNECTED[index];
    }

    return NULL;
}

static bool
transfer_error(const Http *http, const Exchange *exchange, CURLcode code, Error *err)
{
    const struct Unconnected *unconnected = find_unconnected(code);

    if (exchange->detach_at_ms != 0)
        return error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());
    if (exchange->late)
        return error_set(err, ERROR_CONNECT, "no answer from ClickHouse at %s:%u within %s",
                         http->url.host, http->url.port,
                         exchange->query->patience == PATIENCE_STATEMENT
                             ? "the statement timeout"
                             : "the timeout of requests");

    /* libcurl would have liked to send the request once more, which read_body() rules out. */
    const char *why =
        code == CURLE_SEND_FAIL_REWIND ? "closed without an answer" : curl.curl_easy_strerror(code);

    if (unconnected == NULL)
    {
        (void)error_set(err, ERROR_CONNECT, "lost the connection to ClickHouse at %s:%u: %s",
                        http->url.host, http->url.port, why);
        return http->answered ? false : error_hint(err, "Is this its HTTP port, as a rule 8123?");
    }

    (void)error_set(err, unconnected->config ? ERROR_CONFIG : ERROR_CONNECT,
                    "could not connect to ClickHouse at %s:%u: %s", http->url.host, http->url.port,
                    why);
    err->hint = unconnected->hint;

    return false;
}

static bool
http_query(void *self, const ClickhouseQuery *query, ClickhouseFailure *ret_failure, Error *err)
{
    Http *http = self;
    SCOPED_BUF target = {0};
    const int64_t timeout_ms = clickhouse_patience_ms(&http->limits, query->patience);
    const bool own = query->patience != PATIENCE_STATEMENT;
    const Str settings = buf_str(own ? &http->own_settings : &http->settings);

    *ret_failure = (ClickhouseFailure){0};
    tick(http, NULL);

    Exchange exchange = {
        .http = http,
        .query = query,
        .answer = {.rows = query->rows, .err = err},
        .deadline_ms = timeout_ms == 0 ? INT64_MAX : clock_ms() + timeout_ms,
    };

    if (!clickhouse_body_init(&exchange.body, query, err))
        return false;

    clickhouse_request_target(&http->url, settings, query, &target);

    (void)curl.setopt(http->handle, CURLOPT_REQUEST_TARGET, buf_text(&target));
    (void)curl.setopt(http->handle, CURLOPT_POSTFIELDSIZE_LARGE,
                      (curl_off_t)clickhouse_body_size(&exchange.body));
    (void)curl.setopt(http->handle, CURLOPT_READDATA, &exchange);
    (void)curl.setopt(http->handle, CURLOPT_WRITEDATA, &exchange);
    (void)curl.setopt(http->handle, CURLOPT_HEADERDATA, &exchange);
    (void)curl.setopt(http->handle, CURLOPT_XFERINFODATA, &exchange);

    const CURLcode code = curl.curl_easy_perform(http->handle);
    long status = 0;
    bool good = err->kind == ERROR_NONE;

    (void)curl.getinfo(http->handle, CURLINFO_RESPONSE_CODE, &status);
    ret_failure->sent = clickhouse_body_is_read(&exchange.body) && find_unconnected(code) == NULL;
    ret_failure->late = exchange.late && code != CURLE_OK;
    http->limits.silent = ret_failure->late && query->patience == PATIENCE_REQUEST;
    http->answered = http->answered || code == CURLE_OK;

    if (good)
        good = code == CURLE_OK || clickhouse_answer_is_final(&exchange.answer)
                   ? clickhouse_answer_judge(&exchange.answer, status, &http->url,
                                             &ret_failure->code, err)
                   : transfer_error(http, &exchange, code, err);

    buf_done(&exchange.answer.text);

    return good;
}

const ClickhouseTransport clickhouse_http = {
    .configure = http_configure,
    .query = http_query,
    .close = http_close,
    .set_tick = http_set_tick,
    .clone = http_clone,
};
