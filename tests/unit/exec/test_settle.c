/* Unit tests of exec/settle.c and exec/judge.c: from doubt to certainty. */
#include "exec/settle.h"

#include <sys/wait.h>

#include "base/interrupt.h"

#include "unit/exec/world.h"

enum
{
    FINDINGS_MAX = 3,
};

#define DID_NOT                                                                                    \
    {                                                                                              \
        .verdict = VERDICT_DID_NOT, .evidence = "Not there."                                       \
    }
#define TOOK_EFFECT                                                                                \
    {                                                                                              \
        .verdict = VERDICT_TOOK_EFFECT, .evidence = "There."                                       \
    }
#define CANNOT_TELL                                                                                \
    {                                                                                              \
        .verdict = VERDICT_CANNOT_TELL, .evidence = "Dark."                                        \
    }
#define PARTLY                                                                                     \
    {                                                                                              \
        .verdict = VERDICT_PARTLY, .evidence = "Half."                                             \
    }
#define RUNNING                                                                                    \
    {                                                                                              \
        .verdict = VERDICT_RUNNING, .evidence = "Busy."                                            \
    }

static const Str UNDO[] = {{"undo all", 8}};
static const Str REST[] = {{"do create a", 11}, {"do the rest", 11}};

#define UNDONE                                                                                     \
    {                                                                                              \
        .verdict = VERDICT_PARTLY, .evidence = "Half.", .repairs = UNDO, .repair_count = 1,        \
        .repaired = VERDICT_DID_NOT                                                                \
    }
#define FINISHED                                                                                   \
    {                                                                                              \
        .verdict = VERDICT_PARTLY, .evidence = "Half.", .repairs = REST, .repair_count = 2,        \
        .repaired = VERDICT_TOOK_EFFECT                                                            \
    }

static void
check_world(const char *effects, const char *journal)
{
    SCOPED_ARENA arena = {0};

    CHECK_TEXT(fake_journal(&world_database, &arena), journal);
    CHECK_TEXT(str_terminate(&arena, fake_effects(&world_database)), effects);
}

static void
check_result(Result result, ErrorKind kind, const char *message)
{
    CHECK_TEXT(result.message, message);
    CHECK(result.kind == kind);
}

/* Statement 1 of "create a, add a x" was sent, and its runner died. */
static void
enter_doubt(const char *text, FakeFault fault)
{
    world_clear();
    folder_put("1.sql", str_from(text));
    CHECK(world_up((WorldRun){.fault = fault, .fault_at = 4}).kind == ERROR_CONNECT);
}

/* ---- what earlier runs left open ---- */

typedef struct SettleCase
{
    FakeFault fault; /* of the run before */
    Finding findings[FINDINGS_MAX];
    size_t finding_count;
    ErrorKind kind;
    const char *message;
    const char *effects;
    const char *journal; /* behind "begin > 1:1" */
    const char *repairs;
} SettleCase;

TEST(every_verdict_is_settled)
{
    static const char *const BOTH = "create a\nadd a x\n";
    static const SettleCase CASES[] = {
        {FAKE_KILL_AFTER,
         {TOOK_EFFECT},
         1,
         ERROR_NONE,
         "",
         BOTH,
         "; done 1:1; begin > 1:2; applied 1:2",
         ""},
        {FAKE_KILL_BEFORE,
         {DID_NOT},
         1,
         ERROR_NONE,
         "",
         BOTH,
         "; failed 1:1; begin > 1:1; done 1:1 > 1:2; applied 1:2",
         ""},
        {FAKE_LOST_DONE,
         {RUNNING, RUNNING, TOOK_EFFECT},
         3,
         ERROR_NONE,
         "",
         BOTH,
         "; done 1:1; begin > 1:2; applied 1:2",
         ""},
        {FAKE_KILL_AFTER,
         {UNDONE},
         1,
         ERROR_NONE,
         "",
         BOTH,
         "; failed 1:1; begin > 1:1; done 1:1 > 1:2; applied 1:2",
         "undo all; "},
        {FAKE_KILL_BEFORE,
         {FINISHED},
         1,
         ERROR_NONE,
         "",
         "create a\nthe rest\nadd a x\n",
         "; done 1:1; begin > 1:2; applied 1:2",
         "do create a; do the rest; "},
        {FAKE_KILL_AFTER,
         {PARTLY},
         1,
         ERROR_DECISION,
         "statement 1 of migration \"1\" took effect in part",
         "create a\n",
         "; unknown 1:1",
         ""},
        {FAKE_KILL_AFTER,
         {CANNOT_TELL},
         1,
         ERROR_DECISION,
         "statement 1 of migration \"1\" may or may not have taken effect",
         "create a\n",
         "; unknown 1:1",
         ""},
    };

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        const SettleCase *expected = &CASES[index];
        SCOPED_ARENA arena = {0};

        enter_doubt("create a\nadd a x\n", expected->fault);

        const Result result = world_up((WorldRun){
            .answers = {.findings = expected->findings, .finding_count = expected->finding_count}});

        check_result(result, expected->kind, expected->message);
        CHECK_SIZE(result.verdicts, expected->finding_count);
        CHECK_TEXT(result.repairs, expected->repairs);
        check_world(expected->effects, arena_printf(&arena, "begin > 1:1%s", expected->journal));
    }
}

