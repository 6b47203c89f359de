/*
 * recheck.c
 *    After a restart of the server: is what was recorded last still there?
 *
 * Some servers acknowledge a change before it is on the disk, so a loss of power can take back
 * what the ledger, which is written with fsync, calls done.  What the operating system has not
 * written within half a minute or so is written; a statement that was recorded longer before the
 * server started anew cannot be lost, and what somebody did to its objects since is no concern of
 * ours.  Once a run went on after the restart, it has been looked at.
 */
#include "exec/recheck.h"

enum
{
    WINDOW_S = 120, /* between the row and the start: what is older has reached the disk */
    ROUNDING_S = 1, /* the start is known as the difference of two whole seconds */
};

/* A person may have said that it is not done after all. */
static bool
is_done(const Execution *execution, const LedgerDone *done)
{
    const LedgerEntry *entry = ledger_find(&execution->ledger, done->step.migration);

    return entry != NULL &&
           (migration_state_completed(entry->state) || entry->done >= done->step.statement);
}

/* The file's statement as it was sent; false if there is no such any more. */
static bool
find_attempt(Execution *execution, const LedgerDone *done, Attempt *ret_attempt)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    const size_t index = done->step.statement - 1;

    for (size_t at = 0; at < execution->plan.count; at++)
    {
        PlanItem item = execution->plan.items[at];

        if (!str_equal(item.migration->version, done->step.migration))
            continue;
        if (done->step.statement == 0 || !exec_prepare_item(execution, &item, &ignored) ||
            index >= item.script->count ||
            !sha256_equal(&item.script->statements[index].hash, &done->step.hash))
            return false;

        *ret_attempt = (Attempt){.script = item.script,
                                 .index = index,
                                 .migration = item.migration->version,
                                 .run = done->run,
                                 .snapshot = done->snapshot,
                                 .at_s = done->at_s};

        return true;
    }

    return false;
}

/* The statements that the restart can have taken back, the last one first. */
static size_t
collect(Execution *execution, Attempt attempts[LEDGER_RECENT_MAX])
{
    const Ledger *ledger = &execution->ledger;
    size_t count = 0;

    for (size_t back = 1; back <= ledger->recent_count && back <= LEDGER_RECENT_MAX; back++)
    {
        const LedgerDone *done = &ledger->recent[(ledger->recent_count - back) % LEDGER_RECENT_MAX];

        /* What came before one of which nothing is known may have been changed by it. */
        if (execution->up_since_s - done->at_s > WINDOW_S || !is_done(execution, done) ||
            !find_attempt(execution, done, &attempts[count]))
            break;

        count++;
    }

    return count;
}

static MUST_CHECK bool
tell_lost(Execution *execution, const Attempt *lost, const char *evidence, bool allowed, Error *err)
{
    const unsigned number = STATEMENT_NUMBER(lost->index);
    const LedgerEntry *entry = ledger_find(&execution->ledger, lost->migration);
    const bool last =
        entry != NULL && !migration_state_completed(entry->state) && entry->done == number;
    const char *again =
        last ? arena_printf(err->arena,
                            "`pawl resolve " STR_FORMAT ":%u --undo-done`, then `pawl up`",
                            STR_ARGS(lost->migration), number)
             : "run that statement by hand, then `pawl up`";

    if (allowed)
    {
        report_event(execution->report,
                     &(Event){.kind = EVENT_NOTICE,
                              .target = execution->name,
                              .migration = lost->migration,
                              .text = arena_printf(execution->arena,
                                                   "statement %u is done by the ledger, but undone "
                                                   "in the database; %s",
                                                   number, evidence)});
        return true;
    }

    (void)error_set(err, ERROR_DECISION,
                    "statement %u of migration \"" STR_FORMAT
                    "\" is done by the ledger, but the database has lost it",
                    number, STR_ARGS(lost->migration));
    (void)error_detail(err,
                       "%s\nThe server was started anew soon after it had acknowledged the "
                       "statement, which a loss of power can take back.  Nothing was run.",
                       evidence);

    return error_hint(err,
                      "To have it again: %s.  If somebody undid it on purpose: `pawl up "
                      "--allow-drift` goes on without it.",
                      again);
}

bool
exec_recheck(Execution *execution, const PlanOptions *options, Error *err)
{
    const Ledger *ledger = &execution->ledger;
    Attempt attempts[LEDGER_RECENT_MAX];
    const char *evidence = NULL;
    size_t index = 0;

    /* Power does not come back, and a server with it, within a second or two of being lost. */
    if (execution->engine->reverted == NULL || execution->up_since_s == 0 ||
        ledger->recent_count == 0 || ledger->last_at_s + ROUNDING_S >= execution->up_since_s)
        return true;

    const size_t count = collect(execution, attempts);

    if (count == 0)
        return true;
    if (!execution->engine->reverted(execution->connection, attempts, count, execution->arena,
                                     &index, &evidence, err))
        return error_wrap(err, "could not look at what was done before the server started anew");

    return evidence == NULL ||
           tell_lost(execution, &attempts[index], evidence, options->allow_drift, err);
}
