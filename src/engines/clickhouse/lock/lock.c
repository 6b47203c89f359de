/*
 * lock.c
 *    One pawl at a time on a ClickHouse that others use as well.
 *
 * lock_step.h says why the claims keep two runners apart; this file does what it decides.  All
 * that a runner changes goes through the session of its claim (session.h), which the server
 * finds or refuses when it has read a request's head, before the body: a request that was under
 * way when the session was shut, half received or not received at all, can never begin.
 */
#include "engines/clickhouse/lock/lock.h"

#include "base/clock.h"
#include "engines/clickhouse/lock/request.h"

enum
{
    STEPS_MAX = 200, /* of one attempt; a claim takes about five */
    STRAYS_MAX = 3,
};

/* One attempt. */
typedef struct Try
{
    Clickhouse *clickhouse;
    const LockRequest *request;
    bool probing; /* for `pawl unlock`: whoever seems alive is asked whether its session is */
    LockView view;
    LockAnswer *answer;
    const char *holder_query; /* what the holder has under way, if that is in the way */
    bool over;                /* the answer stands */
} Try;

const char *
clickhouse_lock_session(const Clickhouse *clickhouse)
{
    return clickhouse->lock.self.generation == 0 ? NULL : clickhouse->lock.self.session.data;
}

/* Not yet: the answer says for whom to wait, and why. */
static MUST_CHECK bool
wait_for(Try *attempt, const LockHolder *holder, const char *why, Error *err)
{
    const char *name =
        holder == NULL ? "another pawl" : lock_describe(&attempt->view, holder, err->arena);

    attempt->answer->holder = why == NULL ? name : arena_printf(err->arena, "%s; %s", name, why);
    attempt->over = true;

    return true;
}

/* Our claim is void.  Its row saves whoever comes next the fence. */
static void
withdraw(Clickhouse *clickhouse)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    ClickhouseFailure failure;

    lock_request_keep_alive(clickhouse, false);
    (void)!lock_request_note(clickhouse, STR(LOCK_WITHDRAWN), STR(""), (LockWay){0}, &failure,
                             &ignored);
    clickhouse->lock.self.generation = 0;
}

/*
 * The claim or its session is not there a moment after it was made.  Once that may be a restart
 * of the server, or somebody who was quick; not again and again.
 */
static MUST_CHECK bool
astray(Try *attempt, Error *err)
{
    Clickhouse *clickhouse = attempt->clickhouse;

    clickhouse->lock.self.generation = 0;

    if (++clickhouse->lock.strays < STRAYS_MAX)
        return wait_for(attempt, NULL, NULL, err);

    (void)error_set(err, ERROR_CONFIG, "%s does not remember what it was told a moment ago",
                    clickhouse->url.place);
    (void)error_detail(err, "The lock that pawl makes, or the HTTP session that it opens, is not "
                            "there for the next request: the URL seems to reach several servers.");

    return error_hint(err, "Give the URL of one server, or make the load balancer send all "
                           "requests of one client to the same one.");
}

/* Look by way of our own session, which shows that it is there. */
static MUST_CHECK bool
look_as_claimant(Try *attempt, Error *err)
{
    Clickhouse *clickhouse = attempt->clickhouse;
    const LockWay way = {clickhouse_lock_session(clickhouse), SESSION_JOIN};
    Arena *arena = attempt->view.arena;
    ClickhouseFailure failure;

    if (lock_request_look(clickhouse, way, arena, &attempt->view, &failure, err))
        return true;
    if (failure.code != CODE_SESSION_NOT_FOUND && failure.code != CODE_SESSION_IS_LOCKED)
        return false;

    error_clear(err);

    return failure.code == CODE_SESSION_NOT_FOUND
               ? astray(attempt, err)
               : wait_for(attempt, NULL, "its last request still runs in the server", err);
}

