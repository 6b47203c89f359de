/*
 * cmd_status.c
 *    pawl status: the state of every migration.
 */
#include "cli/session.h"

bool
cmd_STATUS(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = {
        .look_only = true,
        .refuse_out_of_order = option_is(&cli->options, OPTION_OUT_OF_ORDER, "refuse"),
    };

    if (!session_open(cli, &options, &session, err))
        return false;

    for (size_t index = 0; index < session.count; index++)
    {
        const Execution *execution = &session.executions[index];

        exec_tell_begin(execution);
        exec_tell_status(execution);
        exec_tell_end(execution,
                      arena_printf(&cli->arena, "%zu applied, %zu pending",
                                   execution->plan.skipped_count, execution->plan.pending_count),
                      execution->plan.skipped_count, 0);
    }

    return true;
}