/* Whoever looks again has to know what the first one knew. */
TEST(doubt_is_written_down_once_and_forgets_nothing)
{
    static const char *const JOURNAL = "begin > 1:1; unknown 1:1";
    static const Finding FOUND[] = {TOOK_EFFECT};
    char first[128];

    folder_enter();
    enter_doubt("create a\n", FAKE_LOST_DONE);

    const Result result = world_up((WorldRun){.fault = FAKE_NONE});

    check_world("create a\n", JOURNAL);
    memcpy(first, result.judged, sizeof(first));
    CHECK(strstr(first, ", seen 0 bytes at 1") != NULL);

    for (unsigned run = 0; run < 3; run++)
    {
        const Result again = world_up((WorldRun){.fault = FAKE_NONE});

        CHECK(again.kind == ERROR_DECISION);
        CHECK_TEXT(again.judged, first);
        check_world("create a\n", JOURNAL);
    }

    const Result last = world_up((WorldRun){.answers = {.findings = FOUND, .finding_count = 1}});

    check_result(last, ERROR_NONE, "");
    CHECK_TEXT(last.judged, first);
    check_world("create a\n", "begin > 1:1; unknown 1:1; applied 1:1");
}

TEST(the_way_out_is_named)
{
    folder_enter();
    enter_doubt("create a\n", FAKE_LOST_DONE);

    const Result result = world_up((WorldRun){.fault = FAKE_NONE});

    CHECK_TEXT(result.detail, "Nobody looked.\nStatements before it are done; nothing after it was "
                              "run.");
    CHECK_TEXT(result.hint, "`pawl explain` shows what is there; then say what is true: "
                            "`pawl resolve 1:1 --applied` or `--retry`.");
}

/* The next verdict, from the same snapshot, says how to go on. */
TEST(a_repair_that_fails_leaves_the_statement_open)
{
    static const Finding FOUND[] = {UNDONE};

    folder_enter();
    enter_doubt("create a\n", FAKE_LOST_DONE);

    const Result result = world_up(
        (WorldRun){.answers = {.findings = FOUND, .finding_count = 1, .repair_fails = true}});

    check_result(result, ERROR_STATEMENT,
                 "could not repair what statement 1 of migration \"1\" left behind: it cannot be "
                 "repaired");
    check_world("create a\n", "begin > 1:1");
}

TEST(an_open_statement_that_was_edited_cannot_be_judged)
{
    folder_enter();
    enter_doubt("create a\nadd a x\n", FAKE_LOST_DONE);
    folder_put("1.sql", STR("create b\nadd a x\n"));

    const Result result = world_up((WorldRun){.fault = FAKE_NONE});

    check_result(result, ERROR_DRIFT,
                 "statement 1 of migration \"1\" was edited while its outcome is open");
    CHECK_SIZE(result.verdicts, 0);
    folder_put("1.sql", STR("-- nothing\n"));
    check_result(world_up((WorldRun){.fault = FAKE_NONE}), ERROR_DRIFT,
                 "statement 1 of migration \"1\" was edited while its outcome is open");
    check_world("create a\n", "begin > 1:1");
}

TEST(what_comes_after_an_open_statement_may_be_edited)
{
    static const Finding FOUND[] = {TOOK_EFFECT};

    folder_enter();
    enter_doubt("create a\nfail x\n", FAKE_LOST_DONE);
    folder_put("1.sql", STR("create a\nadd a y\n"));
    check_result(world_up((WorldRun){.answers = {.findings = FOUND, .finding_count = 1}}),
                 ERROR_NONE, "");
    check_world("create a\nadd a y\n", "begin > 1:1; done 1:1; begin > 1:2; applied 1:2");
}

