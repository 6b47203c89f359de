/* Unit tests of plan/check.c: what must hold before anything runs. */
#include "plan/check.h"

#include "unit/plan/cases.h"

#define ZERO "0_schema_migrations"
#define DEFAULTS                                                                                   \
    {                                                                                              \
        .look_only = false                                                                         \
    }

typedef struct CheckCase
{
    const char *source;
    const char *journal;
    PlanOptions options;
    ErrorKind kind; /* ERROR_NONE: the plan is good */
    const char *message;
} CheckCase;

static void
check_case(const CheckCase *expected)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = cases_source(expected->source, &arena);
    Plan plan;

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, expected->journal, &err));

    const bool good = plan_build(&source, &ledger, &expected->options, &arena, &plan, &err);

    CHECK_TEXT(good ? "good" : err.message,
               expected->kind == ERROR_NONE ? "good" : expected->message);
    CHECK(err.kind == expected->kind);
    CHECK(good || err.hint != NULL);
}

TEST(an_edited_applied_file_is_drift)
{
    static const CheckCase cases[] = {
        {"1! 2", "applied 1; end", DEFAULTS, ERROR_DRIFT,
         "migration \"1\" was edited after it was applied"},
        {"1 2!", "applied 1; baseline 2; end", DEFAULTS, ERROR_DRIFT,
         "migration \"2\" was edited after it was applied"},
        {"1!", "adopted 1; end", DEFAULTS, ERROR_DRIFT,
         "migration \"1\" was edited after it was applied"},
        {ZERO "!", "applied " ZERO "; end", DEFAULTS, ERROR_DRIFT,
         "migration \"" ZERO "\" was edited after it was applied"},
        {"1!", "applied 1!; end", DEFAULTS, ERROR_NONE, NULL},
        {"1! 2", "applied 1; end", {.allow_drift = true}, ERROR_NONE, NULL},
        /* What is not complete may be edited: that is how a failure is mended. */
        {"1!", "failed 1:1; end", DEFAULTS, ERROR_NONE, NULL},
        {"1!", "done 1:1; stopped; end", DEFAULTS, ERROR_NONE, NULL},
        {"1!", "recorded 1; end", DEFAULTS, ERROR_NONE, NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index]);
}

TEST(drift_that_is_allowed_is_marked)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = cases_source("1! 2 3!", &arena);
    Plan plan;

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, "applied 1; applied 2; end", &err));
    CHECK(plan_build(&source, &ledger, &(PlanOptions){.allow_drift = true}, &arena, &plan, &err));
    CHECK_TEXT(cases_describe(&plan, &arena), "1 skip drifted, 2 skip, 3 apply; 1/2");
}

/* Adopted without a file: there was nothing to compare with. */
TEST(a_row_without_a_checksum_cannot_drift)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = cases_source("1", &arena);
    const JournalRow row = {
        .run = STR("r"), .seq = 1, .event = JOURNAL_ADOPTED, .step.migration = STR("1")};
    Plan plan;

    ledger_init(&ledger, &arena);
    CHECK(ledger_add_row(&ledger, &row, &err));
    CHECK(plan_build(&source, &ledger, &(PlanOptions)DEFAULTS, &arena, &plan, &err));
    CHECK_TEXT(cases_describe(&plan, &arena), "1 skip; 0/1");
}

TEST(a_drift_error_says_both_checksums)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = cases_source("1!", &arena);
    char recorded[SHA256_HEX_SIZE];
    char now[SHA256_HEX_SIZE];
    const Sha256 before = rows_hash(STR("1"), 0, false);
    Plan plan;

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, "applied 1; end", &err));
    CHECK(!plan_build(&source, &ledger, &(PlanOptions)DEFAULTS, &arena, &plan, &err));
    sha256_to_hex(&before, recorded);
    sha256_to_hex(&source.migrations[0].checksum, now);
    CHECK_TEXT(err.detail,
               arena_printf(&arena, "db/1.sql has checksum %s; the ledger has %s.", now, recorded));
}

