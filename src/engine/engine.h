/*
 * engine.h
 *    What a database must offer to be migrated.
 *
 * One const EngineOps per folder under engines/; engines/engines.def lists them.
 * Callers ask for a feature, never for a name.  An engine does what it is told
 * and says what became of it; what to do next is decided above it.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/error.h"
#include "base/str.h"
#include "engine/lock.h"
#include "engine/verdict.h"
#include "ledger/journal.h"
#include "ledger/ledger.h"
#include "source/history.h"
#include "source/mirror.h"
#include "source/script.h"

/* What became of a statement that was sent, as far as the answer proves it. */
typedef enum Outcome
{
    OUTCOME_DONE,     /* it took effect, all of it */
    OUTCOME_NOT_DONE, /* it did not take effect, nothing of it; the error says why */
    OUTCOME_NOT_NOW,  /* the same, and the reason will pass: it may be sent again after a while */
    OUTCOME_ALONE,    /* the same, and the reason is the transaction: it may be sent by itself */
    OUTCOME_ENDED,    /* it is over, with an error; verdict() can tell what it left behind */
    OUTCOME_UNKNOWN,  /* no answer: it may have taken effect, be under way, or not have arrived */
} Outcome;

typedef struct EngineOptions
{
    const char *url;      /* as configured; may hold a password */
    const char *password; /* from password_file, or NULL */
    const char *ca_file;  /* NULL: the system's */
    const char *cert_file;
    const char *key_file;
    const char *run; /* random name of this process, in the server's views */
    int64_t connect_timeout_ms;
    int64_t statement_timeout_ms; /* 0: none */
    int64_t request_timeout_ms;   /* of what an engine asks and writes for itself; 0: none */
    int64_t lock_timeout_ms;      /* how long a statement waits for locks of others; 0: for ever */
    int64_t lease_ms;             /* how long a silent holder of the lock may be alive */
    bool ledger_sync;             /* make each ledger row durable (fsync) before going on */
} EngineOptions;

/* Told about a target once it is open; texts live as long as the connection. */
typedef struct EngineInfo
{
    const char *title;   /* for people: the engine's */
    const char *version; /* "15.18" */
    const char *place;   /* "localhost:5432/app"; never a password */
    Str schema;          /* or database, in which things are made whose names say none */
} EngineInfo;

/* The server says something that is no error (a NOTICE); severity in its own words. */
typedef struct EngineNotice
{
    void (*call)(void *context, const char *severity, const char *text);
    void *context;
} EngineNotice;

/* For a statement that was refused because what it makes is there already. */
#define ENGINE_HINT_EXISTS                                                                         \
    "`pawl explain` shows whether it is left over from an earlier attempt.  If this database is "  \
    "past this migration already, record it and those before it as applied: "                      \
    "`pawl baseline --to VERSION`."

/* Takes one line of text. */
typedef struct EngineLine
{
    void (*call)(void *context, const char *text);
    void *context;
} EngineLine;

/* What goes into the ledger in one write. */
typedef struct LedgerWrite
{
    const JournalRow *rows;
    size_t row_count;
    const Str *versions; /* for the version table of other runners, where there is one */
    size_t version_count;
    bool versions_go;            /* they leave that table instead of entering it */
    const MirrorChange *changes; /* of another tool's table, which is kept up to date */
    size_t change_count;
} LedgerWrite;

/* Takes one row of an answer as texts; NULLs are empty. */
typedef struct EngineFields
{
    void (*call)(void *context, const Str *fields, size_t count);
    void *context;
} EngineFields;

typedef enum EngineFeature
{
    /* Statements and the ledger's rows can share one transaction. */
    ENGINE_TRANSACTIONS = 1 << 0,
    /* The server frees the lock when its holder's connection ends: such locks are taken first. */
    ENGINE_LOCK_ENDS_WITH_CONNECTION = 1 << 1,
} EngineFeature;

