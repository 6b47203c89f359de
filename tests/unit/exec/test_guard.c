/* Unit tests of exec/guard.c: parts of a file that run only if the database says so. */
#include "exec/guard.h"

#include "unit/exec/world.h"

#define HEAD                                                                                       \
    "--liquibase formatted sql\n"                                                                  \
    "--changeset m:first\ncreate a\n"
#define MARK_RAN           "--preconditions onFail:MARK_RAN\n"
#define UNLESS(statement_) "--precondition-sql-check expectedResult:0 " statement_ "\n"
#define IF(statement_)     "--precondition-sql-check expectedResult:1 " statement_ "\n"

static void
check_effects(const char *effects)
{
    SCOPED_ARENA arena = {0};

    CHECK_TEXT(str_terminate(&arena, fake_effects(&world_database)), effects);
}

/* One file and one process. */
static Result
up(const char *text)
{
    folder_put("1_a.sql", str_from(text));

    return world_up((WorldRun){.fault = FAKE_NONE});
}

TEST(a_part_runs_if_the_answer_is_as_expected)
{
    folder_enter();
    world_clear();
    CHECK(
        up(HEAD "--changeset m:2\n" MARK_RAN UNLESS("create b") IF("create a") "create b\n").kind ==
        ERROR_NONE);
    check_effects("create a\ncreate b\n");
}

TEST(a_part_that_is_not_wanted_counts_as_done)
{
    folder_enter();
    world_clear();
    CHECK(up(HEAD "--changeset m:2\n" MARK_RAN UNLESS("create a") "use x\nput one\ncreate b\n"
                                                                  "--changeset m:3\ncreate c\n")
              .kind == ERROR_NONE);
    check_effects("create a\ncreate c\n");

    /* It is asked about once. */
    CHECK_SIZE(up(HEAD
                  "--changeset m:2\n" MARK_RAN UNLESS("create a") "use x\nput one\ncreate b\n"
                                                                  "--changeset m:3\ncreate c\n")
                   .calls,
               1);
}

TEST(a_part_that_may_not_run_is_an_error)
{
    folder_enter();
    Result result;

    world_clear();
    result = up(HEAD "--changeset m:2\n" IF("create z") "create b\n");
    CHECK(result.kind == ERROR_STATEMENT);
    CHECK_TEXT(result.message, "migration \"1_a\": a precondition is not met");
    CHECK_TEXT(result.detail,
               "The answer should be \"1\", and is \"0\": nothing of what it guards was run.");
    check_effects("create a\n");

    /* The question is corrected, and the file goes on there. */
    CHECK(up(HEAD "--changeset m:2\n" IF("create a") "create b\n").kind == ERROR_NONE);
    check_effects("create a\ncreate b\n");
}

TEST(a_part_asks_whether_a_table_is_there)
{
    folder_enter();
    Result result;

    world_clear();
    CHECK(up(HEAD "--changeset m:2\n" MARK_RAN "--precondition-table-exists table:a\ncreate b\n"
                  "--changeset m:3\n" MARK_RAN "--precondition-table-exists table:z\ncreate c\n")
              .kind == ERROR_NONE);
    check_effects("create a\ncreate b\n");

    world_clear();
    result = up(HEAD "--changeset m:2\n--precondition-view-exists view:z\ncreate b\n");
    CHECK(result.kind == ERROR_STATEMENT);
    CHECK_TEXT(result.detail, "There is no view \"z\": nothing of what it guards was run.");
    check_effects("create a\n");
}

TEST(what_cannot_be_asked_is_an_error)
{
    folder_enter();
    world_clear();
    CHECK_TEXT(up(HEAD "--changeset m:2\n" MARK_RAN UNLESS("nonsense") "create b\n").message,
               "migration \"1_a\": a precondition could not be asked about: this is no question");
    check_effects("create a\n");
}

TEST(a_file_of_one_part_is_a_transaction_or_nothing)
{
    folder_enter();
    world_clear();
    CHECK(up("--liquibase formatted sql\n--changeset m:1\n" MARK_RAN UNLESS(
                 "create a") "begin\ncreate a\ncreate b\n")
              .kind == ERROR_NONE);
    check_effects("create a\ncreate b\n");

    world_clear();
    CHECK(up("--liquibase formatted sql\n--changeset m:1\n" MARK_RAN IF(
                 "create a") "begin\ncreate a\ncreate b\n")
              .kind == ERROR_NONE);
    check_effects("");
    CHECK_SIZE(world_up((WorldRun){.fault = FAKE_NONE}).calls, 1);
}

/* A part that was left out is known by its row alone, whatever the database would say later. */
TEST(what_was_left_out_stays_so_when_the_file_goes_on)
{
    folder_enter();
    static const char *const TEXT = HEAD "--changeset m:2\n" MARK_RAN IF(
        "create c") "create b\nadd b x\n"
                    "--changeset m:3\ncreate c\n--changeset m:4\nfail y\n";

    world_clear();
    CHECK(up(TEXT).kind == ERROR_STATEMENT);
    CHECK(up(TEXT).kind == ERROR_STATEMENT);
    check_effects("create a\ncreate c\n");
}

/* ---- crashes ---- */

static const char *const PARTS = HEAD "--changeset m:2\n" MARK_RAN UNLESS(
    "create b") "create b\nadd b x\nshare s\n"
                "--changeset m:3\n" MARK_RAN UNLESS("create b") "use u\nput o\nadd b no\n"
                                                                "--changeset m:4\n" IF(
                                                                    "add b x") "share t\nadd b y\n";
static const char *const STATEMENTS[] = {"create a", "create b", "add b x", "share s", "use u",
                                         "put o",    "add b no", "share t", "add b y"};

/* A run to which the database tells what became of the statement that the last run judged. */
static Result
up_with_verdict(const Result *last)
{
    const char *colon = strchr(last->judged, ':');
    const unsigned long number = colon == NULL ? 1 : strtoul(colon + 1, NULL, 10);
    const bool there =
        fake_has_line(fake_effects(&world_database), str_from(STATEMENTS[number - 1]));
    const Finding finding = {.verdict = there ? VERDICT_TOOK_EFFECT : VERDICT_DID_NOT,
                             .evidence = "Looked."};

    return world_up((WorldRun){.answers = {.findings = &finding, .finding_count = 1}});
}

/* Killed or cut at any call, and run again: each statement once, or not at all. */
TEST(no_crash_divides_a_part)
{
    static const FakeFault FAULTS[] = {FAKE_KILL_BEFORE, FAKE_KILL_AFTER, FAKE_LOST_DONE,
                                       FAKE_LOST_NOT_DONE, FAKE_REFUSE};

    folder_enter();

    for (size_t fault = 0; fault < LENGTH_OF(FAULTS); fault++)
    {
        Result struck = {.kind = ERROR_NONE};

        for (unsigned at = 1; at == 1 || struck.struck != FAKE_CALL_NONE; at++)
        {
            world_clear();
            folder_put("1_a.sql", str_from(PARTS));
            struck = world_up((WorldRun){.fault = FAULTS[fault], .fault_at = at});

            Result last = struck;

            for (unsigned runs = 0; last.kind != ERROR_NONE && runs < 5; runs++)
                last = last.kind == ERROR_DECISION ? up_with_verdict(&last)
                                                   : world_up((WorldRun){.fault = FAKE_NONE});

            CHECK(last.kind == ERROR_NONE);
            check_effects("create a\ncreate b\nadd b x\nshare s\nshare t\nadd b y\n");
        }
    }
}
