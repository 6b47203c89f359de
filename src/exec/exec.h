/*
 * exec.h
 *    Carry a plan out on one target, and keep its ledger true at every instant.
 */
#ifndef EXEC_EXEC_H
#define EXEC_EXEC_H

#include "engine/engine.h"
#include "plan/plan.h"
#include "report/event.h"

/* How patient a run is. */
typedef struct ExecPace
{
    int64_t lock_wait_ms; /* for the lock, before it is an error */
    int64_t poll_ms;      /* between two looks at what is waited for */
    int64_t tell_ms;      /* at most, between two lines that say what is waited for */
    int64_t backoff_ms;   /* before the second try of what was "not now"; doubles, with chance */
    unsigned tries;       /* of what is "not now", in all */
} ExecPace;

/* One target of a run: a database, the files for it, and what is known so far. */
typedef struct Execution
{
    const char *name; /* the target's */
    const EngineOps *engine;
    void *connection;
    const Source *source;
    Ledger ledger;
    Plan plan;
    Report report;
    Arena *arena;    /* lives as long as the run */
    const char *run; /* random name of this process */
    const char *who; /* user@host */
    ExecPace pace;
    const HistorySeen *seen; /* the columns of other tools' tables, once they were asked for */
    size_t seen_count;
    Str history_table;            /* of another tool; empty: those of the usual names */
    bool mirror;                  /* keep another tool's table up to date (exec/mirror.h) */
    const HistoryFound *mirrored; /* that table */
    MirrorChange *changes;        /* what it does not say yet */
    size_t change_count;
    bool locked;         /* the target's lock is ours, and has to be given back */
    uint64_t generation; /* of the lock; 0 before exec_lock() */
    int64_t up_since_s;  /* as the lock told it: when the server was started; 0 if not known */
    uint32_t seq;        /* of the last ledger row written */
    JournalStep intent;  /* what the last row says may be under way; none if statement is 0 */
    Str snapshot;        /* of the intent */
    bool detached;       /* something that this run sent may still go on in the server, or arrive */
    size_t applied;      /* migrations this run completed or reverted, but the bootstrap file */
} Execution;

/* Read the ledger, wait for the checksums, build the plan.  Writes nothing, tells nothing. */
MUST_CHECK bool exec_plan(Execution *execution, const PlanOptions *options, Error *err);

/*
 * Load and split every file that is to run.  An error in the last of them stops the run before
 * the first statement of the first.
 */
MUST_CHECK bool exec_prepare(Execution *execution, Error *err);

/* The same for one item. */
MUST_CHECK bool exec_prepare_item(Execution *execution, PlanItem *item, Error *err);

/* Tell which server this is. */
void exec_tell_server(const Execution *execution);

/* The same, and what is noteworthy about the plan. */
void exec_tell_begin(const Execution *execution);

/* Tell the stretch of migrations that are complete already. */
void exec_tell_skipped(const Execution *execution);

/* Tell what became of the target: the counts, and for people the text instead, if there is one. */
void exec_tell_end(const Execution *execution, const char *text, size_t applied, size_t skipped);

/* Tell the plan as events, statement by statement; nothing is executed. */
void exec_tell_plan(const Execution *execution);

/* Whether there is anything to run or to record. */
bool exec_has_work(const Execution *execution);

/*
 * Settle what earlier runs left open, then run what the plan says.  Under the lock.  After an
 * error the ledger is true and says where to go on.
 */
MUST_CHECK bool exec_run(Execution *execution, Error *err);

/* Make the journal, where it is missing.  Under the lock. */
MUST_CHECK bool exec_ensure_ledger(Execution *execution, Error *err);

/* Say what could not be done with the ledger, and which rights it takes where these are missing. */
bool exec_ledger_error(Error *err, const char *what);

/* Record versions as done without running them.  Under the lock. */
MUST_CHECK bool exec_baseline(Execution *execution, const Migration *const *migrations,
                              size_t count, Error *err);

/* Tell the state of every migration, those without a file included. */
void exec_tell_status(const Execution *execution);

#endif /* EXEC_EXEC_H */
