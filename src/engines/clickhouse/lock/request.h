/*
 * lock_request.h
 *    The requests that the lock is made of.  Internal to the folder.
 */
#ifndef CLICKHOUSE_LOCK_REQUEST_H
#define CLICKHOUSE_LOCK_REQUEST_H

#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/lock/store.h"

enum
{
    CODE_SYNTAX_ERROR = 62,
    CODE_UNKNOWN_SETTING = 115,
    CODE_SESSION_NOT_FOUND = 372,
    CODE_SESSION_IS_LOCKED = 373,
};

/* By way of which session a request goes; a NULL name is none. */
typedef struct LockWay
{
    const char *session;
    ClickhouseSessionUse use;
} LockWay;

/* How another runner's session took it. */
typedef enum LockFenced
{
    LOCK_FENCED_GONE,
    LOCK_FENCED_ASKED, /* it was there, and will be gone when it is asked next */
    LOCK_FENCED_BUSY,  /* a request holds it */
    LOCK_FENCED_LATER, /* it is too early to ask again */
} LockFenced;

/* Look at all claims.  No claims at all are an empty view. */
MUST_CHECK bool lock_request_look(Clickhouse *clickhouse, LockWay way, Arena *arena,
                                  LockView *ret_view, ClickhouseFailure *ret_failure, Error *err);

/*
 * Try to make a claim.  True says only that it may be there, and whose it is: the next look tells.
 * Its session is made by the same request, so it exists if the claim does.
 */
MUST_CHECK bool lock_request_claim(Clickhouse *clickhouse, const LockRequest *request,
                                   uint64_t generation, Error *err);

/* Insert a row into our claim. */
MUST_CHECK bool lock_request_note(Clickhouse *clickhouse, Str event, Str note, LockWay way,
                                  ClickhouseFailure *ret_failure, Error *err);

/* Drop the claims that were fenced, and ours.  Best effort; false if our session is held. */
bool lock_request_drop(Clickhouse *clickhouse);

/* Keep our claim alive from here on, now and then. */
void lock_request_keep_alive(Clickhouse *clickhouse, bool on);

/* ---- lock_fence.c ---- */

/*
 * Shut a session of another runner.  The first time in the one of its generation it looks from
 * inside, and *view becomes what it saw: while we are in it, its runner can register nothing.
 */
MUST_CHECK bool lock_request_fence(Clickhouse *clickhouse, const LockStep *step, LockView *view,
                                   LockFenced *ret_fenced, Error *err);

/* Whether a session is there. */
MUST_CHECK bool lock_request_probe(Clickhouse *clickhouse, Str session, bool *ret_gone, Error *err);

/* What a run has under way, for people; ret_query is its query id, or NULL. */
const char *lock_request_running(Clickhouse *clickhouse, Str run, Arena *arena,
                                 const char **ret_query);

#endif /* CLICKHOUSE_LOCK_REQUEST_H */
