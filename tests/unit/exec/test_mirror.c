/* Unit tests of exec/mirror.c: what another tool's table is told, by what it says already. */
#include "exec/mirror.h"

#include <string.h>

#include "harness/test.h"

enum
{
    FILES = 3,
};

/* A database with one table of another tool. */
typedef struct World
{
    const char *columns; /* "table column text;" with 1 for a text */
    const char *rows;    /* "field field;" in their order */
    Migration migrations[FILES];
    LedgerEntry entries[FILES];
    PlanItem items[FILES];
    Source source;
} World;

static bool
hand_over(const char *lines, EngineFields taker)
{
    Str rest = str_from(lines);

    while (rest.size > 0)
    {
        Str line = str_cut(&rest, ';');
        Str fields[HISTORY_COLUMNS_MAX] = {{0}};
        size_t count = 0;

        while (line.size > 0)
            fields[count++] = str_cut(&line, ' ');

        taker.call(taker.context, fields, count);
    }

    return true;
}

static bool
columns(void *self, Str table, EngineFields taker, Error *err)
{
    (void)table, (void)err;

    return hand_over(((const World *)self)->columns, taker);
}

static bool
rows(void *self, const HistoryFound *found, EngineFields taker, Error *err)
{
    (void)found, (void)err;

    return hand_over(((const World *)self)->rows, taker);
}

static const EngineOps engine = {.history_columns = columns, .history_read = rows};

#define GOOSE   "goose_db_version id 0;goose_db_version version_id 0;goose_db_version is_applied 0;"
#define MIGRATE "schema_migrations version 0;schema_migrations dirty 0;"

/* 1_a, 2_b, 3_c, of which the ledger says: a(pplied), r(everted), or nothing. */
static Execution
execution_of(World *world, const char *states, Arena *arena)
{
    static const char *const versions[] = {"1_a", "2_b", "3_c"};

    world->source = (Source){.directory = "d",
                             .format = &format_golang_migrate,
                             .migrations = world->migrations,
                             .count = FILES};

    for (size_t index = 0; index < FILES; index++)
    {
        world->migrations[index] = (Migration){
            .version = str_from(versions[index]), .source = &world->source, .number_size = 1};
        world->entries[index] =
            (LedgerEntry){.version = str_from(versions[index]),
                          .in_journal = true,
                          .reverted = states[index] == 'r',
                          .state = states[index] == 'a' ? MIGRATION_APPLIED : MIGRATION_PENDING};
        world->items[index] =
            (PlanItem){.migration = &world->migrations[index],
                       .entry = states[index] == '-' ? NULL : &world->entries[index],
                       .action = states[index] == 'a' ? PLAN_SKIP : PLAN_APPLY};
    }

    return (Execution){.engine = &engine,
                       .connection = world,
                       .source = &world->source,
                       .plan = {.items = world->items, .count = FILES},
                       .mirror = true,
                       .arena = arena};
}

/* "+2 -3": rows that come and those that only go. */
static const char *
describe(const MirrorChange *changes, size_t count, Arena *arena)
{
    const char *text = "";

    for (size_t index = 0; index < count; index++)
        text = arena_printf(arena, "%s%s%c" STR_FORMAT, text, index == 0 ? "" : " ",
                            changes[index].comes ? '+' : '-', STR_ARGS(changes[index].values[0]));

    return text;
}

TEST(what_the_table_does_not_say_yet)
{
    static const struct
    {
        const char *columns;
        const char *rows;
        const char *states;
        const char *told; /* or the error's message */
    } cases[] = {
        {GOOSE, "1 t;2 t;", "aa-", ""},
        {GOOSE, "1 t;", "aaa", "+2 +3"},
        {GOOSE, "1 t;2 t;2 f;", "aa-", "+2"},
        {GOOSE, "1 t;2 t;3 t;", "arr", "-2 -3"},
        {GOOSE, "1 t;2 t;3 t;", "a--", ""},
        {MIGRATE, "2 f;", "aa-", ""},
        {MIGRATE, "1 f;", "aaa", "+3"},
        {MIGRATE, "", "aa-", "+2"},
        {MIGRATE, "3 f;", "aar", "+2"},
        /* The tool itself is further, or failed. */
        {MIGRATE, "9 f;", "aa-", ""},
        {MIGRATE, "2 t;", "aa-", "table \"schema_migrations\" says that 2 failed"},
        {"", "", "a--", "there is no table of another tool to be kept up to date"},
        {"_sqlx_migrations version 0;_sqlx_migrations success 0;", "", "a--",
         "table \"_sqlx_migrations\" cannot be kept up to date"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        World world = {.columns = cases[index].columns, .rows = cases[index].rows};
        Execution execution = execution_of(&world, cases[index].states, &arena);
        const bool good = mirror_look(&execution, &err);

        CHECK_TEXT(good ? describe(execution.changes, execution.change_count, &arena) : err.message,
                   cases[index].told);
        CHECK(good || err.hint != NULL);
    }
}

/* As it happens: a mark goes to the newest one that is complete then. */
TEST(what_it_is_told_with_a_row)
{
    static const struct
    {
        const char *columns;
        const char *rows;
        const char *states;
        JournalEvent event;
        const char *version;
        const char *told;
    } cases[] = {
        {GOOSE, "1 t;", "a--", JOURNAL_APPLIED, "2_b", "+2"},
        {GOOSE, "1 t;", "a--", JOURNAL_REVERTED, "1_a", "-1"},
        {GOOSE, "1 t;", "a--", JOURNAL_DONE, "2_b", ""},
        {GOOSE, "1 t;", "a--", JOURNAL_APPLIED, "9_x", ""},
        {MIGRATE, "1 f;", "a--", JOURNAL_APPLIED, "2_b", "+2"},
        {MIGRATE, "3 f;", "a-a", JOURNAL_APPLIED, "2_b", "+3"},
        {MIGRATE, "2 f;", "aa-", JOURNAL_REVERTED, "2_b", "+1"},
        {MIGRATE, "1 f;", "a--", JOURNAL_REVERTED, "1_a", "--1"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        World world = {.columns = cases[index].columns, .rows = cases[index].rows};
        Execution execution = execution_of(&world, cases[index].states, &arena);
        const JournalRow row = {.event = cases[index].event,
                                .step = {.migration = str_from(cases[index].version)}};
        MirrorChange change;
        LedgerWrite write = {.rows = &row, .row_count = 1};

        CHECK(mirror_look(&execution, &err));
        mirror_add(&execution, &row, &change, &write);
        CHECK_TEXT(describe(write.changes, write.change_count, &arena), cases[index].told);
    }
}
