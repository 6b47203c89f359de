/*
 * exec.c
 *    Carry a plan out on one target, and keep its ledger true at every instant.
 *
 * A script of steps goes through three states per statement: intended (a ledger
 * row says that it may be under way), sent, settled (a ledger row says what became
 * of it).  The row that settles one statement carries the intent for the next, so
 * between two rows exactly one statement can be in doubt.  A script that is a
 * transaction has no doubt to journal: its row commits with it.
 */
#include "exec/exec.h"

#include <assert.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "exec/record.h"
#include "plan/check.h"

static bool
runs_in_steps(const PlanItem *item)
{
    return item->script->mode == SCRIPT_STEPS;
}

/* The first statement that a later item will run as a step and journal; none at the end. */
static JournalStep
first_step_after(const Execution *execution, const PlanItem *item)
{
    const PlanItem *end = execution->plan.items + execution->plan.count;

    for (item++; item < end; item++)
    {
        if (!plan_item_runs(item) || item->action == PLAN_REPEAT)
            continue;
        if (!runs_in_steps(item) || item->action != PLAN_APPLY)
            break;

        const size_t index = script_next_journaled(item->script, 0);

        if (index == item->script->count)
            break;

        return (JournalStep){.migration = item->migration->version,
                             .statement = STATEMENT_NUMBER(index),
                             .hash = item->script->statements[index].hash};
    }

    return (JournalStep){0};
}

static JournalStep
step_at(const PlanItem *item, size_t index)
{
    return (JournalStep){.migration = item->migration->version,
                         .statement = STATEMENT_NUMBER(index),
                         .hash = item->script->statements[index].hash};
}

static MUST_CHECK bool
interrupted(Execution *execution, Error *err)
{
    if (!record_stopped(execution, err))
        return false;

    (void)error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());

    return error_hint(err, "Nothing is under way; run the same command again to go on.");
}

static void
add_statement_context(Error *err, const PlanItem *item, size_t index)
{
    (void)error_wrap(err, "migration \"" STR_FORMAT "\", statement %u of %zu",
                     STR_ARGS(item->migration->version), STATEMENT_NUMBER(index),
                     item->script->count);
}

/* What is true now, in words, after the statement at index failed. */
static const char *
what_is_applied(size_t index, Outcome outcome, Arena *arena)
{
    const char *fate = outcome == OUTCOME_NOT_DONE
                           ? "This statement did not take effect"
                           : "Whether this statement took effect, or part of it, is not known";

    if (index == 0)
        return arena_printf(arena, "%s; it is the first of its migration.", fate);
    if (index == 1)
        return arena_printf(arena, "%s; statement 1 did, and is recorded.", fate);

    return arena_printf(arena, "%s; statements 1 to %zu did, and are recorded.", fate, index);
}

static void
add_aftermath(Error *err, const PlanItem *item, size_t index, Outcome outcome)
{
    const char *applied = what_is_applied(index, outcome, err->arena);

    err->detail =
        err->detail == NULL ? applied : arena_printf(err->arena, "%s\n%s", err->detail, applied);

    if (err->hint == NULL && err->kind == ERROR_STATEMENT && outcome == OUTCOME_NOT_DONE)
        err->hint = "Fix this statement and run `pawl up` again: it goes on here.";

    if (outcome == OUTCOME_UNKNOWN && err->kind != ERROR_INTERRUPTED)
        err->kind = ERROR_DECISION;
    if (outcome == OUTCOME_UNKNOWN)
        (void)error_hint(err,
                         "Look at the database, then say what is true: `pawl resolve " STR_FORMAT
                         ":%u --applied` or `--retry`.",
                         STR_ARGS(item->migration->version), STATEMENT_NUMBER(index));
}

/*
 * The statement failed: say so in the ledger.  The first error is what the user must see, so
 * a ledger that cannot be written either only adds to its detail; the intent row that is there
 * already makes the next run ask.
 */
static MUST_CHECK bool
settle_failure(Execution *execution, const PlanItem *item, size_t index, Outcome outcome,
               Error *err)
{
    SCOPED_ARENA scratch = {0};
    Error ledger_error = ERROR_INIT(&scratch);
    JournalRow row =
        record_row(execution, outcome == OUTCOME_NOT_DONE ? JOURNAL_FAILED : JOURNAL_UNKNOWN, item,
                   STATEMENT_NUMBER(index));

    row.detail = err->code == NULL ? STR("") : str_from(err->code);
    add_statement_context(err, item, index);
    add_aftermath(err, item, index, outcome);

    if (!record_write(execution, &row, &ledger_error))
        (void)error_detail(err, "%s\nThe ledger could not be told: %s.", err->detail,
                           ledger_error.message);

    return false;
}

