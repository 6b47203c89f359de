/* Unit tests of clickhouse/url.c. */
#include "engines/clickhouse/wire/url.h"

#include <string.h>

#include "harness/test.h"

TEST(every_part_of_a_url)
{
    static const struct
    {
        const char *url;
        ClickhouseUrl parts;
    } cases[] = {
        {"http://ch",
         {.host = "ch",
          .port = 8123,
          .user = "default",
          .password = "",
          .database = "default",
          .settings = "",
          .place = "ch:8123/default"}},
        {"https://ch/",
         {.tls = true,
          .host = "ch",
          .port = 8443,
          .user = "default",
          .password = "",
          .database = "default",
          .settings = "",
          .place = "ch:8443/default"}},
        {"clickhouse://app:secret@ch:9000/db",
         {.host = "ch",
          .port = 9000,
          .user = "app",
          .password = "secret",
          .database = "db",
          .settings = "",
          .place = "ch:9000/db"}},
        {"clickhouses://app@ch/db/",
         {.tls = true,
          .host = "ch",
          .port = 8443,
          .user = "app",
          .password = "",
          .database = "db",
          .settings = "",
          .place = "ch:8443/db"}},
        {"http://:secret@ch:1/db",
         {.host = "ch",
          .port = 1,
          .user = "default",
          .password = "secret",
          .database = "db",
          .settings = "",
          .place = "ch:1/db"}},
        {"http://a%40b:p%3A%2F%25@ch:65535/d%20b",
         {.host = "ch",
          .port = 65535,
          .user = "a@b",
          .password = "p:/%",
          .database = "d b",
          .settings = "",
          .place = "ch:65535/d b"}},
        {"http://u:p@ss:w@ch/db", /* up to the last @, from the first colon */
         {.host = "ch",
          .port = 8123,
          .user = "u",
          .password = "p@ss:w",
          .database = "db",
          .settings = "",
          .place = "ch:8123/db"}},
        {"http://[::1]/db",
         {.host = "[::1]",
          .port = 8123,
          .user = "default",
          .password = "",
          .database = "db",
          .settings = "",
          .place = "[::1]:8123/db"}},
        {"http://u:p@[fe80::1]:81",
         {.host = "[fe80::1]",
          .port = 81,
          .user = "u",
          .password = "p",
          .database = "default",
          .settings = "",
          .place = "[fe80::1]:81/default"}},
        {"http://ch?database=db&max_threads=1&x=%2F",
         {.host = "ch",
          .port = 8123,
          .user = "default",
          .password = "",
          .database = "db",
          .settings = "max_threads=1&x=%2F",
          .place = "ch:8123/db"}},
        {"http://ch/db?a=x y\r\nHost: z#&b=+",
         {.host = "ch",
          .port = 8123,
          .user = "default",
          .password = "",
          .database = "db",
          .settings = "a=x%20y%0D%0AHost:%20z%23&b=+",
          .place = "ch:8123/db"}},
        {"http://ch/db?a=1&&b=&",
         {.host = "ch",
          .port = 8123,
          .user = "default",
          .password = "",
          .database = "db",
          .settings = "a=1&b=",
          .place = "ch:8123/db"}},
        {"http://ch/path?database=query", /* the path is the plainer word */
         {.host = "ch",
          .port = 8123,
          .user = "default",
          .password = "",
          .database = "path",
          .settings = "",
          .place = "ch:8123/path"}},
        {"http://ch?username=a%40b&password=p%26&database=&x=1", /* as clickhouse-go has them */
         {.host = "ch",
          .port = 8123,
          .user = "a@b",
          .password = "p&",
          .database = "default",
          .settings = "x=1",
          .place = "ch:8123/default"}},
        {"http://u@ch?user=query&password=p",
         {.host = "ch",
          .port = 8123,
          .user = "u",
          .password = "p",
          .database = "default",
          .settings = "",
          .place = "ch:8123/default"}},
        {"chdb:/var/data?database=d%62&x=1",
         {.embedded = true,
          .user = "default",
          .password = "",
          .database = "db",
          .settings = "x=1",
          .folder = "/var/data",
          .place = "/var/data/db"}},
        {"chdb:data",
         {.embedded = true,
          .user = "default",
          .password = "",
          .database = "default",
          .settings = "",
          .folder = "data",
          .place = "data/default"}},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        const ClickhouseUrl *wanted = &cases[index].parts;
        ClickhouseUrl url;

        if (!clickhouse_url_parse(cases[index].url, &arena, &url, &err))
            CHECK_TEXT(cases[index].url, err.message);

        CHECK_TEXT(url.place, wanted->place);
        CHECK_TEXT(url.user, wanted->user);
        CHECK_TEXT(url.password, wanted->password);
        CHECK_TEXT(url.database, wanted->database);
        CHECK_TEXT(url.settings, wanted->settings);
        CHECK(url.embedded == wanted->embedded && url.tls == wanted->tls);

        if (wanted->embedded)
            CHECK_TEXT(url.folder, wanted->folder);
        else
            CHECK_TEXT(url.host, wanted->host);

        CHECK_SIZE(url.port, wanted->port);
    }
}

