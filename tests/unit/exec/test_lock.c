/* Unit tests of exec/lock.c: one runner at a time. */
#include "exec/lock.h"

#include <sys/wait.h>

#include "base/interrupt.h"

#include "unit/exec/world.h"

typedef struct Locked
{
    Arena arena;
    Error err;
    Source source;
    FakeConnection connection;
    Execution execution;
    unsigned told; /* who has the lock */
} Locked;

static void
count_events(void *self, const Event *event)
{
    Locked *locked = self;

    if (event->kind == EVENT_LOCKED)
    {
        CHECK_TEXT(event->text, "who@else (run 1234, for 3 s)");
        locked->told++;
    }
}

static bool
lock_up(Locked *locked, FakeLock lock, ExecPace pace)
{
    const PlanOptions options = {.look_only = false};

    *locked = (Locked){.told = 0};
    locked->err = ERROR_INIT(&locked->arena);
    locked->source = world_source(&locked->arena);
    locked->connection = (FakeConnection){.database = &world_database, .lock = lock};
    locked->execution =
        world_execution(&locked->source, &locked->connection,
                        (Report){.event = count_events, .self = locked}, &locked->arena);
    locked->execution.engine = &fake_locking_engine;
    locked->execution.pace = pace;

    return exec_plan(&locked->execution, &options, &locked->err) &&
           exec_prepare(&locked->execution, &locked->err) &&
           exec_lock(&locked->execution, &options, &locked->err);
}

static void
locked_done(Locked *locked)
{
    ledger_done(&locked->execution.ledger);
    arena_free(&locked->arena);
}

TEST(a_free_lock_is_taken_once_and_given_back_once)
{
    const PlanOptions options = {.look_only = false};
    ATTR_CLEANUP(locked_done) Locked locked;

    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    CHECK(lock_up(&locked, (FakeLock){.generation = 7}, (ExecPace){0}));
    CHECK(exec_lock(&locked.execution, &options, &locked.err));
    CHECK_SIZE(locked.connection.locks, 1);
    CHECK(locked.execution.generation == 7);
    CHECK(exec_run(&locked.execution, &locked.err));
    exec_unlock(&locked.execution);
    exec_unlock(&locked.execution);
    CHECK_SIZE(locked.connection.unlocks, 1);
    CHECK(!locked.connection.in_flight);
}

TEST(a_generation_is_above_all_that_the_ledger_holds)
{
    ATTR_CLEANUP(locked_done) Locked locked;

    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    CHECK(world_up((WorldRun){.fault = FAKE_NONE}).kind == ERROR_NONE);
    folder_put("2.sql", STR("create b\n"));
    CHECK(lock_up(&locked, (FakeLock){.generation = 1}, (ExecPace){0}));
    CHECK(locked.execution.generation == 2);
}

TEST(a_lock_that_is_not_free_in_time_is_an_error)
{
    ATTR_CLEANUP(locked_done) Locked locked;

    folder_enter();
    CHECK(!lock_up(&locked, (FakeLock){.busy = 1}, (ExecPace){.lock_wait_ms = 0}));
    CHECK(locked.err.kind == ERROR_LOCKED);
    CHECK_TEXT(locked.err.message, "another pawl is at work on this database");
    CHECK_TEXT(locked.err.detail,
               "The lock is held by who@else (run 1234, for 3 s).  Nothing was run.");
    CHECK_SIZE(locked.connection.locks, 1);
    exec_unlock(&locked.execution);
    CHECK_SIZE(locked.connection.unlocks, 0);
}

TEST(waiting_is_told_and_ends_when_the_lock_is_free)
{
    ATTR_CLEANUP(locked_done) Locked locked;

    folder_enter();
    CHECK(lock_up(&locked, (FakeLock){.busy = 3},
                  (ExecPace){.lock_wait_ms = 60000, .poll_ms = 1, .tell_ms = 60000}));
    CHECK_SIZE(locked.connection.locks, 4);
    CHECK_SIZE(locked.told, 1);
}

/* Another runner may have done all that was planned. */
TEST(whoever_waited_plans_anew)
{
    ATTR_CLEANUP(locked_done) Locked locked;

    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    CHECK(lock_up(&locked, (FakeLock){.busy = 1},
                  (ExecPace){.lock_wait_ms = 60000, .poll_ms = 1, .tell_ms = 60000}));
    CHECK_SIZE(locked.connection.calls, 2); /* the ledger was read twice */
    CHECK(exec_run(&locked.execution, &locked.err));
}

TEST(a_ledger_that_moved_is_read_again)
{
    ATTR_CLEANUP(locked_done) Locked locked;

    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    CHECK(lock_up(&locked, (FakeLock){.moved = true, .generation = 5}, (ExecPace){0}));
    CHECK_SIZE(locked.connection.calls, 2);
    CHECK(locked.execution.generation == 5);
}

TEST(a_lock_that_cannot_be_asked_for_is_an_error)
{
    ATTR_CLEANUP(locked_done) Locked locked;

    folder_enter();
    CHECK(!lock_up(&locked, (FakeLock){.fails = true}, (ExecPace){.lock_wait_ms = 60000}));
    CHECK(locked.err.kind == ERROR_CONNECT);
}

TEST(a_signal_ends_the_wait)
{
    int status = 0;

    folder_enter();

    const pid_t child = fork();

    if (child == 0)
    {
        Locked locked;

        interrupt_init();
        CHECK(raise(SIGTERM) == 0);
        CHECK(!lock_up(&locked, (FakeLock){.busy = 1}, (ExecPace){.lock_wait_ms = 60000}));
        CHECK(locked.err.kind == ERROR_INTERRUPTED);
        _exit(0);
    }

    CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

/* ---- what the next runner has to fence ---- */

TEST(what_may_still_arrive_is_told_to_the_next_taker)
{
    static const struct
    {
        FakeFault fault;
        unsigned at; /* 1 read, 2 create, 3 begin, 4 execute, 5 its row */
        bool in_flight;
    } CASES[] = {
        {FAKE_NONE, 0, false},         {FAKE_REFUSE, 4, false},       {FAKE_LOST_DONE, 4, true},
        {FAKE_LOST_NOT_DONE, 4, true}, {FAKE_LOST_NOT_DONE, 3, true}, {FAKE_LOST_DONE, 5, true},
        {FAKE_REFUSE, 2, false},
    };

    folder_enter();
    folder_put("1.sql", STR("create a\n"));

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        ATTR_CLEANUP(locked_done) Locked locked;

        world_clear();
        CHECK(lock_up(&locked, (FakeLock){.busy = 0}, (ExecPace){0}));
        locked.connection.fault = CASES[index].fault;
        locked.connection.fault_at = CASES[index].at;
        CHECK(exec_run(&locked.execution, &locked.err) == (CASES[index].fault == FAKE_NONE));
        exec_unlock(&locked.execution);
        CHECK(locked.connection.in_flight == CASES[index].in_flight);
    }
}
