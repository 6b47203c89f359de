/*
 * lock.h
 *    One pawl at a time on a database, and proof that the one before is gone.
 *
 * Each taker of the lock has a generation, a number that only grows and stands in every row of
 * the ledger that it writes.  Where the server frees the lock of a dead runner by itself, having
 * it is proof enough; where it does not, taking it means fencing the runner before: nothing that
 * it sent, or may still send, can begin from then on.
 */
#ifndef ENGINE_LOCK_H
#define ENGINE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* What the taker knows and is. */
typedef struct LockRequest
{
    const char *run; /* random name of this process */
    const char *who; /* user@host */
    /* The newest row that ledger_read() saw: both 0 in an empty ledger. */
    uint64_t ledger_generation;
    uint32_t ledger_seq;
} LockRequest;

typedef struct LockAnswer
{
    bool taken;
    /* taken: the ledger is no longer what ledger_read() saw, so it must be read again. */
    bool ledger_moved;
    /* taken: the fencing number, above every generation in the ledger and in older locks. */
    uint64_t generation;
    /* taken: when the server was started, seconds since 1970 by its clock; 0 if not told. */
    int64_t up_since_s;
    /*
     * Not taken: who has it, since when, and what it is doing, as one line for people:
     * "deploy@ci-7 (run 5f3a, for 12 s): silent for 3 s".
     */
    const char *holder;
} LockAnswer;

#endif /* ENGINE_LOCK_H */
