/* Unit tests of engines/clickhouse/parse/local.c: definitions without their database. */
#include "engines/clickhouse/parse/local.h"

#include "harness/test.h"

typedef struct LocalCase
{
    const char *definition;
    const char *local;
    const char *names; /* those told, but bare words */
} LocalCase;

static void
take(void *context, Str name, bool is_word)
{
    if (is_word)
        return;

    buf_append(context, name);
    buf_append_char(context, ' ');
}

static void
check(const LocalCase *cases, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        SCOPED_BUF sql = {0};
        SCOPED_BUF names = {0};

        clickhouse_append_local(&sql, str_from(cases[index].definition), STR("app"),
                                (ClickhouseReference){take, &names});
        CHECK_TEXT(buf_text(&sql), cases[index].local);
        CHECK_TEXT(buf_text(&names), cases[index].names);
    }
}

TEST(the_database_goes_where_it_stands_before_a_name)
{
    static const LocalCase CASES[] = {
        {"CREATE TABLE app.t\n(\n    `app` UInt8\n)", "CREATE TABLE t\n(\n    `app` UInt8\n)",
         "t "},
        {"CREATE TABLE `app`.`my t` (k UInt8)", "CREATE TABLE `my t` (k UInt8)", "my t "},
        {"CREATE VIEW app.v AS SELECT app.t.k FROM app.t, other.app, x.app.y",
         "CREATE VIEW v AS SELECT t.k FROM t, other.app, x.app.y", "v t t "},
        {"SELECT 'app.t', 'app', app", "SELECT 'app.t', 'app', app", ""},
        {"CREATE MATERIALIZED VIEW app.m TO app.t AS SELECT 1",
         "CREATE MATERIALIZED VIEW m TO t AS SELECT 1", "m t "},
    };

    check(CASES, LENGTH_OF(CASES));
}

TEST(engines_are_told_the_current_database)
{
    static const LocalCase CASES[] = {
        {"ENGINE = Buffer('app', 't', 1)", "ENGINE = Buffer(currentDatabase(), 't', 1)", "app t "},
        {"ENGINE = Merge(app, '^t$')", "ENGINE = Merge(currentDatabase(), '^t$')", "^t$ "},
        {"ENGINE = Distributed('c', 'other', 'app') ORDER BY 'app'",
         "ENGINE = Distributed('c', 'other', currentDatabase()) ORDER BY 'app'", "c other app "},
        {"ENGINE = MergeTree ORDER BY f('app')", "ENGINE = MergeTree ORDER BY f('app')", ""},
    };

    check(CASES, LENGTH_OF(CASES));
}

TEST(sources_and_lookups_are_of_the_current_database)
{
    static const LocalCase CASES[] = {
        {"SOURCE(CLICKHOUSE(TABLE 't' DB 'app'))", "SOURCE(CLICKHOUSE(TABLE 't'))", "t "},
        {"SOURCE(CLICKHOUSE(DB 'app' TABLE 't'))", "SOURCE(CLICKHOUSE(TABLE 't'))", "t "},
        {"SOURCE(CLICKHOUSE(DB 'other' TABLE 't'))", "SOURCE(CLICKHOUSE(DB 'other' TABLE 't'))",
         "other t "},
        {"dictGet('app.d', 'app.a', k)", "dictGet('d', 'app.a', k)", "d "},
        {"dictGetOrDefault('d', 'a', k, 'app')", "dictGetOrDefault('d', 'a', k, 'app')", "d "},
    };

    check(CASES, LENGTH_OF(CASES));
}
