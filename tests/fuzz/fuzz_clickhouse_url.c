/*
 * fuzz_clickhouse_url.c
 *    Any bytes as a ClickHouse URL: it is understood or refused, and its secret stays in it.
 */
#include <string.h>

#include "fuzz/fuzz.h"

#include "engines/clickhouse/wire/url.h"

#define WRONG "the ClickHouse URL "

static void
check_parts(const ClickhouseUrl *url, Str text, Arena *arena)
{
    check(url->user != NULL && url->password != NULL && url->database != NULL, "user, database");
    check(url->settings != NULL && url->place != NULL, "settings, place");
    check(url->embedded == str_starts_with(text, STR("chdb:")), "embedded");
    check(clickhouse_url_decode(str_from(url->settings), arena) != NULL, "escapes of settings");

    if (url->embedded)
        check(url->folder != NULL && url->folder[0] != '\0', "folder");
    else
        check(url->host != NULL && url->host[0] != '\0' && url->port >= 1 && url->port <= 65535,
              "host, port");
}

static void
check_error(const Error *err)
{
    check(err->kind == ERROR_CONFIG && err->hint != NULL, "kind and hint");
    check(strncmp(err->message, WRONG, sizeof(WRONG) - 1) == 0, "message");
    check(strlen(err->message) < 100, "a message that quotes");
}

static void
check_coding(Str text, Arena *arena)
{
    SCOPED_BUF encoded = {0};
    const char *decoded = clickhouse_url_decode(text, arena);

    check(decoded == NULL || strlen(decoded) <= text.size, "decoded size");
    clickhouse_url_encode(&encoded, text);
    check(strcmp(clickhouse_url_decode(buf_str(&encoded), arena), text.data) == 0, "round trip");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const Str text = str_from(arena_copy(&arena, (const char *)data, size)); /* up to a NUL */
    ClickhouseUrl url;

    if (clickhouse_url_parse(text.data, &arena, &url, &err))
    {
        check(clickhouse_accepts(text), "accepted");
        check_parts(&url, text, &arena);
    }
    else
    {
        check_error(&err);
    }

    check_coding(text, &arena);

    return 0;
}
