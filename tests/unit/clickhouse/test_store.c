/* Unit tests of clickhouse/store.c. */
#include "engines/clickhouse/ledger/store.h"
#include "engines/clickhouse/sql.h"

#include <string.h>

#include "harness/test.h"

static bool
holds(const Buf *sql, const char *words)
{
    return str_find(buf_str(sql), 0, str_from(words)) < sql->size;
}

TEST(names_and_literals_hold_any_text)
{
    static const struct
    {
        const char *text;
        const char *name;
        const char *literal;
    } cases[] = {
        {"", "``", "''"},
        {"a", "`a`", "'a'"},
        {"a'b", "`a'b`", "'a\\'b'"},
        {"a`b", "`a\\`b`", "'a`b'"},
        {"a\\", "`a\\\\`", "'a\\\\'"},
        {"\\'", "`\\\\'`", "'\\\\\\''"},
        {"\xC3\xBC", "`\xC3\xBC`", "'\xC3\xBC'"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_BUF name = {0};
        SCOPED_BUF literal = {0};

        clickhouse_append_name(&name, str_from(cases[index].text));
        clickhouse_append_literal(&literal, str_from(cases[index].text));
        CHECK_TEXT(buf_text(&name), cases[index].name);
        CHECK_TEXT(buf_text(&literal), cases[index].literal);
    }
}

TEST(a_read_names_the_tables_that_are_there)
{
    for (unsigned which = 1; which < 4; which++)
    {
        const StoreTables tables = {.journal = (which & 1) != 0, .versions = (which & 2) != 0};
        SCOPED_BUF sql = {0};

        clickhouse_store_append_read(&sql, STR("my`db"), tables);
        CHECK(holds(&sql, "FROM `my\\`db`.pawl_journal") == tables.journal);
        CHECK(holds(&sql, "FROM `my\\`db`.schema_migrations") == tables.versions);
        CHECK(holds(&sql, " ORDER BY generation, run, seq") == tables.journal);
        CHECK(holds(&sql, "hasColumnInTable('my`db', 'schema_migrations', 'dirty')") ==
              (which == 3));
        CHECK(holds(&sql, " FORMAT TabSeparatedWithNames")); /* else no rows are no answer */
    }
}

TEST(every_query_names_its_database)
{
    SCOPED_BUF sql = {0};
    const Str versions[] = {STR("1_a"), STR("2_it's")};

    clickhouse_store_append_create(&sql, STR("db"), true);
    CHECK(holds(&sql, "CREATE TABLE IF NOT EXISTS `db`.pawl_journal ("));
    CHECK(holds(&sql, "fsync_after_insert = 1"));
    buf_clear(&sql);
    clickhouse_store_append_create(&sql, STR("db"), false);
    CHECK(!holds(&sql, "SETTINGS"));
    buf_clear(&sql);
    clickhouse_store_append_create_view(&sql, STR("db"));
    CHECK(holds(&sql, "CREATE VIEW IF NOT EXISTS `db`.pawl_migrations AS"));
    CHECK(holds(&sql, "FROM `db`.pawl_journal"));
    buf_clear(&sql);
    clickhouse_store_append_insert(&sql, STR("db"));
    CHECK_TEXT(buf_text(&sql),
               "INSERT INTO `db`.pawl_journal (generation, run, seq, entry) FORMAT TabSeparated\n");
    buf_clear(&sql);
    clickhouse_store_append_versions(&sql, STR("db"), versions, LENGTH_OF(versions));
    CHECK_TEXT(buf_text(&sql),
               "INSERT INTO `db`.schema_migrations (version) SELECT v FROM (SELECT "
               "arrayJoin(['1_a', '2_it\\'s']) AS v) WHERE v NOT IN (SELECT toString(version) "
               "FROM `db`.schema_migrations)");
    buf_clear(&sql);
    clickhouse_store_append_delete(&sql, STR("db"), versions, LENGTH_OF(versions));
    CHECK_TEXT(buf_text(&sql), "ALTER TABLE `db`.schema_migrations DELETE WHERE "
                               "toString(version) IN ('1_a', '2_it\\'s')");
    buf_clear(&sql);
    clickhouse_store_append_left(&sql, STR("db"), versions, 1);
    CHECK_TEXT(buf_text(&sql), "SELECT count() FROM `db`.schema_migrations WHERE "
                               "toString(version) IN ('1_a') FORMAT TabSeparated");
}

TEST(a_row_of_another_tool_comes_once_and_goes)
{
    static const HistoryFound found = {.name = {"goose_db_version", 16}};
    MirrorChange change = {.found = &found,
                           .columns = {STR("version_id"), STR("is_applied")},
                           .values = {STR("3"), STR("1")},
                           .count = 2,
                           .comes = true};
    SCOPED_BUF sql = {0};

    clickhouse_store_append_mirror(&sql, STR("db"), &change);
    CHECK_TEXT(buf_text(&sql),
               "INSERT INTO `db`.`goose_db_version` (`version_id`, `is_applied`) SELECT '3', '1' "
               "WHERE (SELECT count() FROM `db`.`goose_db_version` WHERE toString(`version_id`) = "
               "'3') = 0");
    buf_clear(&sql);
    change.behind = true;
    clickhouse_store_append_mirror(&sql, STR("db"), &change);
    CHECK_TEXT(buf_text(&sql), "INSERT INTO `db`.`goose_db_version` (`version_id`, `is_applied`) "
                               "SELECT '3', '1'");
    buf_clear(&sql);
    change.comes = change.behind = false;
    clickhouse_store_append_mirror(&sql, STR("db"), &change);
    CHECK_TEXT(buf_text(&sql), "ALTER TABLE `db`.`goose_db_version` DELETE WHERE "
                               "toString(`version_id`) = '3'");
}

/* Each column of the list must be there for people to select. */
TEST(the_table_has_the_columns_of_a_row)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF sql = {0};
    Str rest = STR(JOURNAL_COLUMNS_WRITTEN);

    clickhouse_store_append_create(&sql, STR("db"), false);

    while (rest.size > 0)
    {
        const Str column = str_trim(str_cut(&rest, ','));

        CHECK(holds(&sql, arena_printf(&arena, STR_FORMAT " String", STR_ARGS(column))) ||
              holds(&sql, arena_printf(&arena, STR_FORMAT " UInt", STR_ARGS(column))));
    }
}

