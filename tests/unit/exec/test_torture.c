/*
 * test_torture.c
 *    Every call of a run fails in every way, and the database must come out right.
 *
 * After each run, broken or not, what took effect must be just what the ledger says: nothing
 * twice, nothing left out, nothing out of order, nothing "applied" that is not.  A run that
 * stops for a decision must have a doubt to show; a person then looks at the database, says what
 * is true, and the next run goes on.  In the end there is what an unbroken run leaves.
 *
 * PAWL_TEST_SEED and PAWL_TEST_COUNT choose the random schedules; a failure names its schedule.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "base/interrupt.h"
#include "exec/resolve.h"

#include "unit/exec/world.h"

enum
{
    RUNS_MAX = 12,
    STEPS_MAX = 64,
    RANDOM_COUNT = 1000, /* the simulation draws a hundred times as many */
};

static const struct
{
    const char *name;
    WorldFile files[WORLD_FILES_MAX];
} SCENARIOS[] = {
    {"steps", {{"1.sql", "create a\nadd a x\nadd a y\n"}, {"2.sql", "create b\nadd b z\n"}}},
    {"transactions", {{"1.sql", "begin\ncreate a\nadd a x\n"}, {"2.sql", "begin\nadd a y\n"}}},
    {"turns",
     {{"1.sql", "create a\n"},
      {"2.sql", "begin\nadd a x\nadd a y\n"},
      {"3.sql", "add a z\nadd a u\n"},
      {"10.sql", "begin\nadd a v\n"}}},
    {"sessions",
     {{"1.sql", "use s\nput x\nput y\nuse t\nput x\nput y\n"},
      {"2.sql", "use u\n"},
      {"3.sql", "-- nothing\n"},
      {"4.sql", "use v\nuse w\nput z\nuse x\n"}}},
    {"bootstrap",
     {{"0_schema_migrations.sql", "make versions\n"},
      {"1.sql", "create a\nadd a x\n"},
      {"2.sql", "begin\nadd a y\n"},
      {"3.sql", "add a z\n"}}},
    {"transactional bootstrap",
     {{"0_schema_migrations.sql", "begin\nmake versions\n"}, {"1.sql", "create a\nadd a x\n"}}},
};

static const char *const FAULTS[FAKE_FAULT_COUNT] = {
    [FAKE_NONE] = "none",
    [FAKE_REFUSE] = "refuse",
    [FAKE_LOST_DONE] = "lost done",
    [FAKE_LOST_NOT_DONE] = "lost not done",
    [FAKE_KILL_BEFORE] = "kill before",
    [FAKE_KILL_HALFWAY] = "kill halfway",
    [FAKE_KILL_AFTER] = "kill after",
    [FAKE_INTERRUPT] = "interrupt",
    [FAKE_NOT_NOW] = "not now",
    [FAKE_ENDED] = "ended",
    [FAKE_DETACH] = "detach",
};

/* ---- which schedule this is, for the message of a test that fails ---- */

static char schedule[1024];

static void
print_schedule(int signal_number)
{
    (void)signal_number;
    (void)!write(STDERR_FILENO, schedule, strlen(schedule));
    (void)!write(STDERR_FILENO, "\n", 1);
}

static void
begin_schedule(const char *name, uint64_t seed)
{
    CHECK(signal(SIGABRT, print_schedule) != SIG_ERR);
    (void)snprintf(schedule, sizeof(schedule), "schedule: %s, seed %llu:", name,
                   (unsigned long long)seed);
}

static void
add_to_schedule(WorldRun attempt)
{
    const size_t size = strlen(schedule);

    (void)snprintf(schedule + size, sizeof(schedule) - size, " [%s at call %u]",
                   FAULTS[attempt.fault], attempt.fault_at);
}

/* ---- what the files of a folder would do ---- */

/* One statement that is journaled. */
typedef struct Step
{
    Str version;
    unsigned statement;
    Str effect; /* empty if it leaves none */
} Step;

typedef struct Steps
{
    Arena arena;
    Source source;
    Step list[STEPS_MAX];
    size_t count;
} Steps;

static void
add_steps(Steps *steps, const Migration *migration, const Script *script)
{
    char used[FAKE_WORD_SIZE] = "";

    for (size_t index = 0; index < script->count; index++)
    {
        const Statement *statement = &script->statements[index];
        const Str effect = fake_effect_of(statement->text, used, &steps->arena);

        if ((statement->flags & STATEMENT_SESSION) != 0)
            continue;

        CHECK(steps->count < STEPS_MAX);
        steps->list[steps->count++] = (Step){
            .version = migration->version, .statement = STATEMENT_NUMBER(index), .effect = effect};
    }
}

