/* Unit tests of clickhouse/wire/answer.c. */
#include "engines/clickhouse/wire/answer.h"

#include "harness/test.h"

static const ClickhouseUrl SERVER = {.host = "host", .port = 8123};

#define EXCEPTION "Code: 395. DB::Exception: Value passed to 'throwIf'. (FUNCTION_THROW)"
#define TAGGED                                                                                     \
    "\r\n__exception__\r\nabcdefghijklmnop\r\n" EXCEPTION                                          \
    "\n70 abcdefghijklmnop\r\n__exception__\r\n"

static bool
keep_line(void *context, Str line, Error *err)
{
    (void)err;
    buf_append(context, line);
    buf_append_char(context, '|');

    return true;
}

static bool
refuse_line(void *context, Str line, Error *err)
{
    (void)context, (void)line;

    return error_set(err, ERROR_LEDGER, "no such row");
}

static bool
take_in_pieces(ClickhouseAnswer *answer, Str all, size_t size)
{
    for (size_t from = 0; from < all.size; from += size)
    {
        if (!clickhouse_answer_take(
                answer, str_slice(all, from, from + size < all.size ? from + size : all.size)))
            return false;
    }

    return true;
}

/* An exception behind rows is none of them, however the answer is cut into pieces. */
TEST(rows_are_handed_on_and_exceptions_are_not)
{
    static const struct
    {
        const char *body;
        const char *rows;
        unsigned code; /* 0: good */
    } cases[] = {
        {"a\tb\nc\td\n", "a\tb|c\td|", 0},
        {"", "", 0},
        {EXCEPTION, "", 395},
        {"1\n2\n" EXCEPTION "\n", "1|2|", 395},
        {"1\n" TAGGED, "1|", 395},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const Str body = str_from(cases[index].body);

        for (size_t size = 1; size <= body.size + 1; size++)
        {
            SCOPED_ARENA arena = {0};
            Error err = ERROR_INIT(&arena);
            SCOPED_BUF rows = {0};
            unsigned code = 0;
            ClickhouseAnswer answer = {.rows = {keep_line, &rows}, .err = &err};

            CHECK(take_in_pieces(&answer, body, size));
            CHECK(clickhouse_answer_judge(&answer, 200, &SERVER, &code, &err) ==
                  (cases[index].code == 0));
            CHECK_SIZE(code, cases[index].code);
            CHECK_TEXT(buf_text(&rows), cases[index].rows);
            buf_done(&answer.text);
        }
    }
}

TEST(a_header_alone_can_say_that_it_failed)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    unsigned code = 0;
    ClickhouseAnswer answer = {.err = &err};

    clickhouse_answer_take_header(&answer, STR("Content-Type: text/plain\r\n"));
    CHECK_SIZE(answer.exception_code, 0);
    clickhouse_answer_take_header(&answer, STR("x-clickhouse-exception-code: 209\r\n"));
    CHECK(!clickhouse_answer_judge(&answer, 200, &SERVER, &code, &err));
    CHECK_SIZE(code, 209);
}

/* Whoever waits for rows gets none of a page's lines. */
TEST(the_lines_of_a_page_are_no_rows)
{
    static const struct
    {
        const char *status;
        const char *page;
        long number;
        ErrorKind kind;
        bool hint;
    } cases[] = {
        {"HTTP/1.1 502 Bad Gateway\r\n", "<html>\n<body>\nno\n</html>\n", 502, ERROR_CONNECT,
         false},
        {"HTTP/2 403\r\n", "no\n", 403, ERROR_STATEMENT, false},
        {"HTTP/1.0 400 Bad Request\r\n",
         "Port 9000 is for clickhouse-client program\r\nYou must use port 8123 for HTTP.\r\n", 400,
         ERROR_CONFIG, true},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        SCOPED_BUF rows = {0};
        Error err = ERROR_INIT(&arena);
        unsigned code = 0;
        ClickhouseAnswer answer = {.rows = {keep_line, &rows}, .err = &err};

        clickhouse_answer_take_header(&answer, STR("HTTP/1.1 100 Continue\r\n"));
        clickhouse_answer_take_header(&answer, str_from(cases[index].status));
        CHECK(take_in_pieces(&answer, str_from(cases[index].page), 7));
        CHECK(!clickhouse_answer_judge(&answer, cases[index].number, &SERVER, &code, &err));
        CHECK_SIZE(rows.size, 0);
        CHECK(err.kind == cases[index].kind);
        CHECK((err.hint != NULL) == cases[index].hint);
        buf_done(&answer.text);
    }
}

/* Half of an exception could name another code. */
TEST(a_broken_connection_leaves_nothing_final_but_the_wrong_port)
{
    static const struct
    {
        const char *status;
        const char *text;
        bool final;
    } cases[] = {
        {"HTTP/1.0 400 Bad Request\r\n", "Port 9000 is for clickhouse-client program", true},
        {"HTTP/1.0 400 Bad Request\r\n", "Port 9000 is for", false},
        {"HTTP/1.1 200 OK\r\n", "Port 9000 is for clickhouse-client program", false},
        {"HTTP/1.1 502 Bad Gateway\r\n", "<html>Bad Gateway</html>", false},
        {"HTTP/1.1 500 Internal Server Error\r\n", EXCEPTION, false},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        ClickhouseAnswer answer = {.err = &err};

        clickhouse_answer_take_header(&answer, str_from(cases[index].status));
        CHECK(clickhouse_answer_take(&answer, str_from(cases[index].text)));
        CHECK(clickhouse_answer_is_final(&answer) == cases[index].final);
        buf_done(&answer.text);
    }
}

TEST(a_proxys_page_proves_nothing)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    unsigned code = 0;
    ClickhouseAnswer answer = {.err = &err};

    CHECK(clickhouse_answer_take(&answer, STR("<html>Bad Gateway</html>")));
    CHECK(!clickhouse_answer_judge(&answer, 502, &SERVER, &code, &err));
    CHECK_SIZE(code, 0);
    CHECK(err.kind == ERROR_CONNECT);
    CHECK_TEXT(err.message, "ClickHouse at host:8123 answered with HTTP status 502");
    buf_done(&answer.text);
}

TEST(of_an_answer_that_nobody_reads_the_end_is_kept)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    SCOPED_BUF filler = {0};
    unsigned code = 0;
    ClickhouseAnswer answer = {.err = &err};

    while (filler.size < 1000)
        buf_append(&filler, STR("row\n"));

    for (int count = 0; count < 1000; count++)
        CHECK(clickhouse_answer_take(&answer, buf_str(&filler)));

    CHECK(clickhouse_answer_take(&answer, STR(EXCEPTION "\n")));
    CHECK(answer.text.size < 200 * 1024);
    CHECK(!clickhouse_answer_judge(&answer, 200, &SERVER, &code, &err));
    CHECK_SIZE(code, 395);
    buf_done(&answer.text);
}

TEST(a_refused_row_ends_the_answer)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    ClickhouseAnswer answer = {.rows = {refuse_line, NULL}, .err = &err};

    CHECK(!clickhouse_answer_take(&answer, STR("1\n")));
    CHECK_TEXT(err.message, "no such row");
    buf_done(&answer.text);
}
