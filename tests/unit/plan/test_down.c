/* Unit tests of plan/down.c: sources as in cases.h, journals as in rows.h. */
#include "plan/down.h"

#include "unit/plan/cases.h"

#define ZERO "0_schema_migrations"

typedef struct DownCase
{
    const char *source;
    const char *journal;
    const char *to;
    uint64_t count;
    const char *plan; /* cases_describe(), or the error's message */
    ErrorKind kind;
} DownCase;

static void
check_down(const DownCase *expected, bool allow_drift)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = cases_source(expected->source, &arena);
    const PlanOptions options = {.down = true,
                                 .to = str_from(expected->to),
                                 .count = expected->count,
                                 .allow_drift = allow_drift};
    Plan plan;

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, expected->journal, &err));

    const bool good = plan_build(&source, &ledger, &options, &arena, &plan, &err);

    CHECK_TEXT(good ? cases_describe(&plan, &arena) : err.message, expected->plan);
    CHECK(err.kind == expected->kind);
    CHECK(!good || plan.down);
}

static void
check_all(const DownCase *cases, size_t count)
{
    for (size_t index = 0; index < count; index++)
        check_down(&cases[index], false);
}

TEST(the_newest_ones_are_reverted)
{
    static const DownCase cases[] = {
        {"1 2 3", "", NULL, 1, "1 leave, 2 leave, 3 leave; 0/0", ERROR_NONE},
        {"1 2 3", "applied 1; applied 2", NULL, 1, "1 skip, 2 revert, 3 leave; 1/1", ERROR_NONE},
        {"1 2 3", "applied 1; applied 2", NULL, 2, "1 revert, 2 revert, 3 leave; 2/0", ERROR_NONE},
        {"1 2 3", "adopted 1; baseline 2", NULL, 2, "1 revert, 2 revert, 3 leave; 2/0", ERROR_NONE},
        {"1 2 3", "applied 1; applied 3", NULL, 2, "1 revert, 2 leave, 3 revert; 2/0", ERROR_NONE},
        {"1 2 3", "applied 1; applied 2; applied 3", "1", 0, "1 skip, 2 revert, 3 revert; 2/1",
         ERROR_NONE},
        {"1 2 3", "applied 1; applied 2; applied 3", "3", 0, "1 skip, 2 skip, 3 skip; 0/3",
         ERROR_NONE},
        {"1 2 3", "applied 1; applied 2; applied 3", "0", 0, "1 revert, 2 revert, 3 revert; 3/0",
         ERROR_NONE},
        {"1 2 3", "applied 1; applied 3", "2", 0, "1 skip, 2 leave, 3 revert; 1/1", ERROR_NONE},
        /* What was reverted is not there to be reverted once more. */
        {"1 2", "applied 1; applied 2; reverted 2", NULL, 1, "1 revert, 2 leave; 1/0", ERROR_NONE},
        /* What has no place in the order, or makes the version table, stays. */
        {"1 R__v", "applied 1; applied R__v", NULL, 1, "1 revert, R__v skip; 1/1", ERROR_NONE},
        {"1 R__v!", "applied 1; applied R__v", NULL, 1, "1 revert, R__v leave; 1/0", ERROR_NONE},
        {ZERO " 1", "versions; applied " ZERO "; applied 1", "0", 0,
         ZERO " skip, 1 revert; 1/0; unrecorded " ZERO " 1", ERROR_NONE},
        {"1", "applied 1; reverted 1; versions; recorded 1", NULL, 1, "1 leave; 0/0; withdrawn 1",
         ERROR_NONE},
    };

    check_all(cases, LENGTH_OF(cases));
}