TEST(late_files_are_refused_where_that_is_wanted)
{
    static const CheckCase cases[] = {
        {"1 2",
         "applied 2; end",
         {.refuse_out_of_order = true},
         ERROR_DRIFT,
         "migration \"1\" is pending, but a newer one is applied"},
        {"1 2 3",
         "applied 1; recorded 3; end",
         {.refuse_out_of_order = true},
         ERROR_DRIFT,
         "migration \"2\" is pending, but a newer one is applied"},
        {"1 2", "applied 2; end", DEFAULTS, ERROR_NONE, NULL},
        {"1 2", "applied 1; end", {.refuse_out_of_order = true}, ERROR_NONE, NULL},
        {"1 2",
         "done 1:1; stopped; applied 2; end",
         {.refuse_out_of_order = true},
         ERROR_NONE,
         NULL},
        {ZERO " 1", "applied 1; end", {.refuse_out_of_order = true}, ERROR_NONE, NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index]);
}

/* What became of it is found out under the lock, when the file's text is at hand. */
TEST(an_open_outcome_stops_no_plan)
{
    static const CheckCase cases[] = {
        {"1 2", "begin > 1:1; end", DEFAULTS, ERROR_NONE, NULL},
        {"1 2", "done 1:1 > 1:2; end", DEFAULTS, ERROR_NONE, NULL},
        {"1 2", "begin > 1:1; unknown 1:1; end", DEFAULTS, ERROR_NONE, NULL},
        {"1! 2", "done 1:1 > 1:2; end", DEFAULTS, ERROR_NONE, NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index]);
}

TEST(an_outcome_stays_open_when_its_file_is_gone)
{
    static const CheckCase cases[] = {
        {"2", "begin > 1:1; end", DEFAULTS, ERROR_DECISION,
         "statement 1 of migration \"1\" may or may not have taken effect, and its file is gone"},
        {"2",
         "done 1:1 > 1:2; unknown 1:2; end",
         {.allow_drift = true},
         ERROR_DECISION,
         "statement 2 of migration \"1\" may or may not have taken effect, and its file is gone"},
        {"2", "begin > 1:1; end", {.look_only = true}, ERROR_NONE, NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index]);
}

TEST(nothing_runs_on_top_of_half_a_migration_whose_file_is_gone)
{
    static const CheckCase cases[] = {
        {"2", "done 1:1 > 1:2; stopped; end", DEFAULTS, ERROR_DRIFT,
         "migration \"1\" is half applied, and its file is gone"},
        {"0 2", "done 1:1 > 1:2; failed 1:2; end", DEFAULTS, ERROR_DRIFT,
         "migration \"1\" is half applied, and its file is gone"},
        {"2", "done 1:1 > 1:2; stopped; end", {.allow_drift = true}, ERROR_NONE, NULL},
        {"2", "done 1:1 > 1:2; stopped; end", {.look_only = true}, ERROR_NONE, NULL},
        /* nothing to do: an older release */
        {"0", "applied 0; done 1:1 > 1:2; stopped; end", DEFAULTS, ERROR_NONE, NULL},
        {"1 2", "done 1:1 > 1:2; stopped; end", DEFAULTS, ERROR_NONE, NULL},
        /* nothing of it is done */
        {"2", "failed 1:1; end", DEFAULTS, ERROR_NONE, NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index]);
}

TEST(a_foreign_history_stops_everything)
{
    static const CheckCase cases[] = {
        {"1 2", "recorded 8; recorded 9; end", DEFAULTS, ERROR_DRIFT,
         "table \"schema_migrations\" holds 2 versions, and none of them is in \"db\""},
        {"1 2", "recorded 20240101000000; end", DEFAULTS, ERROR_DRIFT,
         "table \"schema_migrations\" holds 1 versions, and none of them is in \"db\""},
        {"1 2", "recorded 1; recorded 9; end", DEFAULTS, ERROR_NONE, NULL},
        {"1 2", "applied 1; recorded 9; end", DEFAULTS, ERROR_NONE, NULL},
        {"1 2", "versions; end", DEFAULTS, ERROR_NONE, NULL},
        {"", "recorded 9; end", DEFAULTS, ERROR_NONE, NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index]);
}

/* ---- where a half applied migration goes on ---- */

