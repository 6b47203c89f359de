/*
 * fuzz_clickhouse_exception.c
 *    Any bytes as the answer of a server that may have failed on the way.
 */
#include <string.h>

#include "fuzz/fuzz.h"

#include "engines/clickhouse/wire/exception.h"

static bool
is_inside(Str part, Str whole)
{
    return part.size == 0 ||
           (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void
check_exception(Str text)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    ClickhouseException exception;

    if (!clickhouse_exception_parse(text, &exception))
        return;

    check(is_inside(exception.message, text), "message");
    check(!clickhouse_exception_error(text, &exception, &err), "an error is false");
    check(err.kind != ERROR_NONE && err.message != NULL && err.server != NULL, "error");
    check(strchr(err.message, '\n') == NULL, "a message of one line");
    check((unsigned)strtoul(err.code, NULL, 10) == exception.code, "code");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Str answer = {.data = (const char *)data, .size = size};
    Str text;

    check_exception(answer);

    if (clickhouse_exception_find(answer, &text))
    {
        check(is_inside(text, answer), "text");
        check_exception(text);
    }

    return 0;
}
