/* Unit tests of plan/plan.c: sources as in cases.h, journals as in rows.h. */
#include "plan/plan.h"

#include "unit/plan/cases.h"

#define ZERO "0_schema_migrations"

typedef struct PlanCase
{
    const char *source;
    const char *journal; /* rows_feed() */
    const char *to;
    const char *plan; /* cases_describe() */
} PlanCase;

static void
check_plan(const PlanCase *expected, PlanOptions options)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = cases_source(expected->source, &arena);
    Plan plan;

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, expected->journal, &err));
    options.to = str_from(expected->to);

    if (!plan_build(&source, &ledger, &options, &arena, &plan, &err))
        CHECK_TEXT(err.message, expected->plan);

    CHECK_TEXT(cases_describe(&plan, &arena), expected->plan);
}

static void
check_plans(const PlanCase *cases, size_t count, PlanOptions options)
{
    for (size_t index = 0; index < count; index++)
        check_plan(&cases[index], options);
}

TEST(each_file_gets_its_action)
{
    static const PlanCase cases[] = {
        {"", "", NULL, "; 0/0"},
        {"1 2", "", NULL, "1 apply, 2 apply; 2/0"},
        {"1 2", "applied 1; end", NULL, "1 skip, 2 apply; 1/1"},
        {"1 2", "applied 1; applied 2; end", NULL, "1 skip, 2 skip; 0/2"},
        {"1 2", "adopted 1; baseline 2; end", NULL, "1 skip, 2 skip; 0/2"},
        {"1 2", "failed 1:1; end", NULL, "1 apply, 2 apply; 2/0"},
        {"1 2", "done 1:1 > 1:2; failed 1:2; end", NULL, "1 resume, 2 apply; 2/0"},
        {"1 2", "done 1:1 > 1:2; stopped; end", NULL, "1 resume, 2 apply; 2/0"},
        {"1 2", "begin > 1:1; stopped; end", NULL, "1 apply, 2 apply; 2/0"},
        {"1 2", "done 1:1; undone 1:1; end", NULL, "1 apply, 2 apply; 2/0"},
        {"1 2", "recorded 1; end", NULL, "1 adopt, 2 apply; 1/1"},
        {"1 2", "recorded 1; recorded 2; end", NULL, "1 adopt, 2 adopt; 0/2"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){0});
}

/* After all others, and again when the text changed; never late, never drift. */
TEST(repeatable_ones_run_again_when_changed)
{
    static const PlanCase cases[] = {
        {"1 R__v", "", NULL, "1 apply, R__v apply; 2/0"},
        {"1 R__v", "applied R__v; end", NULL, "1 apply, R__v skip; 1/1"},
        {"1 R__v!", "applied 1; applied R__v; end", NULL, "1 skip, R__v apply; 1/1"},
        {"1 R__v!", "adopted 1; adopted R__v; end", NULL, "1 skip, R__v apply; 1/1"},
        {"1 R__v!", "applied 1; applied R__v; reopened R__v!; applied R__v!; end", NULL,
         "1 skip, R__v skip; 0/2"},
        {"R__v!", "applied R__v; reopened R__v!; done R__v:1; stopped; end", NULL,
         "R__v resume; 1/0"},
        {"R__v!", "applied R__v; reopened R__v!; begin > R__v:1; stopped; end", NULL,
         "R__v apply; 1/0"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){.refuse_out_of_order = true});
}

TEST(what_runs_always_runs_again)
{
    static const PlanCase cases[] = {
        {"1 A__v 2", "applied 1; applied A__v; applied 2; end", NULL,
         "1 skip, A__v apply, 2 skip; 1/2"},
        {"A__v!", "applied A__v; end", NULL, "A__v apply; 1/0"},
        {"A__v", "adopted A__v; end", NULL, "A__v apply; 1/0"},
        {"A__v", "applied A__v; reopened A__v; done A__v:1; stopped; end", NULL,
         "A__v resume; 1/0"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){.refuse_out_of_order = true});
}