/* ---- rows there and back ---- */

static JournalRow
nasty_row(void)
{
    return (JournalRow){.generation = 7,
                        .run = STR("r"),
                        .seq = 2,
                        .event = JOURNAL_FAILED,
                        .step = {.migration = STR("1_a\tb\nc\\d'e\\n"), .statement = 3},
                        .statements = 4,
                        .who = STR("\\"),
                        .detail = STR("\r\n\t\b\f \\t")};
}

/* What the server answers for a row: the same text as was inserted, and what it adds. */
static Str
answer_line(const JournalRow *row, Arena *arena)
{
    SCOPED_BUF data = {0};

    clickhouse_store_append_rows(&data, row, 1);
    CHECK(data.data[data.size - 1] == '\n');
    CHECK_SIZE(str_find_char(buf_str(&data), 0, '\n'), data.size - 1);

    return str_from(arena_printf(arena, "r\t" STR_FORMAT "\t1795479424\t26.7.2.1\t0",
                                 STR_ARGS(str_slice(buf_str(&data), 0, data.size - 1))));
}

TEST(rows_survive_the_way_there_and_back)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const JournalRow row = nasty_row();
    StoreLine line;
    JournalRow again;

    CHECK(clickhouse_store_parse(answer_line(&row, &arena), &arena, &line, &err));
    CHECK(line.kind == STORE_LINE_ROW && !line.foreign_version_table);
    CHECK(STR_IS(line.server, "26.7.2.1"));
    CHECK(journal_row_parse(line.fields, COLUMN_COUNT, &again, &err));
    CHECK(str_equal(again.step.migration, row.step.migration));
    CHECK(str_equal(again.who, row.who));
    CHECK(str_equal(again.detail, row.detail));
    CHECK(again.generation == 7 && again.seq == 2 && again.at_s == 1795479424);
    CHECK(again.step.statement == 3 && again.statements == 4);
}

