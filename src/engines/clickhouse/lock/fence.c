/*
 * lock_fence.c
 *    Shutting the sessions of a runner that is gone.
 *
 * One is shut when the server has said SESSION_NOT_FOUND to a request that named it; that it
 * accepted to close it is not enough, as an administrator can switch that off.
 */
#include <string.h>

#include "base/clock.h"
#include "engines/clickhouse/lock/request.h"
#include "engines/clickhouse/wire/tsv.h"

enum
{
    VERSION_CLOSES = 2000, /* no server before it knows close_session */
    TRIES_MAX = 5,
    SHUT_WAIT_MS = 2500, /* 18.16: session_timeout=0 ends one within 2.2 s */
};

static MUST_CHECK bool
ask(const Clickhouse *clickhouse, const ClickhouseQuery *query, ClickhouseFailure *failure,
    Error *err)
{
    return clickhouse->transport->query(clickhouse->connection, query, failure, err);
}

static LockFence *
fence_of(Clickhouse *clickhouse, Str session)
{
    LockSelf *self = &clickhouse->lock.self;

    for (size_t index = 0; index < self->fence_count; index++)
    {
        if (str_equal(self->fences[index].session, session))
            return &self->fences[index];
    }

    if (self->fence_count == self->fence_capacity)
    {
        LockFence *fences =
            ARENA_ARRAY(&clickhouse->arena, LockFence, 2 * self->fence_capacity + 4);

        if (self->fence_count > 0)
            memcpy(fences, self->fences, self->fence_count * sizeof(*fences));

        self->fences = fences;
        self->fence_capacity = 2 * self->fence_capacity + 4;
    }

    self->fences[self->fence_count] = (LockFence){.session = str_copy(&clickhouse->arena, session)};

    return &self->fences[self->fence_count++];
}

static MUST_CHECK bool
touch(Clickhouse *clickhouse, LockWay way, ClickhouseFailure *failure, Error *err)
{
    const ClickhouseQuery query = {
        .sql = STR("SELECT 1"), .session = way.session, .session_use = way.use, .reads = true};

    for (int left = TRIES_MAX;; left--)
    {
        if (ask(clickhouse, &query, failure, err))
            return true;
        if (failure->code != 0 || err->kind != ERROR_CONNECT || failure->late || left == 1)
            return false;

        error_clear(err);
    }
}

bool
lock_request_probe(Clickhouse *clickhouse, Str session, bool *ret_gone, Error *err)
{
    ClickhouseFailure failure;
    const LockWay way = {str_terminate(err->arena, session), SESSION_JOIN};

    *ret_gone = false;

    if (touch(clickhouse, way, &failure, err))
        return true;

    *ret_gone = failure.code == CODE_SESSION_NOT_FOUND;
    fence_of(clickhouse, session)->gone = *ret_gone;

    if (failure.code == 0)
        return false;

    error_clear(err);

    return true;
}

/* The session was there.  Where it cannot be closed, each question keeps it alive for longer. */
static LockFenced
asked(ClickhouseLock *lock, LockFence *fence, bool looked)
{
    fence->looked = looked && !lock->cannot_close;

    /* Closed, and there: an administrator has switched closing off. */
    lock->cannot_close = lock->cannot_close || fence->asked;
    fence->asked = true;

    if (lock->cannot_close)
    {
        lock->shut_wait_ms = lock->shut_wait_ms == 0 ? SHUT_WAIT_MS : 2 * lock->shut_wait_ms;
        lock->shut_at_ms = clock_ms() + lock->shut_wait_ms;
    }

    return LOCK_FENCED_ASKED;
}

static MUST_CHECK bool
shut(Clickhouse *clickhouse, const LockStep *step, LockView *view, LockFenced *ret_fenced,
     Error *err)
{
    ClickhouseLock *lock = &clickhouse->lock;
    LockFence *fence = fence_of(clickhouse, step->session);
    const bool looks = str_equal(step->session, step->holder->session) && !fence->asked;
    const LockWay way = {str_terminate(view->arena, step->session),
                         lock->cannot_close ? SESSION_SHRINK : SESSION_CLOSE};
    ClickhouseFailure failure;
    LockView seen;

    if (looks ? lock_request_look(clickhouse, way, view->arena, &seen, &failure, err)
              : touch(clickhouse, way, &failure, err))
    {
        *ret_fenced = asked(lock, fence, looks);

        if (looks)
            *view = seen;

        return true;
    }
    if (failure.code == 0)
        return false;

    error_clear(err);

    if (failure.code == CODE_UNKNOWN_SETTING && !lock->cannot_close)
    {
        lock->cannot_close = true;
        return shut(clickhouse, step, view, ret_fenced, err);
    }

    fence->gone = failure.code == CODE_SESSION_NOT_FOUND;
    fence->looked = fence->looked && fence->gone;
    *ret_fenced = fence->gone                              ? LOCK_FENCED_GONE
                  : failure.code == CODE_SESSION_IS_LOCKED ? LOCK_FENCED_BUSY
                                                           : asked(lock, fence, false);

    if (fence->gone)
        lock->shut_at_ms = lock->shut_wait_ms = 0;

    return true;
}

bool
lock_request_fence(Clickhouse *clickhouse, const LockStep *step, LockView *view,
                   LockFenced *ret_fenced, Error *err)
{
    ClickhouseLock *lock = &clickhouse->lock;

    lock->cannot_close = lock->cannot_close || clickhouse->version < VERSION_CLOSES;

    if (clock_ms() < lock->shut_at_ms)
    {
        *ret_fenced = LOCK_FENCED_LATER;
        return true;
    }

    return shut(clickhouse, step, view, ret_fenced, err);
}

static bool
take_running(void *context, Str line, Error *err)
{
    (void)err;
    buf_append(context, line);

    return true;
}

const char *
lock_request_running(Clickhouse *clickhouse, Str run, Arena *arena, const char **ret_query)
{
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF sql = {0};
    SCOPED_BUF answer = {0};
    Error ignored = ERROR_INIT(&scratch);
    ClickhouseFailure failure;

    lock_store_append_running(&sql, run);

    const ClickhouseQuery query = {
        .sql = buf_str(&sql), .reads = true, .rows = {take_running, &answer}};

    *ret_query = NULL;

    if (!ask(clickhouse, &query, &failure, &ignored) || answer.size == 0)
        return "its last request still runs in the server";

    Str rest = buf_str(&answer);
    const Str id = clickhouse_tsv_unescape(str_cut(&rest, '\t'), arena);
    const Str seconds = str_cut(&rest, '\t');

    *ret_query = str_terminate(arena, id);

    return arena_printf(arena,
                        "its statement still runs in the server (query " STR_FORMAT
                        ", for " STR_FORMAT " s, " STR_FORMAT " rows read)",
                        STR_ARGS(id), STR_ARGS(seconds), STR_ARGS(rest));
}