/* Leave nothing in flight behind an error that the ledger need not know of. */
static MUST_CHECK bool
stop_after(Execution *execution, Error *err)
{
    SCOPED_ARENA scratch = {0};
    Error ledger_error = ERROR_INIT(&scratch);

    if (!record_stopped(execution, &ledger_error))
        (void)error_detail(err, "The ledger could not be told: %s.", ledger_error.message);

    return false;
}

/* Statements that only change the session are sent and never journaled. */
static MUST_CHECK bool
run_session_statement(Execution *execution, const PlanItem *item, size_t index, Error *err)
{
    Outcome outcome = OUTCOME_UNKNOWN;

    if (execution->engine->execute(execution->connection, item->script, index, &outcome, err))
        return true;

    add_statement_context(err, item, index);

    return stop_after(execution, err);
}

/* Make sure that the ledger says that this statement may be under way. */
static MUST_CHECK bool
intend(Execution *execution, JournalStep step, Error *err)
{
    if (execution->intent.statement == step.statement &&
        str_equal(execution->intent.migration, step.migration))
        return true;

    JournalRow row = {.generation = execution->ledger.generation,
                      .run = str_from(execution->run),
                      .seq = ++execution->seq,
                      .event = JOURNAL_BEGIN,
                      .next = step,
                      .who = str_from(execution->who)};

    return record_write(execution, &row, err);
}

static MUST_CHECK bool
run_step(Execution *execution, const PlanItem *item, size_t index, Error *err)
{
    const size_t next = script_next_journaled(item->script, index + 1);
    const bool last = next == item->script->count;
    Outcome outcome = OUTCOME_UNKNOWN;

    if (!intend(execution, step_at(item, index), err))
        return false;

    const int64_t started_ms = clock_ms();

    if (!execution->engine->execute(execution->connection, item->script, index, &outcome, err))
        return settle_failure(execution, item, index, outcome, err);

    JournalRow row =
        record_row(execution, last ? JOURNAL_APPLIED : JOURNAL_DONE, item, STATEMENT_NUMBER(index));

    row.duration_ms = (uint64_t)(clock_ms() - started_ms);
    row.next = last ? first_step_after(execution, item) : step_at(item, next);

    if (!record_write(execution, &row, err))
        return false;

    report_event(execution->report, &(Event){.kind = EVENT_STATEMENT,
                                             .target = execution->name,
                                             .migration = item->migration->version,
                                             .statement = STATEMENT_NUMBER(index),
                                             .statements = (unsigned)item->script->count,
                                             .duration_ms = row.duration_ms});

    return true;
}

static MUST_CHECK bool
run_steps(Execution *execution, const PlanItem *item, Error *err)
{
    size_t from = 0;

    if (!plan_resume_index(item, &from, err))
        return false;

    for (size_t index = 0; index < item->script->count; index++)
    {
        const bool session = (item->script->statements[index].flags & STATEMENT_SESSION) != 0;

        if (interrupt_requested())
            return interrupted(execution, err);
        if (!session && index < from)
            continue;
        if (session ? !run_session_statement(execution, item, index, err)
                    : !run_step(execution, item, index, err))
            return false;
    }

    /* Nothing was left to do: an empty file, or one whose last statements were taken out. */
    if (script_next_journaled(item->script, from) == item->script->count)
    {
        JournalRow row = record_row(execution, JOURNAL_APPLIED, item, (unsigned)from);

        row.next = first_step_after(execution, item);
        return record_write(execution, &row, err);
    }

    return true;
}

static MUST_CHECK bool
transaction_failed(const PlanItem *item, Outcome outcome, Error *err)
{
    const char *fate = outcome == OUTCOME_NOT_DONE
                           ? "The transaction was rolled back: nothing of the migration took "
                             "effect."
                           : "The connection broke while the transaction ran: it took effect as a "
                             "whole or not at all, and the ledger's row is in it, so the next run "
                             "knows.";

    err->detail =
        err->detail == NULL ? fate : arena_printf(err->arena, "%s\n%s", err->detail, fate);

    if (err->hint == NULL && err->kind == ERROR_STATEMENT)
        err->hint = "Fix the migration and run `pawl up` again.";

    return error_wrap(err, "migration \"" STR_FORMAT "\"", STR_ARGS(item->migration->version));
}