/* As the server escapes it: more than we do, and the quote as well. */
TEST(every_escape_of_the_format_is_undone)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    StoreLine line;

    CHECK(clickhouse_store_parse(STR("v\t0\t\\b\\f\\r\\n\\t\\0\\'\\\\x\\\t0\t\t0\t\t0"), &arena,
                                 &line, &err));
    CHECK(line.kind == STORE_LINE_VERSION);
    CHECK(STR_IS(line.fields[COLUMN_RUN], "\b\f\r\n\t\0'\\x\\"));
}

TEST(the_catalog_tells_four_facts)
{
    static const struct
    {
        const char *line;
        bool sense;
        StoreFacts facts;
    } cases[] = {
        {"26.7.2.1\t0\t0\t0", true, {.server = {"26.7.2.1", 8}}},
        {"18.16.1\t1\t0\t0", true, {.server = {"18.16.1", 7}, .journal = true}},
        {"x\t0\t1\t0", true, {.server = {"x", 1}, .versions = true}},
        {"x\t0\t1\t1", true, {.server = {"x", 1}, .versions = true, .foreign_version_table = true}},
        {"", false, {{0}}},
        {"26.7.2.1", false, {{0}}},
        {"26.7.2.1\t0\t0", false, {{0}}},
        {"26.7.2.1\t0\t0\t0\t0", false, {{0}}},
        {"<html>", false, {{0}}},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        const StoreFacts *wanted = &cases[index].facts;
        StoreFacts facts = {{0}};
        const bool sense = clickhouse_store_parse_probe(str_from(cases[index].line), &facts, &err);

        CHECK(sense == cases[index].sense);
        CHECK(sense || err.kind == ERROR_LEDGER);
        CHECK(str_equal(facts.server, wanted->server));
        CHECK(facts.journal == wanted->journal && facts.versions == wanted->versions);
        CHECK(facts.foreign_version_table == wanted->foreign_version_table);
    }
}

TEST(lines_that_make_no_sense_are_refused)
{
    static const char *const lines[] = {
        "",
        "x",
        "r",
        "v",
        "line",
        "v\t0\t1_a\t0\t\t0\t",
        "v\t0\t1_a\t0\t\t0\t\t0\t",
        "r\t1\tr\t1\tbegin\t0\t26.7\t0",
        "r2\t0",
        "<html>",
    };

    for (size_t index = 0; index < LENGTH_OF(lines); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        StoreLine line;

        CHECK(!clickhouse_store_parse(str_from(lines[index]), &arena, &line, &err));
        CHECK(err.kind == ERROR_LEDGER);
    }
}

/* A proxy that cuts a line must not make a row of what is left. */
TEST(a_row_that_is_cut_short_is_refused)
{
    SCOPED_ARENA arena = {0};
    const JournalRow row = nasty_row();
    const Str whole = answer_line(&row, &arena);

    for (size_t size = 0; size < whole.size; size++)
    {
        Error err = ERROR_INIT(&arena);
        StoreLine line;

        CHECK(!clickhouse_store_parse(str_slice(whole, 0, size), &arena, &line, &err));
    }
}

TEST(session_statements_are_set_and_use)
{
    static const struct
    {
        const char *sql;
        bool session;
    } cases[] = {
        {"SET a = 1", true}, {"set\ta=1", true},  {"USE db", true},      {"use`db`", true},
        {"SETTINGS", false}, {"SELECT 1", false}, {"", false},           {"USER", false},
        {"SET_x", false},    {"(SET)", false},    {"Use\n\"db\"", true},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        CHECK(clickhouse_changes_session(str_from(cases[index].sql)) == cases[index].session);
}

TEST(any_line_is_taken_apart)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Str fields[2];

    CHECK(clickhouse_store_parse_fields(STR("a\\tb\tc\\\\"), &arena, fields, 2, &err));
    CHECK(STR_IS(fields[0], "a\tb") && STR_IS(fields[1], "c\\"));
    CHECK(!clickhouse_store_parse_fields(STR("a"), &arena, fields, 2, &err));
    CHECK(err.kind == ERROR_LEDGER);
    error_clear(&err);
    CHECK(!clickhouse_store_parse_fields(STR("a\tb\tc"), &arena, fields, 2, &err));
}
