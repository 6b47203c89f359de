/* Unit tests of source/mirror.c: the row that each tool's table gets. */
#include "source/mirror.h"

#include "harness/test.h"

/* A table as its tool makes it: the first columns are those that pawl reads. */
static HistoryFound
table_of(const char *tool, const char *order, const char *first, const char *second)
{
    static HistoryTable table;

    table = (HistoryTable){.tool = tool, .title = tool, .name = "t", .order = order};

    return (HistoryFound){.table = &table,
                          .name = STR("t"),
                          .columns = {str_from(first), str_from(second)},
                          .order = str_from(order)};
}

static Migration
migration_of(const char *version, unsigned start, unsigned size)
{
    return (Migration){.version = str_from(version),
                       .number_start = (uint16_t)start,
                       .number_size = (uint16_t)size};
}

/* "version=3 dirty=0; comes only" */
static const char *
describe(const MirrorChange *change, Arena *arena)
{
    const char *text = "";

    for (size_t index = 0; index < change->count; index++)
        text = arena_printf(arena, "%s" STR_FORMAT "=" STR_FORMAT " ", text,
                            STR_ARGS(change->columns[index]), STR_ARGS(change->values[index]));

    return arena_printf(arena, "%s%s%s%s", text, change->comes ? "comes" : "goes",
                        change->only ? " only" : "", change->behind ? " behind" : "");
}

TEST(each_tool_gets_its_own_row)
{
    static const struct
    {
        const char *tool;
        const char *order;
        const char *second;
        const char *version;
        unsigned start, size;
        bool applied;
        const char *change;
    } cases[] = {
        {"goose", "id", "is_applied", "0003_c", 3, 1, true, "v=3 is_applied=1 comes"},
        {"goose", "id", "is_applied", "0003_c", 3, 1, false, "v=3 is_applied=1 goes"},
        {"dbmate", "version", "applied", "00003_c", 4, 1, true, "v=00003 comes"},
        {"dbmate", "version", NULL, "20260101_c", 0, 8, false, "v=20260101 goes"},
        {"diesel", "version", NULL, "2026-01-02-030405_c", 0, 17, true, "v=20260102030405 comes"},
        {"golang-migrate", "version", "dirty", "0003_c", 3, 1, true, "v=3 dirty=0 comes only"},
        {"golang-migrate", "sequence", "dirty", "0003_c", 3, 1, true,
         "v=3 dirty=0 sequence=77 comes behind"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        const HistoryFound found =
            table_of(cases[index].tool, cases[index].order, "v", cases[index].second);
        const Migration migration =
            migration_of(cases[index].version, cases[index].start, cases[index].size);
        const MirrorChange change =
            mirror_change(&found, &migration, cases[index].applied, 77, &arena);

        CHECK(mirror_refusal(found.table) == NULL);
        CHECK_TEXT(describe(&change, &arena), cases[index].change);
    }
}

/* Before the first: on PostgreSQL no row, on ClickHouse, where rows stay, one that says so. */
TEST(a_mark_can_say_that_there_is_none)
{
    SCOPED_ARENA arena = {0};
    HistoryFound found = table_of("golang-migrate", "version", "v", "dirty");
    MirrorChange change = mirror_change(&found, NULL, true, 77, &arena);

    CHECK(mirror_is_mark(found.table));
    CHECK_TEXT(describe(&change, &arena), "v=-1 dirty=0 goes only");
    found = table_of("golang-migrate", "sequence", "v", "dirty");
    change = mirror_change(&found, NULL, true, 77, &arena);
    CHECK_TEXT(describe(&change, &arena), "v=-1 dirty=0 sequence=77 comes behind");
}

TEST(what_only_the_tool_can_compute_is_refused)
{
    static const char *const tools[] = {"flyway", "liquibase", "sqlx", "prisma",
                                        "clickhouse-migrations"};

    for (size_t index = 0; index < LENGTH_OF(tools); index++)
        CHECK(mirror_refusal(&(HistoryTable){.tool = tools[index]}) != NULL);
}
