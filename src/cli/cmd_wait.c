/*
 * cmd_wait.c
 *    pawl wait: until the databases are at least where this release's files are.
 */
#include "base/clock.h"
#include "base/interrupt.h"
#include "cli/session.h"

/* Files that have yet to run, over all targets. */
static size_t
count_pending(const Session *session, const char **ret_target, Str *ret_version)
{
    size_t pending = 0;

    for (size_t target = 0; target < session->count; target++)
    {
        const Plan *plan = &session->executions[target].plan;

        for (size_t index = 0; index < plan->count; index++)
        {
            if (!plan_item_awaited(&plan->items[index]))
                continue;
            if (pending++ > 0)
                continue;

            *ret_target = session->executions[target].name;
            *ret_version = plan->items[index].migration->version;
        }
    }

    return pending;
}

static void
tell_reached(const Session *session)
{
    for (size_t index = 0; index < session->count; index++)
    {
        const Execution *execution = &session->executions[index];

        exec_tell_begin(execution);
        exec_tell_end(execution, "has everything", 0, execution->plan.skipped_count);
    }
}

/* One look.  False with ERROR_PENDING while something is missing. */
static MUST_CHECK bool
look(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = {.to = str_from(option_text(&cli->options, OPTION_TO)),
                                 .look_only = true};
    const char *target = NULL;
    Str version = {0};

    if (!session_open(cli, &options, &session, err))
        return false;

    const size_t pending = count_pending(&session, &target, &version);

    if (pending == 0)
    {
        tell_reached(&session);
        return true;
    }

    (void)error_set(err, ERROR_PENDING, "%s: migration \"" STR_FORMAT "\" is not applied yet",
                    target, STR_ARGS(version));
    (void)error_detail(
        err, pending == 1 ? "%zu migration is pending." : "%zu migrations are pending.", pending);

    return error_hint(err, "`pawl up` applies them; `pawl status` shows them.");
}

/* What a later look may find changed. */
static bool
may_pass(const Error *err)
{
    return err->kind == ERROR_PENDING || err->kind == ERROR_CONNECT;
}

/* A document has one result, and no room for what was not there yet. */
static void
tell_waiting(const Cli *cli, const Error *err, int64_t started_ms)
{
    if (cli->json != NULL)
        return;

    report_event(cli->report, &(Event){.kind = EVENT_WAITING,
                                       .text = err->message,
                                       .duration_ms = (uint64_t)(clock_ms() - started_ms)});
}

bool
cmd_WAIT(Cli *cli, Error *err)
{
    const int64_t started_ms = clock_ms();
    const int64_t deadline_ms = started_ms + option_ms(&cli->options, OPTION_TIMEOUT);

    for (;;)
    {
        /* Each look with memory of its own: the files may be many, and the time long. */
        Cli round = *cli;
        Error look_error = ERROR_INIT(&round.arena);

        round.arena = (Arena){0};

        const bool reached = look(&round, &look_error);
        const bool over = !may_pass(&look_error) || clock_ms() >= deadline_ms;

        if (!reached && over)
            (void)error_move(err, &look_error);
        else if (!reached)
            tell_waiting(cli, &look_error, started_ms);

        arena_free(&round.arena);

        if (reached || over)
            return reached;

        clock_sleep_ms(option_ms(&cli->options, OPTION_INTERVAL));

        if (interrupt_requested())
            return error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());
    }
}
