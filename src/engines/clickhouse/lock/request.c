/*
 * lock_request.c
 *    The requests that the lock is made of.
 */
#include "engines/clickhouse/lock/request.h"

#include "base/clock.h"

enum
{
    CODE_TABLE_ALREADY_EXISTS = 57,
    CODE_UNKNOWN_TABLE = 60,
    CODE_TABLE_IS_DROPPED = 218,
    CODE_NO_STRUCTURE = 636, /* merge() of no tables, in new versions */
    /*
     * Before, a query that locks a table twice, as a look at its columns and its rows does, hangs
     * for good if a DROP of it comes in between, and many others with it.  Seen on 18.16; mended
     * in 19.4 (ClickHouse issue 4316, pull request 4535), and more of the kind up to 19.15.
     */
    VERSION_LOCKS_TWICE = 2001,
    TRIES_MAX = 5,
    RETRY_MS = 50,
    RENEW_MIN_MS = 100,
    RENEW_MAX_MS = 20000, /* a session is gone after 60 s of silence */
    RENEW_TIMEOUT_MS = 2000,
};

static MUST_CHECK bool
ask(const Clickhouse *clickhouse, const ClickhouseQuery *query, ClickhouseFailure *failure,
    Error *err)
{
    return clickhouse->transport->query(clickhouse->connection, query, failure, err);
}

/* ---- looking ---- */

static bool
take_look(void *context, Str line, Error *err)
{
    return lock_store_take(context, line, err);
}

static bool
server_says(const Error *err, const char *words)
{
    const Str text = str_from(err->server);

    return str_find(text, 0, str_from(words)) < text.size;
}

static bool
no_claims(const ClickhouseFailure *failure, const Error *err)
{
    return failure->code == CODE_NO_STRUCTURE ||
           (failure->code == CODE_UNKNOWN_TABLE &&
            server_says(err, "no one matches regular expression"));
}

/* The answer was lost, or a claim was dropped while the server looked at it; 18.16 does not say
 * which. */
static bool
may_look_again(const ClickhouseFailure *failure, const Error *err)
{
    return (failure->code == 0 && err->kind == ERROR_CONNECT && !failure->late) ||
           failure->code == CODE_TABLE_IS_DROPPED ||
           (failure->code == CODE_UNKNOWN_TABLE && server_says(err, LOCK_TABLE_PREFIX));
}

static bool
look_failed(const ClickhouseFailure *failure, Error *err)
{
    if (err->kind == ERROR_STATEMENT && failure->code != CODE_SESSION_NOT_FOUND &&
        failure->code != CODE_SESSION_IS_LOCKED && failure->code != CODE_UNKNOWN_SETTING)
        err->kind = ERROR_LEDGER;

    return error_wrap(err, "could not look at the lock (the tables " LOCK_TABLE_PREFIX "N)");
}

static MUST_CHECK bool
ask_look(const Clickhouse *clickhouse, LockWay way, const Buf *sql, LockView *view,
         ClickhouseFailure *failure, Error *err)
{
    const ClickhouseQuery query = {.sql = buf_str(sql),
                                   .session = way.session,
                                   .session_use = way.use,
                                   .reads = true,
                                   .rows = {take_look, view}};

    return ask(clickhouse, &query, failure, err);
}

/*
 * One request where the server can, so that all is seen after it arrived; or the rows behind it:
 * what they say of a claim is then no older than what else is known of it, and a claim that came
 * or went in between is one that is not yet seen (step.h).
 */
static MUST_CHECK bool
look(const Clickhouse *clickhouse, LockWay way, LockView *view, ClickhouseFailure *failure,
     Error *err)
{
    SCOPED_BUF sql = {0};
    const Str database = clickhouse_database(clickhouse);
    const bool at_once = clickhouse->version >= VERSION_LOCKS_TWICE;

    lock_store_append_look(&sql, database, clickhouse->lock.ask_journal, at_once);

    if (!ask_look(clickhouse, way, &sql, view, failure, err))
        return false;
    if (at_once)
        return true;

    buf_clear(&sql);
    lock_store_append_rows(&sql, database);

    return ask_look(clickhouse, way, &sql, view, failure, err);
}

bool
lock_request_look(Clickhouse *clickhouse, LockWay way, Arena *arena, LockView *ret_view,
                  ClickhouseFailure *ret_failure, Error *err)
{
    for (int left = TRIES_MAX;; left--)
    {
        *ret_view = (LockView){.arena = arena};

        if (look(clickhouse, way, ret_view, ret_failure, err))
            break;
        if (no_claims(ret_failure, err))
        {
            error_clear(err);
            *ret_view = (LockView){.arena = arena};
            break;
        }
        if (left == 1 || !may_look_again(ret_failure, err))
            return look_failed(ret_failure, err);

        error_clear(err);
        clock_sleep_ms(RETRY_MS);
    }

    lock_store_finish(ret_view);

    /* What has been seen after a session was gone is all that ever was to be seen. */
    for (size_t index = 0; index < clickhouse->lock.self.fence_count; index++)
    {
        LockFence *fence = &clickhouse->lock.self.fences[index];

        fence->looked = fence->looked || fence->gone;
    }

    return true;
}

/* ---- claiming ---- */

/*
 * A name that no other claim has or had: a request that was given up for lost may still arrive
 * and make its session, and that must not be one that anybody uses.
 */