static void
steps_read(Steps *steps)
{
    *steps = (Steps){.count = 0};
    steps->source = world_source(&steps->arena);

    for (size_t index = 0; index < steps->source.count; index++)
    {
        Error err = ERROR_INIT(&steps->arena);
        const Migration *migration = &steps->source.migrations[index];
        Script script;
        FormatText part;

        CHECK(migration_load(migration, FORMAT_UP, &steps->arena, &part, &err));

        const ScriptSource source = {.path = "", .text = part.text};

        CHECK(fake_engine.split(NULL, &source, &steps->arena, &script, &err));
        add_steps(steps, migration, &script);
    }
}

static void
steps_done(Steps *steps)
{
    arena_free(&steps->arena);
}

/* ---- what must be true after every run ---- */

static void
read_ledger(const FakeDatabase *database, Arena *arena, Ledger *ledger)
{
    Error err = ERROR_INIT(arena);
    FakeDatabase *copy = malloc(sizeof(*copy));

    CHECK(copy != NULL);
    *copy = *database;

    FakeConnection connection = {.database = copy};

    ledger_init(ledger, arena);

    if (!fake_engine.ledger_read(&connection, ledger, &err))
        CHECK_TEXT(err.detail, "a ledger that can be read");

    ledger_finish(ledger);
    free(copy);
}

/* Whether a statement is done, by the word of the ledger. */
static bool
says_done(const LedgerEntry *entry, const Step *step)
{
    return entry != NULL && (entry->state == MIGRATION_APPLIED || step->statement <= entry->done);
}

static bool
says_unknown(const LedgerEntry *entry, const Step *step)
{
    return entry != NULL && entry->state == MIGRATION_UNKNOWN &&
           entry->progress->in_flight.statement == step->statement;
}

/* The effects, one by one, must be those of the statements that the ledger calls done. */
static void
check_effects(const FakeDatabase *database, const Steps *steps, const Ledger *ledger)
{
    Str rest = fake_effects(database);

    for (size_t index = 0; index < steps->count; index++)
    {
        const Step *step = &steps->list[index];
        const LedgerEntry *entry = ledger_find(ledger, step->version);
        Str next = rest;
        const bool happened =
            step->effect.size > 0 && str_equal(str_cut(&next, '\n'), step->effect);

        if (step->effect.size == 0)
            continue;
        if (!says_unknown(entry, step))
            CHECK(happened == says_done(entry, step));
        if (happened)
            rest = next;
    }

    CHECK_SIZE(rest.size, 0);
}

/* Another runner believes its table: it may hold nothing that is not complete. */
static void
check_version_table(const FakeDatabase *database, const Ledger *ledger)
{
    Str versions = fake_versions(database);

    while (versions.size > 0)
    {
        const LedgerEntry *entry = ledger_find(ledger, str_cut(&versions, '\n'));

        CHECK(entry != NULL && entry->state == MIGRATION_APPLIED);
    }
}

static void
check_truth(const FakeDatabase *database, const Steps *steps)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;

    read_ledger(database, &arena, &ledger);
    check_effects(database, steps, &ledger);
    check_version_table(database, &ledger);
}

static void
check_complete(const FakeDatabase *database, const Steps *steps)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;

    read_ledger(database, &arena, &ledger);

    for (size_t index = 0; index < steps->source.count; index++)
    {
        const Str version = steps->source.migrations[index].version;
        const LedgerEntry *entry = ledger_find(&ledger, version);

        CHECK(entry != NULL && entry->state == MIGRATION_APPLIED);
        CHECK(!database->has_version_table || entry->recorded);
    }
}

/* ---- what a person does who is asked ---- */

static bool
really_happened(const FakeDatabase *database, const Step *step)
{
    return step->effect.size > 0 ? fake_has_line(fake_effects(database), step->effect)
                                 : database->has_version_table;
}

/* The statement that is in doubt, or NULL. */
static const Step *
doubtful_step(const FakeDatabase *database, const Steps *steps)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;

    read_ledger(database, &arena, &ledger);

    for (size_t index = 0; index < steps->count; index++)
    {
        if (says_unknown(ledger_find(&ledger, steps->list[index].version), &steps->list[index]))
            return &steps->list[index];
    }

    return NULL;
}

