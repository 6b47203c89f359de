/*
 * cmd_unlock.c
 *    pawl unlock: free the lock of a runner that is gone for good.
 */
#include "cli/session.h"

static MUST_CHECK bool
free_lock(const Execution *execution, const char **ret_done, Error *err)
{
    const LockRequest request = {.run = execution->run,
                                 .who = execution->who,
                                 .ledger_generation = execution->ledger.generation,
                                 .ledger_seq = execution->ledger.last_seq};

    *ret_done = "has no lock: nobody else can open it while a pawl works on it";

    return execution->engine->break_lock == NULL ||
           execution->engine->break_lock(execution->connection, &request, ret_done, err);
}

bool
cmd_UNLOCK(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = {.look_only = true};

    if (!session_open(cli, &options, &session, err))
        return false;

    for (size_t index = 0; index < session.count; index++)
    {
        const Execution *execution = &session.executions[index];
        const char *done = NULL;

        exec_tell_begin(execution);

        if (!free_lock(execution, &done, err))
            return error_wrap(err, "%s", execution->name);

        exec_tell_end(execution, done, 0, execution->plan.skipped_count);
    }

    return true;
}