static MUST_CHECK bool
fence(Try *attempt, const LockStep *step, Error *err)
{
    LockFenced fenced = LOCK_FENCED_BUSY;
    const LockHolder holder = *step->holder;

    if (!lock_request_fence(attempt->clickhouse, step, &attempt->view, &fenced, err))
        return false;

    switch (fenced)
    {
        case LOCK_FENCED_GONE:
            return true;
        case LOCK_FENCED_ASKED:
            return !attempt->clickhouse->lock.cannot_close ||
                   wait_for(attempt, &holder, "its session is being shut", err);
        case LOCK_FENCED_LATER:
            return wait_for(attempt, &holder, "its session is being shut", err);
        case LOCK_FENCED_BUSY:
            break;
    }

    return wait_for(
        attempt, &holder,
        lock_request_running(attempt->clickhouse, holder.run, err->arena, &attempt->holder_query),
        err);
}

/*
 * Whoever has to be fenced is fenced by the very request that looks at all claims once more,
 * which has to come after ours was made.
 */
static MUST_CHECK bool
claim(Try *attempt, uint64_t generation, Error *err)
{
    Clickhouse *clickhouse = attempt->clickhouse;

    if (!lock_request_claim(clickhouse, attempt->request, generation, err))
        return false;

    lock_request_keep_alive(clickhouse, true);

    const LockHolder *holder = lock_to_fence(&attempt->view, &clickhouse->lock.self);

    if (holder != NULL)
    {
        const LockStep step = {.action = LOCK_FENCE, .holder = holder, .session = holder->session};
        const LockHolder *before = attempt->view.holders;

        if (!fence(attempt, &step, err))
            return false;
        if (attempt->over || attempt->view.holders != before)
            return true;
    }

    return look_as_claimant(attempt, err);
}

static MUST_CHECK bool
taken(Try *attempt, Error *err)
{
    ClickhouseLock *lock = &attempt->clickhouse->lock;
    const LockView *view = &attempt->view;

    if (view->has_journal && !lock->ask_journal)
    {
        lock->ask_journal = true;
        return look_as_claimant(attempt, err);
    }

    lock->below = ARENA_ARRAY(&attempt->clickhouse->arena, uint64_t, view->count);
    lock->below_count = 0;

    for (size_t index = 0; index + 1 < view->count; index++)
        lock->below[lock->below_count++] = view->holders[index].generation;

    lock->taken = true;
    lock->journaled = false;
    lock->strays = 0;
    attempt->answer->taken = true;
    attempt->answer->generation = lock->self.generation;
    attempt->answer->up_since_s = view->now_s - view->uptime_s;
    attempt->answer->ledger_moved =
        view->journal_generation != attempt->request->ledger_generation ||
        view->journal_seq != attempt->request->ledger_seq;
    attempt->over = true;

    return true;
}

static MUST_CHECK bool
wait_or_probe(Try *attempt, const LockHolder *holder, Error *err)
{
    const Str user = holder->user;
    bool gone = false;

    if (!str_equal(user, str_from(attempt->clickhouse->url.user)) && holder->session.size > 0 &&
        !lock_alive(&attempt->view, &attempt->clickhouse->lock.self, holder))
        return wait_for(attempt, holder,
                        arena_printf(err->arena,
                                     "only the user that it ran as, \"" STR_FORMAT
                                     "\", can shut its session",
                                     STR_ARGS(user)),
                        err);
    if (!attempt->probing || holder->session.size == 0 ||
        !str_equal(user, str_from(attempt->clickhouse->url.user)))
        return wait_for(attempt, holder, NULL, err);
    if (!lock_request_probe(attempt->clickhouse, holder->session, &gone, err))
        return false;
    if (gone)
        return true;

    const char *running =
        lock_request_running(attempt->clickhouse, holder->run, err->arena, &attempt->holder_query);

    return wait_for(
        attempt, holder,
        attempt->holder_query == NULL ? "its session is open, so it may be at work" : running, err);
}

static MUST_CHECK bool
lost(Try *attempt, Error *err)
{
    LockSelf *self = &attempt->clickhouse->lock.self;
    const LockView *view = &attempt->view;

    withdraw(attempt->clickhouse);

    if (view->journal_generation > self->floor)
        self->floor = view->journal_generation;

    return wait_for(attempt, view->count == 0 ? NULL : &view->holders[view->count - 1], NULL, err);
}

