/* Unit tests of exec/explain.c: what is known about what is not finished. */
#include "exec/explain.h"

#include "report/event.h"

#include "unit/exec/world.h"

typedef struct Told
{
    Arena arena;
    const char *text;
} Told;

static const char *
or_nothing(const char *text)
{
    return text == NULL ? "" : text;
}

static void
take_event(void *self, const Event *event)
{
    Told *told = self;

    switch ((int)event->kind)
    {
        case EVENT_STATUS:
            told->text = arena_printf(&told->arena, "%s" STR_FORMAT " is %s\n", told->text,
                                      STR_ARGS(event->migration), event->state);
            break;
        case EVENT_EXPLAINED:
            told->text = arena_printf(&told->arena, "%s%u/%u %s line %zu: %s (%s)\n", told->text,
                                      event->statement, event->statements, event->title,
                                      (size_t)event->line, event->state, or_nothing(event->text));
            break;
        case EVENT_OBJECT:
        case EVENT_ADVICE:
            told->text = arena_printf(&told->arena, "%s%s\n", told->text, event->text);
            break;
        default:
            CHECK(false);
    }
}

static void
check_explain(const Finding *finding, const char *version, size_t count, const char *text)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Told told = {.text = ""};
    const Source source = world_source(&arena);
    FakeConnection connection = {
        .database = &world_database,
        .answers = {.findings = finding, .finding_count = finding == NULL ? 0 : 1}};
    Execution execution =
        world_execution(&source, &connection, (Report){.event = take_event, .self = &told}, &arena);
    const PlanOptions options = {.look_only = true};
    const size_t rows = world_database.rows_size;
    size_t explained = 0;

    CHECK(exec_plan(&execution, &options, &err));
    CHECK(exec_explain(&execution, str_from(version), &explained, &err));
    CHECK_TEXT(told.text, text);
    CHECK_SIZE(explained, count);
    CHECK_SIZE(world_database.rows_size, rows); /* it only looks */
    CHECK_SIZE(connection.trials, 0);           /* and has not the lock */
    ledger_done(&execution.ledger);
    arena_free(&told.arena);
}

TEST(what_is_complete_or_never_began_needs_no_explanation)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    check_explain(NULL, "", 0, "");
    CHECK(world_up((WorldRun){.fault = FAKE_NONE}).kind == ERROR_NONE);
    folder_put("2.sql", STR("create b\n"));
    check_explain(NULL, "", 0, "");
}

TEST(a_failed_statement_is_explained)
{
    folder_enter();
    folder_put("1.sql", STR("use s\ncreate a\nfail x\nadd a y\n"));
    CHECK(world_up((WorldRun){.fault = FAKE_NONE}).kind == ERROR_STATEMENT);
    check_explain(NULL, "", 1,
                  "1 is partial\n"
                  "1/4 use line 1: session ()\n"
                  "2/4 create line 2: done ()\n"
                  "3/4 fail line 3: failed (refused)\n"
                  "4/4 add line 4: not run ()\n"
                  "what \"use s\" makes\n"
                  "what \"create a\" makes\n"
                  "what \"fail x\" makes\n"
                  "Fix the statement that failed, or remove what stands in its way, then run "
                  "`pawl up`: it goes on there.\n");
    check_explain(NULL, "2", 0, "");
}

static void
enter_doubt(void)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nadd a x\nadd a y\n"));
    CHECK(world_up((WorldRun){.fault = FAKE_LOST_DONE, .fault_at = 6}).kind == ERROR_CONNECT);
}

TEST(an_open_statement_is_explained_by_its_verdict)
{
    static const Str REPAIRS[] = {{"undo x", 6}, {"undo y", 6}};
    static const struct
    {
        Finding finding;
        const char *state;
        const char *advice;
    } CASES[] = {
        {{.verdict = VERDICT_TOOK_EFFECT},
         "took effect",
         "Run `pawl up`: it records that statement as done, and goes on after it."},
        {{.verdict = VERDICT_DID_NOT},
         "did not take effect",
         "Run `pawl up`: it runs that statement, and goes on."},
        {{.verdict = VERDICT_RUNNING},
         "is still running",
         "Run `pawl up`: it waits for that statement, and goes on after it."},
        {{.verdict = VERDICT_PARTLY, .repairs = REPAIRS, .repair_count = 1},
         "took effect in part",
         "Run `pawl up`: it runs `undo x`, and goes on."},
        {{.verdict = VERDICT_PARTLY, .repairs = REPAIRS, .repair_count = 2},
         "took effect in part",
         "Run `pawl up`: it runs `undo x` and more like it, and goes on."},
        {{.verdict = VERDICT_PARTLY},
         "took effect in part",
         "Look at the database.  If all of statement 2 is there: `pawl resolve 1:2 --applied`.  If "
         "not, undo what is there of it, then `pawl resolve 1:2 --retry`."},
        {{.verdict = VERDICT_CANNOT_TELL},
         "cannot be told",
         "Look at the database.  If all of statement 2 is there: `pawl resolve 1:2 --applied`.  If "
         "not, undo what is there of it, then `pawl resolve 1:2 --retry`."},
    };

    enter_doubt();

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        Finding finding = CASES[index].finding;

        finding.evidence = "As seen.";
        check_explain(&finding, "1", 1,
                      arena_printf(&arena,
                                   "1 is unknown\n"
                                   "1/3 create line 1: done ()\n"
                                   "2/3 add line 2: %s (As seen.)\n"
                                   "3/3 add line 3: not run ()\n"
                                   "what \"create a\" makes\n"
                                   "what \"add a x\" makes\n"
                                   "%s\n",
                                   CASES[index].state, CASES[index].advice));
    }
}

/* Worth a line, not an end. */
TEST(an_open_statement_that_was_edited_is_explained_as_that)
{
    enter_doubt();
    folder_put("1.sql", STR("create a\nadd a z\nadd a y\n"));
    check_explain(NULL, "", 1,
                  "1 is unknown\n"
                  "1/3 create line 1: done ()\n"
                  "2/3 add line 2: cannot be told (statement 2 of migration \"1\" was edited while "
                  "its outcome is open.  A run ended while it was under way; what became of it can "
                  "only be judged by the text that was sent.)\n"
                  "3/3 add line 3: not run ()\n"
                  "what \"create a\" makes\n"
                  "what \"add a z\" makes\n"
                  "Restore that statement as it was and run `pawl up`; or, if nothing of it took "
                  "effect, say so: `pawl resolve 1:2 --retry`.\n");
}

/* pawl up stops at it, so it is explained as well. */
TEST(what_is_open_and_has_no_file_any_more_is_explained)
{
    enter_doubt();
    CHECK(remove("1.sql") == 0);
    folder_put("2.sql", STR("create b\n"));
    check_explain(NULL, "2", 0, "");
    check_explain(NULL, "", 1,
                  "1 is unknown\n"
                  "Its file is gone, and statement 2 of it may or may not have taken effect.  Put "
                  "the file back and run `pawl up`; if it is gone for good, look at the database "
                  "and say what is true: `pawl resolve 1:2 --applied` or `--retry`.\n");
}