/* Look at the database, and say what is true: `pawl resolve`. */
static void
decide(FakeDatabase *database, const Steps *steps)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FakeConnection connection = {.database = database};
    Execution execution = world_execution(&steps->source, &connection, (Report){0}, &arena);
    const Step *step = doubtful_step(database, steps);

    CHECK(step != NULL);

    if (step == NULL)
        return; /* never: the compiler does not know what CHECK() does */

    CHECK(world_look(&execution, &err));
    CHECK(exec_resolve(&execution, step->version, step->statement,
                       really_happened(database, step) ? RESOLVE_APPLIED : RESOLVE_RETRY, "seen",
                       &err));
    ledger_done(&execution.ledger);
}

/* ---- schedules ---- */

/*
 * Whether such a failure can leave a doubt.  A process that lives, and was told that nothing
 * happened, says so in the ledger; unless it is the ledger that it cannot write.  A transaction
 * brings its row with it.
 */
static bool
leaves_doubt(FakeFault fault, FakeCall struck)
{
    switch (fault)
    {
        case FAKE_NONE:
        case FAKE_INTERRUPT:
        case FAKE_NOT_NOW:
        case FAKE_FAULT_COUNT:
            return false;
        case FAKE_ENDED:
        case FAKE_DETACH:
            return struck == FAKE_CALL_EXECUTE;
        case FAKE_REFUSE:
            return struck == FAKE_CALL_WRITE;
        case FAKE_LOST_DONE:
        case FAKE_LOST_NOT_DONE:
        case FAKE_KILL_BEFORE:
        case FAKE_KILL_HALFWAY:
        case FAKE_KILL_AFTER:
            return struck == FAKE_CALL_WRITE || struck == FAKE_CALL_EXECUTE;
    }

    return true;
}

/* One run and all that must be true after it. */
static Result
run_checked(FakeDatabase *database, const Steps *steps, WorldRun attempt, bool *doubt)
{
    add_to_schedule(attempt);

    const Result result = world_up_on(database, attempt);

    *doubt = *doubt || leaves_doubt(attempt.fault, result.struck);
    check_truth(database, steps);

    if (result.kind == ERROR_NONE)
        check_complete(database, steps);

    if (result.kind == ERROR_DECISION)
    {
        CHECK(*doubt);
        decide(database, steps);
        check_truth(database, steps);
        *doubt = false;
    }

    return result;
}

/* Runs that nothing disturbs must end well: at once, or after one decision. */
static void
run_to_the_end(FakeDatabase *database, const Steps *steps, bool doubt)
{
    const bool doubtful = doubt;
    Result result = run_checked(database, steps, (WorldRun){.fault = FAKE_NONE}, &doubt);

    if (result.kind == ERROR_DECISION && doubtful)
        result = run_checked(database, steps, (WorldRun){.fault = FAKE_NONE}, &doubt);

    CHECK_TEXT(result.message, "");
}

/* Fault at call K of the first run; false if the run has no such call. */
static bool
torture_once(const Steps *steps, FakeFault fault, unsigned at)
{
    bool doubt = false;

    const Result result =
        run_checked(&world_database, steps, (WorldRun){.fault = fault, .fault_at = at}, &doubt);

    run_to_the_end(&world_database, steps, doubt);

    return result.struck != FAKE_CALL_NONE;
}

static void
torture_scenario(size_t scenario, bool duplicates)
{
    ATTR_CLEANUP(steps_done) Steps steps;

    folder_enter();
    world_put(SCENARIOS[scenario].files);
    steps_read(&steps);

    for (FakeFault fault = FAKE_REFUSE; fault < FAKE_INTERRUPT; fault++)
    {
        unsigned at = 0;
        bool struck = true;

        while (struck)
        {
            begin_schedule(SCENARIOS[scenario].name, 0);
            world_clear();
            world_database.duplicates = duplicates;
            struck = torture_once(&steps, fault, ++at);
        }

        CHECK(at > 2);
    }
}

TEST(steps_survive_every_fault_at_every_call)
{
    torture_scenario(0, false);
}

TEST(transactions_survive_every_fault_at_every_call)
{
    torture_scenario(1, false);
}

TEST(turns_survive_every_fault_at_every_call)
{
    torture_scenario(2, false);
}

TEST(sessions_survive_every_fault_at_every_call)
{
    torture_scenario(3, false);
}

TEST(a_bootstrap_survives_every_fault_at_every_call)
{
    torture_scenario(4, false);
}

TEST(a_transactional_bootstrap_survives_every_fault_at_every_call)
{
    torture_scenario(5, false);
}

TEST(rows_that_are_stored_twice_change_nothing)
{
    torture_scenario(4, true);
}

