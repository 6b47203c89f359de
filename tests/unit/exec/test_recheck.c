/* Unit tests of exec/recheck.c: what a restart of the server can have taken back. */
#include "exec/recheck.h"

#include "unit/exec/world.h"

/* What the engine is asked about, and what it says. */
static struct
{
    char asked[256]; /* "1:2 1:1 ", the newest first */
    unsigned calls;
    bool fails;
    bool lost;
} restart;

static bool
reverted(void *self, const Attempt *attempts, size_t count, Arena *arena, size_t *ret_index,
         const char **ret_evidence, Error *err)
{
    size_t size = 0;

    (void)self, (void)arena;
    restart.calls++;

    for (size_t index = 0; index < count; index++)
        size += (size_t)snprintf(restart.asked + size, sizeof(restart.asked) - size,
                                 STR_FORMAT ":%u ", STR_ARGS(attempts[index].migration),
                                 STATEMENT_NUMBER(attempts[index].index));

    if (restart.fails)
        return error_set(err, ERROR_CONNECT, "nobody answers");

    *ret_index = 0;
    *ret_evidence = restart.lost ? "It is as before." : NULL;

    return true;
}

typedef struct Recheck
{
    int64_t after_s; /* when the server started, counted from the newest row; 0: not known */
    bool allow_drift;
    bool cannot; /* the engine has no such question */
} Recheck;

typedef struct Rechecked
{
    ErrorKind kind;
    char hint[256];
} Rechecked;

/* The rows of the fake have their number for their time. */
static Rechecked
recheck(Recheck how)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    EngineOps engine = fake_engine;
    const PlanOptions options = {.allow_drift = how.allow_drift};
    const Source source = world_source(&arena);
    FakeConnection connection = {.database = &world_database};
    Execution execution = world_execution(&source, &connection, (Report){0}, &arena);
    Rechecked result = {.kind = ERROR_NONE};

    engine.reverted = how.cannot ? NULL : reverted;
    execution.engine = &engine;
    restart.asked[0] = '\0';
    restart.calls = 0;

    CHECK(exec_plan(&execution, &options, &err));
    execution.up_since_s = how.after_s == 0 ? 0 : execution.ledger.last_at_s + how.after_s;
    CHECK(exec_recheck(&execution, &options, &err) == (err.kind == ERROR_NONE));
    result.kind = err.kind;
    (void)snprintf(result.hint, sizeof(result.hint), "%s", err.hint == NULL ? "" : err.hint);
    ledger_done(&execution.ledger);

    return result;
}

static void
enter(const char *text)
{
    restart.fails = restart.lost = false;
    world_clear();
    folder_enter();
    folder_put("1.sql", str_from(text));
    (void)world_up((WorldRun){.fault = FAKE_NONE});
}

TEST(nobody_is_asked_unless_the_server_was_started_anew_since)
{
    enter("create a\nadd a x\n");
    CHECK(recheck((Recheck){.after_s = 0}).kind == ERROR_NONE);
    CHECK(recheck((Recheck){.after_s = -5}).kind == ERROR_NONE);
    CHECK_SIZE(restart.calls, 0);
    /* a second is what the server's clock is rounded to */
    CHECK(recheck((Recheck){.after_s = 1}).kind == ERROR_NONE);
    CHECK_SIZE(restart.calls, 0);
    CHECK(recheck((Recheck){.after_s = 2, .cannot = true}).kind == ERROR_NONE);
    CHECK_SIZE(restart.calls, 0);
    CHECK(recheck((Recheck){.after_s = 2}).kind == ERROR_NONE);
    CHECK_SIZE(restart.calls, 1);
}

TEST(what_was_recorded_last_is_asked_about_the_newest_first)
{
    enter("create a\nadd a x\n");
    (void)recheck((Recheck){.after_s = 2});
    CHECK_TEXT(restart.asked, "1:2 1:1 ");
}

TEST(what_has_reached_the_disk_is_not_asked_about)
{
    enter("create a\nadd a x\n");
    /* the last statement's row is the newest, 120 seconds before; the other one's came before */
    (void)recheck((Recheck){.after_s = 120});
    CHECK_TEXT(restart.asked, "1:2 ");
    (void)recheck((Recheck){.after_s = 121});
    CHECK_SIZE(restart.calls, 0);
}

TEST(a_lost_statement_stops_the_run)
{
    enter("create a\nadd a x\n");
    restart.lost = true;

    const Rechecked stopped = recheck((Recheck){.after_s = 2});

    CHECK(stopped.kind == ERROR_DECISION);
    CHECK(strstr(stopped.hint, "run that statement by hand") != NULL);
    CHECK(strstr(stopped.hint, "--allow-drift") != NULL);
    CHECK(recheck((Recheck){.after_s = 2, .allow_drift = true}).kind == ERROR_NONE);
}

TEST(the_ledger_has_the_way_out_of_an_unfinished_file)
{
    enter("create a\nadd a x\nfail x\n");
    restart.lost = true;

    const Rechecked stopped = recheck((Recheck){.after_s = 2});

    CHECK_TEXT(restart.asked, "1:2 1:1 ");
    CHECK(stopped.kind == ERROR_DECISION);
    CHECK(strstr(stopped.hint, "`pawl resolve 1:2 --undo-done`") != NULL);
}

TEST(who_cannot_be_asked_is_not_passed_over)
{
    enter("create a\nadd a x\n");
    restart.fails = true;
    CHECK(recheck((Recheck){.after_s = 2}).kind == ERROR_CONNECT);
}

/* What came before a statement whose text is gone may have been changed by it. */
TEST(an_edited_statement_hides_those_before_it)
{
    enter("create a\nadd a x\n");
    folder_put("1.sql", STR("create a\nadd a z\n"));
    (void)recheck((Recheck){.after_s = 2, .allow_drift = true});
    CHECK_SIZE(restart.calls, 0);
}
