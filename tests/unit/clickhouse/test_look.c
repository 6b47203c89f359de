/* Unit tests of engines/clickhouse/probe: look.c, query.c. */
#include "engines/clickhouse/probe/look.h"

#include "harness/test.h"

static bool
has(const Buf *sql, const char *text)
{
    return str_find(buf_str(sql), 0, str_from(text)) < sql->size;
}

TEST(nothing_to_ask_for_makes_no_query)
{
    SCOPED_BUF sql = {0};
    const LookName name = {.database = STR("d"), .name = STR("t")};

    look_append_query(&sql, &(LookRequest){.names = &name, .count = 1});
    look_append_query(&sql, &(LookRequest){.topics = LOOK_TABLES});
    CHECK_SIZE(sql.size, 0);
}

TEST(a_server_is_asked_for_what_it_has)
{
    SCOPED_BUF old = {0};
    SCOPED_BUF new = {0};
    const LookName names[] = {{.database = STR("d"), .name = STR("t")}, {.name = STR("f")}};
    LookRequest request = {.topics = LOOK_TABLES | LOOK_PARTS | LOOK_DETACHED | LOOK_MUTATIONS |
                                     LOOK_FUNCTIONS | LOOK_ACCESS | LOOK_COLLECTIONS,
                           .names = names,
                           .count = 2,
                           .server_version = 1816};

    look_append_query(&old, &request);
    CHECK(has(&old, "FROM system.tables") && has(&old, "FROM system.parts"));
    CHECK(!has(&old, "uuid") && !has(&old, "hash_of_all_files") && !has(&old, "detached_parts"));
    CHECK(!has(&old, "latest_fail_reason") && !has(&old, "system.functions"));
    CHECK(!has(&old, "system.users") && !has(&old, "system.named_collections"));

    request.server_version = 2607;
    look_append_query(&new, &request);
    CHECK(has(&new, "uuid") && has(&new, "hash_of_all_files") && has(&new, "detached_parts"));
    CHECK(has(&new, "latest_fail_reason") && has(&new, "system.functions"));
    CHECK(has(&new, "system.users") && has(&new, "system.named_collections"));
}

TEST(what_is_not_there_is_asked_for_cheaply_and_kept_as_a_look)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF sql = {0};
    SCOPED_BUF lines = {0};
    Error err = ERROR_INIT(&arena);
    const LookName names[] = {{.database = STR("d"), .name = STR("it's")}};
    Look look;

    look_append_absence(
        &sql, &(LookRequest){.topics = LOOK_TABLES | LOOK_FUNCTIONS, .names = names, .count = 1});
    CHECK(has(&sql, "count() FROM system.tables WHERE ((database = 'd' AND name = 'it\\'s')) "));

    CHECK(look_take_absence(STR("1785000000\t77\t0"), &lines));
    CHECK_TEXT(buf_text(&lines), "l\t1785000000\t77\t\t\t\t");
    CHECK(look_parse(buf_str(&lines), &arena, &look, &err));
    CHECK(look.taken && look.up_since == 1785000000 && look.uptime == 77);
    CHECK_SIZE(look.table_count, 0);
}

/* A count that is not nought, or no answer (no right to look), says that all has to be asked. */
TEST(what_may_be_there_is_looked_at)
{
    static const char *const answers[] = {
        "1785000000\t77\t1", "1785000000\t77\t10", "", "0", "\t", "\t\t", "1785000000\t0"};
    SCOPED_BUF lines = {0};

    for (size_t index = 0; index < LENGTH_OF(answers); index++)
        CHECK(!look_take_absence(str_from(answers[index]), &lines));

    CHECK_SIZE(lines.size, 0);
}

TEST(more_than_tables_cannot_be_asked_for_cheaply)
{
    static const LookName table = {.database = STR("d"), .name = STR("t")};
    static const LookName function = {.name = STR("f")};
    static const LookName all = {.database = STR("d")};
    static const LookRequest requests[] = {
        {.topics = LOOK_TABLES | LOOK_PARTS, .names = &table, .count = 1},
        {.topics = LOOK_TABLES | LOOK_ORPHANS, .names = &table, .count = 1},
        {.topics = LOOK_FUNCTIONS, .names = &function, .count = 1},
        {.topics = LOOK_TABLES | LOOK_FUNCTIONS, .names = &function, .count = 1},
        {.topics = LOOK_TABLES, .names = &all, .count = 1},
        {.topics = LOOK_TABLES},
        {.names = &table, .count = 1},
    };
    SCOPED_BUF sql = {0};

    for (size_t index = 0; index < LENGTH_OF(requests); index++)
        look_append_absence(&sql, &requests[index]);

    CHECK_SIZE(sql.size, 0);
}

