/*
 * cmd_verify.c
 *    pawl verify: the files held against the ledger, for CI.
 */
#include "cli/session.h"
#include "exec/verify.h"

/* What is open comes first: nothing else can be mended before it. */
static MUST_CHECK bool
judge(size_t count, size_t open_count, Error *err)
{
    if (open_count > 0)
    {
        (void)error_set(err, ERROR_DECISION, "%zu statement%s open, of %zu finding%s", open_count,
                        open_count == 1 ? " is" : "s are", count, count == 1 ? "" : "s");
        return error_hint(err, "`pawl explain` shows what is known about them and the way out.");
    }
    if (count > 0)
        return error_set(err, ERROR_DRIFT, "files and ledger contradict each other: %zu finding%s",
                         count, count == 1 ? "" : "s");

    return true;
}

static MUST_CHECK bool
verify(Cli *cli, Execution *execution, Verification *ret_found, Error *err)
{
    exec_tell_server(execution);

    if (!exec_verify(execution, ret_found, err))
        return error_wrap(err, "%s", execution->name);

    exec_tell_end(execution,
                  ret_found->count == 0
                      ? arena_printf(&cli->arena, "good, %zu applied, %zu pending",
                                     execution->plan.skipped_count, execution->plan.pending_count)
                      : arena_printf(&cli->arena, "%zu finding%s", ret_found->count,
                                     ret_found->count == 1 ? "" : "s"),
                  0, execution->plan.skipped_count);

    return true;
}

bool
cmd_VERIFY(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = {.look_only = true};
    size_t count = 0;
    size_t open_count = 0;

    if (!session_open(cli, &options, &session, err))
        return false;

    for (size_t index = 0; index < session.count; index++)
    {
        Verification found;

        if (!verify(cli, &session.executions[index], &found, err))
            return false;

        count += found.count;
        open_count += found.open_count;
    }

    return judge(count, open_count, err);
}
