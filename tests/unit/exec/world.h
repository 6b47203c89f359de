/*
 * world.h
 *    A folder of migrations, a fake database, and processes that run the one on the other.
 */
#ifndef UNIT_EXEC_WORLD_H
#define UNIT_EXEC_WORLD_H

#include "exec/lock.h"

#include "harness/fake_engine.h"
#include "unit/base/folder.h"

enum
{
    WORLD_FILES_MAX = 8,
};

typedef struct WorldFile
{
    const char *name;
    const char *text;
} WorldFile;

/* How one process is to run, and what is to happen to it. */
typedef struct WorldRun
{
    PlanOptions options;
    FakeFault fault;
    unsigned fault_at; /* which call */
    Report report;     /* its event is NULL: nobody listens */
    FakeAnswers answers;
    ExecPace pace;
} WorldRun;

/* What became of it. */
typedef struct Result
{
    ErrorKind kind;  /* ERROR_NONE: success */
    FakeCall struck; /* the kind of call that failed as it was told to */
    unsigned calls;
    unsigned verdicts;
    char judged[128];
    char repairs[128];
    char hint[256];
    char message[512];
    char detail[1024];
} Result;

static FakeDatabase world_database;

static ATTR_UNUSED void
world_put(const WorldFile *files)
{
    for (size_t index = 0; index < WORLD_FILES_MAX && files[index].name != NULL; index++)
        folder_put(files[index].name, str_from(files[index].text));
}

static ATTR_UNUSED void
world_remove(const WorldFile *files)
{
    for (size_t index = 0; index < WORLD_FILES_MAX && files[index].name != NULL; index++)
        CHECK(unlink(files[index].name) == 0);
}

static ATTR_UNUSED void
world_clear(void)
{
    world_database.duplicates = false;
    world_database.has_journal = false;
    world_database.has_version_table = false;
    world_database.versions_apart = false;
    world_database.rows_size = 0;
    world_database.versions_size = 0;
    world_database.effects_size = 0;
}

static Source
world_source(Arena *arena)
{
    Error err = ERROR_INIT(arena);
    Source *source = ARENA_NEW(arena, Source); /* its migrations point to it */

    CHECK(source_read(".", NULL, arena, source, &err));

    return *source;
}

static void
ignore_event(void *self, const Event *event)
{
    (void)self;
    CHECK(event->target != NULL);
}

/* Random names sort in no order: neither do these. */
static const char *
world_run_name(Arena *arena)
{
    static unsigned run;

    run++;

    return arena_printf(arena, "%08x%08x", run * 2654435761U, (unsigned)getpid() * 1000 + run);
}

static Execution
world_execution(const Source *source, FakeConnection *connection, Report report, Arena *arena)
{
    return (Execution){.name = "target",
                       .engine = &fake_engine,
                       .connection = connection,
                       .source = source,
                       .report = report.event == NULL ? (Report){.event = ignore_event} : report,
                       .arena = arena,
                       .run = world_run_name(arena),
                       .who = "who@host"};
}

/* What every command does that writes the ledger without running anything. */
static ATTR_UNUSED bool
world_look(Execution *execution, Error *err)
{
    const PlanOptions options = {.look_only = true};

    return exec_plan(execution, &options, err) && exec_lock(execution, &options, err);
}

/* One process: `pawl up` on one target. */
static Result
world_up_on(FakeDatabase *database, WorldRun attempt)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Result result = {.kind = ERROR_NONE};
    const Source source = world_source(&arena);
    FakeConnection connection = {
        .database = database,
        .fault = attempt.fault,
        .fault_at = attempt.fault_at,
        .answers = attempt.answers,
    };
    Execution execution = world_execution(&source, &connection, attempt.report, &arena);

    execution.pace = attempt.pace;

    const bool good = exec_plan(&execution, &attempt.options, &err) &&
                      exec_prepare(&execution, &err) &&
                      exec_lock(&execution, &attempt.options, &err) && exec_run(&execution, &err);

    ledger_done(&execution.ledger);
    CHECK(good == (err.kind == ERROR_NONE));
    result.kind = err.kind;
    result.struck = connection.struck;
    result.calls = connection.calls;
    result.verdicts = connection.verdicts;
    CHECK_SIZE(connection.trials, connection.verdicts); /* a run asks under the lock */
    memcpy(result.judged, connection.judged, sizeof(result.judged));
    memcpy(result.repairs, connection.repairs, sizeof(result.repairs));
    (void)snprintf(result.hint, sizeof(result.hint), "%s", err.hint == NULL ? "" : err.hint);
    (void)snprintf(result.message, sizeof(result.message), "%s", good ? "" : err.message);
    (void)snprintf(result.detail, sizeof(result.detail), "%s",
                   err.detail == NULL ? "" : err.detail);

    return result;
}

static ATTR_UNUSED Result
world_up(WorldRun attempt)
{
    return world_up_on(&world_database, attempt);
}

#endif /* UNIT_EXEC_WORLD_H */