TEST(an_open_statement_whose_file_is_gone_stops_the_run)
{
    folder_enter();
    enter_doubt("create a\n", FAKE_LOST_DONE);
    CHECK(unlink("1.sql") == 0);
    folder_put("2.sql", STR("create b\n"));
    check_result(world_up((WorldRun){.fault = FAKE_NONE}), ERROR_DECISION,
                 "statement 1 of migration \"1\" may or may not have taken effect, and its file is "
                 "gone");
    check_world("create a\n", "begin > 1:1");
}

/* ---- what the author said ---- */

TEST(the_authors_marks_help_where_the_database_cannot_tell)
{
    static const struct
    {
        const char *mark;
        Finding finding;
        bool yes;
        ErrorKind kind;
        const char *journal; /* behind "begin > 1:1; " */
    } CASES[] = {
        {"-- done-when\n", CANNOT_TELL, true, ERROR_NONE, "applied 1:1"},
        {"-- done-when\n", CANNOT_TELL, false, ERROR_NONE, "failed 1:1; begin > 1:1; applied 1:1"},
        {"-- done-when\n", DID_NOT, true, ERROR_NONE, "applied 1:1"},
        {"-- done-when\n", TOOK_EFFECT, false, ERROR_NONE, "failed 1:1; begin > 1:1; applied 1:1"},
        {"-- done-when\n", PARTLY, true, ERROR_NONE, "applied 1:1"},
        /* "Not done" does not say that nothing of it is there. */
        {"-- done-when\n", PARTLY, false, ERROR_DECISION, "unknown 1:1"},
        {"-- done-when\n", UNDONE, false, ERROR_NONE, "failed 1:1; begin > 1:1; applied 1:1"},
        {"-- idempotent\n", CANNOT_TELL, false, ERROR_NONE, "failed 1:1; begin > 1:1; applied 1:1"},
        {"-- idempotent\n", PARTLY, false, ERROR_NONE, "failed 1:1; begin > 1:1; applied 1:1"},
        {"-- idempotent\n", TOOK_EFFECT, false, ERROR_NONE, "applied 1:1"},
        {"-- done-when\n-- idempotent\n", CANNOT_TELL, true, ERROR_NONE, "applied 1:1"},
    };

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};

        enter_doubt(arena_printf(&arena, "%smake versions\n", CASES[index].mark),
                    FAKE_LOST_NOT_DONE);

        const Result result = world_up((WorldRun){.answers = {.findings = &CASES[index].finding,
                                                              .finding_count = 1,
                                                              .yes = CASES[index].yes}});

        CHECK(result.kind == CASES[index].kind);
        check_world("", arena_printf(&arena, "begin > 1:1; %s", CASES[index].journal));
    }
}

TEST(an_authors_question_that_fails_settles_nothing)
{
    folder_enter();
    enter_doubt("-- done-when\ncreate a\n", FAKE_LOST_DONE);
    check_result(world_up((WorldRun){.answers = {.ask_fails = true}}), ERROR_STATEMENT,
                 "the done-when query of statement 1 of migration \"1\": there is no such column");
    check_world("create a\n", "begin > 1:1");
}

/* ---- a statement that failed just now ---- */

TEST(what_a_failed_statement_left_is_looked_at)
{
    static const struct
    {
        Finding finding;
        ErrorKind kind;
        const char *effects;
        const char *journal; /* behind "begin > 1:1; " */
        const char *hint;
    } CASES[] = {
        {TOOK_EFFECT, ERROR_NONE, "create a\nadd a x\n", "done 1:1; begin > 1:2; applied 1:2", ""},
        {DID_NOT, ERROR_STATEMENT, "create a\n", "failed 1:1",
         "Fix this statement and run `pawl up` again: it goes on here."},
        {UNDONE, ERROR_STATEMENT, "", "failed 1:1",
         "Fix this statement and run `pawl up` again: it goes on here."},
        /* The rest could be done, but the reason why it failed is still there. */
        {FINISHED, ERROR_STATEMENT, "create a\n", "unknown 1:1",
         "Run `pawl up` again once the reason is gone: it does the rest of the statement."},
        {PARTLY, ERROR_DECISION, "create a\n", "unknown 1:1",
         "`pawl explain` shows what is there; then say what is true: "
         "`pawl resolve 1:1 --applied` or `--retry`."},
        {CANNOT_TELL, ERROR_DECISION, "create a\n", "unknown 1:1",
         "`pawl explain` shows what is there; then say what is true: "
         "`pawl resolve 1:1 --applied` or `--retry`."},
    };

    folder_enter();
    folder_put("1.sql", STR("create a\nadd a x\n"));

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};

        world_clear();

        const Result result = world_up(
            (WorldRun){.fault = FAKE_ENDED,
                       .fault_at = 4,
                       .answers = {.findings = &CASES[index].finding, .finding_count = 1}});

        CHECK(result.kind == CASES[index].kind);
        CHECK_TEXT(result.hint, CASES[index].hint);
        check_world(CASES[index].effects,
                    arena_printf(&arena, "begin > 1:1; %s", CASES[index].journal));
    }
}