/* A second fault strikes the run that goes on after the first. */
static bool
torture_twice(const Steps *steps, WorldRun first, WorldRun second)
{
    bool doubt = false;

    (void)run_checked(&world_database, steps, first, &doubt);

    const Result result = run_checked(&world_database, steps, second, &doubt);

    run_to_the_end(&world_database, steps, doubt);

    return result.struck != FAKE_CALL_NONE;
}

TEST(two_faults_in_a_row)
{
    enum
    {
        CALLS = 14 /* more than a run of the scenario has */
    };
    ATTR_CLEANUP(steps_done) Steps steps;

    folder_enter();
    world_put(SCENARIOS[4].files);
    steps_read(&steps);

    for (unsigned pair = 0; pair < FAKE_INTERRUPT * FAKE_INTERRUPT; pair++)
    {
        WorldRun first = {.fault = (FakeFault)(pair / FAKE_INTERRUPT)};
        WorldRun second = {.fault = (FakeFault)(pair % FAKE_INTERRUPT)};

        for (first.fault_at = 1; first.fault_at <= CALLS; first.fault_at++)
        {
            bool struck = true;

            for (second.fault_at = 1; struck; second.fault_at++)
            {
                begin_schedule(SCENARIOS[4].name, 0);
                world_clear();
                struck = torture_twice(&steps, first, second);
            }
        }
    }
}

/* ---- signals ---- */

static void
interrupt_at(const char *name, FakeDatabase *shared, const Steps *steps, unsigned at)
{
    const WorldRun attempt = {.fault = FAKE_INTERRUPT, .fault_at = at};
    int status = 0;

    begin_schedule(name, 0);
    add_to_schedule(attempt);
    *shared = world_database;

    const pid_t child = fork();

    if (child == 0)
    {
        interrupt_init();
        _exit((int)world_up_on(shared, attempt).kind);
    }

    CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == ERROR_INTERRUPTED || WEXITSTATUS(status) == ERROR_NONE);
    check_truth(shared, steps);
    run_to_the_end(shared, steps, false);
}

/* A process that was asked to stop tells the ledger: nobody has to decide anything. */
TEST(a_signal_at_any_call_leaves_no_doubt)
{
    FakeDatabase *shared =
        mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    CHECK(shared != MAP_FAILED);
    folder_enter();

    for (size_t scenario = 0; scenario < LENGTH_OF(SCENARIOS); scenario++)
    {
        ATTR_CLEANUP(steps_done) Steps steps;

        world_put(SCENARIOS[scenario].files);
        steps_read(&steps);

        for (unsigned at = 1; at <= 16; at++)
            interrupt_at(SCENARIOS[scenario].name, shared, &steps, at);

        world_remove(SCENARIOS[scenario].files);
    }
}

/* ---- chance ---- */

static uint64_t
random_next(uint64_t *state)
{
    /* xorshift64*: the same numbers on every machine */
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;

    return (*state * 2685821657736338717U) >> 33;
}

static unsigned
random_below(uint64_t *state, unsigned limit)
{
    return (unsigned)(random_next(state) % limit);
}

static void
random_schedule(const Steps *steps, const char *name, uint64_t seed)
{
    uint64_t state = seed * 2654435769U + 1;
    bool doubt = false;

    begin_schedule(name, seed);
    world_clear();
    world_database.duplicates = random_below(&state, 4) == 0;

    for (unsigned runs = 1 + random_below(&state, RUNS_MAX); runs > 0; runs--)
    {
        const WorldRun attempt = {.fault = (FakeFault)random_below(&state, FAKE_INTERRUPT),
                                  .fault_at = 1 + random_below(&state, 14)};

        (void)run_checked(&world_database, steps, attempt, &doubt);
    }

    run_to_the_end(&world_database, steps, doubt);
}

static uint64_t
number_from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    uint64_t number = otherwise;

    CHECK(text == NULL || str_to_u64(str_from(text), &number));

    return number;
}

TEST(any_schedule_of_faults)
{
    const uint64_t first = number_from_environment("PAWL_TEST_SEED", 1);
    const uint64_t count = number_from_environment("PAWL_TEST_COUNT", RANDOM_COUNT);

    folder_enter();

    for (size_t scenario = 0; scenario < LENGTH_OF(SCENARIOS); scenario++)
    {
        ATTR_CLEANUP(steps_done) Steps steps;

        world_put(SCENARIOS[scenario].files);
        steps_read(&steps);

        for (uint64_t seed = first + scenario; seed < first + count; seed += LENGTH_OF(SCENARIOS))
            random_schedule(&steps, SCENARIOS[scenario].name, seed);

        world_remove(SCENARIOS[scenario].files);
    }
}
