/*
 * url.c
 *    ClickHouse URLs: http(s)://USER:PASSWORD@HOST:PORT/DATABASE?setting=value, and chdb:PATH.
 */
#include "engines/clickhouse/wire/url.h"

enum
{
    PORT_HTTP = 8123,
    PORT_HTTPS = 8443,
    PORT_MAX = 65535,
};

static const struct
{
    Str prefix;
    bool embedded;
    bool tls;
} SCHEMES[] = {
    {{"http://", 7}, false, false},        {{"https://", 8}, false, true},
    {{"clickhouse://", 13}, false, false}, {{"clickhouses://", 14}, false, true},
    {{"chdb:", 5}, true, false},
};

bool
clickhouse_accepts(Str url)
{
    for (size_t index = 0; index < LENGTH_OF(SCHEMES); index++)
    {
        if (str_starts_with(url, SCHEMES[index].prefix))
            return true;
    }

    return false;
}

static MUST_CHECK bool
wrong(const char *what, Error *err)
{
    (void)error_set(err, ERROR_CONFIG, "the ClickHouse URL %s", what);

    return error_hint(err, "Write http://USER:PASSWORD@HOST:8123/DATABASE (https for TLS), with "
                           "special characters percent-encoded, or chdb:FOLDER?database=NAME.");
}