static MUST_CHECK bool
run_transaction(Execution *execution, const PlanItem *item, Error *err)
{
    JournalRow row = record_row(execution, JOURNAL_APPLIED, item, (unsigned)item->script->count);
    Outcome outcome = OUTCOME_UNKNOWN;

    /* No intent: if the answer to COMMIT is lost, nothing later may look as if it had begun. */
    const LedgerWrite write = {
        .rows = &row, .row_count = 1, .versions = &row.step.migration, .version_count = 1};

    if (!execution->engine->execute_transaction(execution->connection, item->script, &write,
                                                &outcome, err))
        return transaction_failed(item, outcome, err);

    execution->intent = row.next;

    return true;
}

/* The bootstrap file once more: it is safe to repeat by contract, so there is nothing to journal.
 */
static MUST_CHECK bool
run_repeat(Execution *execution, const PlanItem *item, Error *err)
{
    for (size_t index = 0; index < item->script->count; index++)
    {
        Outcome outcome = OUTCOME_UNKNOWN;

        if (!execution->engine->execute(execution->connection, item->script, index, &outcome, err))
        {
            add_statement_context(err, item, index);
            return stop_after(execution, err);
        }
    }

    return true;
}

static MUST_CHECK bool
run_item(Execution *execution, PlanItem *item, Error *err)
{
    const int64_t started_ms = clock_ms();
    const bool done = item->action == PLAN_REPEAT ? run_repeat(execution, item, err)
                      : runs_in_steps(item)       ? run_steps(execution, item, err)
                                                  : run_transaction(execution, item, err);

    if (!done)
        return false;
    if (item->migration->bootstrap && !record_known_versions(execution, err))
        return stop_after(execution, err);
    if (!item->migration->bootstrap)
        execution->applied++;

    report_event(execution->report, &(Event){.kind = EVENT_APPLIED,
                                             .target = execution->name,
                                             .migration = item->migration->version,
                                             .bootstrap = item->migration->bootstrap,
                                             .statements = (unsigned)item->script->count,
                                             .transaction = !runs_in_steps(item),
                                             .duration_ms = (uint64_t)(clock_ms() - started_ms)});

    return true;
}

static bool
anything_to_write(const Plan *plan)
{
    bool wanted = plan->adopted_only_count > 0 || plan->unrecorded_count > 0;

    for (size_t index = 0; index < plan->count && !wanted; index++)
        wanted = plan_item_runs(&plan->items[index]) || plan->items[index].action == PLAN_ADOPT;

    return wanted;
}

bool
exec_run(Execution *execution, Error *err)
{
    const Plan *plan = &execution->plan;

    if (!anything_to_write(plan))
        return true;
    if (!execution->ledger.has_journal &&
        !execution->engine->ledger_create(execution->connection, err))
        return error_wrap(err, "could not create the ledger");

    execution->ledger.generation++;

    if (!record_adopted(execution, err))
        return false;

    for (size_t index = 0; index < plan->count; index++)
    {
        if (!plan_item_runs(&plan->items[index]))
            continue;
        if (interrupt_requested())
            return interrupted(execution, err);
        if (!run_item(execution, &plan->items[index], err))
            return false;
    }

    return true;
}

bool
exec_baseline(Execution *execution, const Migration *const *migrations, size_t count, Error *err)
{
    JournalRow *rows = ARENA_ARRAY(execution->arena, JournalRow, count + 1);
    Str *versions = ARENA_ARRAY(execution->arena, Str, count + 1);

    if (!execution->ledger.has_journal &&
        !execution->engine->ledger_create(execution->connection, err))
        return error_wrap(err, "could not create the ledger");

    execution->ledger.generation++;

    for (size_t index = 0; index < count; index++)
    {
        const PlanItem item = {.migration = migrations[index]};

        rows[index] = record_row(execution, JOURNAL_BASELINE, &item, 0);
        versions[index] = migrations[index]->version;
    }

    return record_rows(execution, rows, count, versions, count, err);
}
