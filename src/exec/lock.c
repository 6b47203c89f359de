/*
 * lock.c
 *    One runner at a time on a target.
 */
#include "exec/lock.h"

#include "base/clock.h"
#include "base/interrupt.h"

static MUST_CHECK bool
still_locked(const char *holder, Error *err)
{
    (void)error_set(err, ERROR_LOCKED, "another pawl is at work on this database");
    (void)error_detail(err, "The lock is held by %s.  Nothing was run.", holder);

    return error_hint(err, "Run the same command again later, or wait longer with --lock-wait; if "
                           "that pawl is gone for good, `pawl unlock` checks and frees the lock.");
}

static MUST_CHECK bool
interrupted(Error *err)
{
    (void)error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());

    return error_hint(err, "Nothing was run.");
}

/* When the holder changes, and now and then, so that a log shows what is waited for. */
static void
tell_holder(const Execution *execution, const char *holder, int64_t started_ms)
{
    report_event(execution->report, &(Event){.kind = EVENT_LOCKED,
                                             .target = execution->name,
                                             .text = holder,
                                             .duration_ms = (uint64_t)(clock_ms() - started_ms)});
}

static MUST_CHECK bool
wait_for_lock(Execution *execution, LockAnswer *ret_answer, Error *err)
{
    const LockRequest request = {.run = execution->run,
                                 .who = execution->who,
                                 .ledger_generation = execution->ledger.generation,
                                 .ledger_seq = execution->ledger.last_seq};
    const int64_t started_ms = clock_ms();
    int64_t tell_at_ms = started_ms;
    int64_t pause_ms = execution->pace.tell_ms / 8; /* what is waited for changes at first */
    bool waited = false;

    for (;;)
    {
        SCOPED_ARENA scratch = {0};
        Error answer_error = ERROR_INIT(&scratch);

        *ret_answer = (LockAnswer){0};

        if (!execution->engine->lock(execution->connection, &request, ret_answer, &answer_error))
            return error_move(err, &answer_error);

        /* Whoever had it may have gone on writing after the ledger was read. */
        ret_answer->ledger_moved = ret_answer->ledger_moved || waited;

        if (ret_answer->taken)
            return true;
        if (interrupt_requested())
            return interrupted(err);
        if (clock_ms() - started_ms >= execution->pace.lock_wait_ms)
            return still_locked(ret_answer->holder, err);

        if (clock_ms() >= tell_at_ms)
        {
            tell_holder(execution, ret_answer->holder, started_ms);
            tell_at_ms = clock_ms() + pause_ms;
            pause_ms =
                pause_ms * 2 < execution->pace.tell_ms ? pause_ms * 2 : execution->pace.tell_ms;
        }

        clock_sleep_ms(execution->pace.poll_ms);
        waited = true;
    }
}

/* What was planned is out of date: the ledger, the plan and the files once more. */
static MUST_CHECK bool
plan_anew(Execution *execution, const PlanOptions *options, Error *err)
{
    ledger_done(&execution->ledger);

    return exec_plan(execution, options, err) && exec_prepare(execution, err);
}

bool
exec_lock(Execution *execution, const PlanOptions *options, Error *err)
{
    LockAnswer answer = {0};

    if (execution->generation != 0)
        return true;
    if (execution->engine->lock != NULL)
    {
        if (!wait_for_lock(execution, &answer, err))
            return false;

        execution->locked = true;

        if (answer.ledger_moved && !plan_anew(execution, options, err))
            return false;
    }

    execution->up_since_s = answer.up_since_s;
    execution->generation = execution->ledger.generation + 1;

    if (answer.generation > execution->generation)
        execution->generation = answer.generation;

    return true;
}

void
exec_unlock(Execution *execution)
{
    if (execution->locked)
        execution->engine->unlock(execution->connection, execution->detached);

    execution->locked = false;
}
