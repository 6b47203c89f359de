/*
 * cmd_baseline.c
 *    pawl baseline: record migrations as applied without running them.
 */
#include "cli/session.h"

static bool
named(const Cli *cli, Str version, bool *found)
{
    for (size_t index = 0; index < cli->args.operand_count; index++)
    {
        if (str_equal(version, str_from(cli->args.operands[index])))
        {
            found[index] = true;
            return true;
        }
    }

    return false;
}

/* The migrations of a target that were asked for and are not complete yet. */
static size_t
choose(const Cli *cli, const Execution *execution, bool *found, const Migration **chosen)
{
    const char *to = option_text(&cli->options, OPTION_TO);
    size_t count = 0;

    for (size_t index = 0; index < execution->plan.count; index++)
    {
        const PlanItem *item = &execution->plan.items[index];
        const bool wanted =
            to != NULL ? item->action != PLAN_LEAVE : named(cli, item->migration->version, found);

        if (wanted && item->action != PLAN_SKIP && item->action != PLAN_REPEAT)
            chosen[count++] = item->migration;
    }

    return count;
}

static MUST_CHECK bool
check_operands(const Cli *cli, Error *err)
{
    const bool has_to = option_text(&cli->options, OPTION_TO) != NULL;

    if (has_to == (cli->args.operand_count > 0))
    {
        (void)error_set(err, ERROR_USAGE, "%s",
                        has_to ? "--to and versions cannot be given together"
                               : "which migrations should be recorded as applied?");
        return error_hint(err, "Name them (`pawl baseline 0001_init 0002_users`), or the last one: "
                               "`pawl baseline --to 0002_users`.");
    }

    return true;
}

static MUST_CHECK bool
record(Execution *execution, const Migration *const *chosen, size_t count, Error *err)
{
    exec_tell_begin(execution);

    if (count > 0 && !exec_baseline(execution, chosen, count, err))
        return error_wrap(err, "%s", execution->name);
    if (count > 0)
        report_event(execution->report, &(Event){.kind = EVENT_BASELINED,
                                                 .target = execution->name,
                                                 .first = chosen[0]->version,
                                                 .last = chosen[count - 1]->version,
                                                 .count = count});

    return true;
}

bool
cmd_BASELINE(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    bool *found = ARENA_ARRAY(&cli->arena, bool, cli->args.operand_count + 1);
    const PlanOptions options = {.to = str_from(option_text(&cli->options, OPTION_TO)),
                                 .look_only = true};

    if (!check_operands(cli, err) || !session_open(cli, &options, &session, err) ||
        !session_lock(&session, &options, err))
        return false;

    const Migration ***chosen = ARENA_ARRAY(&cli->arena, const Migration **, session.count);
    size_t *counts = ARENA_ARRAY(&cli->arena, size_t, session.count);

    for (size_t index = 0; index < session.count; index++)
    {
        const Execution *execution = &session.executions[index];

        chosen[index] = ARENA_ARRAY(&cli->arena, const Migration *, execution->plan.count + 1);
        counts[index] = choose(cli, execution, found, chosen[index]);
    }

    for (size_t index = 0; index < cli->args.operand_count; index++)
    {
        if (found[index])
            continue;

        (void)error_set(err, ERROR_USAGE, "there is no migration \"%s\"",
                        cli->args.operands[index]);
        return error_hint(err, "A version is a file's name without .sql; `pawl status` lists "
                               "them.");
    }

    for (size_t index = 0; index < session.count; index++)
    {
        Execution *execution = &session.executions[index];

        if (!record(execution, chosen[index], counts[index], err))
            return false;

        exec_tell_end(execution, arena_printf(&cli->arena, "recorded %zu, run none", counts[index]),
                      0, execution->plan.skipped_count);
    }

    return true;
}
