/*
 * judge.c
 *    The verdict on a statement: what the engine finds, and what its author said about it.
 */
#include "exec/judge.h"

#include "base/clock.h"
#include "base/interrupt.h"

/* Whether an answer to a done-when query says so. */
static bool
is_yes(Str answer)
{
    return STR_IS(answer, "1") || STR_IS(answer, "t") || STR_IS(answer, "true");
}

/* A verdict that the author's marks can improve on. */
static MUST_CHECK bool
ask_author(const Execution *execution, const Attempt *attempt, Finding *finding, Error *err)
{
    const Statement *statement = &attempt->script->statements[attempt->index];
    Str answer;

    if (finding->verdict == VERDICT_RUNNING)
        return true;

    if (statement->done_when.size > 0)
    {
        if (!execution->engine->ask(execution->connection, NULL, statement->done_when,
                                    execution->arena, &answer, err))
            return error_wrap(err,
                              "the done-when query of statement %u of migration "
                              "\"" STR_FORMAT "\"",
                              STATEMENT_NUMBER(attempt->index), STR_ARGS(attempt->migration));

        /* "Not done" does not say that nothing of it is there, where something was seen. */
        if (is_yes(answer))
            *finding = (Finding){.verdict = VERDICT_TOOK_EFFECT,
                                 .evidence = "Its done-when query says yes."};
        else if (finding->verdict != VERDICT_PARTLY)
            *finding =
                (Finding){.verdict = VERDICT_DID_NOT, .evidence = "Its done-when query says no."};
    }

    const bool open = finding->verdict == VERDICT_CANNOT_TELL ||
                      (finding->verdict == VERDICT_PARTLY && finding->repair_count == 0);

    if (open && (statement->flags & STATEMENT_IDEMPOTENT) != 0)
        *finding = (Finding){.verdict = VERDICT_DID_NOT,
                             .evidence = "Its author marked it idempotent: it may run twice."};

    return true;
}

bool
judge_now(const Execution *execution, const Attempt *attempt, Finding *ret_finding, Error *err)
{
    return execution->engine->verdict(execution->connection, attempt, execution->arena, ret_finding,
                                      err) &&
           ask_author(execution, attempt, ret_finding, err);
}

static void
tell_waiting(const Execution *execution, const Attempt *attempt, const Finding *finding,
             int64_t since_ms)
{
    report_event(execution->report, &(Event){.kind = EVENT_WAITING,
                                             .target = execution->name,
                                             .migration = attempt->migration,
                                             .statement = STATEMENT_NUMBER(attempt->index),
                                             .statements = (unsigned)attempt->script->count,
                                             .text = finding->evidence,
                                             .duration_ms = (uint64_t)(clock_ms() - since_ms)});
}

bool
judge_attempt(Execution *execution, const Attempt *attempt, Finding *ret_finding, Error *err)
{
    const int64_t started_ms = clock_ms();
    int64_t tell_at_ms = started_ms;
    int64_t pause_ms = execution->pace.tell_ms / 8; /* what is waited for changes at first */
    Attempt judged = *attempt;

    judged.may_try = true;

    for (;;)
    {
        if (!judge_now(execution, &judged, ret_finding, err))
            return false;
        if (ret_finding->verdict != VERDICT_RUNNING)
            return true;

        if (interrupt_requested())
        {
            (void)error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());
            return error_hint(err, "The statement goes on in the server; the next run waits for "
                                   "it.");
        }

        if (clock_ms() >= tell_at_ms)
        {
            tell_waiting(execution, attempt, ret_finding, started_ms);
            tell_at_ms = clock_ms() + pause_ms;
            pause_ms =
                pause_ms * 2 < execution->pace.tell_ms ? pause_ms * 2 : execution->pace.tell_ms;
        }

        clock_sleep_ms(execution->pace.poll_ms);
    }
}

bool
judge_repair(Execution *execution, const Attempt *attempt, Finding *finding, Error *err)
{
    for (size_t index = 0; index < finding->repair_count; index++)
    {
        const Str repair = finding->repairs[index];

        report_event(execution->report, &(Event){.kind = EVENT_REPAIR,
                                                 .target = execution->name,
                                                 .migration = attempt->migration,
                                                 .statement = STATEMENT_NUMBER(attempt->index),
                                                 .statements = (unsigned)attempt->script->count,
                                                 .text = str_terminate(execution->arena, repair)});

        if (!execution->engine->repair(execution->connection, repair, err))
        {
            execution->detached = true; /* it may take effect yet */
            return error_wrap(err,
                              "could not repair what statement %u of migration \"" STR_FORMAT
                              "\" left behind",
                              STATEMENT_NUMBER(attempt->index), STR_ARGS(attempt->migration));
        }
    }

    if (finding->repair_count > 0)
        finding->verdict = finding->repaired;

    return true;
}
