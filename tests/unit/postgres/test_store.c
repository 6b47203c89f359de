/* Unit tests of postgres/store.c. */
#include "engines/postgres/ledger/store.h"

#include "ledger/columns.h"

#include "harness/test.h"

static size_t
count_of(const Buf *sql, const char *words)
{
    const Str text = buf_str(sql);
    const Str needle = str_from(words);
    size_t count = 0;

    for (size_t at = str_find(text, 0, needle); at < text.size;
         at = str_find(text, at + needle.size, needle))
        count++;

    return count;
}

static bool
holds(const Buf *sql, const char *words)
{
    return count_of(sql, words) > 0;
}

static const JournalRow ROW = {
    .generation = 7,
    .run = {"r", 1},
    .seq = 2,
    .event = JOURNAL_APPLIED,
    .step = {.migration = {"1_it's\\", 7}, .statement = 0},
    .duration_ms = 12,
    .who = {"who@host", 8},
};

static const Str VERSIONS[] = {{"1_it's\\", 7}, {"2_b", 3}};

TEST(the_journal_is_created_in_its_schema_in_one_transaction)
{
    SCOPED_BUF sql = {0};

    store_append_create(&sql, STR("my\"schema"));
    CHECK(str_starts_with(buf_str(&sql), STR("begin;\ncreate table if not exists "
                                             "\"my\"\"schema\".pawl_journal (")));
    CHECK(holds(&sql, "create or replace view \"my\"\"schema\".pawl_migrations as"));
    CHECK(holds(&sql, "from \"my\"\"schema\".pawl_journal"));
    CHECK(str_ends_with(buf_str(&sql), STR("commit")));
}

/* Each column of the list must be made by the CREATE. */
TEST(the_table_has_the_columns_that_are_written)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF sql = {0};
    Str rest = STR(JOURNAL_COLUMNS_WRITTEN);

    store_append_create(&sql, STR("s"));

    while (rest.size > 0)
    {
        const Str column = str_trim(str_cut(&rest, ','));

        CHECK(holds(&sql, arena_printf(&arena, "\n  " STR_FORMAT " text", STR_ARGS(column))) ||
              holds(&sql, arena_printf(&arena, "\n  " STR_FORMAT " integer", STR_ARGS(column))) ||
              holds(&sql, arena_printf(&arena, "\n  " STR_FORMAT " bigint", STR_ARGS(column))));
    }
}

/* No block of its own: the error about a journal that is missing must leave the session usable. */
TEST(a_read_is_one_message_that_ends_with_the_journal)
{
    const Str sql = str_from(store_read_sql());

    CHECK(str_starts_with(sql, STR("select ")));
    CHECK(!str_contains_nocase(sql, STR("begin")));
    CHECK(str_ends_with(sql, STR("from pawl_journal order by generation, run, seq")));
}

TEST(a_row_is_literals_that_hold_any_text)
{
    SCOPED_BUF sql = {0};
    const LedgerWrite write = {.rows = &ROW, .row_count = 1};

    store_append_write(&sql, STR("s"), VERSION_TABLE_ABSENT, false, &write);
    CHECK_TEXT(buf_text(&sql),
               "insert into \"s\".pawl_journal (" JOURNAL_COLUMNS_WRITTEN ") values "
               "(E'7',E'r',E'2',E'applied',E'1_it''s\\\\',null,E'0',E'0',null,null,E'0',null,null,"
               "E'who@host',null,E'12') on conflict do nothing;\n");
}

TEST(in_a_transaction_the_server_measures_the_time)
{
    SCOPED_BUF sql = {0};
    const LedgerWrite write = {.rows = &ROW, .row_count = 1};

    store_append_write(&sql, STR("s"), VERSION_TABLE_ABSENT, true, &write);
    CHECK(holds(&sql, "pg_catalog.clock_timestamp()"));
    CHECK(!holds(&sql, "E'12'"));
}

TEST(several_rows_are_one_statement)
{
    const JournalRow rows[] = {ROW, ROW, ROW};
    SCOPED_BUF sql = {0};
    const LedgerWrite write = {.rows = rows, .row_count = 3};

    store_append_write(&sql, STR("s"), VERSION_TABLE_PRESENT, false, &write);
    CHECK_SIZE(count_of(&sql, "insert into"), 1);
    CHECK_SIZE(count_of(&sql, "(E'7',"), 3);
}