static void
name_session(Clickhouse *clickhouse, uint64_t generation)
{
    ClickhouseLock *lock = &clickhouse->lock;

    lock->self.generation = generation;
    lock->self.user = str_from(clickhouse->url.user);
    lock->self.session =
        str_from(arena_printf(&clickhouse->arena, "pawl-%s-%llu-%s-%u", clickhouse->url.database,
                              (unsigned long long)generation, clickhouse->run, ++lock->attempt));
}

bool
lock_request_claim(Clickhouse *clickhouse, const LockRequest *request, uint64_t generation,
                   Error *err)
{
    SCOPED_BUF sql = {0};
    ClickhouseFailure failure;

    name_session(clickhouse, generation);

    const char *session = clickhouse->lock.self.session.data;
    const LockClaim claim = {.generation = generation,
                             .run = request->run,
                             .who = request->who,
                             .user = clickhouse->url.user,
                             .session = session,
                             .lease_ms = clickhouse->lock.lease_ms};

    lock_store_append_claim(&sql, clickhouse_database(clickhouse), &claim);

    const ClickhouseQuery query = {
        .sql = buf_str(&sql), .session = session, .session_use = SESSION_ENTER};

    if (ask(clickhouse, &query, &failure, err) || failure.code == CODE_TABLE_ALREADY_EXISTS ||
        (failure.sent && failure.code == 0 && err->kind == ERROR_CONNECT))
    {
        error_clear(err);
        return true;
    }

    clickhouse->lock.self.generation = 0;

    if (err->kind == ERROR_STATEMENT)
        err->kind = ERROR_LEDGER;

    return error_wrap(err, "could not take the lock");
}

bool
lock_request_note(Clickhouse *clickhouse, Str event, Str note, LockWay way,
                  ClickhouseFailure *ret_failure, Error *err)
{
    SCOPED_BUF sql = {0};

    lock_store_append_row(&sql, clickhouse_database(clickhouse), &clickhouse->lock.self, event,
                          note);

    const ClickhouseQuery query = {
        .sql = buf_str(&sql), .session = way.session, .session_use = way.use};

    return ask(clickhouse, &query, ret_failure, err);
}

/* ---- the end of it ---- */

bool
lock_request_drop(Clickhouse *clickhouse)
{
    SCOPED_ARENA scratch = {0};
    ClickhouseLock *lock = &clickhouse->lock;
    Error ignored = ERROR_INIT(&scratch);
    ClickhouseFailure failure = {0};
    size_t count = lock->below_count + 1;
    uint64_t *generations = ARENA_ARRAY(&scratch, uint64_t, count);

    /* Ours last: while it is there, nobody thinks that the others are alive. */
    for (size_t index = 0; index < lock->below_count; index++)
        generations[index] = lock->below[index];

    generations[lock->below_count] = lock->self.generation;

    for (size_t at = 0, step = count; at < count;)
    {
        SCOPED_BUF sql = {0};

        lock_store_append_drop(&sql, clickhouse_database(clickhouse), generations + at, step);

        const ClickhouseQuery query = {
            .sql = buf_str(&sql), .session = lock->self.session.data, .session_use = SESSION_JOIN};

        if (ask(clickhouse, &query, &failure, &ignored))
            at += step;
        else if (failure.code == CODE_SYNTAX_ERROR && step > 1)
            step = 1;
        else
            return failure.code != CODE_SESSION_IS_LOCKED;

        error_clear(&ignored);
    }

    return true;
}

/* ---- staying alive ---- */

/* By way of our session, which keeps that alive too, unless a statement holds it. */
static void
renew(void *context, const ClickhouseQuery *under_way)
{
    Clickhouse *clickhouse = context;
    ClickhouseLock *lock = &clickhouse->lock;
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF sql = {0};
    Error ignored = ERROR_INIT(&scratch);
    ClickhouseFailure failure;

    if (lock->self.generation == 0)
        return;
    if (lock->renewer == NULL)
        lock->renewer = clickhouse->transport->clone(clickhouse->connection, RENEW_TIMEOUT_MS);

    const bool held = under_way != NULL && under_way->session != NULL &&
                      str_equal(str_from(under_way->session), lock->self.session);

    lock_store_append_row(&sql, clickhouse_database(clickhouse), &lock->self, STR(LOCK_RENEWED),
                          STR(""));

    ClickhouseQuery query = {.sql = buf_str(&sql),
                             .session = held ? NULL : lock->self.session.data,
                             .session_use = SESSION_JOIN};

    if (clickhouse->transport->query(lock->renewer, &query, &failure, &ignored) ||
        failure.code != CODE_SESSION_IS_LOCKED)
        return;

    error_clear(&ignored);
    query.session = NULL;
    (void)!clickhouse->transport->query(lock->renewer, &query, &failure, &ignored);
}

void
lock_request_keep_alive(Clickhouse *clickhouse, bool on)
{
    int64_t period_ms = clickhouse->lock.lease_ms / 3;

    period_ms = period_ms < RENEW_MIN_MS ? RENEW_MIN_MS : period_ms;
    period_ms = period_ms > RENEW_MAX_MS ? RENEW_MAX_MS : period_ms;

    const ClickhouseTick tick = {
        .call = on ? renew : NULL, .context = clickhouse, .period_ms = period_ms};

    clickhouse->transport->set_tick(clickhouse->connection, tick);
}