static int
hex_digit(char byte)
{
    const char lower = char_lower(byte);

    if (char_is_digit(byte))
        return byte - '0';

    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

const char *
clickhouse_url_decode(Str text, Arena *arena)
{
    char *decoded = arena_alloc(arena, text.size + 1);
    size_t size = 0;

    for (size_t index = 0; index < text.size; index++)
    {
        char byte = text.data[index];

        if (byte == '%')
        {
            const int high = index + 2 < text.size ? hex_digit(text.data[index + 1]) : -1;
            const int low = index + 2 < text.size ? hex_digit(text.data[index + 2]) : -1;

            if (high < 0 || low < 0 || (high == 0 && low == 0))
                return NULL;

            byte = (char)(high * 16 + low);
            index += 2;
        }

        decoded[size++] = byte;
    }

    return decoded;
}

void
clickhouse_url_encode(Buf *buf, Str text)
{
    for (size_t index = 0; index < text.size; index++)
    {
        const char byte = text.data[index];

        if (char_is_word(byte) || byte == '-' || byte == '.' || byte == '~')
            buf_append_char(buf, byte);
        else
            buf_printf(buf, "%%%02X", (unsigned)(unsigned char)byte);
    }
}

/* As it is, but for what cannot be in a request line. */
static void
append_encoded(Buf *buf, Str text)
{
    for (size_t index = 0; index < text.size; index++)
    {
        const Str byte = str_slice(text, index, index + 1);

        if (byte.data[0] > ' ' && byte.data[0] <= '~' && byte.data[0] != '#')
            buf_append(buf, byte);
        else
            clickhouse_url_encode(buf, byte);
    }
}

/* Of what clickhouse-go's and the server's own parameters name; NULL: it is a setting. */
static const char **
part_of(ClickhouseUrl *url, Str name)
{
    if (STR_IS(name, "database"))
        return &url->database;
    if (STR_IS(name, "user") || STR_IS(name, "username"))
        return &url->user;

    return STR_IS(name, "password") ? &url->password : NULL;
}

/* Takes user, password and database out of the query string; the rest are settings, passed on. */
static MUST_CHECK bool
parse_query(Str query, Arena *arena, ClickhouseUrl *url, Error *err)
{
    SCOPED_BUF settings = {0};

    while (query.size > 0)
    {
        Str value = str_cut(&query, '&');
        const Str pair = value;
        const Str name = str_cut(&value, '=');

        if (pair.size == 0)
            continue;
        if (name.size == 0 || name.size == pair.size)
            return wrong("has a parameter without a name or a value", err);

        const char **part = part_of(url, name);

        if (part != NULL && value.size > 0)
            *part = clickhouse_url_decode(value, arena);
        if (part != NULL)
            continue;

        if (clickhouse_url_decode(pair, arena) == NULL)
            return wrong("has a broken percent-escape", err);
        if (settings.size > 0)
            buf_append_char(&settings, '&');

        append_encoded(&settings, pair);
    }

    url->settings = arena_copy(arena, buf_text(&settings), settings.size);

    return (url->user != NULL && url->password != NULL && url->database != NULL) ||
           wrong("has a broken percent-escape", err);
}

static MUST_CHECK bool
parse_host(Str host, Arena *arena, ClickhouseUrl *url, Error *err)
{
    const size_t bracket = str_find_char(host, 0, ']');
    const size_t from = bracket < host.size ? bracket : 0;
    const size_t colon = str_find_char(host, from, ':');
    uint64_t port = url->tls ? PORT_HTTPS : PORT_HTTP;

    if (colon < host.size &&
        (!str_to_u64(str_slice(host, colon + 1, host.size), &port) || port == 0 || port > PORT_MAX))
        return wrong("has a port that is no port", err);
    if (colon == 0 || host.size == 0)
        return wrong("names no host", err);

    url->host = str_terminate(arena, str_slice(host, 0, colon));
    url->port = (unsigned)port;

    return true;
}

/* Up to the last @: a password may hold one that nobody encoded. */
static MUST_CHECK bool
parse_user(Str *rest, Arena *arena, ClickhouseUrl *url, Error *err)
{
    size_t at = rest->size;

    while (at > 0 && rest->data[at - 1] != '@')
        at--;

    if (at == 0)
        return true;

    Str password = str_slice(*rest, 0, at - 1);
    const Str user = str_cut(&password, ':');

    *rest = str_slice(*rest, at, rest->size);
    url->user = user.size == 0 ? url->user : clickhouse_url_decode(user, arena);
    url->password = password.size == 0 ? url->password : clickhouse_url_decode(password, arena);

    return (url->user != NULL && url->password != NULL) ||
           wrong("has a broken percent-escape in its user or password", err);
}

static MUST_CHECK bool
parse_server(Str rest, Arena *arena, ClickhouseUrl *url, Error *err)
{
    const Str host_part = str_cut(&rest, '/');
    Str authority = host_part;

    if (!parse_user(&authority, arena, url, err) || !parse_host(authority, arena, url, err))
        return false;

    while (str_ends_with(rest, STR("/")))
        rest.size--;

    if (rest.size > 0)
        url->database = clickhouse_url_decode(rest, arena);
    if (url->database == NULL)
        return wrong("has a broken percent-escape in its database", err);

    url->place = arena_printf(arena, "%s:%u/%s", url->host, url->port, url->database);

    return true;
}

bool
clickhouse_url_parse(const char *text, Arena *arena, ClickhouseUrl *ret_url, Error *err)
{
    ClickhouseUrl url = {.user = "default", .password = "", .database = "default"};
    Str query = str_from(text);
    Str rest = str_cut(&query, '?');
    size_t scheme = 0;

    while (scheme < LENGTH_OF(SCHEMES) && !str_starts_with(rest, SCHEMES[scheme].prefix))
        scheme++;

    if (scheme == LENGTH_OF(SCHEMES))
        return wrong("has an unknown scheme", err);

    url.embedded = SCHEMES[scheme].embedded;
    url.tls = SCHEMES[scheme].tls;
    rest = str_slice(rest, SCHEMES[scheme].prefix.size, rest.size);

    if (!parse_query(query, arena, &url, err))
        return false;

    if (!url.embedded)
    {
        if (!parse_server(rest, arena, &url, err))
            return false;
    }
    else
    {
        if (rest.size == 0)
            return wrong("names no folder", err);

        url.folder = str_terminate(arena, rest);
        url.place = arena_printf(arena, "%s/%s", url.folder, url.database);
    }

    *ret_url = url;

    return true;
}
