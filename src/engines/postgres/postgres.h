/*
 * postgres.h
 *    PostgreSQL as an engine: the connection's state, and what its parts offer to engine.c.
 *
 * One part for each thing that engine.h asks for: ledger/, statement.c, lock/ (lease.c behind a
 * transaction pooler), evidence.c and describe.c; session.c serves them.
 */
#ifndef ENGINES_POSTGRES_POSTGRES_H
#define ENGINES_POSTGRES_POSTGRES_H

#include "engine/engine.h"
#include "engines/postgres/ledger/store.h"
#include "engines/postgres/wire/client.h"

/* What stands between pawl and the server, as far as it matters to sessions. */
typedef enum PostgresRoute
{
    POSTGRES_DIRECT,        /* nothing that was noticed */
    POSTGRES_SESSION_PROXY, /* a proxy, but this connection has a backend of its own */
    POSTGRES_POOLED,        /* a transaction pooler: the next message may reach another backend */
} PostgresRoute;

typedef struct Postgres
{
    PostgresClient *client;
    EngineOptions options; /* to connect again: its texts live as long as the run */
    EngineNotice notice;
    Arena arena; /* of the texts below */

    /* The ledger. */
    Str schema; /* where it lives; set by ledger_read() */
    bool has_journal;
    VersionTable version_table;
    Ledger *reading; /* while ledger_read() is under way */

    /* The session. */
    const Script *script;  /* whose statements ran last */
    bool session_lost;     /* the connection is a new one: what a script SET before is gone */
    bool own_lock_timeout; /* nobody else set one for this session */

    /* The lock. */
    PostgresRoute route;
    bool locked; /* it is ours, as far as we know */
    Buf lease;   /* pooled: the statement that proves the lease, for every transaction */

    /* Who holds a statement up, while it runs. */
    PostgresClient *observer;
    bool observer_failed;
    Buf blockers;
} Postgres;

/* ---- session.c ---- */

/* The statements that undo what a script did to its session, with ';' between them. */
void postgres_append_restore(const Postgres *postgres, const Script *script, Buf *sql);

/*
 * Before a statement of a script: forget what another script did to the session, and make sure
 * that what this one did before the statement at index still holds.
 */
MUST_CHECK bool postgres_enter_script(Postgres *postgres, const Script *script, size_t index,
                                      Error *err);

/*
 * The settings that stand before the statement at index in its script, each with a ';', as far as
 * a transaction may hold them and none of them replaces another.  Returns how many there are.
 */
size_t postgres_append_settings(Buf *sql, const Script *script, size_t index);

/*
 * Within a transaction: what is pawl's is written by pawl's own role, whatever the script that
 * the session is in has SET.  Returns how many statements that takes.
 */
size_t postgres_append_own_role(Buf *sql, const Script *script);

/* After an error inside a transaction block the session answers nothing else until this. */
void postgres_roll_back(const Postgres *postgres);

/* A new connection in the place of a lost one; the lock, if it was held, is not yet ours again. */
MUST_CHECK bool postgres_reconnect(Postgres *postgres, Error *err);

/* A query of pawl's own that takes no answer; its failure is the ledger's, not a migration's. */
MUST_CHECK bool postgres_query_own(const Postgres *postgres, const Buf *sql, PostgresRows rows,
                                   Error *err);

/* ---- lock/blockers.c ---- */

/* The watch over a statement of a migration: notes who holds it up. */
PostgresWatch postgres_watch(Postgres *postgres);

/* ---- lock/ ---- */

/* After postgres_reconnect(): the lock again, unless another runner had it meanwhile. */
MUST_CHECK bool postgres_lock_again(Postgres *postgres, const JournalRow *row, Error *err);

bool postgres_lease_try(Postgres *postgres, const LockRequest *request, LockAnswer *ret_answer,
                        Error *err);
void postgres_lease_end(Postgres *postgres);
bool postgres_lease_break(Postgres *postgres, const LockRequest *request, const char **ret_done,
                          Error *err);

/* "pawl": the first half of the keys of pawl's advisory locks.  0 as the second is the lease's
 * table while it is made, anything else a schema's oid. */
#define POSTGRES_LOCK_CLASS 0x7061776c

/* The two halves of the key of pawl's advisory lock. */
void postgres_append_lock_key(const Postgres *postgres, Buf *sql);

/*
 * The statement, with a ';' before it, that gives back the session's advisory locks, other than
 * pawl's: what a migration took and kept.
 */
void postgres_append_release(const Postgres *postgres, Buf *sql);

/* The statement that sets lock_timeout, unless somebody meant another for this connection. */
void postgres_append_lock_timeout(const Postgres *postgres, bool local, Buf *sql);

/* The statement that finds whether the ledger is what the request's sender read. */
void postgres_append_ledger_moved(const Postgres *postgres, const LockRequest *request, Buf *sql);

/* The table of a pooled lock. */
#define POSTGRES_LEASE_TABLE "pawl_lock"

/* ---- the functions of EngineOps, by the names there ---- */

bool postgres_ledger_read(void *self, Ledger *ledger, Error *err);
bool postgres_ledger_create(void *self, Error *err);
bool postgres_ledger_write(void *self, const LedgerWrite *write, Error *err);
bool postgres_lock(void *self, const LockRequest *request, LockAnswer *ret_answer, Error *err);
void postgres_unlock(void *self, bool in_flight);
bool postgres_break_lock(void *self, const LockRequest *request, const char **ret_done, Error *err);
bool postgres_execute(void *self, const Attempt *attempt, Outcome *ret_outcome, Error *err);
bool postgres_execute_transaction(void *self, const Attempt *attempt, const LedgerWrite *write,
                                  Outcome *ret_outcome, Error *err);
bool postgres_snapshot(void *self, const Attempt *attempts, size_t count, Arena *arena,
                       Str *ret_snapshot, Error *err);
bool postgres_verdict(void *self, const Attempt *attempt, Arena *arena, Finding *ret_finding,
                      Error *err);
bool postgres_repair(void *self, Str sql, Error *err);
bool postgres_ask(void *self, const Attempt *attempt, Str sql, Arena *arena, Str *ret_answer,
                  Error *err);
void postgres_append_presence(const GuardObject *object, Buf *sql);
bool postgres_describe(void *self, const Script *script, size_t count, EngineLine line, Error *err);

/* EngineOps.history_*: ledger/history.c. */
bool postgres_dump(void *self, Buf *text, const char **ret_maker, Error *err);

bool postgres_history_columns(void *self, Str table, EngineFields seen, Error *err);
bool postgres_history_read(void *self, const HistoryFound *found, EngineFields row, Error *err);

#endif /* ENGINES_POSTGRES_POSTGRES_H */
