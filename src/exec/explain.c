/*
 * explain.c
 *    What is known about the migrations that are not finished, for people.
 */
#include "exec/explain.h"

#include "exec/judge.h"
#include "exec/settle.h"
#include "source/place.h"

typedef struct Explanation
{
    Execution *execution;
    const PlanItem *item;
    Finding finding;    /* about the open statement */
    const char *edited; /* what to do if that is not the one that was sent; NULL if it is */
} Explanation;

static void
tell(const Explanation *explanation, Event event)
{
    event.target = explanation->execution->name;
    event.migration = explanation->item->migration->version;
    report_event(explanation->execution->report, &event);
}

/* Begun and not complete; what never began needs no explanation. */
static bool
is_unfinished(const LedgerEntry *entry)
{
    const bool begun = entry != NULL && (entry->in_journal || entry->state == MIGRATION_UNKNOWN);

    /* What is reverted is as if it had never begun. */
    return begun && !migration_state_completed(entry->state) &&
           !(entry->reverted && entry->progress == NULL);
}

static bool
failed_last(const PlanItem *item)
{
    return item->entry->state != MIGRATION_UNKNOWN && item->entry->progress != NULL &&
           item->entry->progress->detail.size > 0;
}

static void
tell_statement(const Explanation *explanation, size_t index)
{
    const PlanItem *item = explanation->item;
    const Statement *statement = &item->script->statements[index];
    const LedgerEntry *entry = item->entry;
    const size_t offset = (size_t)(statement->text.data - item->script->text.data);
    Event event = {.kind = EVENT_EXPLAINED,
                   .statement = STATEMENT_NUMBER(index),
                   .statements = (unsigned)item->script->count,
                   .title = statement->kind,
                   .line = script_line(item->script, offset),
                   .state = "not run"};

    if ((statement->flags & STATEMENT_SESSION) != 0)
        event.state = "session";
    else if (index < entry->done)
        event.state = "done";
    else if (plan_item_open(item) && index + 1 == entry->progress->in_flight.statement)
    {
        event.state = verdict_words(explanation->finding.verdict);
        event.text = explanation->finding.evidence;
    }
    else if (index == entry->done && failed_last(item))
    {
        event.state = "failed";
        event.text = str_terminate(explanation->execution->arena, entry->progress->detail);
    }

    tell(explanation, event);
}

static void
take_object(void *context, const char *text)
{
    tell(context, (Event){.kind = EVENT_OBJECT, .text = text});
}

/* The one command that gets out. */
static const char *
advice(const Explanation *explanation)
{
    const PlanItem *item = explanation->item;
    Arena *arena = explanation->execution->arena;
    const Finding *finding = &explanation->finding;
    const char *command = plan_item_command(item);

    if (!plan_item_open(item))
        return arena_printf(
            arena,
            failed_last(item) ? "Fix the statement that failed, or remove what stands in its way, "
                                "then run `%s`: it goes on there."
                              : "Run `%s`: it goes on at the first statement that is not done.",
            command);

    if (explanation->edited != NULL)
        return explanation->edited;

    switch (finding->verdict)
    {
        case VERDICT_TOOK_EFFECT:
            return arena_printf(
                arena, "Run `%s`: it records that statement as done, and goes on after it.",
                command);
        case VERDICT_DID_NOT:
            return arena_printf(arena, "Run `%s`: it runs that statement, and goes on.", command);
        case VERDICT_RUNNING:
            return arena_printf(
                arena, "Run `%s`: it waits for that statement, and goes on after it.", command);
        case VERDICT_PARTLY:
            if (finding->repair_count > 0)
                return arena_printf(arena, "Run `%s`: it runs `" STR_FORMAT "`%s, and goes on.",
                                    command, STR_ARGS(finding->repairs[0]),
                                    finding->repair_count > 1 ? " and more like it" : "");
            break;
        case VERDICT_CANNOT_TELL:
        case VERDICT_COUNT:
            break;
    }

    return arena_printf(
        arena,
        "Look at the database.  If all of statement %u is there: `pawl resolve " STR_FORMAT
        ":%u --applied`.  If not, undo what is there of it, then "
        "`pawl resolve " STR_FORMAT ":%u --retry`.",
        item->entry->progress->in_flight.statement, STR_ARGS(item->migration->version),
        item->entry->progress->in_flight.statement, STR_ARGS(item->migration->version),
        item->entry->progress->in_flight.statement);
}

