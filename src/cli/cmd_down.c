/*
 * cmd_down.c
 *    pawl down: revert what is applied, the newest first.
 */
#include "cli/run.h"

/* How many, or down to which: one of the two. */
static MUST_CHECK bool
how_far(const Cli *cli, PlanOptions *options, Error *err)
{
    const bool counted = cli->args.operand_count > 0;
    const char *to = option_text(&cli->options, OPTION_TO);

    if (counted && to != NULL)
        return error_set(err, ERROR_USAGE, "a number and --to cannot be given together");

    options->to = str_from(to);
    options->count = to == NULL ? 1 : 0;

    if (!counted ||
        (str_to_u64(str_from(cli->args.operands[0]), &options->count) && options->count > 0))
        return true;

    (void)error_set(err, ERROR_USAGE, "\"%s\" is not how many migrations to revert",
                    cli->args.operands[0]);

    return error_hint(err, "Give a number from 1, or the version that is to stay: `pawl down --to "
                           "VERSION`.");
}

/* "The newest one" of several databases is rarely what somebody means. */
static MUST_CHECK bool
check_one_target(const Session *session, Error *err)
{
    if (session->count == 1)
        return true;

    (void)error_set(err, ERROR_USAGE, "which of the %zu targets should be reverted?",
                    session->count);

    return error_hint(err, "Name it: `pawl down --target %s`.", session->executions[0].name);
}

bool
cmd_DOWN(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    PlanOptions options = {.down = true,
                           .allow_drift = option_is_on(&cli->options, OPTION_ALLOW_DRIFT)};

    return how_far(cli, &options, err) && session_open(cli, &options, &session, err) &&
           check_one_target(&session, err) &&
           run_targets(&session, &options, option_is_on(&cli->options, OPTION_DRY_RUN), err);
}
