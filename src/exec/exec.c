/*
 * exec.c
 *    Carry a plan out on one target, and keep its ledger true at every instant.
 *
 * A script of steps runs statement by statement (step.h); a script that is a
 * transaction has nothing to announce: its row commits with it.
 */
#include "exec/exec.h"

#include <assert.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "exec/attempt.h"
#include "exec/guard.h"
#include "exec/mirror.h"
#include "exec/record.h"
#include "exec/settle.h"
#include "exec/step.h"
#include "plan/check.h"

static bool
runs_in_steps(const PlanItem *item)
{
    return item->script->mode == SCRIPT_STEPS;
}

static MUST_CHECK bool
interrupted(Execution *execution, Error *err)
{
    if (!record_stopped(execution, err))
        return false;

    (void)error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());

    return error_hint(err, "Nothing is under way; run the same command again to go on.");
}

static MUST_CHECK bool
run_steps(Execution *execution, const PlanItem *item, Error *err)
{
    bool left_out = false;
    size_t from = 0;

    if (!plan_resume_index(item, &from, err))
        return false;

    for (size_t index = 0; index < item->script->count; index++)
    {
        const Statement *statement = &item->script->statements[index];
        const bool session = (statement->flags & STATEMENT_SESSION) != 0;

        if (interrupt_requested())
            return interrupted(execution, err);
        if (guard_begins(item->script, index) &&
            !guard_enter(execution, item, index, from, &left_out, err))
            return false;
        if (statement->guard != NULL && left_out)
            continue;
        if (index >= from ? !step_run(execution, item, index, err)
                          : session && !step_repeat(execution, item, index, from, err))
            return false;
    }

    /* Nothing was left to do: an empty file, or one whose last statements were taken out. */
    if (script_next_journaled(item->script, from) == item->script->count)
    {
        JournalRow row = record_row(execution, record_end_event(item), item, (unsigned)from);

        step_announce_after(execution, item, &row);
        return record_write(execution, &row, err);
    }

    return true;
}

static MUST_CHECK bool
transaction_failed(const PlanItem *item, Outcome outcome, Error *err)
{
    const char *fate = outcome == OUTCOME_UNKNOWN
                           ? "The connection broke while the transaction ran: it took effect as a "
                             "whole or not at all, and the ledger's row is in it, so the next run "
                             "knows."
                           : "The transaction was rolled back: nothing of the migration took "
                             "effect.";

    err->detail =
        err->detail == NULL ? fate : arena_printf(err->arena, "%s\n%s", err->detail, fate);

    if (err->hint == NULL && err->kind == ERROR_STATEMENT)
        err->hint = arena_printf(err->arena, "Fix the migration and run `%s` again.",
                                 plan_item_command(item));

    return error_wrap(err, "migration \"" STR_FORMAT "\"", STR_ARGS(item->migration->version));
}

/*
 * Nothing of it took effect, and its author said that this stops nothing: it stays pending, and a
 * row says why.
 */
static MUST_CHECK bool
pass_over(Execution *execution, const PlanItem *item, Error *err)
{
    const Str version = item->migration->version;
    const Str context = str_from(
        arena_printf(execution->arena, "migration \"" STR_FORMAT "\": ", STR_ARGS(version)));
    const bool named = str_starts_with(str_from(err->message), context);
    JournalRow row = record_row(execution, JOURNAL_FAILED, item, (unsigned)item->script->count);

    row.detail =
        str_from(arena_printf(execution->arena, "passed over: %s",
                              err->code == NULL ? "a precondition is not met" : err->code));
    report_event(execution->report,
                 &(Event){.kind = EVENT_NOTICE,
                          .target = execution->name,
                          .migration = version,
                          .text = arena_printf(execution->arena, "may fail, and is passed over: %s",
                                               err->message + (named ? context.size : 0)),
                          .hint = "Nothing of it took effect; the next run tries it again."});
    error_clear(err);

    return record_write(execution, &row, err);
}

/* Only what the database says about its statements. */
static bool
may_pass_over(const PlanItem *item, const Error *err)
{
    return item->migration->may_fail && plan_item_part(item) == FORMAT_UP &&
           (err->kind == ERROR_STATEMENT || err->kind == ERROR_PERMISSION);
}

/*
 * Announces nothing: if the answer to COMMIT is lost, nothing later may look as if it had begun.
 * *ret_clean: of what failed nothing took effect, for certain.
 */
static MUST_CHECK bool
run_transaction(Execution *execution, const PlanItem *item, bool *ret_clean, Error *err)
{
    const Attempt attempt = attempt_of(execution, item, 0);
    Outcome outcome = OUTCOME_UNKNOWN;
    bool left_out = false;

    if (guard_begins(item->script, 0) && !guard_enter(execution, item, 0, 0, &left_out, err))
    {
        *ret_clean = true;
        return false;
    }
    if (left_out)
        return true;

    for (unsigned tries = 1;; tries++)
    {
        const JournalRow row =
            record_row(execution, record_end_event(item), item, (unsigned)item->script->count);
        MirrorChange change;
        const LedgerWrite write = record_of(execution, &row, &change);

        if (execution->engine->execute_transaction(execution->connection, &attempt, &write,
                                                   &outcome, err))
        {
            record_wrote(execution, &row);
            return true;
        }

        (void)attempt_failed(item, err);

        if (outcome != OUTCOME_NOT_NOW ||
            !step_wait_to_retry(execution, tries, item->migration->version, err))
        {
            *ret_clean = outcome == OUTCOME_NOT_DONE;
            return transaction_failed(item, outcome, err);
        }

        error_clear(err);
    }
}

