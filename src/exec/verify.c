/*
 * verify.c
 *    Tell where the files of a target and its ledger contradict each other.
 */
#include "exec/verify.h"

#include "exec/adopt.h"

/* An edited statement is a finding, told with the others. */
static MUST_CHECK bool
load_half_applied(Execution *execution, Error *err)
{
    for (size_t index = 0; index < execution->plan.count; index++)
    {
        PlanItem *item = &execution->plan.items[index];

        if (!plan_item_resumes(item) || exec_prepare_item(execution, item, err))
            continue;
        if (err->kind != ERROR_DRIFT)
            return false;

        error_clear(err);
    }

    return true;
}

bool
exec_verify(Execution *execution, Verification *ret_found, Error *err)
{
    if (execution->ledger.last_seq == 0 && !exec_check_adopted(execution, err))
        return false;
    if (!load_half_applied(execution, err))
        return false;

    *ret_found = verify_plan(&execution->ledger, &execution->plan, execution->arena);

    for (size_t index = 0; index < ret_found->count; index++)
    {
        const Contradiction *found = &ret_found->list[index];

        report_event(execution->report, &(Event){.kind = EVENT_FINDING,
                                                 .target = execution->name,
                                                 .migration = found->version,
                                                 .state = finding_name(found->kind),
                                                 .text = found->text});
    }

    return true;
}
