/*
 * lock_break.c
 *    pawl unlock: the lock taken from whoever has it, by the same proof as ever.
 *
 * The one thing it does that a waiting runner does not: it asks whether the session of a holder
 * whose lease is not over is there still.
 */
#include "base/clock.h"
#include "engines/clickhouse/lock/request.h"

enum
{
    BREAK_WAIT_MS = 8000, /* for sessions that have to run out */
    BREAK_POLL_MS = 200,
};

static MUST_CHECK bool
still_at_work(const LockAnswer *answer, const char *query, Error *err)
{
    (void)error_set(err, ERROR_LOCKED, "the lock cannot be freed");
    (void)error_detail(err, "It is held by %s.", answer->holder);

    return query == NULL
               ? error_hint(err, "Stop that pawl first.  One that died is known to be gone when "
                                 "its lease is over.")
               : error_hint(err,
                            "Wait for it; or end it, which may leave it half done: "
                            "KILL QUERY WHERE query_id = '%s' SYNC",
                            query);
}

/* Who has the lock, as far as a look tells; NULL if nobody. */
static MUST_CHECK bool
describe_holder(Clickhouse *clickhouse, const char **ret_holder, Error *err)
{
    SCOPED_ARENA scratch = {0};
    ClickhouseFailure failure;
    LockView view;

    *ret_holder = NULL;

    if (!lock_request_look(clickhouse, (LockWay){0}, &scratch, &view, &failure, err))
        return false;

    const LockHolder *holder = lock_unsettled(&view);

    if (holder != NULL)
        *ret_holder = lock_describe(&view, holder, &clickhouse->arena);

    return true;
}

bool
clickhouse_break_lock(void *self, const LockRequest *request, const char **ret_done, Error *err)
{
    Clickhouse *clickhouse = self;
    const int64_t until_ms = clock_ms() + BREAK_WAIT_MS;
    const char *holder = NULL;
    const char *query = NULL;
    LockAnswer answer = {0};

    *ret_done = "was not locked";

    if (!clickhouse_is_shared(clickhouse))
        return true;
    if (!describe_holder(clickhouse, &holder, err))
        return false;
    if (holder == NULL)
        return true;

    for (;;)
    {
        if (!clickhouse_lock_try(clickhouse, request, true, &answer, &query, err))
            return false;
        if (answer.taken)
            break;
        if (clickhouse->lock.shut_at_ms < clock_ms() || clock_ms() >= until_ms)
            return still_at_work(&answer, query, err);

        clock_sleep_ms(BREAK_POLL_MS);
    }

    clickhouse_unlock(clickhouse, false);
    *ret_done = arena_printf(&clickhouse->arena,
                             "freed the lock of %s; nothing of it can begin any more", holder);

    return true;
}