typedef struct EngineOps
{
    const char *name;  /* of the folder, the target, the default directory */
    const char *title; /* for people: with capitals */
    unsigned features; /* EngineFeature bits */

    /* Whether this engine is the one that a URL means. */
    bool (*accepts)(Str url);

    /*
     * Connect.  ERROR_CONNECT if the server cannot be reached, ERROR_CONFIG for a wrong URL
     * or a missing library, ERROR_PERMISSION for refused credentials, ERROR_UNSUPPORTED for a
     * server that is too old.  *ret_self lives in malloc'ed memory until close().
     */
    bool (*open)(const EngineOptions *options, EngineNotice notice, void **ret_self, Error *err);
    void (*close)(void *self); /* accepts NULL */

    /* Valid after ledger_read(): some servers say their version only with the first answer. */
    EngineInfo (*info)(const void *self);

    /*
     * Split a file into statements by this database's rules.  Its texts and the marks'
     * effect go into *ret_script; everything allocated lives in the arena.  Does no I/O.
     * self may be NULL: then the newest server's rules hold.
     */
    bool (*split)(const void *self, const ScriptSource *source, Arena *arena, Script *ret_script,
                  Error *err);

    /*
     * Read the journal and the version table into the ledger (ledger_add_row(),
     * ledger_add_recorded()).  Tables that do not exist are told with ledger_set_*();
     * every other failure is an error: it is never taken for "empty".
     *
     * Where looking for the version table would cost a round trip or more, and the ledger does
     * not say that it is expected, it may be left out: then version_table_unread is set, and
     * ledger_read_versions() makes up for it.
     */
    bool (*ledger_read)(void *self, Ledger *ledger, Error *err);
    bool (*ledger_read_versions)(void *self, Ledger *ledger, Error *err); /* NULL: never needed */

    /* Create the journal and its view where they are missing. */
    bool (*ledger_create)(void *self, Error *err);

    /*
     * Append rows, then the versions, or take them away, then the changes.  Returns only when it is
     * certain: an unknown outcome is settled by writing again (run and seq make that harmless) or
     * is an error.
     */
    bool (*ledger_write)(void *self, const LedgerWrite *write, Error *err);

    /*
     * Try once to take the lock; does not wait.  An answer that is not `taken` is no error.
     * The holder's line lives in err->arena.  NULL where the database has no second user.
     */
    bool (*lock)(void *self, const LockRequest *request, LockAnswer *ret_answer, Error *err);

    /*
     * Give the lock back.  in_flight: a statement of this run may still be under way, so the
     * next taker has to fence it, but need not wait for the lease.  Best effort: whoever comes
     * next copes with a lock that was not given back.  Accepts a lock that was never taken.
     */
    void (*unlock)(void *self, bool in_flight);

    /*
     * For `pawl unlock`: take the lock from whoever has it, once it is certain that it cannot go
     * on.  *ret_done says in one line what was found and done.  ERROR_LOCKED, with what is still
     * running, if it is not certain.  NULL where lock is NULL.
     */
    bool (*break_lock)(void *self, const LockRequest *request, const char **ret_done, Error *err);

    /*
     * What has to be known about the database before the first of these statements so that
     * verdict() can tell afterwards; in the engine's own words, empty if nothing has to.  In the
     * arena.  The others (count >= 1) are those that are most likely to come next, so that one
     * look may serve several.
     */
    bool (*snapshot)(void *self, const Attempt *attempts, size_t count, Arena *arena,
                     Str *ret_snapshot, Error *err);

    /*
     * Run one statement of a script.  True iff OUTCOME_DONE; else the error is set and
     * *ret_outcome says which of the others it is.  ERROR_LOCKED with OUTCOME_NOT_DONE if
     * another runner took the lock meanwhile.
     */
    bool (*execute)(void *self, const Attempt *attempt, Outcome *ret_outcome, Error *err);

    /*
     * The same with the ledger's rows inside its transaction: a SCRIPT_TRANSACTION as a whole,
     * whatever attempt->index says; of a SCRIPT_STEPS one STATEMENT_TRANSACTIONAL.  Never
     * OUTCOME_ENDED.  The rows' duration is filled in by the server.  NULL without
     * ENGINE_TRANSACTIONS.
     */
    bool (*execute_transaction)(void *self, const Attempt *attempt, const LedgerWrite *write,
                                Outcome *ret_outcome, Error *err);

    /*
     * What became of a statement that was sent.  Changes nothing of what is there.  Only under the
     * lock is "did not" final; without it (for people who ask) it says what can be seen now.  An
     * error if the database could not be asked.
     */
    bool (*verdict)(void *self, const Attempt *attempt, Arena *arena, Finding *ret_finding,
                    Error *err);

    /*
     * Whether one of these statements, which are done by the ledger, the last one first, is
     * provably undone: what it changed is as its snapshot shows it, and none of those after it can
     * have brought that about.  *ret_index, and the evidence in words, or NULL if none is.  NULL
     * where what the server acknowledged outlasts its death.
     */
    bool (*reverted)(void *self, const Attempt *attempts, size_t count, Arena *arena,
                     size_t *ret_index, const char **ret_evidence, Error *err);

    /* Run one of a finding's repairs.  The error's text says what failed. */
    bool (*repair)(void *self, Str sql, Error *err);

    /*
     * A question of the author's: the first value of its answer as text, in the arena; empty if
     * there is none.  In the session in which that attempt would be made; NULL: in any.
     */
    bool (*ask)(void *self, const Attempt *attempt, Str sql, Arena *arena, Str *ret_answer,
                Error *err);

    /* Append a query that answers 1 if such a table or view is there, else 0.  Does no I/O. */
    void (*append_presence)(const GuardObject *object, Buf *sql);

    /*
     * What the first `count` statements of a script make that is there now, and whether anything
     * uses it: one line for people each ("table run_v2: 12 rows, made 2026-11-24 01:02:03 UTC;
     * nothing reads from it"), through the callback.  For `pawl explain`; changes nothing.
     */
    bool (*describe)(void *self, const Script *script, size_t count, EngineLine line, Error *err);

    /*
     * Append the schema as a migration file of this database: the same text for the same schema,
     * in an order in which it can be run, without rows, without what pawl made and without the
     * version table.  *ret_maker says what wrote it, in err->arena.  Valid after ledger_read().
     */
    bool (*dump)(void *self, Buf *text, const char **ret_maker, Error *err);

    /*
     * The columns of those tables of other tools (source/history.h) that are there, and of the one
     * named `table`, if it is not empty: name of the table, name of the column, whether it holds
     * text (1 or 0).  Valid after ledger_read().  NULL where no other tool works.
     */
    bool (*history_columns)(void *self, Str table, EngineFields seen, Error *err);

    /* The rows of one of them in its order, as the columns that it names.  NULL with the former. */
    bool (*history_read)(void *self, const HistoryFound *found, EngineFields row, Error *err);
} EngineOps;

/* The list of engines in the order of engines.def, NULL at its end. */
extern const EngineOps *const ENGINES[];

/* The engine that a URL means, or NULL. */
const EngineOps *engine_for_url(Str url);

/* The engine of that name, or NULL. */
const EngineOps *engine_by_name(Str name);

#endif /* ENGINE_ENGINE_H */
