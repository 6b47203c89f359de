/*
 * cmd_explain.c
 *    pawl explain: what is not finished, and the way out.
 */
#include "cli/session.h"
#include "exec/explain.h"

bool
cmd_EXPLAIN(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = {.look_only = true};
    const Str version = cli->args.operand_count > 0 ? str_from(cli->args.operands[0]) : STR("");

    if (!session_open(cli, &options, &session, err))
        return false;

    for (size_t index = 0; index < session.count; index++)
    {
        Execution *execution = &session.executions[index];
        size_t count = 0;

        exec_tell_begin(execution);

        if (!exec_explain(execution, version, &count, err))
            return error_wrap(err, "%s", execution->name);

        exec_tell_end(execution,
                      count == 0 ? "nothing is unfinished"
                                 : arena_printf(&cli->arena, "%zu unfinished", count),
                      0, execution->plan.skipped_count);
    }

    return true;
}
