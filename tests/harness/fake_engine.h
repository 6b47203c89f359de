/*
 * fake_engine.h
 *    A database in a struct, and an engine over it that fails where it is told to.
 *
 * A migration holds one statement per line, and what took effect is written down line by line,
 * in order: the list of effects is the database.  Statements:
 *
 *     create X      refused if it took effect before
 *     add X WORD    refused before `create X`; takes effect as often as it is sent
 *     use X         session only: forgotten with the script and the connection
 *     put WORD      refused without `use`; its effect names what was used.  After `put gone` it
 *                   cannot be used any more
 *     fail WORD     always refused
 *     make versions / drop versions    the version table of other runners; both may run twice
 *     share WORD    as a step, it takes effect in one transaction with its row
 *     begin         as first line: the script is one transaction
 *     ?             cannot be split
 *
 * "-- done-when" and "-- idempotent" above a statement are its author's marks.
 *
 * FakeDatabase has no pointers, so that a copy is a snapshot and it may live in memory that
 * two processes share.
 */
#ifndef HARNESS_FAKE_ENGINE_H
#define HARNESS_FAKE_ENGINE_H

#include "engine/engine.h"

/* What happens to the call that was chosen to fail. */
typedef enum FakeFault
{
    FAKE_NONE,
    FAKE_REFUSE,        /* it does nothing, and the answer says so */
    FAKE_LOST_DONE,     /* it is carried out, and the answer gets lost */
    FAKE_LOST_NOT_DONE, /* it is not carried out, and nobody can tell */
    FAKE_KILL_BEFORE,   /* the process dies before it: every later call fails as well */
    FAKE_KILL_HALFWAY,  /* the process dies between the ledger's rows and the versions */
    FAKE_KILL_AFTER,    /* the process dies after it took effect */
    FAKE_INTERRUPT,     /* a SIGTERM arrives, and the call succeeds */
    FAKE_NOT_NOW,       /* it does nothing, and so do all that follow: the reason will pass */
    FAKE_ENDED,         /* it is carried out, and the answer says that it failed in the middle */
    FAKE_DETACH,        /* a SIGTERM arrives while it is under way, and nobody waits for it */
    FAKE_FAULT_COUNT,
} FakeFault;

typedef enum FakeCall
{
    FAKE_CALL_NONE,
    FAKE_CALL_READ,
    FAKE_CALL_CREATE,
    FAKE_CALL_WRITE,
    FAKE_CALL_EXECUTE,
    FAKE_CALL_TRANSACTION,
} FakeCall;

enum
{
    FAKE_ROWS_SIZE = 256 * 1024,
    FAKE_VERSIONS_SIZE = 64 * 1024,
    FAKE_EFFECTS_SIZE = 8 * 1024,
    FAKE_WORD_SIZE = 64,
};

typedef struct FakeDatabase
{
    bool duplicates; /* every row of the ledger is stored twice, as after a repeated write */
    bool has_journal;
    bool has_version_table;
    bool versions_apart; /* reading the version table takes a call of its own, unless expected */
    size_t rows_size;    /* all three are lines; a row's fields are separated by tabs */
    size_t versions_size;
    size_t effects_size;
    char rows[FAKE_ROWS_SIZE];
    char versions[FAKE_VERSIONS_SIZE];
    char effects[FAKE_EFFECTS_SIZE];
} FakeDatabase;

/* What the database says to those who ask it, in the order of the list; the last one stays. */
typedef struct FakeAnswers
{
    const Finding *findings;
    size_t finding_count;
    bool ask_fails; /* the done-when query does */
    bool yes;       /* else its answer */
    bool repair_fails;
} FakeAnswers;

/* The lock, for fake_locking_engine. */
typedef struct FakeLock
{
    unsigned busy; /* how often it is still another's */
    bool moved;    /* the ledger is not what was read */
    uint64_t generation;
    bool fails;
} FakeLock;

/* One process's view of it. */
typedef struct FakeConnection
{
    FakeDatabase *database;
    FakeFault fault;
    unsigned fault_at; /* which call fails, from 1 */
    unsigned calls;
    FakeCall struck; /* what kind of call that was, once it happened */
    bool dead;
    const Script *script; /* whose session it is */
    char used[FAKE_WORD_SIZE];
    FakeAnswers answers;
    FakeLock lock;

    /* What was asked of it. */
    unsigned verdicts;
    unsigned trials;  /* verdicts that were allowed to try the statement on a copy */
    char judged[128]; /* "1:2 by RUN, seen SNAPSHOT at TIME", of the last one */
    char repairs[128];
    unsigned locks;
    unsigned unlocks;
    bool in_flight; /* as the last unlock() said */
} FakeConnection;

extern const EngineOps fake_engine;         /* has no lock: nobody else can open the database */
extern const EngineOps fake_locking_engine; /* the same with one */

Str fake_rows(const FakeDatabase *database);
Str fake_versions(const FakeDatabase *database);
Str fake_effects(const FakeDatabase *database);

/* Whether a line is among the lines of a text. */
bool fake_has_line(Str lines, Str line);

/*
 * The line that a statement leaves among the effects; empty if it leaves none.  used: what the
 * script's session statements before it left, changed by one of those.
 */
Str fake_effect_of(Str statement, char used[FAKE_WORD_SIZE], Arena *arena);

/* fake_answers.c: verdicts, repairs and the lock, as the connection has them in its lists. */
bool fake_verdict(void *self, const Attempt *attempt, Arena *arena, Finding *ret_finding,
                  Error *err);
bool fake_repair(void *self, Str sql, Error *err);
void fake_append_presence(const GuardObject *object, Buf *sql);
bool fake_ask(void *self, const Attempt *attempt, Str sql, Arena *arena, Str *ret_answer,
              Error *err);
bool fake_describe(void *self, const Script *script, size_t count, EngineLine line, Error *err);
bool fake_lock(void *self, const LockRequest *request, LockAnswer *ret_answer, Error *err);
void fake_unlock(void *self, bool in_flight);
void fake_add_effect(FakeDatabase *database, Str effect);

/* The journal as "begin > 1:1; done 1:1 > 1:2; ...", in the order in which it was written. */
const char *fake_journal(const FakeDatabase *database, Arena *arena);

#endif /* HARNESS_FAKE_ENGINE_H */
