/*
 * cmd_up.c
 *    pawl up, and pawl plan, which is up without its last step.
 */
#include "cli/session.h"
#include "exec/lock.h"
#include "exec/recheck.h"

static PlanOptions
plan_options(const Cli *cli)
{
    return (PlanOptions){
        .to = str_from(option_text(&cli->options, OPTION_TO)),
        .allow_drift = option_is_on(&cli->options, OPTION_ALLOW_DRIFT),
        .refuse_out_of_order = option_is(&cli->options, OPTION_OUT_OF_ORDER, "refuse"),
    };
}

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

    exec_tell_skipped(execution);

    if (!exec_run(execution, err))
        return false;

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

static void
tell_all(Cli *cli, const Session *session)
{
    for (size_t index = 0; index < session->count; index++)
    {
        const Execution *execution = &session->executions[index];
        const Plan *plan = &execution->plan;

        exec_tell_begin(execution);
        exec_tell_skipped(execution);
        exec_tell_plan(execution);
        exec_tell_end(execution,
                      arena_printf(&cli->arena, "would apply %zu, would skip %zu",
                                   plan->pending_count, plan->skipped_count),
                      0, plan->skipped_count);
    }
}

bool
cmd_PLAN(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = plan_options(cli);

    if (!session_open(cli, &options, &session, err) || !prepare_all(&session, err))
        return false;

    tell_all(cli, &session);

    return true;
}

bool
cmd_UP(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = plan_options(cli);

    if (option_is_on(&cli->options, OPTION_DRY_RUN))
        return cmd_PLAN(cli, err);

    return session_open(cli, &options, &session, err) && prepare_all(&session, err) &&
           run_all(&session, &options, err);
}
