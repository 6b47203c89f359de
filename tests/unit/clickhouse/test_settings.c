/* Unit tests of clickhouse/settings.c. */
#include "engines/clickhouse/wire/settings.h"

#include <string.h>

#include "harness/test.h"

static bool
has(const ClickhouseSettings *settings, const char *name, const char *value)
{
    for (size_t index = 0; index < settings->count; index++)
    {
        if (strcmp(settings->list[index].name, name) == 0)
            return strcmp(settings->list[index].value, value) == 0;
    }

    return false;
}

/* The names that the probe asks for, one after the other. */
static bool
next_name(Str *rest, Str *ret_name)
{
    const size_t start = str_find_char(*rest, 0, '\'');

    if (start == rest->size)
        return false;

    const size_t end = str_find_char(*rest, start + 1, '\'');

    *ret_name = str_slice(*rest, start + 1, end);
    *rest = str_slice(*rest, end + 1, rest->size);

    return true;
}

TEST(the_probe_asks_for_what_can_be_taken)
{
    SCOPED_BUF sql = {0};
    ClickhouseSettings settings = {0};
    size_t asked = 0;
    Str name;

    clickhouse_settings_append_probe(&sql);

    Str rest = str_slice(buf_str(&sql), 0, str_find_char(buf_str(&sql), 0, ')'));

    while (next_name(&rest, &name))
    {
        clickhouse_settings_take(&settings, name, STR(""));
        CHECK_SIZE(settings.count, ++asked);
    }

    CHECK(asked > 10 && asked <= CLICKHOUSE_SETTINGS_MAX);
    CHECK(has(&settings, "async_insert", "0"));
    CHECK(has(&settings, "mutations_sync", "1"));
    CHECK(str_ends_with(buf_str(&sql), STR(" FORMAT TabSeparated")));
}

/* An unknown setting is an error of the server's, so what it does not name is not sent. */
TEST(only_what_the_server_knows_is_sent)
{
    ClickhouseSettings settings = {0};

    clickhouse_settings_take(&settings, STR("alter_sync"), STR(""));
    clickhouse_settings_take(&settings, STR("max_block_size"), STR(""));
    clickhouse_settings_take(&settings, STR("ALTER_SYNC"), STR(""));
    clickhouse_settings_take(&settings, STR(""), STR(""));
    CHECK_SIZE(settings.count, 1);
    CHECK(has(&settings, "alter_sync", "1"));
    CHECK(!settings.table_syncing);
}

/* One thread is right for a row of the journal, and would be wrong for somebody's INSERT SELECT. */
TEST(how_many_threads_a_statement_takes_is_not_changed)
{
    ClickhouseSettings settings = {0};

    clickhouse_settings_take(&settings, STR("max_threads"), STR(""));
    clickhouse_settings_take(&settings, STR("async_insert"), STR(""));
    CHECK_SIZE(settings.count, 2);
    CHECK(has(&settings, "max_threads", "1"));
    CHECK(settings.list[0].own);
    CHECK(!settings.list[1].own);
}

TEST(what_the_url_gives_is_the_users_to_choose)
{
    static const struct
    {
        const char *url_settings;
        bool taken;
    } cases[] = {
        {"", true},
        {"mutations_sync=0", false},
        {"a=1&mutations_sync=2&b=3", false},
        {"xmutations_sync=0", true},
        {"mutations_sync_x=0", true},
        {"a=mutations_sync", true},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        ClickhouseSettings settings = {0};

        clickhouse_settings_take(&settings, STR("mutations_sync"),
                                 str_from(cases[index].url_settings));
        CHECK(has(&settings, "mutations_sync", "1") == cases[index].taken);
    }
}

TEST(a_table_setting_is_no_session_setting)
{
    ClickhouseSettings settings = {0};

    clickhouse_settings_take(&settings, STR("merge_tree:fsync_after_insert"), STR(""));
    CHECK(settings.table_syncing);
    CHECK_SIZE(settings.count, 0);
}
