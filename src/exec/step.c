/*
 * step.c
 *    One statement of a script of steps: announced, sent, settled.
 *
 * The row that settles one statement announces the next, so between two rows exactly one
 * statement can be in doubt, and what verdict() needs to know about the time before it is
 * in the row that announced it.  A statement that shares a transaction with its row needs
 * no announcement.  docs/protocol.md tells why every crash in between is covered.
 */
#include "exec/step.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "exec/attempt.h"
#include "exec/guard.h"
#include "exec/record.h"
#include "exec/settle.h"

enum
{
    BACKOFF_DOUBLINGS_MAX = 6,
    ATTEMPTS_AHEAD_MAX = 64,
};

static const Statement *
statement_at(const PlanItem *item, size_t index)
{
    return &item->script->statements[index];
}

static bool
shares_transaction(const PlanItem *item, size_t index)
{
    return (statement_at(item, index)->flags & STATEMENT_TRANSACTIONAL) != 0;
}

bool
step_stop_after(Execution *execution, Error *err)
{
    SCOPED_ARENA scratch = {0};
    Error ledger_error = ERROR_INIT(&scratch);

    if (!record_stopped(execution, &ledger_error))
        (void)error_detail(err, "The ledger could not be told: %s.", ledger_error.message);

    return false;
}

/* ---- announcing ---- */

/*
 * The item after this one whose first statement can be announced before its turn comes, or NULL.
 * A down part is announced by the row that says whose it is.
 */
static const PlanItem *
item_after(const Execution *execution, const PlanItem *item)
{
    const PlanItem *end = execution->plan.items + execution->plan.count;

    if (plan_item_part(item) == FORMAT_DOWN)
        return NULL;

    for (item++; item < end; item++)
    {
        if (!plan_item_runs(item) || item->action == PLAN_REPEAT)
            continue;

        return item->script->mode == SCRIPT_STEPS && item->action == PLAN_APPLY &&
                       !plan_item_again(item)
                   ? item
                   : NULL;
    }

    return NULL;
}

/* This statement's attempt, and those that are announced after it if all goes well. */
static size_t
collect_coming(const Execution *execution, const PlanItem *item, size_t index,
               Attempt ret_attempts[ATTEMPTS_AHEAD_MAX])
{
    size_t count = 0;

    while (item != NULL && count < ATTEMPTS_AHEAD_MAX)
    {
        if (index < item->script->count)
            ret_attempts[count++] = attempt_of(execution, item, index++);

        index = script_next_journaled(item->script, index);

        if (index == item->script->count)
        {
            item = item_after(execution, item);
            index = item == NULL ? 0 : script_next_journaled(item->script, 0);
        }
    }

    return count;
}

/* Put the statement, and what has to be known about the time before it, into a row. */
static MUST_CHECK bool
announce(Execution *execution, const PlanItem *item, size_t index, JournalRow *row, Error *err)
{
    Attempt coming[ATTEMPTS_AHEAD_MAX];
    const size_t count = collect_coming(execution, item, index, coming);
    Str snapshot = {0};

    if (!execution->engine->snapshot(execution->connection, coming, count, execution->arena,
                                     &snapshot, err))
        return false;

    row->next_snapshot = snapshot;
    row->next = (JournalStep){.migration = item->migration->version,
                              .statement = STATEMENT_NUMBER(index),
                              .hash = statement_at(item, index)->hash};

    return true;
}

/* The same where it only saves a row: the statement will announce itself if this fails. */
void
step_announce_early(Execution *execution, const PlanItem *item, size_t index, JournalRow *row)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);

    /* Whether what a question guards will run is not known yet. */
    if (index < item->script->count && !shares_transaction(item, index) &&
        !guard_begins(item->script, index))
        (void)!announce(execution, item, index, row, &ignored);
}

void
step_announce_after(Execution *execution, const PlanItem *item, JournalRow *row)
{
    const PlanItem *next = item_after(execution, item);

    if (next != NULL)
        step_announce_early(execution, next, script_next_journaled(next->script, 0), row);
}

/* Make sure that the ledger says that this statement may be under way. */
static MUST_CHECK bool
intend(Execution *execution, const PlanItem *item, size_t index, Error *err)
{
    if (execution->intent.statement == STATEMENT_NUMBER(index) &&
        str_equal(execution->intent.migration, item->migration->version))
        return true;

    JournalRow row = record_begin(execution);

    return announce(execution, item, index, &row, err) && record_write(execution, &row, err);
}

/* ---- sending ---- */