TEST(versions_go_where_there_is_a_table_for_them)
{
    SCOPED_BUF sql = {0};
    const LedgerWrite write = {.versions = VERSIONS, .version_count = 2};

    store_append_write(&sql, STR("s"), VERSION_TABLE_ABSENT, false, &write);
    CHECK_TEXT(buf_text(&sql), "");
    store_append_write(&sql, STR("s"), VERSION_TABLE_PRESENT, false, &write);
    CHECK_TEXT(buf_text(&sql),
               "insert into \"s\".schema_migrations (version) select v from (values "
               "(E'1_it''s\\\\'),(E'2_b')) as t (v) where not exists (select from "
               "\"s\".schema_migrations where version = v);\n");
}

TEST(versions_of_what_is_reverted_leave_the_table)
{
    SCOPED_BUF sql = {0};
    const LedgerWrite write = {.versions = VERSIONS, .version_count = 2, .versions_go = true};

    store_append_write(&sql, STR("s"), VERSION_TABLE_ABSENT, false, &write);
    CHECK_TEXT(buf_text(&sql), "");
    store_append_write(&sql, STR("s"), VERSION_TABLE_PRESENT, false, &write);
    CHECK_TEXT(buf_text(&sql), "delete from \"s\".schema_migrations where version in "
                               "(E'1_it''s\\\\',E'2_b');\n");
    buf_clear(&sql);
    store_append_write(&sql, STR("s"), VERSION_TABLE_MAYBE, true, &write);
    CHECK_SIZE(count_of(&sql, ") then delete from \"s\".schema_migrations"), 1);
}

TEST(a_row_of_another_tool_replaces_what_was_there)
{
    static const HistoryFound found = {.name = {"goose_db_version", 16}};
    const MirrorChange changes[] = {
        {.found = &found,
         .columns = {STR("version_id"), STR("is_applied")},
         .values = {STR("3"), STR("1")},
         .count = 2,
         .comes = true},
        {.found = &found, .columns = {STR("v")}, .values = {STR("3")}, .count = 1},
        {.found = &found, .columns = {STR("v")}, .values = {STR("3")}, .count = 1, .only = true},
    };
    const LedgerWrite write = {.changes = changes, .change_count = LENGTH_OF(changes)};
    SCOPED_BUF sql = {0};

    store_append_write(&sql, STR("s"), VERSION_TABLE_ABSENT, true, &write);
    CHECK_TEXT(buf_text(&sql),
               "delete from \"s\".\"goose_db_version\" where \"version_id\" = E'3';\n"
               "insert into \"s\".\"goose_db_version\" (\"version_id\", \"is_applied\") values "
               "(E'3', E'1');\n"
               "delete from \"s\".\"goose_db_version\" where \"v\" = E'3';\n"
               "delete from \"s\".\"goose_db_version\";\n");
    CHECK_SIZE(store_write_count(VERSION_TABLE_ABSENT, &write), 4);
}

TEST(where_nobody_asked_yet_the_server_looks)
{
    SCOPED_BUF sql = {0};
    const LedgerWrite write = {.versions = VERSIONS, .version_count = 1};

    store_append_write(&sql, STR("s'x"), VERSION_TABLE_MAYBE, true, &write);
    CHECK(str_starts_with(buf_str(&sql),
                          STR("do $pawl$ begin if exists (select from pg_catalog.pg_attribute "
                              "where attrelid = pg_catalog.to_regclass("
                              "E'\"s''x\".schema_migrations')")));
    CHECK(str_ends_with(buf_str(&sql), STR("end if; end if; end $pawl$;\n")));
}

/* The block ends at its own mark: a file of that name must not end it before. */
TEST(no_version_can_end_the_block_that_it_stands_in)
{
    static const Str versions[] = {{"1_$pawl$; drop table a; --", 26}};
    SCOPED_BUF sql = {0};
    const LedgerWrite write = {.versions = versions, .version_count = 1};

    store_append_write(&sql, STR("s"), VERSION_TABLE_MAYBE, true, &write);

    const Str text = buf_str(&sql);
    const Str mark = str_slice(text, 3, str_find_char(text, 4, '$') + 1);
    SCOPED_ARENA arena = {0};

    CHECK_SIZE(count_of(&sql, str_terminate(&arena, mark)), 2);
}

TEST(nothing_to_write_is_no_sql)
{
    static const VersionTable tables[] = {VERSION_TABLE_ABSENT, VERSION_TABLE_PRESENT,
                                          VERSION_TABLE_MAYBE};

    for (size_t index = 0; index < LENGTH_OF(tables); index++)
    {
        SCOPED_BUF sql = {0};

        store_append_write(&sql, STR("s"), tables[index], false, &(LedgerWrite){.row_count = 0});
        CHECK_SIZE(sql.size, 0);
    }
}
