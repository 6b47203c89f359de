/* Unit tests of clickhouse/wire/request.c. */
#include "engines/clickhouse/wire/request.h"

#include "harness/test.h"

static const ClickhouseUrl SERVER = {
    .host = "[::1]", .port = 8123, .database = "my db", .settings = ""};
static const ClickhouseUrl SECURE = {
    .tls = true, .host = "host", .port = 8443, .database = "d", .settings = "max_threads=1"};

#define READ "/?database=my%20db"
#define WRITE                                                                                      \
    "&wait_end_of_query=1&decompress=1&http_native_compression_disable_checksumming_on_"           \
    "decompress=1"

TEST(a_target_says_what_a_query_wants)
{
    static const struct
    {
        const ClickhouseUrl *server;
        ClickhouseQuery query;
        const char *target;
    } cases[] = {
        {&SERVER, {.reads = true}, READ},
        {&SERVER, {.reads = false}, READ WRITE "&a=1"},
        {&SECURE, {.reads = true}, "/?database=d&max_threads=1"},
        {&SECURE, {.reads = false}, "/?database=d" WRITE "&a=1&max_threads=1"},
        {&SERVER, {.reads = true, .query_id = "pawl-1 2"}, READ "&query_id=pawl-1%202"},
        {&SERVER, {.reads = true, .session = "s"}, READ "&session_id=s"},
        {&SERVER,
         {.reads = true, .session = "s", .session_use = SESSION_JOIN},
         READ "&session_id=s&session_check=1"},
        {&SERVER,
         {.reads = true, .session = "s", .session_use = SESSION_CLOSE},
         READ "&session_id=s&session_check=1&close_session=1"},
        {&SERVER,
         {.reads = true, .session = "s", .session_use = SESSION_SHRINK},
         READ "&session_id=s&session_check=1&session_timeout=0"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_BUF target = {0};

        clickhouse_request_target(cases[index].server, STR("&a=1"), &cases[index].query, &target);
        CHECK_TEXT(buf_text(&target), cases[index].target);
    }
}

TEST(a_connection_is_made_to_a_server)
{
    SCOPED_BUF url = {0};

    clickhouse_request_server(&SERVER, &url);
    CHECK_TEXT(buf_text(&url), "http://[::1]:8123/");
    buf_clear(&url);
    clickhouse_request_server(&SECURE, &url);
    CHECK_TEXT(buf_text(&url), "https://host:8443/");
}

TEST(a_used_database_is_the_urls)
{
    const ClickhouseQuery query = {.reads = true, .database = STR("other")};
    SCOPED_BUF target = {0};

    clickhouse_request_target(&SERVER, STR(""), &query, &target);
    CHECK_TEXT(buf_text(&target), "/?database=other");
}

/* Whatever room there is each time, the bytes are the same, and nothing comes after them. */
TEST(a_body_comes_in_pieces_of_any_size)
{
    SCOPED_ARENA arena = {0};
    const ClickhouseQuery query = {.sql = STR("INSERT INTO t FORMAT TabSeparated\n"),
                                   .data = STR("1\n2\n")};

    for (size_t room = 1; room < 100; room++)
    {
        Error err = ERROR_INIT(&arena);
        SCOPED_BUF all = {0};
        ClickhouseBody body;
        char piece[100];

        CHECK(clickhouse_body_init(&body, &query, &err));

        for (size_t size = clickhouse_body_read(&body, piece, room); size > 0;
             size = clickhouse_body_read(&body, piece, room))
        {
            CHECK(size <= room);
            buf_append(&all, (Str){.data = piece, .size = size});
            CHECK(clickhouse_body_is_read(&body) == (all.size == clickhouse_body_size(&body)));
        }

        CHECK_SIZE(all.size, FRAME_HEAD_SIZE + query.sql.size + query.data.size);
        CHECK(str_ends_with(buf_str(&all), STR("TabSeparated\n1\n2\n")));
    }
}

TEST(what_only_reads_goes_out_as_it_is)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const ClickhouseQuery query = {.sql = STR("SELECT 1"), .reads = true};
    ClickhouseBody body;
    char all[100];

    CHECK(clickhouse_body_init(&body, &query, &err));
    CHECK_SIZE(clickhouse_body_read(&body, all, sizeof(all)), 8);
    CHECK(str_equal((Str){.data = all, .size = 8}, query.sql));
}

TEST(the_shortest_limit_holds)
{
    static const struct
    {
        ClickhouseLimits limits;
        int64_t statement_ms;
        int64_t request_ms;
        int64_t aid_ms;
    } cases[] = {
        {{0}, 0, 0, 5000},
        {{.request_ms = 9000}, 0, 9000, 5000},
        {{.request_ms = 300}, 0, 300, 300},
        {{.statement_ms = 700, .request_ms = 9000}, 700, 700, 700},
        {{.statement_ms = 60000, .request_ms = 9000, .silent = true}, 60000, 5000, 5000},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const ClickhouseLimits *limits = &cases[index].limits;

        CHECK(clickhouse_patience_ms(limits, PATIENCE_STATEMENT) == cases[index].statement_ms);
        CHECK(clickhouse_patience_ms(limits, PATIENCE_REQUEST) == cases[index].request_ms);
        CHECK(clickhouse_patience_ms(limits, PATIENCE_AID) == cases[index].aid_ms);
    }
}