/* It may have been passed over long ago. */
TEST(what_may_fail_is_never_late)
{
    static const PlanCase cases[] = {
        {"M__v 2", "failed M__v:1; applied 2; end", NULL, "M__v apply, 2 skip; 1/1"},
        {"M__v 2", "applied M__v; applied 2; end", NULL, "M__v skip, 2 skip; 0/2"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){.refuse_out_of_order = true});
}

TEST(what_a_release_waits_for)
{
    static const struct
    {
        const char *source;
        const char *journal;
        const char *awaited;
    } cases[] = {
        {"1", "", "awaited"},
        {"1", "applied 1; end", "not awaited"},
        {"1", "failed 1:1; end", "awaited"},
        {"0_schema_migrations", "", "not awaited"},
        {"A__v", "", "awaited"},
        {"A__v", "applied A__v; end", "not awaited"},
        {"A__v!", "applied A__v; end", "awaited"},
        {"A__v", "applied A__v; reopened A__v; stopped; end", "awaited"},
        {"R__v!", "applied R__v; end", "awaited"},
        {"M__v", "", "awaited"},
        {"M__v", "failed M__v:1; end", "not awaited"},
        {"M__v!", "failed M__v:1; end", "awaited"},
        {"M__v", "begin > M__v:1; stopped; end", "awaited"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        ATTR_CLEANUP(ledger_done) Ledger ledger;
        Error err = ERROR_INIT(&arena);
        const Source source = cases_source(cases[index].source, &arena);
        Plan plan;

        ledger_init(&ledger, &arena);
        CHECK(rows_feed(&ledger, cases[index].journal, &err));
        CHECK(plan_build(&source, &ledger, &(PlanOptions){.look_only = true}, &arena, &plan, &err));
        CHECK_TEXT(plan_item_awaited(&plan.items[0]) ? "awaited" : "not awaited",
                   cases[index].awaited);
    }
}

/* The version table holds no statements: the journal knows better what is half done. */
TEST(the_journal_knows_better_than_the_version_table)
{
    static const PlanCase cases[] = {
        {"1", "done 1:1; stopped; recorded 1; end", NULL, "1 resume; 1/0"},
        {"1", "failed 1:1; recorded 1; end", NULL, "1 apply; 1/0"},
        {"1", "applied 1; recorded 1; end", NULL, "1 skip; 0/1"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){0});
}

TEST(to_leaves_what_lies_beyond)
{
    static const PlanCase cases[] = {
        {"1 2 3", "", "2", "1 apply, 2 apply, 3 leave; 2/0"},
        {"1 2 3", "", "1", "1 apply, 2 leave, 3 leave; 1/0"},
        {"1 2 3", "", "3", "1 apply, 2 apply, 3 apply; 3/0"},
        {"1 2 3", "applied 1; end", "1", "1 skip, 2 leave, 3 leave; 0/1"},
        {"1 2 3", "applied 3; end", "2", "1 apply late, 2 apply late, 3 skip; 2/1"},
        {"1 2 3", "done 3:1; stopped; end", "2", "1 apply, 2 apply, 3 leave; 2/0"},
        {"1 2 3", "recorded 3; end", "1", "1 apply late, 2 leave, 3 adopt; 1/1"},
        {ZERO " 1", "versions; end", "1", ZERO " adopt, 1 apply; 1/0"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){0});
}

TEST(an_unknown_version_for_to_is_wrong_usage)
{
    static const char *const wrong[] = {"3", "1.sql", "01", " 1"};

    for (size_t index = 0; index < LENGTH_OF(wrong); index++)
    {
        SCOPED_ARENA arena = {0};
        ATTR_CLEANUP(ledger_done) Ledger ledger;
        Error err = ERROR_INIT(&arena);
        const Source source = cases_source("1 2", &arena);
        const PlanOptions options = {.to = str_from(wrong[index])};
        Plan plan;

        ledger_init(&ledger, &arena);
        CHECK(!plan_build(&source, &ledger, &options, &arena, &plan, &err));
        CHECK(err.kind == ERROR_USAGE);
        CHECK_TEXT(err.message,
                   arena_printf(&arena, "there is no migration \"%s\" in \"db\"", wrong[index]));
    }
}

TEST(late_files_are_marked)
{
    static const PlanCase cases[] = {
        {"1 2 3", "applied 2; end", NULL, "1 apply late, 2 skip, 3 apply; 2/1"},
        {"1 2 3", "applied 1; applied 3; end", NULL, "1 skip, 2 apply late, 3 skip; 1/2"},
        {"1 2 3", "recorded 3; end", NULL, "1 apply late, 2 apply late, 3 adopt; 2/1"},
        {"1 2", "failed 1:1; applied 2; end", NULL, "1 apply late, 2 skip; 1/1"},
        /* What was begun in time is not late. */
        {"1 2", "done 1:1; stopped; applied 2; end", NULL, "1 resume, 2 skip; 1/1"},
        {"1 2", "failed 2:1; end", NULL, "1 apply, 2 apply; 2/0"},
        {ZERO " 1", "applied 1; end", NULL, ZERO " apply, 1 skip; 0/1"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){0});
}

TEST(the_bootstrap_file_counts_nowhere_and_follows_its_table)
{
    static const PlanCase cases[] = {
        {ZERO " 1", "", NULL, ZERO " apply, 1 apply; 1/0"},
        /* Another runner made the table, and recorded the file, or did not. */
        {ZERO " 1", "recorded 1; end", NULL, ZERO " adopt, 1 adopt; 0/1"},
        {ZERO " 1", "recorded " ZERO "; recorded 1; end", NULL, ZERO " adopt, 1 adopt; 0/1"},
        {ZERO " 1", "versions; end", NULL, ZERO " adopt, 1 apply; 1/0"},
        /* Recorded, and the table is there. */
        {ZERO " 1", "applied " ZERO "; recorded " ZERO "; end", NULL, ZERO " skip, 1 apply; 1/0"},
        /* Recorded, but the table is gone. */
        {ZERO " 1", "applied " ZERO "; applied 1; end", NULL, ZERO " repeat, 1 skip; 0/1"},
        {ZERO " 1", "adopted " ZERO "; end", NULL, ZERO " repeat, 1 apply; 1/0"},
        {ZERO " 1", "baseline " ZERO "; end", NULL, ZERO " repeat, 1 apply; 1/0"},
        {ZERO " 1", "failed " ZERO ":1; end", NULL, ZERO " apply, 1 apply; 1/0"},
        {ZERO, "done " ZERO ":1; stopped; end", NULL, ZERO " resume; 0/0"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){0});
}

TEST(what_has_no_file_is_missing)
{
    static const PlanCase cases[] = {
        {"1", "applied 1; applied 2; end", NULL, "1 skip; 0/1; missing 2"},
        {"2", "applied 1; applied 2; applied 3; end", NULL, "2 skip; 0/1; missing 1 3"},
        {"2", "recorded 1; recorded 2; end", NULL, "2 adopt; 0/1; missing 1; only 1"},
        /* The journal has begun: a version that neither it nor a file knows is somebody else's. */
        {"1", "applied 1; recorded 9; end", NULL, "1 skip; 0/1"},
        {"1 9", "applied 1; recorded 9; end", NULL, "1 skip, 9 adopt; 0/2; unrecorded 1"},
        {"2", "applied 1; applied 2; recorded 1; recorded 2; end", NULL, "2 skip; 0/1; missing 1"},
        {"", "applied 1; end", NULL, "; 0/0; missing 1"},
        {"", "recorded 1; end", NULL, "; 0/0; missing 1; only 1"},
        {"1", "applied 1; done 2:1; stopped; end", NULL, "1 skip; 0/1; missing 2"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){0});
}

TEST(what_is_complete_and_not_in_the_version_table_is_told_to_it)
{
    static const PlanCase cases[] = {
        {"1 2 3", "applied 1; baseline 2; recorded 1; end", NULL,
         "1 skip, 2 skip, 3 apply; 1/2; unrecorded 2"},
        {"1", "applied 1; applied 9; versions; end", NULL,
         "1 skip; 0/1; missing 9; unrecorded 1 9"},
        {"1", "done 1:1; stopped; versions; end", NULL, "1 resume; 1/0"},
        {"1", "applied 1; end", NULL, "1 skip; 0/1"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){0});
}

TEST(looking_tells_the_state_whatever_is_wrong_with_it)
{
    static const PlanCase cases[] = {
        {"1 2", "begin > 1:1; end", NULL, "1 apply, 2 apply; 2/0"},
        {"1 2", "done 1:1 > 1:2; end", NULL, "1 resume, 2 apply; 2/0"},
        {"1! 2", "applied 1; end", NULL, "1 skip drifted, 2 apply; 1/1"},
        {"1 2", "recorded 8; recorded 9; end", NULL,
         "1 apply, 2 apply; 2/0; missing 8 9; only 8 9"},
        {"1 2", "applied 2; end", NULL, "1 apply late, 2 skip; 1/1"},
    };

    check_plans(cases, LENGTH_OF(cases),
                (PlanOptions){.look_only = true, .refuse_out_of_order = true});
}

TEST(items_that_run_are_four_kinds)
{
    static const bool runs[] = {
        [PLAN_SKIP] = false,  [PLAN_APPLY] = true,  [PLAN_RESUME] = true, [PLAN_ADOPT] = false,
        [PLAN_REPEAT] = true, [PLAN_LEAVE] = false, [PLAN_REVERT] = true,
    };

    for (PlanAction action = PLAN_SKIP; action < LENGTH_OF(runs); action++)
        CHECK(plan_item_runs(&(PlanItem){.action = action}) == runs[action]);
}

TEST(ten_thousand_of_each)
{
    enum
    {
        COUNT = 10000
    };
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    Source source = {.migrations = ARENA_ARRAY(&arena, Migration, COUNT), .count = COUNT};
    Plan plan;

    ledger_init(&ledger, &arena);
    ledger.has_version_table = true;

    for (uint32_t number = 0; number < COUNT; number++)
    {
        source.migrations[number].version = str_from(arena_printf(&arena, "%05u", number));

        const JournalRow row = {.run = STR("r"),
                                .seq = number + 1,
                                .event = JOURNAL_APPLIED,
                                .step.migration =
                                    str_from(arena_printf(&arena, "%05u", number + COUNT / 2))};

        CHECK(ledger_add_row(&ledger, &row, &err));
    }

    CHECK(plan_build(&source, &ledger, &(PlanOptions){0}, &arena, &plan, &err));
    CHECK_SIZE(plan.pending_count, COUNT / 2);
    CHECK_SIZE(plan.skipped_count, COUNT / 2);
    CHECK_SIZE(plan.missing_count, COUNT / 2);
    CHECK_SIZE(plan.unrecorded_count, COUNT);
    CHECK(STR_IS(plan.missing[0], "10000") && STR_IS(plan.missing[4999], "14999"));
}

/* Rows that nobody here knows are another tool's, and so is their table. */
TEST(a_version_table_that_came_along_is_not_told)
{
    static const PlanCase cases[] = {
        {"1", "applied 1; recorded 7; end", NULL, "1 skip; 0/1"},
        {"1", "applied 1; versions; end", NULL, "1 skip; 0/1; unrecorded 1"},
        {"1 2", "applied 1; applied 2; recorded 1; recorded 7; end", NULL,
         "1 skip, 2 skip; 0/2; unrecorded 2"},
        {"1 7", "applied 1; recorded 7; end", NULL, "1 skip, 7 adopt; 0/2; unrecorded 1"},
        {ZERO " 1", "applied " ZERO "; applied 1; recorded 7; end", NULL,
         ZERO " skip, 1 skip; 0/1; unrecorded " ZERO " 1"},
    };

    check_plans(cases, LENGTH_OF(cases), (PlanOptions){0});
}
