/*
 * cmd_adopt.c
 *    pawl adopt: take another tool's history over.
 */
#include "cli/session.h"
#include "exec/adopt.h"

/* What is found in one target. */
typedef struct Taking
{
    HistoryFound found;
    Adoption adoption;
} Taking;

static MUST_CHECK bool
check_from(Str from, Error *err)
{
    if (from.size == 0 || history_is_tool(from))
        return true;

    (void)error_set(err, ERROR_USAGE, "unknown tool \"" STR_FORMAT "\"", STR_ARGS(from));

    return error_hint(err, "Known are %s.", history_tools(err->arena));
}

/* Every target is looked at before the first is written to. */
static MUST_CHECK bool
look(const Session *session, Str from, Taking *takings, Error *err)
{
    size_t found = 0;

    for (size_t index = 0; index < session->count; index++)
    {
        Taking *taking = &takings[index];

        if (!exec_adoption(&session->executions[index], from, &taking->found, &taking->adoption,
                           err))
            return error_wrap(err, "%s", session->executions[index].name);

        found += taking->found.table != NULL ? 1 : 0;
    }

    if (found > 0)
        return true;

    (void)error_set(err, ERROR_USAGE, "there is no history of another tool to adopt");

    return error_hint(err,
                      "Known are the tables of %s.  A table \"schema_migrations\" of plain "
                      "versions is taken over by `pawl up` itself.",
                      history_tools(err->arena));
}

static void
tell(Cli *cli, const Execution *execution, const Taking *taking, bool done)
{
    const size_t count = taking->adoption.count;

    exec_tell_server(execution);

    if (taking->found.table != NULL)
        exec_tell_adoption(execution, &taking->found, &taking->adoption, done);

    exec_tell_end(execution,
                  taking->found.table == NULL ? "no history of another tool"
                  : done ? arena_printf(&cli->arena, "adopted %zu, run none", count)
                         : arena_printf(&cli->arena, "would adopt %zu", count),
                  0, execution->plan.skipped_count);
}

bool
cmd_ADOPT(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = {.look_only = true};
    const Str from = str_from(option_text(&cli->options, OPTION_FROM));
    const bool dry_run = option_is_on(&cli->options, OPTION_DRY_RUN);

    if (!check_from(from, err) || !session_open(cli, &options, &session, err) ||
        (!dry_run && !session_lock(&session, &options, err)))
        return false;

    Taking *takings = ARENA_ARRAY(&cli->arena, Taking, session.count + 1);

    if (!look(&session, from, takings, err))
        return false;

    for (size_t index = 0; index < session.count; index++)
    {
        Execution *execution = &session.executions[index];
        const Taking *taking = &takings[index];

        if (!dry_run && taking->found.table != NULL &&
            !exec_adopt(execution, &taking->found, &taking->adoption, err))
            return error_wrap(err, "%s", execution->name);

        tell(cli, execution, taking, !dry_run);
    }

    return true;
}