/*
 * The bootstrap file once more: it is safe to repeat by contract, so there is nothing to journal.
 */
static MUST_CHECK bool
run_repeat(Execution *execution, const PlanItem *item, Error *err)
{
    for (size_t index = 0; index < item->script->count; index++)
    {
        const Attempt attempt = attempt_of(execution, item, index);
        Outcome outcome = OUTCOME_UNKNOWN;

        if (!execution->engine->execute(execution->connection, &attempt, &outcome, err))
        {
            execution->detached = execution->detached || outcome == OUTCOME_UNKNOWN;
            (void)attempt_failed(item, err);
            attempt_add_context(err, item, index);
            return step_stop_after(execution, err);
        }
    }

    return true;
}

/*
 * What is complete is so until the ledger hears that it begins anew, or that the statements that
 * follow are those of its down part.  A down part in a transaction, or without
 * statements, says that with its only row.
 */
static MUST_CHECK bool
reopen(Execution *execution, const PlanItem *item, Error *err)
{
    const bool reverts = item->action == PLAN_REVERT && !plan_item_resumes(item) &&
                         runs_in_steps(item) && !script_does_nothing(item->script);

    if (!reverts && !plan_item_again(item))
        return true;

    JournalRow row = record_row(execution, reverts ? JOURNAL_REVERTING : JOURNAL_REOPENED, item, 0);

    if (reverts)
        step_announce_early(execution, item, script_next_journaled(item->script, 0), &row);

    return record_write(execution, &row, err);
}

static MUST_CHECK bool
run_item(Execution *execution, PlanItem *item, Error *err)
{
    if (!reopen(execution, item, err))
        return false;

    const int64_t started_ms = clock_ms();
    bool clean = false;
    const bool done = item->action == PLAN_REPEAT ? run_repeat(execution, item, err)
                      : runs_in_steps(item)       ? run_steps(execution, item, err)
                                                  : run_transaction(execution, item, &clean, err);

    if (!done)
        return clean && may_pass_over(item, err) && pass_over(execution, item, err);
    if (item->migration->bootstrap && !record_known_versions(execution, err))
        return step_stop_after(execution, err);
    if (!item->migration->bootstrap)
        execution->applied++;

    report_event(execution->report, &(Event){.kind = EVENT_APPLIED,
                                             .target = execution->name,
                                             .migration = item->migration->version,
                                             .bootstrap = item->migration->bootstrap,
                                             .statements = (unsigned)item->script->count,
                                             .transaction = !runs_in_steps(item),
                                             .down = plan_item_part(item) == FORMAT_DOWN,
                                             .duration_ms = (uint64_t)(clock_ms() - started_ms)});

    return true;
}

bool
exec_has_work(const Execution *execution)
{
    const Plan *plan = &execution->plan;
    bool wanted = plan->adopted_only_count > 0 || plan->unrecorded_count > 0 ||
                  plan->withdrawn_count > 0 || execution->change_count > 0;

    for (size_t index = 0; index < plan->count && !wanted; index++)
        wanted = plan_item_runs(&plan->items[index]) || plan->items[index].action == PLAN_ADOPT;

    return wanted;
}

bool
exec_ledger_error(Error *err, const char *what)
{
    if (err->kind == ERROR_PERMISSION && err->hint == NULL)
        (void)error_hint(err, "pawl keeps its ledger in the database: the user must be able to "
                              "create tables in it, and to read and write pawl_journal.");

    return error_wrap(err, "%s", what);
}

bool
exec_ensure_ledger(Execution *execution, Error *err)
{
    assert(execution->generation > 0 && "exec_lock() comes first");

    return execution->ledger.has_journal ||
           execution->engine->ledger_create(execution->connection, err) ||
           exec_ledger_error(err, "could not create the ledger");
}

bool
exec_run(Execution *execution, Error *err)
{
    const Plan *plan = &execution->plan;

    if (!exec_has_work(execution))
        return true;
    if (!exec_ensure_ledger(execution, err) || !settle_open(execution, err) ||
        !record_adopted(execution, err) || !mirror_catch_up(execution, err))
        return false;

    for (size_t index = 0; index < plan->count; index++)
    {
        PlanItem *item = plan_in_turn(plan, index);

        if (!plan_item_runs(item))
            continue;
        if (interrupt_requested())
            return interrupted(execution, err);
        if (!run_item(execution, item, err))
            return false;
    }

    return true;
}

bool
exec_baseline(Execution *execution, const Migration *const *migrations, size_t count, Error *err)
{
    JournalRow *rows = ARENA_ARRAY(execution->arena, JournalRow, count + 1);
    Str *versions = ARENA_ARRAY(execution->arena, Str, count + 1);

    if (!exec_ensure_ledger(execution, err))
        return false;

    for (size_t index = 0; index < count; index++)
    {
        const PlanItem item = {.migration = migrations[index]};

        rows[index] = record_row(execution, JOURNAL_BASELINE, &item, 0);
        versions[index] = migrations[index]->version;
    }

    return record_rows(execution, rows, count, versions,
                       execution->plan.versions_of_others ? 0 : count, err);
}
