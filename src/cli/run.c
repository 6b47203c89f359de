/*
 * run.c
 *    Carry out, or only tell, what is planned for the targets of a session.
 */
#include "cli/run.h"

#include "exec/lock.h"
#include "exec/recheck.h"

/* Every file of every target is read and split before the first statement of the first runs. */
static MUST_CHECK bool
prepare_all(const Session *session, Error *err)
{
    for (size_t index = 0; index < session->count; index++)
    {
        if (!exec_prepare(&session->executions[index], err))
            return error_wrap(err, "%s", session->executions[index].name);
    }

    return true;
}

/* Those that a dead runner frees by itself: they keep others out while the rest are fought for. */
static MUST_CHECK bool
lock_first(const Session *session, const PlanOptions *options, Error *err)
{
    for (size_t index = 0; index < session->count; index++)
    {
        Execution *execution = &session->executions[index];

        if ((execution->engine->features & ENGINE_LOCK_ENDS_WITH_CONNECTION) != 0 &&
            exec_has_work(execution) && !exec_lock(execution, options, err))
            return error_wrap(err, "%s", execution->name);
    }

    return true;
}

static MUST_CHECK bool
run_target(Execution *execution, const PlanOptions *options, Error *err)
{
    exec_tell_begin(execution);

    if (exec_has_work(execution) &&
        (!exec_lock(execution, options, err) || !exec_recheck(execution, options, err)))
        return false;

    if (!options->down)
        exec_tell_skipped(execution);

    if (!exec_run(execution, err))
        return false;

    if (options->down)
        exec_tell_end(execution,
                      arena_printf(execution->arena, "reverted %zu, left %zu", execution->applied,
                                   execution->plan.skipped_count),
                      0, execution->plan.skipped_count);
    else
        exec_tell_end(execution, NULL, execution->applied, execution->plan.skipped_count);

    return true;
}

static MUST_CHECK bool
run_all(const Session *session, const PlanOptions *options, Error *err)
{
    if (!lock_first(session, options, err))
        return false;

    for (size_t index = 0; index < session->count; index++)
    {
        Execution *execution = &session->executions[index];
        const bool done = run_target(execution, options, err);

        if ((execution->engine->features & ENGINE_LOCK_ENDS_WITH_CONNECTION) == 0)
            exec_unlock(execution);
        if (!done)
            return error_wrap(err, "%s", execution->name);
    }

    return true;
}

/* The plan, instead of carrying it out. */
static void
tell_target(const Execution *execution)
{
    const Plan *plan = &execution->plan;

    exec_tell_begin(execution);

    if (!plan->down)
        exec_tell_skipped(execution);

    exec_tell_plan(execution);
    exec_tell_end(execution,
                  arena_printf(execution->arena,
                               plan->down ? "would revert %zu, would leave %zu"
                                          : "would apply %zu, would skip %zu",
                               plan->pending_count, plan->skipped_count),
                  0, plan->skipped_count);
}

bool
run_targets(const Session *session, const PlanOptions *options, bool dry_run, Error *err)
{
    if (!prepare_all(session, err))
        return false;
    if (!dry_run)
        return run_all(session, options, err);

    for (size_t index = 0; index < session->count; index++)
        tell_target(&session->executions[index]);

    return true;
}