TEST(what_is_half_reverted_comes_first)
{
    static const DownCase cases[] = {
        {"1 2", "applied 1; applied 2; reverting 2; done 2:1", NULL, 1, "1 skip, 2 revert; 1/1",
         ERROR_NONE},
        {"1 2", "applied 1; applied 2; reverting 2; done 2:1", NULL, 2, "1 revert, 2 revert; 2/0",
         ERROR_NONE},
        {"1 2", "applied 1; applied 2; reverting 2 > 2:1; end", NULL, 1, "1 skip, 2 revert; 1/1",
         ERROR_NONE},
        {"1 2", "applied 1; applied 2; reverting 2; done 2:1", "2", 0, "1 skip, 2 revert; 1/1",
         ERROR_NONE},
        /* Nothing of it was done: it is complete. */
        {"1 2", "applied 1; applied 2; reverting 2; failed 2:1", "2", 0, "1 skip, 2 skip; 0/2",
         ERROR_NONE},
        {"1", "applied 1; applied 2; reverting 2; done 2:1", NULL, 1,
         "migration \"2\" is half reverted, and its file is gone", ERROR_DECISION},
    };

    check_all(cases, LENGTH_OF(cases));
}

TEST(what_stands_in_the_way_is_told)
{
    static const DownCase cases[] = {
        {"1 2", "applied 1; done 2:1", NULL, 1, "migration \"2\" is half applied", ERROR_DECISION},
        {"1 2", "applied 1; begin > 2:1; end", NULL, 1, "migration \"2\" is half applied",
         ERROR_DECISION},
        {"1", "applied 1; done 2:1", NULL, 1, "migration \"2\" is half applied", ERROR_DECISION},
        {"1 2", "applied 1", NULL, 2, "there are not 2 migrations to revert, but 1", ERROR_USAGE},
        {"1 2", "applied 1", "3", 0, "there is no migration \"3\" in \"db\"", ERROR_USAGE},
        {"1 2!", "applied 1; applied 2", NULL, 1, "migration \"2\" was edited after it was applied",
         ERROR_DRIFT},
        {"1", "versions; recorded 1", NULL, 1, "only another runner's table knows migration \"1\"",
         ERROR_DRIFT},
        {"1", "applied 1; applied 2", NULL, 1,
         "migration \"2\" was applied later, and its file is not in the directory", ERROR_DRIFT},
    };

    check_all(cases, LENGTH_OF(cases));
}

TEST(what_does_not_stand_in_the_way_is_left_alone)
{
    static const DownCase cases[] = {
        /* Edited, but it stays; without a file, but older. */
        {"1! 2", "applied 1; applied 2", NULL, 1, "1 skip, 2 revert; 1/1", ERROR_NONE},
        {"2", "applied 1; applied 2", NULL, 1, "2 revert; 1/0; missing 1", ERROR_NONE},
        {"1", "applied 1; applied 2; reverted 2", NULL, 1, "1 revert; 1/0", ERROR_NONE},
    };

    check_all(cases, LENGTH_OF(cases));
    check_down(&(DownCase){"1 2!", "applied 1; applied 2", NULL, 1, "1 skip, 2 revert drifted; 1/1",
                           ERROR_NONE},
               true);
    check_down(
        &(DownCase){"1", "applied 1; applied 2", NULL, 1, "1 revert; 1/0; missing 2", ERROR_NONE},
        true);
}

TEST(items_of_a_down_plan_run_from_the_last_to_the_first)
{
    PlanItem items[3] = {{.action = PLAN_SKIP}};
    Plan plan = {.items = items, .count = 3};

    CHECK(plan_in_turn(&plan, 0) == &items[0]);
    plan.down = true;
    CHECK(plan_in_turn(&plan, 0) == &items[2]);
    CHECK(plan_in_turn(&plan, 2) == &items[0]);
}

TEST(two_plans_are_the_same_if_they_revert_the_same)
{
    PlanItem left[] = {{.action = PLAN_SKIP}, {.action = PLAN_REVERT}};
    PlanItem right[] = {{.action = PLAN_LEAVE}, {.action = PLAN_REVERT}};
    const Plan plans[] = {{.items = left, .count = 2}, {.items = right, .count = 2}};

    CHECK(down_same(&plans[0], &plans[1]));
    right[0].action = PLAN_REVERT;
    CHECK(!down_same(&plans[0], &plans[1]));
    CHECK(!down_same(&plans[0], &(Plan){.items = right, .count = 1}));
}
