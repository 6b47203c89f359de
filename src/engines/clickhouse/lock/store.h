/*
 * lock_store.h
 *    How the lock is kept in ClickHouse: the texts of the queries, without I/O.
 *
 * Who claims stands in the table's definition, as the columns' defaults, so that it appears in
 * one instant together with the claim.  What comes later are rows.  The table is of the Memory
 * engine: its rows are about sessions, and both end when the server does.
 */
#ifndef CLICKHOUSE_LOCK_STORE_H
#define CLICKHOUSE_LOCK_STORE_H

#include "base/buf.h"
#include "base/error.h"
#include "engines/clickhouse/lock/step.h"

#define LOCK_TABLE_PREFIX "pawl_lock_"

/* A row's event. */
#define LOCK_RENEWED   "renewed"   /* the holder lives */
#define LOCK_SESSION   "session"   /* note: the name of a session it is about to use */
#define LOCK_RELEASED  "released"  /* it has given the lock back, and nothing of it runs */
#define LOCK_WITHDRAWN "withdrawn" /* it never had the lock */
#define LOCK_DETACHED  "detached"  /* it is gone; what it sent last may still run */

typedef struct LockClaim
{
    uint64_t generation;
    const char *run;
    const char *who;
    const char *user;
    const char *session;
    int64_t lease_ms;
} LockClaim;

void lock_store_append_claim(Buf *sql, Str database, const LockClaim *claim);

/*
 * journal: ask for its newest row too, instead of only whether there is one.  rows: for those of
 * the claims' tables, too; else lock_store_append_rows() asks for them by themselves.
 */
void lock_store_append_look(Buf *sql, Str database, bool journal, bool rows);
void lock_store_append_rows(Buf *sql, Str database);

/* A row of our claim's table. */
void lock_store_append_row(Buf *sql, Str database, const LockSelf *self, Str event, Str note);

/* DROP TABLE IF EXISTS of the given claims, in that order; old servers take only one at a time. */
void lock_store_append_drop(Buf *sql, Str database, const uint64_t *generations, size_t count);

/* One line: query_id, whole seconds, rows read, of what the run has under way. */
void lock_store_append_running(Buf *sql, Str run);

/* Take one line of the answer to a look.  ERROR_LEDGER for one that makes no sense. */
MUST_CHECK bool lock_store_take(LockView *view, Str line, Error *err);

/* After the last line: sort the claims, and work out when each was last heard of. */
void lock_store_finish(LockView *view);

#endif /* CLICKHOUSE_LOCK_STORE_H */
