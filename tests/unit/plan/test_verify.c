/* Unit tests of plan/verify.c: sources as in cases.h, journals as in rows.h. */
#include "plan/verify.h"

#include "unit/plan/cases.h"

typedef struct VerifyCase
{
    const char *source;
    const char *journal;
    const char *findings; /* "edited 1, open 2" */
    size_t open_count;
} VerifyCase;

static void
check_verify(const VerifyCase *expected)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = cases_source(expected->source, &arena);
    const char *text = "";
    Plan plan;

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, expected->journal, &err));
    CHECK(plan_build(&source, &ledger, &(PlanOptions){.look_only = true}, &arena, &plan, &err));

    const Verification found = verify_plan(&ledger, &plan, &arena);

    for (size_t index = 0; index < found.count; index++)
        text =
            arena_printf(&arena, "%s%s%s " STR_FORMAT, text, index == 0 ? "" : ", ",
                         finding_name(found.list[index].kind), STR_ARGS(found.list[index].version));

    CHECK_TEXT(text, expected->findings);
    CHECK_SIZE(found.open_count, expected->open_count);
}

TEST(contradictions_are_found)
{
    static const VerifyCase cases[] = {
        {"1 2", "", "", 0},
        {"1 2", "applied 1; end", "", 0},
        {"1 2", "recorded 1; end", "", 0},
        {"1 2", "failed 1:1; end", "", 0},
        {"1! 2", "applied 1; end", "edited 1", 0},
        {"1! 2", "failed 1:1; end", "", 0},
        {"2", "applied 1; applied 2; end", "missing 1", 0},
        {"2", "recorded 1; recorded 2; end", "unknown 1", 0},
        {"1 2 3", "applied 3; end", "out-of-order 1, out-of-order 2", 0},
        {"1 2", "done 1:1/3; stopped; end", "unfinished 1", 0},
        {"1 2", "done 1:1/3 > 1:2; end", "open 1", 1},
        {"1 2", "begin > 1:1; end", "open 1", 1},
        {"2", "begin > 1:1; end", "open 1", 1},
        {"1 2", "applied 2; begin > 1:1; end", "open 1, out-of-order 1", 1},
        {"1! 3", "applied 1; applied 2; begin > 3:1; end", "edited 1, open 3, missing 2", 1},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_verify(&cases[index]);
}

/* What is done of a half-applied migration must read as it did, once its file was looked at. */
TEST(an_edited_statement_that_is_done_is_found)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = cases_source("1", &arena);
    Statement statements[] = {{.hash = rows_hash(STR("1"), 1, true)}, {.text = STR("b")}};
    Script script = {.statements = statements, .count = LENGTH_OF(statements)};
    Plan plan;

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, "done 1:1/2; stopped; end", &err));
    CHECK(plan_build(&source, &ledger, &(PlanOptions){.look_only = true}, &arena, &plan, &err));
    plan.items[0].script = &script;

    const Verification found = verify_plan(&ledger, &plan, &arena);

    CHECK_SIZE(found.count, 2);
    CHECK(found.list[0].kind == FINDING_UNFINISHED);
    CHECK(found.list[1].kind == FINDING_EDITED);

    statements[0].hash = rows_hash(STR("1"), 1, false);
    CHECK_SIZE(verify_plan(&ledger, &plan, &arena).count, 1);
}
