/*
 * lock.h
 *    One pawl at a time on a ClickHouse that others use as well.  Internal to the folder.
 */
#ifndef CLICKHOUSE_LOCK_H
#define CLICKHOUSE_LOCK_H

#include "engine/engine.h"
#include "engines/clickhouse/lock/step.h"
#include "engines/clickhouse/wire/transport.h"

typedef struct Clickhouse Clickhouse;

typedef struct ClickhouseLock
{
    int64_t lease_ms;
    LockSelf self;
    unsigned attempt;     /* of a claim: its number is in the session's name */
    unsigned strays;      /* claims in a row that were not there a moment later */
    bool taken;           /* the claim has become the lock */
    bool journaled;       /* the ledger holds a row of this generation */
    bool ask_journal;     /* there is a journal whose newest row a look can ask for */
    bool cannot_close;    /* the server has no close_session */
    int64_t shut_at_ms;   /* when a shrunk session may be gone; asking sooner keeps it alive */
    int64_t shut_wait_ms; /* how long that takes */
    uint64_t *below;      /* the claims that were fenced, to be dropped at the end */
    size_t below_count;
    void *renewer; /* a connection of its own */
} ClickhouseLock;

/* EngineOps.lock, unlock, break_lock.  An embedded server has no second user: always taken. */
bool clickhouse_lock(void *self, const LockRequest *request, LockAnswer *ret_answer, Error *err);
void clickhouse_unlock(void *self, bool in_flight);
bool clickhouse_break_lock(void *self, const LockRequest *request, const char **ret_done,
                           Error *err);

/*
 * One attempt at the lock.  probing: a holder whose lease is not over is asked whether its
 * session is there.  *ret_query: the id of the query that is in the way, or NULL.
 */
MUST_CHECK bool clickhouse_lock_try(Clickhouse *clickhouse, const LockRequest *request,
                                    bool probing, LockAnswer *ret_answer, const char **ret_query,
                                    Error *err);

/* Whether others can use the server too. */
bool clickhouse_is_shared(const Clickhouse *clickhouse);

/* Withdraw a claim that never became the lock, and free what is not in an arena. */
void clickhouse_lock_done(Clickhouse *clickhouse);

/* The session without which nothing of this run may happen; NULL where there is no lock. */
const char *clickhouse_lock_session(const Clickhouse *clickhouse);

#endif /* CLICKHOUSE_LOCK_H */