bool
step_wait_to_retry(const Execution *execution, unsigned tries, Str migration, const Error *err)
{
    const unsigned doublings = tries < BACKOFF_DOUBLINGS_MAX ? tries - 1 : BACKOFF_DOUBLINGS_MAX;
    const int64_t longest_ms = execution->pace.backoff_ms << doublings;

    if (tries >= execution->pace.tries || interrupt_requested())
        return false;

    /* Half of it is chance, so that two that met once do not meet again. */
    const int64_t wait_ms =
        longest_ms / 2 + (longest_ms > 1 ? (int64_t)arc4random_uniform((uint32_t)longest_ms) : 0);

    report_event(execution->report, &(Event){.kind = EVENT_RETRY,
                                             .target = execution->name,
                                             .migration = migration,
                                             .text = err->message,
                                             .hint = err->detail,
                                             .count = tries,
                                             .duration_ms = (uint64_t)wait_ms});
    clock_sleep_ms(wait_ms);

    return !interrupt_requested();
}

/* The row that says that the statement took effect, and announces what runs after it. */
static JournalRow
done_row(Execution *execution, const PlanItem *item, size_t index)
{
    const size_t next = script_next_journaled(item->script, index + 1);
    JournalRow row =
        record_row(execution, record_done_event(item, index), item, STATEMENT_NUMBER(index));

    if (next == item->script->count)
        step_announce_after(execution, item, &row);
    else
        step_announce_early(execution, item, next, &row);

    return row;
}

/* Together with its row: the row can announce nothing, as nothing has been seen after it yet. */
static MUST_CHECK bool
send_in_transaction(Execution *execution, const PlanItem *item, size_t index, Outcome *ret_outcome,
                    Error *err)
{
    const Attempt attempt = attempt_of(execution, item, index);
    const JournalRow row =
        record_row(execution, record_done_event(item, index), item, STATEMENT_NUMBER(index));
    MirrorChange change;
    const LedgerWrite write = record_of(execution, &row, &change);

    if (!execution->engine->execute_transaction(execution->connection, &attempt, &write,
                                                ret_outcome, err))
        return attempt_failed(item, err);

    record_wrote(execution, &row);

    return true;
}

static MUST_CHECK bool
send_and_record(Execution *execution, const PlanItem *item, size_t index, Outcome *ret_outcome,
                Error *err)
{
    const int64_t started_ms = clock_ms();
    const Attempt attempt = attempt_of(execution, item, index);

    if (!execution->engine->execute(execution->connection, &attempt, ret_outcome, err))
        return attempt_failed(item, err);

    JournalRow row = done_row(execution, item, index);

    row.duration_ms = (uint64_t)(clock_ms() - started_ms);

    return record_write(execution, &row, err);
}

/* Sent again only while the answer proves that nothing of it took effect. */
static MUST_CHECK bool
send_patiently(Execution *execution, const PlanItem *item, size_t index, Outcome *ret_outcome,
               Error *err)
{
    const bool shared = shares_transaction(item, index);

    for (unsigned tries = 1;; tries++)
    {
        if (shared ? send_in_transaction(execution, item, index, ret_outcome, err)
                   : send_and_record(execution, item, index, ret_outcome, err))
            return true;
        if (*ret_outcome != OUTCOME_NOT_NOW ||
            !step_wait_to_retry(execution, tries, item->migration->version, err))
            return false;

        error_clear(err);
    }
}

bool
step_repeat(Execution *execution, const PlanItem *item, size_t index, size_t from, Error *err)
{
    const Attempt attempt = attempt_of(execution, item, index);
    Outcome outcome = OUTCOME_UNKNOWN;

    if (execution->engine->execute(execution->connection, &attempt, &outcome, err))
        return true;

    if (outcome == OUTCOME_NOT_DONE && script_can_spare(statement_at(item, index), from))
    {
        error_clear(err);
        return true;
    }

    (void)attempt_failed(item, err);
    attempt_add_context(err, item, index);

    return step_stop_after(execution, err);
}

bool
step_run(Execution *execution, const PlanItem *item, size_t index, Error *err)
{
    const int64_t started_ms = clock_ms();
    Outcome outcome = OUTCOME_DONE;

    /* Sent as it stands; the session of the next try or run repeats it. */
    if ((statement_at(item, index)->flags & STATEMENT_SESSION) != 0)
        return step_repeat(execution, item, index, 0, err);
    if (!shares_transaction(item, index) && !intend(execution, item, index, err))
        return false;
    if (!send_patiently(execution, item, index, &outcome, err))
    {
        if (outcome == OUTCOME_ALONE)
        {
            /* Only the server knew; announced, it may be sent. */
            item->script->statements[index].flags &= ~(unsigned)STATEMENT_TRANSACTIONAL;
            error_clear(err);
            return step_run(execution, item, index, err);
        }
        if (outcome == OUTCOME_DONE || !settle_failure(execution, item, index, outcome, err))
            return false;
    }

    report_event(execution->report, &(Event){.kind = EVENT_STATEMENT,
                                             .target = execution->name,
                                             .migration = item->migration->version,
                                             .statement = STATEMENT_NUMBER(index),
                                             .statements = (unsigned)item->script->count,
                                             .duration_ms = (uint64_t)(clock_ms() - started_ms)});

    return true;
}
