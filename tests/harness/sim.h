/*
 * sim.h
 *    A small model of a database server, and of several runners that work on it at once.
 *
 * The server is what the protocol has to live with: statements take time and go on after their
 * runner died; a request may arrive long after the runner gave it up; a statement of several
 * parts may stop between two; a crash drops sessions and what runs; any answer may be lost.
 * Two kinds of server: one frees the lock when its holder's connection ends (PostgreSQL), the
 * other keeps locks of numbered generations that a taker has to fence (ClickHouse).
 *
 * Each runner is the real executor over sim_engine, on a stack of its own; the seed decides at
 * every message who acts next and what goes wrong.  The server itself checks what must never be:
 * see sim_break()'s callers.  A Defect breaks the engine's side of the protocol on purpose, to
 * prove that the checks can fail.
 *
 * A migration holds one statement per line: VERB NAME [PARTS]
 *
 *     create X     one part; a probe tells whether it is there
 *     mutate X     one part, accepted at once and then slow; survives a crash
 *     fill X N     N parts; what is there of it can be taken back
 *     append X N   N parts; what is there of it cannot be told from what was there before
 *     rename X N   N parts; the rest of them can be done later
 *     touch X      one part that no probe can see
 *     grow X       one part, in one transaction with its row
 *     use X / put Y    a session statement; one part that needs it
 *     begin        as first line: the script is one transaction
 *
 * Files of down parts hold what undoes the migrations; all of those are applied when a schedule
 * begins, and the runners revert them, one or all, the newest first.
 *
 * "-- done-when" and "-- idempotent" above a statement are its author's marks.
 */
#ifndef HARNESS_SIM_H
#define HARNESS_SIM_H

#include <ucontext.h>

#include "engine/engine.h"
#include "source/migration.h"

#include "harness/chance.h"

enum
{
    SIM_ACTIVE_MAX = 3,     /* runners at the same time */
    SIM_PROCESSES_MAX = 40, /* runners of one schedule */
    SIM_REQUESTS_MAX = 24,
    SIM_STEPS_MAX = 16,
    SIM_PARTS_MAX = 4,
    SIM_FILES_MAX = 4,
    SIM_ROWS_MAX = 512,
    SIM_BACKENDS_MAX = 512,
    SIM_GENERATIONS_MAX = 128,
    SIM_TRACE_SIZE = 64 * 1024,
    SIM_LEASE = 30, /* in ticks of the model's clock: one for each thing that happens */
};

typedef enum SimKind
{
    SIM_FENCES, /* locks of generations, sessions as fences: ClickHouse */
    SIM_FREES,  /* a lock that ends with its connection, transactions: PostgreSQL */
    SIM_KIND_COUNT,
} SimKind;

/* What the engine or the server does wrong on purpose. */
typedef enum SimDefect
{
    SIM_SOUND,
    SIM_NO_FENCE,            /* a lock is taken without closing the session before */
    SIM_EXPIRY_IS_ENOUGH,    /* the same, but only if the lease has run out */
    SIM_UNKNOWN_IS_DONE,     /* a lost answer is taken for a good one */
    SIM_UNKNOWN_IS_NOT_DONE, /* a lost answer is taken for a refusal */
    SIM_RESENDS,             /* a statement whose answer was lost is sent again */
    SIM_NO_ANNOUNCEMENT,     /* rows lose what they announce */
    SIM_NO_SNAPSHOT,         /* rows lose what was seen before the statement */
    SIM_RUNNING_IS_NOT,      /* a statement that still runs counts as one that did not */
    SIM_DOUBT_IS_NOT,        /* what cannot be told counts as "did not" */
    SIM_NEVER_MOVED,         /* the lock does not say that the ledger moved meanwhile */
    SIM_ROWS_UNFENCED,       /* the ledger takes rows of sessions that are closed */
    SIM_OPEN_LAST,           /* the session is opened only when the lock is there */
    SIM_LOCK_FOR_NOBODY,     /* everybody gets the lock */
    SIM_DEFECT_COUNT,
} SimDefect;

typedef enum SimVerb
{
    SIM_CREATE,
    SIM_MUTATE,
    SIM_FILL,
    SIM_APPEND,
    SIM_RENAME,
    SIM_TOUCH,
    SIM_GROW,
    SIM_USE,
    SIM_PUT,
    SIM_VERB_COUNT,
} SimVerb;

