/*
 * lock_step.h
 *    What to do next about the lock, from what the server shows of it.  Pure.
 *
 * A claim is a table pawl_lock_<generation>; CREATE TABLE lets one of many make it.  Whoever made
 * one looks at all of them once more, and has the lock when none is higher and every lower one
 * belongs to a runner that is fenced.  Of two claims the later look sees the earlier CREATE, so
 * either the lower one sees the higher and gives up, or the higher one sees the lower and fences
 * it: whichever order their requests come in, and however late.
 *
 * Silence is a reason to fence, never a permission to go on: that is an answer of the server
 * (SESSION_NOT_FOUND) to a request that names the session all of a runner's statements need.
 */
#ifndef CLICKHOUSE_LOCK_STEP_H
#define CLICKHOUSE_LOCK_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* A row of a claim's table.  One that the claim's own session did not write means nothing. */
typedef struct LockRow
{
    Str event;
    Str note;
    Str writer;
    int64_t at_s;
} LockRow;

/* A claim, as its table tells it. */
typedef struct LockHolder
{
    uint64_t generation;
    Str run;
    Str who;
    Str user;    /* of ClickHouse: a session belongs to one, and only that one can shut it */
    Str session; /* of the generation; empty if the table is not (or not yet seen as) pawl's */
    int64_t lease_s;
    int64_t claimed_s; /* server time, as all below; 0 if not seen */
    int64_t heard_s;   /* when it was last heard of */
    bool released;     /* it had the lock and gave it back: everything below it is fenced */
    bool withdrawn;    /* it never had the lock */
    bool detached;     /* it is gone, its last statement perhaps not */
    Str *scripts;      /* sessions of single scripts */
    size_t script_count;
    LockRow *rows; /* as they came; the members above are made of them */
    size_t row_count;
} LockHolder;

/* One look at all claims, and at how far the ledger is. */
typedef struct LockView
{
    Arena *arena;
    int64_t now_s;
    int64_t uptime_s;    /* of the server */
    LockHolder *holders; /* by generation, the lowest first */
    size_t count;
    bool has_journal;
    uint64_t journal_generation; /* of its newest row; 0 if it is empty, or was not asked */
    uint32_t journal_seq;
} LockView;

/* What is known about another runner's session. */
typedef struct LockFence
{
    Str session;
    bool asked;  /* to shut */
    bool gone;   /* the server said so: nothing can run in it, ever again */
    bool looked; /* its runner's other sessions were listed when it was gone, or held by us */
} LockFence;

typedef struct LockSelf
{
    Str user;
    uint64_t generation; /* of our claim; 0 if there is none */
    Str session;         /* of that claim: no other one has this name */
    uint64_t floor;      /* the highest generation heard of by other ways */
    LockFence *fences;
    size_t fence_count;
    size_t fence_capacity;
} LockSelf;

typedef enum LockAction
{
    LOCK_CLAIM, /* make the table of `generation` */
    LOCK_WAIT,  /* for `holder` */
    LOCK_FENCE, /* shut `session` of `holder` */
    LOCK_LOOK,  /* look again: what `holder` may have registered was not seen yet */
    LOCK_LOST,  /* a later claim is there, or was: ours is void */
    LOCK_STRAY, /* our table is nowhere, and nobody can have dropped it */
    LOCK_TAKEN,
} LockAction;

typedef struct LockStep
{
    LockAction action;
    uint64_t generation;
    const LockHolder *holder; /* NULL if it is not about one */
    Str session;
} LockStep;

LockStep lock_decide(const LockView *view, const LockSelf *self);

/*
 * Whether a holder may be at work: heard of within its lease, or not gone for certain.  In whole
 * seconds, which is what the oldest servers' clocks have, and in doubt yes.
 */
bool lock_alive(const LockView *view, const LockSelf *self, const LockHolder *holder);

/* The highest claim that nobody gave back or vouched for, or NULL: then the lock is free. */
const LockHolder *lock_unsettled(const LockView *view);

/* The lowest claim that has to be fenced, or NULL. */
const LockHolder *lock_to_fence(const LockView *view, const LockSelf *self);

/* "deploy@ci-7 (run 5f3a.., for 12 s): silent for 3 s" */
const char *lock_describe(const LockView *view, const LockHolder *holder, Arena *arena);

#endif /* CLICKHOUSE_LOCK_STEP_H */
