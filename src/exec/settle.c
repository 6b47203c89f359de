/*
 * settle.c
 *    From doubt to certainty: every statement whose outcome is open gets its row.
 */
#include "exec/settle.h"

#include "exec/attempt.h"
#include "exec/judge.h"
#include "exec/record.h"

/* ---- notes ---- */

/* The row that a verdict makes; CANNOT_TELL and PARTLY leave the statement open. */
static JournalRow
verdict_row(Execution *execution, const PlanItem *item, size_t index, const Finding *finding)
{
    const JournalEvent event = finding->verdict == VERDICT_TOOK_EFFECT
                                   ? record_done_event(item, index)
                               : finding->verdict == VERDICT_DID_NOT ? JOURNAL_FAILED
                                                                     : JOURNAL_UNKNOWN;
    JournalRow row = record_row(execution, event, item, STATEMENT_NUMBER(index));

    row.detail = str_from(arena_printf(execution->arena, "verdict: %s. %s",
                                       verdict_words(finding->verdict), finding->evidence));

    return row;
}

static void
tell_verdict(const Execution *execution, const PlanItem *item, size_t index, const Finding *finding)
{
    report_event(execution->report, &(Event){.kind = EVENT_SETTLED,
                                             .target = execution->name,
                                             .migration = item->migration->version,
                                             .statement = STATEMENT_NUMBER(index),
                                             .statements = (unsigned)item->script->count,
                                             .state = verdict_words(finding->verdict),
                                             .text = finding->evidence});
}

/* The way out where nobody but a person can say. */
static bool
ask_person(const PlanItem *item, size_t index, Error *err)
{
    return error_hint(err,
                      "`pawl explain` shows what is there; then say what is true: "
                      "`pawl resolve " STR_FORMAT ":%u --applied` or `--retry`.",
                      STR_ARGS(item->migration->version), STATEMENT_NUMBER(index));
}

static MUST_CHECK bool
cannot_tell(const PlanItem *item, size_t index, const Finding *finding, Error *err)
{
    const unsigned number = STATEMENT_NUMBER(index);

    if (finding->verdict == VERDICT_PARTLY)
        (void)error_set(err, ERROR_DECISION,
                        "statement %u of migration \"" STR_FORMAT "\" took effect in part", number,
                        STR_ARGS(item->migration->version));
    else
        (void)error_set(err, ERROR_DECISION,
                        "statement %u of migration \"" STR_FORMAT
                        "\" may or may not have taken effect",
                        number, STR_ARGS(item->migration->version));

    (void)error_detail(err, "%s\nStatements before it are done; nothing after it was run.",
                       finding->evidence);

    return ask_person(item, index, err);
}

/* ---- doubt from earlier runs ---- */

bool
settle_attempt(const PlanItem *item, Attempt *ret_attempt, Error *err)
{
    const LedgerProgress *progress = item->entry->progress;
    const uint32_t number = progress->in_flight.statement;
    const size_t count = item->script->count;

    if (number > count ||
        !sha256_equal(&progress->in_flight.hash, &item->script->statements[number - 1].hash))
    {
        (void)error_set(err, ERROR_DRIFT,
                        "statement %u of migration \"" STR_FORMAT
                        "\" was edited while its outcome is open",
                        number, STR_ARGS(item->migration->version));
        (void)error_detail(err, "A run ended while it was under way; what became of it can only be "
                                "judged by the text that was sent.");
        return error_hint(err,
                          "Restore that statement as it was and run `%s`; or, if nothing of "
                          "it took effect, say so: `pawl resolve " STR_FORMAT ":%u --retry`.",
                          plan_item_command(item), STR_ARGS(item->migration->version), number);
    }

    *ret_attempt = (Attempt){.script = item->script,
                             .index = number - 1,
                             .migration = item->migration->version,
                             .run = progress->run,
                             .snapshot = progress->snapshot,
                             .at_s = progress->announced_s};

    return true;
}

/* Mended, it is one of the two that need no person. */
static MUST_CHECK bool
settle_item(Execution *execution, PlanItem *item, Error *err)
{
    const bool recorded = item->entry->progress->doubt_recorded;
    Attempt attempt;
    Finding finding = {.verdict = VERDICT_CANNOT_TELL};

    if (!settle_attempt(item, &attempt, err) || !judge_attempt(execution, &attempt, &finding, err))
        return false;

    const bool mends = finding.verdict == VERDICT_PARTLY && finding.repair_count > 0;

    tell_verdict(execution, item, attempt.index, &finding);

    if (mends && !judge_repair(execution, &attempt, &finding, err))
        return false;

    const bool open = finding.verdict == VERDICT_PARTLY || finding.verdict == VERDICT_CANNOT_TELL;
    const JournalRow row = verdict_row(execution, item, attempt.index, &finding);

    if (!(open && recorded) && !record_write(execution, &row, err))
        return false;
    if (open)
        return cannot_tell(item, attempt.index, &finding, err);

    /* From here on the item is what it would be if the next run read the ledger. */
    if (!ledger_add_row(&execution->ledger, &row, err))
        return false;

    plan_item_settled(item, &execution->ledger);

    if (!plan_item_runs(item) && !item->migration->bootstrap)
        execution->applied++;

    return true;
}