/* One journaled statement of all files, in the order in which they have to take effect. */
typedef struct SimStep
{
    const Script *script;
    size_t index; /* in its script */
    size_t file;
    SimVerb verb;
    unsigned parts;
    bool decided_by_author; /* done-when or idempotent */
    bool repeatable;        /* idempotent */
    Str used;               /* what it needs to be in use; empty: nothing */
} SimStep;

typedef struct SimFiles
{
    Arena arena;
    Source source;
    bool down; /* the texts are those of down parts */
    Str texts[SIM_FILES_MAX];
    Script scripts[SIM_FILES_MAX];
    SimStep steps[SIM_STEPS_MAX];
    size_t step_count;
} SimFiles;

typedef enum SimWhat
{
    SIM_STATEMENT,
    SIM_TRANSACTION, /* a script as a whole, or one step, and its row */
    SIM_ROW,
    SIM_REPAIR,
    SIM_LOCK,
    SIM_UNLOCK,
} SimWhat;

typedef enum SimState
{
    SIM_FREE,
    SIM_LATE,    /* sent, and given up by whoever sent it; arrives at `at` */
    SIM_RUNNING, /* its next part is done whenever chance wants it */
    SIM_OVER,    /* its answer waits for whoever sent it */
} SimState;

typedef enum SimResult
{
    SIM_DONE,
    SIM_REFUSED,  /* for good, and nothing happened */
    SIM_NOT_NOW,  /* for the moment, and nothing happened */
    SIM_STOPPED,  /* it failed in the middle */
    SIM_SHUT_OUT, /* the session is closed, the connection is gone: nothing happened */
    SIM_LOST,     /* nobody knows */
} SimResult;

typedef struct SimRequest
{
    SimState state;
    SimWhat what;
    size_t process;
    unsigned backend; /* SIM_FREES: its connection */
    bool awaited;     /* somebody wants its answer */
    int64_t at;
    const SimStep *step; /* SIM_STATEMENT, SIM_TRANSACTION, SIM_REPAIR */
    size_t step_count;   /* SIM_TRANSACTION: how many from there */
    unsigned part;       /* the next one */
    unsigned fails_at;   /* the part that fails; SIM_PARTS_MAX: none */
    bool takes_back;     /* SIM_REPAIR: undo all parts; else do `part` */
    bool in_flight;      /* SIM_UNLOCK */
    uint64_t generation; /* SIM_LOCK: to be made */
    JournalRow row;      /* SIM_ROW, SIM_TRANSACTION */
    SimResult result;
} SimRequest;

typedef enum SimRole
{
    SIM_PLAN,   /* what the files are for: `pawl up`, or `pawl down` */
    SIM_PERSON, /* `pawl resolve`, by somebody who looked */
} SimRole;

/* A runner; its number is its place in Sim.processes. */
typedef struct SimProcess
{
    SimRole role;
    const char *run;
    bool dead;         /* nothing that it does reaches anybody any more */
    bool interrupted;  /* a signal asked it to stop */
    bool patient;      /* waits for the lock as long as it takes */
    bool session_made; /* SIM_FENCES: once; one that was closed is never opened again */
    bool session_open;
    unsigned backend;          /* SIM_FREES: its connection, from 1; 0: none */
    bool connected;            /* SIM_FREES: it had one */
    bool stopped;              /* SIGSTOP: its lease is not renewed */
    int64_t wakes_at;          /* asleep, or stopped, until then */
    uint64_t known_generation; /* the newest row of the ledger, as far as it knows */
    uint32_t known_seq;
    const SimStep *judged; /* by its last verdict */
    const SimRequest *awaits;
    const Script *script; /* whose session statements hold */
    Str used;
    uint64_t generation;      /* SIM_FENCES: of its lock */
    const SimStep *undecided; /* a verdict gave it leave to ask a person about it */
    ErrorKind kind;           /* how it ended */
    char message[160];
    char detail[160];
} SimProcess;

typedef struct SimBackend
{
    bool open;
    bool left; /* its client is gone; the server notices at `left_at` */
    int64_t left_at;
    size_t process;
} SimBackend;

typedef struct SimLockState
{
    uint64_t generation; /* SIM_FENCES; 0: there never was one */
    size_t process;
    int64_t lease_until;
    bool released;
    bool in_flight;
    unsigned backend; /* SIM_FREES: the holder's; 0: free */
} SimLockState;

