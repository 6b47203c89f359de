/* Unit tests of clickhouse/evidence.c: a look whose server answers with errors. */
#include "engines/clickhouse/clickhouse.h"

#include "harness/test.h"

enum
{
    FOR_EVER = 1000,
};

/* Fails so often with a code, after a line of the answer; then answers. */
typedef struct FakeServer
{
    unsigned code;
    unsigned failures;
    unsigned queries;
} FakeServer;

static bool
fake_query(void *self, const ClickhouseQuery *query, ClickhouseFailure *ret_failure, Error *err)
{
    FakeServer *server = self;

    CHECK(query->reads);

    if (!query->rows.line(query->rows.context, STR("t\ta"), err))
        return false;

    if (server->queries++ < server->failures)
    {
        *ret_failure = (ClickhouseFailure){.code = server->code, .sent = true};
        return error_set(err, ERROR_STATEMENT, "the server refused");
    }

    return query->rows.line(query->rows.context, STR("t\tb"), err);
}

static const ClickhouseTransport FAKE = {.query = fake_query};

TEST(a_look_that_meets_a_drop_is_taken_again)
{
    static const struct
    {
        unsigned code;
        unsigned failures;
        bool answered;
        const char *lines;
    } cases[] = {
        {60, 0, true, "t\ta\nt\tb"},
        {60, 3, true, "t\ta\nt\tb"}, /* "z.t doesn't exist" */
        {81, 3, true, "t\ta\nt\tb"},
        {107, 3, true, "t\ta\nt\tb"}, /* its .sql is gone */
        {218, 3, true, "t\ta\nt\tb"},
        {60, FOR_EVER, true, ""}, /* no such system table */
        {497, 1, true, ""},
        {47, 1, true, ""},
        {107, FOR_EVER, false, "t\ta"},
        {241, 1, false, "t\ta"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        SCOPED_BUF lines = {0};
        Error err = ERROR_INIT(&arena);
        FakeServer server = {.code = cases[index].code, .failures = cases[index].failures};
        const Clickhouse clickhouse = {.transport = &FAKE, .connection = &server};

        CHECK(clickhouse_ask_lines(&clickhouse, STR("SELECT"), &lines, &err) ==
              cases[index].answered);
        CHECK_TEXT(buf_text(&lines), cases[index].lines);
        CHECK((err.kind == ERROR_NONE) == cases[index].answered);
        CHECK(server.queries < 20);
    }
}