bool
settle_open(Execution *execution, Error *err)
{
    for (size_t index = 0; index < execution->plan.count; index++)
    {
        PlanItem *item = &execution->plan.items[index];

        if (plan_item_open(item) && plan_item_runs(item) && !settle_item(execution, item, err))
            return false;
    }

    return true;
}

/* ---- a statement that failed just now ---- */

/* What is true now, in words, after the statement at index failed. */
static const char *
what_is_applied(size_t index, const char *fate, Arena *arena)
{
    if (index == 0)
        return arena_printf(arena, "%s; it is the first of its migration.", fate);
    if (index == 1)
        return arena_printf(arena, "%s; statement 1 did, and is recorded.", fate);

    return arena_printf(arena, "%s; statements 1 to %zu did, and are recorded.", fate, index);
}

static void
add_detail(Error *err, const char *text)
{
    err->detail =
        err->detail == NULL ? text : arena_printf(err->arena, "%s\n%s", err->detail, text);
}

/*
 * Say so in the ledger.  The first error is what the user must see, so a ledger that cannot be
 * written either only adds to its detail; the row that announced the statement is there.
 */
static MUST_CHECK bool
note_failure(Execution *execution, const JournalRow *row, Error *err)
{
    SCOPED_ARENA scratch = {0};
    Error ledger_error = ERROR_INIT(&scratch);

    if (!record_write(execution, row, &ledger_error))
        add_detail(err, arena_printf(err->arena, "The ledger could not be told: %s.",
                                     ledger_error.message));

    return false;
}

static MUST_CHECK bool
failed_for_certain(Execution *execution, const PlanItem *item, size_t index, Error *err)
{
    JournalRow row = record_row(execution, JOURNAL_FAILED, item, STATEMENT_NUMBER(index));

    row.detail = err->code == NULL ? STR("") : str_from(err->code);
    add_detail(err, what_is_applied(index, "This statement did not take effect", err->arena));

    if (err->hint == NULL && err->kind == ERROR_STATEMENT)
        err->hint =
            arena_printf(err->arena, "Fix this statement and run `%s` again: it goes on here.",
                         plan_item_command(item));

    return note_failure(execution, &row, err);
}

/* The answer was lost: the row that announced the statement is all that the next run needs. */
static MUST_CHECK bool
left_open(Execution *execution, const PlanItem *item, size_t index, Error *err)
{
    const bool detached = err->kind == ERROR_INTERRUPTED;
    JournalRow row = record_row(execution, JOURNAL_UNKNOWN, item, STATEMENT_NUMBER(index));

    execution->detached = true;
    add_detail(err, what_is_applied(index,
                                    detached ? "This statement goes on in the server"
                                             : "Whether this statement took effect is not known",
                                    err->arena));
    err->hint = arena_printf(
        err->arena, "Run `%s` again: it finds out what became of the statement, and goes on.",
        plan_item_command(item));
    row.detail = STR("detached: the statement goes on in the server");

    return detached && note_failure(execution, &row, err);
}

/*
 * The server gave up in the middle.  What it left is looked at right away: undone if that is
 * provably right, else the statement stays open.
 */
static MUST_CHECK bool
look_at_remains(Execution *execution, const PlanItem *item, size_t index, Error *err)
{
    SCOPED_ARENA scratch = {0};
    Error look_error = ERROR_INIT(&scratch);
    const Attempt attempt = attempt_of(execution, item, index);
    Finding finding;

    if (!judge_attempt(execution, &attempt, &finding, &look_error))
        return left_open(execution, item, index, err);

    tell_verdict(execution, item, index, &finding);

    if (finding.verdict == VERDICT_PARTLY && finding.repaired == VERDICT_DID_NOT &&
        finding.repair_count > 0 && !judge_repair(execution, &attempt, &finding, &look_error))
        return left_open(execution, item, index, err);

    if (finding.verdict == VERDICT_DID_NOT)
        return failed_for_certain(execution, item, index, err);

    const JournalRow row = verdict_row(execution, item, index, &finding);

    if (finding.verdict == VERDICT_TOOK_EFFECT)
    {
        error_clear(err);
        return record_write(execution, &row, err);
    }

    add_detail(err, finding.evidence);

    if (finding.repair_count > 0)
    {
        err->hint = arena_printf(
            err->arena,
            "Run `%s` again once the reason is gone: it does the rest of the statement.",
            plan_item_command(item));
        return note_failure(execution, &row, err);
    }

    err->kind = ERROR_DECISION;
    (void)ask_person(item, index, err);

    return note_failure(execution, &row, err);
}

bool
settle_failure(Execution *execution, const PlanItem *item, size_t index, Outcome outcome,
               Error *err)
{
    const bool shared = (item->script->statements[index].flags & STATEMENT_TRANSACTIONAL) != 0;

    attempt_add_context(err, item, index);

    switch (outcome)
    {
        case OUTCOME_DONE:
        case OUTCOME_NOT_DONE:
        case OUTCOME_NOT_NOW:
        case OUTCOME_ALONE:
            return failed_for_certain(execution, item, index, err);
        case OUTCOME_ENDED:
            return look_at_remains(execution, item, index, err);
        case OUTCOME_UNKNOWN:
            break;
    }

    /* It took effect together with its row, or not at all: nothing is open. */
    if (shared)
    {
        add_detail(err, "The statement took effect together with its row in the ledger, or not at "
                        "all: the next run knows.");
        return false;
    }

    return left_open(execution, item, index, err);
}
