/*
 * answer.c
 *    An answer over HTTP as it arrives, and whether it was good.
 */
#include "engines/clickhouse/wire/answer.h"

#include "engines/clickhouse/wire/exception.h"

enum
{
    UNWANTED_MAX = 64 * 1024, /* of an answer nobody reads: enough for any exception */
};

void
clickhouse_answer_take_header(ClickhouseAnswer *answer, Str line)
{
    Str rest = line;
    const Str version = str_cut(&rest, ' ');
    const Str name = str_cut(&line, ':');
    uint64_t code = 0;

    if (str_starts_with(version, STR("HTTP/")))
        answer->refused = !STR_IS(str_trim(str_cut(&rest, ' ')), "200");
    if (str_equal_nocase(name, STR("X-ClickHouse-Exception-Code")) &&
        str_to_u64(str_trim(line), &code))
        answer->exception_code = (unsigned)code;
}

/* An exception may follow good rows, so the last lines are kept back until the end is seen. */
static bool
deliver_lines(ClickhouseAnswer *answer)
{
    size_t from = 0;
    const Str all = buf_str(&answer->text);

    for (size_t end = str_find_char(all, from, '\n'); end < all.size;
         end = str_find_char(all, from, '\n'))
    {
        const Str line = str_slice(all, from, end);
        ClickhouseException ignored;

        if (clickhouse_exception_parse(line, &ignored) || STR_IS(line, "__exception__\r") ||
            (line.size == 1 && line.data[0] == '\r'))
            break;
        if (!answer->rows.line(answer->rows.context, line, answer->err))
            return false;

        from = end + 1;
    }

    buf_consume(&answer->text, from);

    return true;
}

bool
clickhouse_answer_take(ClickhouseAnswer *answer, Str bytes)
{
    buf_append(&answer->text, bytes);

    if (answer->rows.line != NULL && answer->exception_code == 0 && !answer->refused)
        return deliver_lines(answer);
    if (answer->text.size > 2 * (size_t)UNWANTED_MAX)
        buf_consume(&answer->text, answer->text.size - UNWANTED_MAX);

    return true;
}

/* All versions, on the port of their own protocol. */
static bool
is_native_port(Str text)
{
    return str_find(text, 0, STR("is for clickhouse-client program")) < text.size;
}

/* It closes the connection with the request unread, and that may reset it behind the answer. */
bool
clickhouse_answer_is_final(const ClickhouseAnswer *answer)
{
    return answer->refused && is_native_port(buf_str(&answer->text));
}

/* A proxy's page, or an exception whose text went missing: nothing is proven. */
static bool
strange_error(long status, Str text, const ClickhouseUrl *server, Error *err)
{
    const bool native = is_native_port(text);

    (void)error_set(err,
                    native          ? ERROR_CONFIG
                    : status >= 500 ? ERROR_CONNECT
                                    : ERROR_STATEMENT,
                    "ClickHouse at %s:%u answered with HTTP status %ld", server->host, server->port,
                    status);
    err->server = str_terminate(err->arena,
                                text.size > UNWANTED_MAX ? str_slice(text, 0, UNWANTED_MAX) : text);

    return native ? error_hint(err, "pawl speaks HTTP: as a rule port 8123, or 8443 for TLS, where "
                                    "other clients have 9000 and 9440.")
                  : false;
}

bool
clickhouse_answer_judge(const ClickhouseAnswer *answer, long status, const ClickhouseUrl *server,
                        unsigned *ret_code, Error *err)
{
    ClickhouseException exception;
    const Str all = buf_str(&answer->text);
    Str text = str_trim(all);
    const bool refused = status != 200 || answer->exception_code != 0;

    if (!refused && (all.size == 0 || !clickhouse_exception_find(all, &text)))
        return true;

    if (clickhouse_exception_parse(text, &exception))
    {
        *ret_code = exception.code;
        return clickhouse_exception_error(text, &exception, err);
    }

    *ret_code = answer->exception_code;

    return strange_error(status, text, server, err);
}
