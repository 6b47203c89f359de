/*
 * lock_step.c
 *    What to do next about the lock, from what the server shows of it.  Pure.
 */
#include "engines/clickhouse/lock/step.h"

static const LockFence *
find_fence(const LockSelf *self, Str session)
{
    for (size_t index = 0; index < self->fence_count; index++)
    {
        if (str_equal(self->fences[index].session, session))
            return &self->fences[index];
    }

    return NULL;
}

static bool
is_gone(const LockSelf *self, Str session)
{
    const LockFence *fence = find_fence(self, session);

    return fence != NULL && fence->gone;
}

static bool
is_over(const LockHolder *holder)
{
    return holder->released || holder->withdrawn;
}

bool
lock_alive(const LockView *view, const LockSelf *self, const LockHolder *holder)
{
    const int64_t silent_s = view->now_s - holder->heard_s;

    if (is_over(holder))
        return false;
    if (holder->session.size == 0 || holder->claimed_s == 0)
        return true;
    if (holder->detached || is_gone(self, holder->session))
        return false;

    /* Sessions end with the server; its clock and its uptime are each up to a second off. */
    if (view->uptime_s + 2 < silent_s)
        return false;

    return silent_s <= holder->lease_s;
}

/* A released claim says that all below it are fenced. */
static bool
is_settled(const LockView *view, size_t at)
{
    for (size_t index = at; index < view->count; index++)
    {
        if (view->holders[index].released)
            return true;
    }

    return view->holders[at].withdrawn;
}

const LockHolder *
lock_unsettled(const LockView *view)
{
    for (size_t index = view->count; index > 0; index--)
    {
        if (!is_settled(view, index - 1))
            return &view->holders[index - 1];
    }

    return NULL;
}

/* Whoever may be at work, or whom we cannot fence: a session belongs to a user. */
static bool
is_in_the_way(const LockView *view, const LockSelf *self, const LockHolder *holder)
{
    return lock_alive(view, self, holder) || !str_equal(holder->user, self->user);
}

static const LockHolder *
highest_in_the_way(const LockView *view, const LockSelf *self)
{
    for (size_t index = view->count; index > 0; index--)
    {
        if (!is_settled(view, index - 1) && is_in_the_way(view, self, &view->holders[index - 1]))
            return &view->holders[index - 1];
    }

    return NULL;
}

static uint64_t
highest_generation(const LockView *view, uint64_t floor)
{
    uint64_t highest = floor > view->journal_generation ? floor : view->journal_generation;

    if (view->count > 0 && view->holders[view->count - 1].generation > highest)
        highest = view->holders[view->count - 1].generation;

    return highest;
}

const LockHolder *
lock_to_fence(const LockView *view, const LockSelf *self)
{
    for (size_t index = 0; index < view->count; index++)
    {
        const LockHolder *holder = &view->holders[index];

        if (!is_settled(view, index) && !str_equal(holder->session, self->session) &&
            !is_in_the_way(view, self, holder))
            return holder;
    }

    return NULL;
}

/* What a lower claim still needs before ours counts; true if nothing. */
static bool
settle_lower(const LockView *view, const LockSelf *self, const LockHolder *holder,
             LockStep *ret_step)
{
    const LockFence *fence = find_fence(self, holder->session);

    if (is_in_the_way(view, self, holder))
        *ret_step = (LockStep){.action = LOCK_WAIT, .holder = holder};
    else if (fence == NULL || !fence->gone)
        *ret_step = (LockStep){.action = LOCK_FENCE, .holder = holder, .session = holder->session};
    else if (!fence->looked)
        *ret_step = (LockStep){.action = LOCK_LOOK, .holder = holder};
    else
    {
        for (size_t index = 0; index < holder->script_count; index++)
        {
            if (!is_gone(self, holder->scripts[index]))
            {
                *ret_step = (LockStep){
                    .action = LOCK_FENCE, .holder = holder, .session = holder->scripts[index]};
                return false;
            }
        }

        return true;
    }

    return false;
}

static LockStep
decide_unclaimed(const LockView *view, const LockSelf *self)
{
    const LockHolder *holder = highest_in_the_way(view, self);

    return holder != NULL ? (LockStep){.action = LOCK_WAIT, .holder = holder}
                          : (LockStep){.action = LOCK_CLAIM,
                                       .generation = highest_generation(view, self->floor) + 1};
}

LockStep
lock_decide(const LockView *view, const LockSelf *self)
{
    const LockHolder *own = NULL;
    LockStep step = {.action = LOCK_TAKEN, .generation = self->generation};

    if (self->generation == 0)
        return decide_unclaimed(view, self);
    if (highest_generation(view, 0) > self->generation ||
        view->journal_generation >= self->generation)
        return (LockStep){.action = LOCK_LOST};

    for (size_t index = 0; index < view->count; index++)
    {
        const LockHolder *holder = &view->holders[index];

        if (holder->generation == self->generation)
            own = holder;
        else if (!is_settled(view, index) && !settle_lower(view, self, holder, &step))
            return step;
    }

    if (own == NULL)
        return (LockStep){.action = LOCK_STRAY};

    return str_equal(own->session, self->session) ? step : (LockStep){.action = LOCK_LOST};
}

const char *
lock_describe(const LockView *view, const LockHolder *holder, Arena *arena)
{
    if (holder->session.size == 0)
        return arena_printf(arena, "table pawl_lock_%llu, which does not say whose it is",
                            (unsigned long long)holder->generation);

    return arena_printf(
        arena, STR_FORMAT " (run " STR_FORMAT ", for %lld s): %s for %lld s", STR_ARGS(holder->who),
        STR_ARGS(holder->run), (long long)(view->now_s - holder->claimed_s),
        holder->detached ? "gone" : "silent", (long long)(view->now_s - holder->heard_s));
}
