/*
 * attempt.c
 *    One try of this run at a statement, as engines and errors know it.
 */
#include "exec/attempt.h"

Attempt
attempt_of(const Execution *execution, const PlanItem *item, size_t index)
{
    return (Attempt){.script = item->script,
                     .index = index,
                     .migration = item->migration->version,
                     .run = str_from(execution->run),
                     .snapshot = execution->snapshot};
}

bool
attempt_failed(const PlanItem *item, Error *err)
{
    script_conceal(item->script, err);

    return false;
}

void
attempt_add_context(Error *err, const PlanItem *item, size_t index)
{
    (void)error_wrap(err, "migration \"" STR_FORMAT "\", statement %u of %zu",
                     STR_ARGS(item->migration->version), STATEMENT_NUMBER(index),
                     item->script->count);
}