/* An edited statement cannot be judged; that is worth a line, not an end. */
static MUST_CHECK bool
judge_open(Explanation *explanation, Error *err)
{
    SCOPED_ARENA scratch = {0};
    Error edited = ERROR_INIT(&scratch);
    Attempt attempt;

    if (!plan_item_open(explanation->item))
        return true;
    if (settle_attempt(explanation->item, &attempt, &edited))
        return judge_now(explanation->execution, &attempt, &explanation->finding, err);

    explanation->finding =
        (Finding){.verdict = VERDICT_CANNOT_TELL,
                  .evidence = arena_printf(explanation->execution->arena, "%s.  %s", edited.message,
                                           edited.detail)};
    explanation->edited = arena_printf(explanation->execution->arena, "%s", edited.hint);

    return true;
}

/* How many of its statements may have left something: those done, the open one, one that failed. */
static size_t
touched_count(const PlanItem *item)
{
    const size_t touched =
        plan_item_open(item) ? item->entry->progress->in_flight.statement : item->entry->done + 1;

    return touched < item->script->count ? touched : item->script->count;
}

static MUST_CHECK bool
explain_item(Execution *execution, PlanItem *item, Error *err)
{
    Explanation explanation = {.execution = execution, .item = item};

    if (!exec_prepare_item(execution, item, err) || !judge_open(&explanation, err))
        return false;

    tell(&explanation, (Event){.kind = EVENT_STATUS,
                               .state = ledger_state_name(item->entry),
                               .at_s = item->entry->at_s,
                               .done = item->entry->done,
                               .statements = (unsigned)item->script->count,
                               .duration_ms = item->entry->duration_ms});

    for (size_t index = 0; index < item->script->count; index++)
        tell_statement(&explanation, index);

    if (!execution->engine->describe(execution->connection, item->script, touched_count(item),
                                     (EngineLine){take_object, &explanation}, err))
        return false;

    tell(&explanation, (Event){.kind = EVENT_ADVICE, .text = advice(&explanation)});

    return true;
}

/* What the ledger knows is all there is. */
static void
explain_gone(const Execution *execution, const LedgerEntry *entry)
{
    const bool open = entry->state == MIGRATION_UNKNOWN;
    const uint32_t statement = open ? entry->progress->in_flight.statement : 0;
    const char *command = ledger_half_reverted(entry) ? "pawl down" : "pawl up";
    Event event = {.target = execution->name, .migration = entry->version};

    event.kind = EVENT_STATUS;
    event.state = ledger_state_name(entry);
    event.at_s = entry->at_s;
    event.done = entry->done;
    event.statements = entry->statements;
    report_event(execution->report, &event);

    event.kind = EVENT_ADVICE;
    event.text =
        open ? arena_printf(execution->arena,
                            "Its file is gone, and statement %u of it may or may not have taken "
                            "effect.  Put the file back and run `%s`; if it is gone for good, look "
                            "at the database and say what is true: `pawl resolve " STR_FORMAT
                            ":%u --applied` or `--retry`.",
                            statement, command, STR_ARGS(entry->version), statement)
             : arena_printf(execution->arena,
                            "Its file is gone, and %u of its statements are done.  Put it back and "
                            "run `%s`: it goes on behind them.",
                            entry->done, command);
    report_event(execution->report, &event);
}

bool
exec_explain(Execution *execution, Str version, size_t *ret_count, Error *err)
{
    *ret_count = 0;

    for (size_t index = 0; index < execution->plan.count; index++)
    {
        PlanItem *item = &execution->plan.items[index];

        if (!is_unfinished(item->entry) ||
            (version.size > 0 && !str_equal(version, item->migration->version)))
            continue;
        if (!explain_item(execution, item, err))
            return false;

        (*ret_count)++;
    }

    for (size_t index = 0; index < execution->plan.missing_count; index++)
    {
        const Str gone = execution->plan.missing[index];
        const LedgerEntry *entry = ledger_find(&execution->ledger, gone);

        /* Of what never began nothing is there. */
        if (!is_unfinished(entry) || (entry->state != MIGRATION_UNKNOWN && entry->done == 0) ||
            (version.size > 0 && !str_equal(version, gone)))
            continue;

        explain_gone(execution, entry);
        (*ret_count)++;
    }

    return true;
}