TEST(what_cannot_be_undone_at_once_stays_open)
{
    static const Finding FOUND[] = {UNDONE};

    folder_enter();
    folder_put("1.sql", STR("create a\n"));

    const Result result = world_up(
        (WorldRun){.fault = FAKE_ENDED,
                   .fault_at = 4,
                   .answers = {.findings = FOUND, .finding_count = 1, .repair_fails = true}});

    check_result(result, ERROR_STATEMENT,
                 "migration \"1\", statement 1 of 1: it failed in the middle");
    CHECK_TEXT(result.hint, "Run `pawl up` again: it finds out what became of the statement, and "
                            "goes on.");
    check_world("create a\n", "begin > 1:1");
}

TEST(a_statement_that_goes_on_alone_is_written_down)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nadd a x\n"));

    const pid_t child = fork();
    int status = 0;

    if (child == 0)
    {
        interrupt_init();

        const Result result = world_up((WorldRun){.fault = FAKE_DETACH, .fault_at = 4});

        check_result(result, ERROR_INTERRUPTED,
                     "migration \"1\", statement 1 of 2: stopped by SIGTERM");
        check_world("create a\n", "begin > 1:1; unknown 1:1");
        _exit(0);
    }

    CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

/* ---- not now ---- */

TEST(what_is_not_now_is_tried_again_up_to_a_limit)
{
    static const char *const TEXTS[] = {"create a\n", "share a\n", "begin\ncreate a\n"};

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(TEXTS); index++)
    {
        world_clear();
        folder_put("1.sql", str_from(TEXTS[index]));

        const bool announced = index == 0;
        const Result result = world_up((WorldRun){
            .fault = FAKE_NOT_NOW, .fault_at = 3, .pace = {.tries = 4, .backoff_ms = 1}});

        CHECK(result.kind == ERROR_STATEMENT);
        CHECK_SIZE(result.calls, announced ? 2 + 1 + 4 + 1 : index == 1 ? 2 + 4 + 1 : 2 + 4);
        check_world("", announced ? "begin > 1:1; failed 1:1" : index == 1 ? "failed 1:1" : "");

        const Result again = world_up((WorldRun){.fault = FAKE_NONE});

        check_result(again, ERROR_NONE, "");
    }
}

/* ---- together with its row ---- */

TEST(a_step_that_shares_a_transaction_is_never_in_doubt)
{
    static const FakeFault FAULTS[] = {FAKE_LOST_DONE, FAKE_LOST_NOT_DONE, FAKE_KILL_BEFORE,
                                       FAKE_KILL_AFTER};

    folder_enter();
    folder_put("1.sql", STR("share a\ncreate b\nshare c\n"));
    check_result(world_up((WorldRun){.fault = FAKE_NONE}), ERROR_NONE, "");
    check_world("share a\ncreate b\nshare c\n", "done 1:1; begin > 1:2; done 1:2; applied 1:3");

    for (size_t index = 0; index < LENGTH_OF(FAULTS); index++)
    {
        world_clear();

        const Result result = world_up((WorldRun){.fault = FAULTS[index], .fault_at = 3});

        CHECK(result.kind == ERROR_CONNECT && result.struck == FAKE_CALL_TRANSACTION);
        check_result(world_up((WorldRun){.fault = FAKE_NONE}), ERROR_NONE, "");
        check_world("share a\ncreate b\nshare c\n", "done 1:1; begin > 1:2; done 1:2; applied 1:3");
    }
}