TEST(names_are_asked_for_where_they_live)
{
    SCOPED_BUF sql = {0};
    const LookName names[] = {
        {.database = STR("d"), .name = STR("it's")}, {.database = STR("all")}, {.name = STR("e")}};

    look_append_query(&sql, &(LookRequest){.topics = LOOK_TABLES | LOOK_DATABASES,
                                           .names = names,
                                           .count = 3,
                                           .server_version = 1816});
    CHECK(has(&sql, "((database = 'd' AND name = 'it\\'s') OR (database = 'all'))"));
    CHECK(has(&sql, "FROM system.databases WHERE ((name = 'e'))"));
}

TEST(a_target_is_found_however_it_is_written)
{
    SCOPED_BUF sql = {0};
    const LookName name = {.database = STR("d"), .name = STR("t")};

    look_append_query(&sql, &(LookRequest){.topics = LOOK_FEEDERS, .names = &name, .count = 1});
    CHECK(has(&sql, "position(create_table_query, ' TO d.t ')"));
    CHECK(has(&sql, "position(create_table_query, ' TO `d`.t ')"));
    CHECK(has(&sql, "position(create_table_query, ' TO d.`t` ')"));
    CHECK(has(&sql, "position(create_table_query, ' TO `d`.`t` ')"));
}

TEST(a_look_that_was_not_taken)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Look none;
    Look empty;

    CHECK(look_parse(STR(""), &arena, &none, &err));
    CHECK(!none.taken);
    CHECK(look_parse(STR("l\t1795489270\t4\t\t\t\t"), &arena, &empty, &err));
    CHECK(empty.taken && empty.up_since == 1795489270 && empty.table_count == 0);
    CHECK(look_restarted(&none, &empty) && !look_restarted(&empty, &empty));
}

/* Two starts within what the clocks are off look like one; the second cannot come so soon unless
 * the server was young at the first look. */
TEST(a_server_that_was_started_anew)
{
    static const struct
    {
        const char *before;
        const char *now;
        bool restarted;
    } cases[] = {
        {"l\t1000\t60", "l\t1000\t90", false},
        {"l\t1000\t60", "l\t1002\t90", false},
        {"l\t1000\t60", "l\t998\t90", false},
        {"l\t1000\t60", "l\t1003\t1", true},
        {"l\t1000\t4", "l\t1001\t9", false},
        {"l\t1000\t3", "l\t1001\t9", true},
        {"l\t1000\t3", "l\t1000\t9", true},
        {"l\t1000", "l\t1000\t9", true},
        {"l", "l\t1000\t9", true},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        Look before;
        Look now;

        CHECK(look_parse(str_from(cases[index].before), &arena, &before, &err));
        CHECK(look_parse(str_from(cases[index].now), &arena, &now, &err));
        CHECK(look_restarted(&before, &now) == cases[index].restarted);
    }
}

TEST(lines_are_parsed)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Look look;
    const LookName table = {.database = STR("d"), .name = STR("a\tb")};
    const LookName other = {.database = STR("d"), .name = STR("t")};

    CHECK(look_parse(STR("l\t1\t\t\t\t\t\n"
                         "t\td\ta\\tb\tu1\tMergeTree\tCREATE \\'x\\'\n"
                         "p\td\ta\\tb\tall\tall_1_1_0\thash\t10\n"
                         "p\td\ta\\tb\tall\tall_2_2_0\thash\t5\n"
                         "d\td\ta\\tb\tall\tall_9_9_0\t\t\n"
                         "m\td\tt\tmutation_1.txt\tDELETE WHERE 1\t0 3\tno\\nway\n"
                         "n\td\tt\t42\t\t\t\n"
                         "w\te\tfeeder\td\tt\t\t\n"
                         "r\te\treader\td\tt\t\t\n"
                         "F\t\tf\tCREATE FUNCTION f AS x -> x\t\t\t"),
                     &arena, &look, &err));
    CHECK_TEXT(str_terminate(&arena, look_table(&look, table)->query), "CREATE 'x'");
    CHECK(look_table(&look, other) == NULL);
    CHECK_SIZE(look.part_count, 3);
    CHECK(look.parts[2].detached && !look.parts[1].detached);
    CHECK_SIZE(look_rows(&look, table), 15);
    CHECK_SIZE(look_rows(&look, other), 42);
    CHECK(!look.mutations[0].done && look.mutations[0].parts_to_do == 3);
    CHECK_TEXT(str_terminate(&arena, look.mutations[0].failure), "no\nway");
    CHECK_TEXT(str_terminate(&arena, look_user(&look, LOOK_FEEDERS, other)->name.name), "feeder");
    CHECK_TEXT(str_terminate(&arena, look_user(&look, LOOK_READERS, other)->name.name), "reader");
    CHECK(look_user(&look, LOOK_READERS, table) == NULL);
    CHECK(look_thing(&look, LOOK_FUNCTIONS, (LookName){.name = STR("f")}) != NULL);
    CHECK(look_thing(&look, LOOK_COLLECTIONS, (LookName){.name = STR("f")}) == NULL);
}

TEST(a_line_that_makes_no_sense_is_an_error)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Look look;

    CHECK(!look_parse(STR("l\t1\ny\td\tt"), &arena, &look, &err));
    CHECK(err.kind == ERROR_LEDGER);
}