/* What the schedules of a Sim had in them: a check that never could fail is none. */
typedef struct SimCounts
{
    unsigned long runs;
    unsigned long beside; /* that began while another was at work */
    unsigned long faults;
    unsigned long fenced;   /* sessions closed by the next taker of the lock */
    unsigned long shut_out; /* requests that arrived late, and after the fence */
    unsigned long late;     /* requests that arrived late, and began */
    unsigned long repairs;
    unsigned long verdicts[VERDICT_COUNT];
    unsigned long asked;    /* a person */
    unsigned long outlived; /* statements that went on after their runner was gone */
} SimCounts;

typedef struct Sim
{
    const SimFiles *files;
    SimKind kind;
    SimDefect defect;
    Chance chance;
    Arena arena;
    int64_t now;
    unsigned faults_left;
    unsigned fault_rate; /* one message in so many */
    unsigned slowness;   /* of statements, against everything else */
    unsigned starts_left;
    unsigned active_max;

    SimProcess processes[SIM_PROCESSES_MAX];
    size_t process_count;
    size_t active[SIM_ACTIVE_MAX]; /* processes, by stack */
    bool busy[SIM_ACTIVE_MAX];
    size_t current; /* stack */
    ucontext_t contexts[SIM_ACTIVE_MAX];
    ucontext_t driver;

    SimRequest requests[SIM_REQUESTS_MAX];
    unsigned backend_count;
    SimLockState lock;
    bool has_journal;
    size_t row_count;
    Str runs[SIM_GENERATIONS_MAX];               /* who wrote in a generation */
    unsigned have[SIM_STEPS_MAX][SIM_PARTS_MAX]; /* how often each part is there */
    bool asked[SIM_STEPS_MAX];                   /* a person has to decide: it may not be sent */

    const char *broken; /* what must never be, and was; NULL: all is well */
    char broken_text[160];
    SimCounts counts;
    bool traced;
    size_t trace_size;

    /* From here on nothing is cleared for a new schedule: the counts tell what holds. */
    SimBackend backends[SIM_BACKENDS_MAX];
    JournalRow rows[SIM_ROWS_MAX]; /* by generation, run and seq */
    char trace[SIM_TRACE_SIZE];
} Sim;

extern const EngineOps sim_fences;
extern const EngineOps sim_frees;

/* Say that something happened that must never; the first one counts. */
void sim_break(Sim *sim, const char *format, ...) ATTR_PRINTF(2, 3);
void sim_note(Sim *sim, const char *format, ...) ATTR_PRINTF(2, 3);

/* ---- sim_files.c ---- */

void sim_files_read(const char *const *texts, bool down, SimFiles *ret_files);
void sim_files_done(SimFiles *files);
bool sim_split_text(const SimFiles *files, Str text, Script *ret_script);

/* NULL for a session statement. */
const SimStep *sim_step_of(const SimFiles *files, const Script *script, size_t index);

/* ---- sim_server.c ---- */

/* The request reaches the server; NULL if it was shut out.  Quick ones are over at once. */
SimRequest *sim_arrive(Sim *sim, const SimRequest *request);
/* Before anything happens: all migrations are applied. */
void sim_apply_all(Sim *sim);

void sim_send_late(Sim *sim, const SimRequest *request, int64_t at);

/* The server goes on with a request: it arrives, or its next part is done. */
void sim_go_on(Sim *sim, SimRequest *request);
bool sim_can_go_on(const Sim *sim, const SimRequest *request);

/* Sessions, connections and what runs are gone; what is stored stays. */
void sim_crash(Sim *sim);

/* The server notices that a client is gone. */
void sim_reap(Sim *sim, SimBackend *backend);
bool sim_can_reap(const Sim *sim, const SimBackend *backend);

/* Whether something of a step may still begin or go on. */
bool sim_is_live(const Sim *sim, const SimStep *step);
unsigned sim_parts_there(const Sim *sim, const SimStep *step);
bool sim_holds_lock(const Sim *sim, size_t process, unsigned backend);

/* ---- sim_schedule.c ---- */

/* The running process lets others act until it is its turn again. */
void sim_turn(Sim *sim);
SimProcess *sim_self(Sim *sim);

/* What clock_sleep_ms() does to a runner. */
void sim_sleep(Sim *sim, int64_t duration);

/* SIM_FREES: the client's end is closed; the server notices sooner or later. */
void sim_leave(Sim *sim, SimProcess *process);

/* One schedule from a seed; false, with sim->broken, if it broke. */
bool sim_run(Sim *sim, const SimFiles *files, SimKind kind, SimDefect defect, uint64_t seed);

#endif /* HARNESS_SIM_H */
