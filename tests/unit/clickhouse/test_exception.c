/* Unit tests of clickhouse/exception.c. */
#include "engines/clickhouse/wire/exception.h"

#include "harness/test.h"

#define CODE_18                                                                                    \
    "Code: 60, e.displayText() = DB::Exception: Table default.x doesn't exist., e.what() = "       \
    "DB::Exception"
#define CODE_26                                                                                    \
    "Code: 60. DB::Exception: Unknown table expression identifier 'x' in scope SELECT 1. "         \
    "(UNKNOWN_TABLE) (version 26.7.2.1 (official build))\n"
#define SYNTAX                                                                                     \
    "Code: 62. DB::Exception: Syntax error: failed at position 8 ('frm') (line 1, col 8): frm x. " \
    "Expected one of: FROM. (SYNTAX_ERROR)\nStack trace:\n\n0. DB::Exception\n"

TEST(exceptions_of_every_age)
{
    static const struct
    {
        const char *text;
        unsigned code;
        const char *message;
        size_t position;
    } cases[] = {
        {CODE_18, 60, "Table default.x doesn't exist., e.what() = DB::Exception", SIZE_MAX},
        {CODE_26, 60,
         "Unknown table expression identifier 'x' in scope SELECT 1. (UNKNOWN_TABLE) (version "
         "26.7.2.1 (official build))",
         SIZE_MAX},
        {SYNTAX, 62,
         "Syntax error: failed at position 8 ('frm') (line 1, col 8): frm x. Expected one of: "
         "FROM. (SYNTAX_ERROR)\nStack trace:\n\n0. DB::Exception",
         7},
        {"Code: 1001. x", 1001, ". x", SIZE_MAX},
        {"Code: 4294967295.", UINT32_MAX, ".", SIZE_MAX},
        {"Code: 62. DB::Exception: failed at position 1", 62, "failed at position 1", 0},
        {"Code: 62. DB::Exception: failed at position 0", 62, "failed at position 0", SIZE_MAX},
        {"Code: 62. DB::Exception: failed at position x", 62, "failed at position x", SIZE_MAX},
        {"Code: 62. DB::Exception: failed at position 99999999999999999999", 62,
         "failed at position 99999999999999999999", SIZE_MAX},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        ClickhouseException exception;

        CHECK(clickhouse_exception_parse(str_from(cases[index].text), &exception));
        CHECK_SIZE(exception.code, cases[index].code);
        CHECK_TEXT(str_terminate(&arena, exception.message), cases[index].message);
        CHECK_SIZE(exception.position, cases[index].position);
    }
}

TEST(other_texts_are_none)
{
    static const char *const cases[] = {
        "",
        "Code",
        "Code: ",
        "Code: 60",
        "Code: .",
        "Code: x. DB::Exception: y",
        "code: 60. y",
        " Code: 60. y",
        "Code: 60 y",
        "Code: -1. y",
        "Code: 4294967296. y",
        "Code: 99999999999999999999. y",
        "<html>502 Bad Gateway</html>",
        "1\t2\n",
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        ClickhouseException exception;
        Str text;

        if (clickhouse_exception_parse(str_from(cases[index]), &exception))
            CHECK_TEXT("was taken", cases[index]);
        CHECK(!clickhouse_exception_find(str_from(cases[index]), &text) || cases[index][0] == ' ');
    }
}

TEST(an_exception_behind_data_is_found)
{
    static const char *const answers[] = {CODE_26, "1\n2\n" CODE_26, "\n" CODE_26,
                                          "Code: x\n" CODE_26};

    for (size_t index = 0; index < LENGTH_OF(answers); index++)
    {
        SCOPED_ARENA arena = {0};
        Str text;

        CHECK(clickhouse_exception_find(str_from(answers[index]), &text));
        CHECK_TEXT(str_terminate(&arena, text), CODE_26);
    }
}

TEST(data_without_an_exception_has_none)
{
    static const char *const answers[] = {"",           "\n",    "1", "1\n2\n", "x Code: 60. y\n",
                                          "Code: 60\n", "\n\n\n"};

    for (size_t index = 0; index < LENGTH_OF(answers); index++)
    {
        Str text;

        CHECK(!clickhouse_exception_find(str_from(answers[index]), &text));
    }
}

/* As 25.11 and later write it; the tag is random, the number the size of the text before it. */
TEST(a_fenced_exception_is_found_without_its_fence)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    ClickhouseException exception;
    Str text;

    CHECK(clickhouse_exception_find(
        STR("1\n2\n\r\n__exception__\r\nrumfyutuqkncbgau\r\nCode: 395. DB::Exception: no: while "
            "executing. (FUNCTION_THROW_IF)\r\n69 rumfyutuqkncbgau\r\n__exception__\r\n"),
        &text));
    CHECK(clickhouse_exception_parse(text, &exception));
    CHECK_SIZE(exception.code, 395);
    CHECK(!clickhouse_exception_error(text, &exception, &err));
    CHECK_TEXT(err.message, "no: while executing. (FUNCTION_THROW_IF)");
    CHECK_TEXT(err.server, "Code: 395. DB::Exception: no: while executing. (FUNCTION_THROW_IF)");
}

/* The connection broke within it: it is an exception all the same, whatever is left of it. */
TEST(a_fence_that_is_cut_short_is_found)
{
    static const char whole[] =
        "\r\n__exception__\r\ntag\r\nCode: 1. DB::Exception: x\r\n27 tag\r\n"
        "__exception__\r\n";

    for (size_t size = sizeof("\r\n__exception__\r\n") - 1; size < sizeof(whole); size++)
    {
        Str text;

        CHECK(clickhouse_exception_find((Str){.data = whole, .size = size}, &text));
    }
}

TEST(an_exception_becomes_an_error)
{
    static const struct
    {
        const char *text;
        ErrorKind kind;
        const char *message;
        const char *code;
    } cases[] = {
        {SYNTAX, ERROR_STATEMENT,
         "Syntax error: failed at position 8 ('frm') (line 1, col 8): frm x. Expected one of: "
         "FROM. (SYNTAX_ERROR)",
         "62"},
        {"Code: 516. DB::Exception: default: Authentication failed", ERROR_PERMISSION,
         "default: Authentication failed", "516"},
        {"Code: 497. DB::Exception: Not enough privileges", ERROR_PERMISSION,
         "Not enough privileges", "497"},
        {"Code: 81. DB::Exception: Database x doesn't exist", ERROR_CONFIG,
         "Database x doesn't exist", "81"},
        {"Code: 202. DB::Exception: Too many simultaneous queries", ERROR_CONNECT,
         "Too many simultaneous queries", "202"},
        {"Code: 1. DB::Exception: 100% %s", ERROR_STATEMENT, "100% %s", "1"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        const Str text = str_from(cases[index].text);
        ClickhouseException exception;

        CHECK(clickhouse_exception_parse(text, &exception));
        CHECK(!clickhouse_exception_error(text, &exception, &err));
        CHECK(err.kind == cases[index].kind);
        CHECK_TEXT(err.message, cases[index].message);
        CHECK_TEXT(err.code, cases[index].code);
        CHECK_TEXT(err.server, str_terminate(&arena, str_trim(text)));
    }
}
