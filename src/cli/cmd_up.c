/*
 * cmd_up.c
 *    pawl up, and pawl plan, which is up without its last step.
 */
#include "cli/run.h"

static MUST_CHECK bool
go_up(Cli *cli, bool dry_run, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = {
        .to = str_from(option_text(&cli->options, OPTION_TO)),
        .allow_drift = option_is_on(&cli->options, OPTION_ALLOW_DRIFT),
        .refuse_out_of_order = option_is(&cli->options, OPTION_OUT_OF_ORDER, "refuse"),
    };

    return session_open(cli, &options, &session, err) &&
           run_targets(&session, &options, dry_run, err);
}

bool
cmd_PLAN(Cli *cli, Error *err)
{
    return go_up(cli, true, err);
}

bool
cmd_UP(Cli *cli, Error *err)
{
    return go_up(cli, option_is_on(&cli->options, OPTION_DRY_RUN), err);
}