TEST(what_cannot_be_understood_is_refused_without_quoting_it)
{
    static const struct
    {
        const char *url;
        const char *message;
    } cases[] = {
        {"", "the ClickHouse URL has an unknown scheme"},
        {"HTTP://ch", "the ClickHouse URL has an unknown scheme"},
        {"postgres://hunter2", "the ClickHouse URL has an unknown scheme"},
        {"http://", "the ClickHouse URL names no host"},
        {"http:///db", "the ClickHouse URL names no host"},
        {"http://:8123/db", "the ClickHouse URL names no host"},
        {"http://u:hunter2@/db", "the ClickHouse URL names no host"},
        {"http://ch:/db", "the ClickHouse URL has a port that is no port"},
        {"http://ch:0/db", "the ClickHouse URL has a port that is no port"},
        {"http://ch:65536/db", "the ClickHouse URL has a port that is no port"},
        {"http://ch:8123x/db", "the ClickHouse URL has a port that is no port"},
        {"http://ch:-1/db", "the ClickHouse URL has a port that is no port"},
        {"http://u:hunter2/x@ch/db", "the ClickHouse URL has a port that is no port"},
        {"http://[::1]:x/db", "the ClickHouse URL has a port that is no port"},
        {"http://u:hunter2%@ch", "the ClickHouse URL has a broken percent-escape in its user or "
                                 "password"},
        {"http://u%zz@ch",
         "the ClickHouse URL has a broken percent-escape in its user or password"},
        {"http://u:hunter2%00@ch",
         "the ClickHouse URL has a broken percent-escape in its user or password"},
        {"http://ch/d%4", "the ClickHouse URL has a broken percent-escape in its database"},
        {"http://ch?database=%", "the ClickHouse URL has a broken percent-escape"},
        {"http://ch?x=%q1", "the ClickHouse URL has a broken percent-escape"},
        {"http://u:hunter?2@ch", "the ClickHouse URL has a parameter without a name or a value"},
        {"http://ch?=1", "the ClickHouse URL has a parameter without a name or a value"},
        {"http://ch?x", "the ClickHouse URL has a parameter without a name or a value"},
        {"chdb:", "the ClickHouse URL names no folder"},
        {"chdb:?database=x", "the ClickHouse URL names no folder"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        ClickhouseUrl url;

        if (clickhouse_url_parse(cases[index].url, &arena, &url, &err))
            CHECK_TEXT("parsed", cases[index].url);

        CHECK_TEXT(err.message, cases[index].message);
        CHECK(err.kind == ERROR_CONFIG);
        CHECK(err.hint != NULL && strstr(err.hint, "hunter") == NULL);
    }
}

/* Without a name the ledger would go nowhere, or into a database called nothing. */
TEST(an_empty_database_is_none)
{
    static const char *const urls[] = {
        "http://ch?database=", "http://ch/?database=", "chdb:data?database="};

    for (size_t index = 0; index < LENGTH_OF(urls); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        ClickhouseUrl url;

        CHECK(!clickhouse_url_parse(urls[index], &arena, &url, &err) ||
              strcmp(url.database, "default") == 0);
    }
}

TEST(decoding_undoes_encoding)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF all = {0};
    SCOPED_BUF encoded = {0};

    for (int byte = 1; byte < 256; byte++)
        buf_append_char(&all, (char)byte);

    clickhouse_url_encode(&encoded, buf_str(&all));
    CHECK_TEXT(clickhouse_url_decode(buf_str(&encoded), &arena), buf_text(&all));

    for (size_t index = 0; index < encoded.size; index++)
        CHECK(char_is_word(encoded.data[index]) || strchr("%-.~", encoded.data[index]) != NULL);
}

TEST(only_what_is_safe_stays_as_it_is)
{
    SCOPED_BUF encoded = {0};

    clickhouse_url_encode(&encoded, STR("aZ09_-.~ &=+%/?#'\xC3\xBC\n"));
    CHECK_TEXT(buf_text(&encoded), "aZ09_-.~%20%26%3D%2B%25%2F%3F%23%27%C3%BC%0A");
}

TEST(broken_escapes_are_no_text)
{
    static const char *const broken[] = {"%", "%1", "a%", "%zz", "%1z", "%00", "x%%41"};
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < LENGTH_OF(broken); index++)
        CHECK(clickhouse_url_decode(str_from(broken[index]), &arena) == NULL);

    CHECK_TEXT(clickhouse_url_decode(STR("%41%6a%6A+"), &arena), "Ajj+");
    CHECK_TEXT(clickhouse_url_decode(STR(""), &arena), "");
}

TEST(schemes)
{
    static const char *const ours[] = {"http://", "https://x", "clickhouse://x", "clickhouses://",
                                       "chdb:"};
    static const char *const others[] = {
        "", "http:", "http:/x", "https", "ClickHouse://x", " http://", "chdb", "postgres://"};

    for (size_t index = 0; index < LENGTH_OF(ours); index++)
        CHECK(clickhouse_accepts(str_from(ours[index])));
    for (size_t index = 0; index < LENGTH_OF(others); index++)
        CHECK(!clickhouse_accepts(str_from(others[index])));
}