/* A script as words: "1 2 s 4!" is four statements, the third a session's, the last edited. */
static Script
script_of(const char *text, Str version, Arena *arena)
{
    Script script = {.statements = ARENA_ARRAY(arena, Statement, 32)};
    Str rest = str_from(text);

    while (rest.size > 0)
    {
        Str word = str_cut(&rest, ' ');
        Statement *statement = &script.statements[script.count++];
        const bool edited = str_ends_with(word, STR("!"));
        uint64_t number = 0;

        word.size -= edited ? 1 : 0;
        statement->flags = STR_IS(word, "s") ? STATEMENT_SESSION : 0;

        if (statement->flags == 0)
            CHECK(str_to_u64(word, &number));

        statement->hash = rows_hash(version, (unsigned)number, edited);
    }

    return script;
}

static void
check_resume(const char *journal, const char *text, size_t wanted, const char *message)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = cases_source("a", &arena);
    Script script = script_of(text, STR("a"), &arena);
    size_t index = 99;
    Plan plan;

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, journal, &err));
    CHECK(plan_build(&source, &ledger, &(PlanOptions)DEFAULTS, &arena, &plan, &err));
    plan.items[0].script = &script;

    const bool good = plan_resume_index(&plan.items[0], &index, &err);

    CHECK_TEXT(good ? "good" : err.message, message == NULL ? "good" : message);
    CHECK(good || err.kind == ERROR_DRIFT);
    CHECK(good || (err.detail != NULL && err.hint != NULL));

    if (good)
        CHECK_SIZE(index, wanted);
}

TEST(it_goes_on_behind_what_is_done)
{
    check_resume("", "1 2 3", 0, NULL);
    check_resume("failed a:1; end", "1! 2 3", 0, NULL);
    check_resume("done a:1; failed a:2; end", "1 2 3", 1, NULL);
    check_resume("done a:1; done a:2; failed a:3; end", "1 2 3", 2, NULL);
    check_resume("done a:1; done a:3; failed a:4; end", "1 s 3 4", 3, NULL);
    check_resume("done a:2; failed a:3; end", "s 2 3", 2, NULL);
    check_resume("done a:1; done a:2; undone a:2; end", "1 2 3", 1, NULL);
}

TEST(what_is_not_done_may_be_edited)
{
    check_resume("done a:1; failed a:2; end", "1 2! 3!", 1, NULL);
    check_resume("done a:1; failed a:2; end", "1", 1, NULL);
    check_resume("done a:1; failed a:2; end", "1 2 3 4 5 6", 1, NULL);
    check_resume("done a:1; done a:3; failed a:4; end", "1 s 3 4!", 3, NULL);
    check_resume("done a:1; done a:2; undone a:2; end", "1 2!", 1, NULL);
}

TEST(what_is_done_may_not)
{
    static const char first[] = "statement 1 of migration \"a\" was edited after it was run";
    static const char second[] = "statement 2 of migration \"a\" was edited after it was run";

    check_resume("done a:1; failed a:2; end", "1! 2 3", 0, first);
    check_resume("done a:1; failed a:2; end", "2 3", 0, first);
    check_resume("done a:1; failed a:2; end", "", 0, first);
    check_resume("done a:1; done a:2; failed a:3; end", "1 2! 3", 0, second);
    check_resume("done a:1; done a:2; failed a:3; end", "1", 0, second);
    check_resume("done a:1; done a:2; failed a:3; end", "1 3 2", 0, second);
    check_resume("done a:1; done a:2; failed a:3; end", "1 s 2 3", 0, second);
    check_resume("done a:1; done a:3; failed a:4; end", "1 3 4", 0, second);
    check_resume("done a:1; done a:3; failed a:4; end", "1 s 3! 4", 0,
                 "statement 3 of migration \"a\" was edited after it was run");
}

/*
 * A session statement has no hash, so its place is held by nothing: a statement that is put
 * there now would never run.
 */
TEST(a_statement_in_the_place_of_a_session_statement_is_not_skipped)
{
    check_resume("done a:1; done a:3; failed a:4; end", "1 2 3 4", 0,
                 "statement 2 of migration \"a\" was edited after it was run");
}