static MUST_CHECK bool
take_step(Try *attempt, Error *err)
{
    const LockStep step = lock_decide(&attempt->view, &attempt->clickhouse->lock.self);

    switch (step.action)
    {
        case LOCK_CLAIM:
            return claim(attempt, step.generation, err);
        case LOCK_WAIT:
            return wait_or_probe(attempt, step.holder, err);
        case LOCK_FENCE:
            return fence(attempt, &step, err);
        case LOCK_LOOK:
            return look_as_claimant(attempt, err);
        case LOCK_LOST:
            return lost(attempt, err);
        case LOCK_STRAY:
            return astray(attempt, err);
        case LOCK_TAKEN:
            return taken(attempt, err);
    }

    return true;
}

static MUST_CHECK bool
look_first(Try *attempt, Error *err)
{
    ClickhouseFailure failure;

    if (attempt->clickhouse->lock.self.generation != 0)
        return look_as_claimant(attempt, err);

    return lock_request_look(attempt->clickhouse, (LockWay){0}, attempt->view.arena, &attempt->view,
                             &failure, err);
}

static MUST_CHECK bool
run_attempt(Try *attempt, Error *err)
{
    ClickhouseLock *lock = &attempt->clickhouse->lock;

    if (lock->self.floor < attempt->request->ledger_generation)
        lock->self.floor = attempt->request->ledger_generation;

    lock->self.user = str_from(attempt->clickhouse->url.user);
    lock->ask_journal = lock->ask_journal || attempt->request->ledger_generation > 0;
    *attempt->answer = (LockAnswer){0};

    if (!clickhouse_configure(attempt->clickhouse, err) || !look_first(attempt, err))
        return false;

    for (int step = 0; step < STEPS_MAX && !attempt->over; step++)
    {
        if (!take_step(attempt, err))
            return false;
    }

    return attempt->over || wait_for(attempt, NULL, NULL, err);
}

bool
clickhouse_lock_try(Clickhouse *clickhouse, const LockRequest *request, bool probing,
                    LockAnswer *ret_answer, const char **ret_query, Error *err)
{
    SCOPED_ARENA scratch = {0};
    Try attempt = {.clickhouse = clickhouse,
                   .request = request,
                   .probing = probing,
                   .view = {.arena = &scratch},
                   .answer = ret_answer};
    const bool good = run_attempt(&attempt, err);

    *ret_query = attempt.holder_query;

    return good;
}

bool
clickhouse_is_shared(const Clickhouse *clickhouse)
{
    return clickhouse->transport->set_tick != NULL;
}

bool
clickhouse_lock(void *self, const LockRequest *request, LockAnswer *ret_answer, Error *err)
{
    const char *ignored = NULL;

    if (clickhouse_is_shared(self))
        return clickhouse_lock_try(self, request, false, ret_answer, &ignored, err);

    *ret_answer = (LockAnswer){.taken = true, .generation = request->ledger_generation + 1};

    return true;
}

/*
 * A claim goes when the ledger knows its number.  Else it stays, as the only thing that keeps
 * its name from being used again while a request about it is still under way somewhere.
 */
void
clickhouse_unlock(void *self, bool in_flight)
{
    Clickhouse *clickhouse = self;
    ClickhouseLock *lock = &clickhouse->lock;
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    ClickhouseFailure failure = {0};

    if (!lock->taken)
        return;

    lock_request_keep_alive(clickhouse, false);

    if (!in_flight && lock->journaled)
        in_flight = !lock_request_drop(clickhouse);
    else if (!in_flight)
        in_flight = !lock_request_note(clickhouse, STR(LOCK_RELEASED), STR(""),
                                       (LockWay){lock->self.session.data, SESSION_JOIN}, &failure,
                                       &ignored) &&
                    failure.code == CODE_SESSION_IS_LOCKED;

    error_clear(&ignored);

    if (in_flight)
        (void)!lock_request_note(clickhouse, STR(LOCK_DETACHED), STR(""), (LockWay){0}, &failure,
                                 &ignored);

    lock->taken = false;
    lock->self.generation = 0;
}

void
clickhouse_lock_done(Clickhouse *clickhouse)
{
    ClickhouseLock *lock = &clickhouse->lock;

    if (lock->self.generation != 0 && !lock->taken)
        withdraw(clickhouse);
    if (lock->renewer != NULL)
        clickhouse->transport->close(TAKE(lock->renewer));
}
