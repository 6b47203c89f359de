/*
 * tell.c
 *    What an execution knows, told as events: plan, status, notices.
 */
#include "exec/exec.h"
#include "exec/guard.h"

static void
tell(const Execution *execution, Event event)
{
    event.target = execution->name;
    report_event(execution->report, &event);
}

void
exec_tell_skipped(const Execution *execution)
{
    const Plan *plan = &execution->plan;
    Event event = {.kind = EVENT_SKIPPED};

    for (size_t index = 0; index < plan->count; index++)
    {
        const PlanItem *item = &plan->items[index];
        const bool complete = item->action == PLAN_SKIP || item->action == PLAN_ADOPT;

        if (!complete || item->migration->bootstrap)
            continue;

        event.first = event.count == 0 ? item->migration->version : event.first;
        event.last = item->migration->version;
        event.count++;
    }

    if (event.count > 0)
        tell(execution, event);
}

/* What of the directory does not run, although it may look as if it would. */
static void
tell_left_out(const Execution *execution)
{
    const Source *source = execution->source;
    Event event = {.kind = EVENT_NOTICE};

    if (source->left_out_count > 0)
    {
        event.file = source->left_out;
        event.count = source->left_out_count;
        event.text = arena_printf(execution->arena, "%s left out: %s runs files named %s",
                                  event.count == 1 ? "is" : "are", source->format->title,
                                  source->format->names);
        tell(execution, event);
    }

    if (source->count > 0)
        return;

    event = (Event){.kind = EVENT_NOTICE, .file = source->directory};
    event.text = source->index != NULL
                     ? arena_printf(execution->arena, "holds no migrations: \"%s\" names none",
                                    source->index)
                     : arena_printf(execution->arena, "holds no migrations: no file named %s",
                                    source->format->names);
    tell(execution, event);
}

/* In a directory whose names begin with dates, that may be all files: told once. */
static void
tell_same_numbers(const Execution *execution)
{
    const Plan *plan = &execution->plan;
    Event event = {.kind = EVENT_NOTICE};

    for (size_t index = 0; index < plan->count; index++)
    {
        const PlanItem *item = &plan->items[index];

        if (!item->migration->same_number || !plan_item_runs(item))
            continue;

        event.migration = event.count == 0 ? item->migration->version : event.migration;
        event.count++;
    }

    if (event.count == 0)
        return;

    event.text = event.count == 1 ? "shares its number with another file; they run in name order"
                                  : "share their numbers with other files; those run in name order";
    tell(execution, event);
}

static void
tell_notices(const Execution *execution)
{
    const Plan *plan = &execution->plan;

    tell_left_out(execution);

    for (size_t index = 0; index < plan->count; index++)
    {
        const PlanItem *item = &plan->items[index];
        Event event = {.kind = EVENT_NOTICE, .migration = item->migration->version};

        if (item->drifted)
        {
            event.text = plan_item_part(item) == FORMAT_DOWN
                             ? "was edited after it was applied"
                             : "was edited after it was applied; it is not run again";
            tell(execution, event);
        }
        if (plan_item_part(item) == FORMAT_DOWN && item->script != NULL &&
            script_does_nothing(item->script))
        {
            event.text = "has a down part without statements: nothing of it is undone";
            tell(execution, event);
        }
        if (item->out_of_order)
        {
            event.text = "runs out of order: a newer one is applied already";
            tell(execution, event);
        }
    }

    tell_same_numbers(execution);

    if (plan->missing_count > 0)
        tell(execution,
             (Event){.kind = EVENT_NOTICE,
                     .migration = plan->missing[0],
                     .count = plan->missing_count,
                     .text = plan->missing_count == 1
                                 ? "is in the ledger, but its file is not in the directory"
                                 : "are in the ledger, but their files are not in the directory",
                     .hint = "An older release running against a newer database looks like this."});
}

void
exec_tell_server(const Execution *execution)
{
    const EngineInfo info = execution->engine->info(execution->connection);
    const Plan *plan = &execution->plan;
    size_t longest = 0;

    for (size_t index = 0; index < plan->count; index++)
    {
        const size_t size = plan->items[index].migration->version.size;

        longest = size > longest ? size : longest;
    }

    tell(execution, (Event){.kind = EVENT_TARGET_BEGIN,
                            .title = info.title,
                            .name_width = longest,
                            .version = info.version,
                            .place = info.place});
}

void
exec_tell_begin(const Execution *execution)
{
    exec_tell_server(execution);
    tell_notices(execution);
}

void
exec_tell_end(const Execution *execution, const char *text, size_t applied, size_t skipped)
{
    size_t pending = execution->plan.pending_count;

    pending -= execution->applied < pending ? execution->applied : pending;
    tell(execution, (Event){.kind = EVENT_TARGET_END,
                            .text = text,
                            .applied = applied,
                            .skipped = skipped,
                            .pending = pending,
                            .down = execution->plan.down,
                            .count = execution->plan.down ? execution->applied : 0});
}

/* What is asked before the part that begins at index. */
static void
tell_questions(const Execution *execution, const PlanItem *item, size_t index)
{
    const Script *script = item->script;
    const Guard *guard = script->statements[index].guard;
    const size_t end = guard_end(script, index);

    for (size_t number = 0; number < guard->question_count; number++)
    {
        const GuardQuestion *question = &guard->questions[number];
        const ErrorPlace place = script_place_in_file(script, question->offset, execution->arena);

        tell(execution, (Event){.kind = EVENT_PLANNED_QUESTION,
                                .migration = item->migration->version,
                                .statement = STATEMENT_NUMBER(index),
                                .statements = (unsigned)end,
                                .text = str_terminate(execution->arena, question->words),
                                .state = guard->skips ? "left out" : "error",
                                .line = place.line});
    }
}

/* Lines are counted in one pass: a dump has tens of thousands of statements. */
static void
tell_planned_statements(const Execution *execution, const PlanItem *item, size_t from)
{
    const Script *script = item->script;
    const Str original = substitution_original(&script->substitutions, script->text);
    unsigned line = 1;
    size_t at = 0;

    for (size_t index = from; index < script->count; index++)
    {
        const Statement *statement = &script->statements[index];
        const size_t offset =
            substitution_origin(&script->substitutions, script->text,
                                (size_t)(statement->text.data - script->text.data));

        for (; at < offset; at++)
            line += original.data[at] == '\n' ? 1 : 0;

        if (guard_begins(script, index))
            tell_questions(execution, item, index);

        tell(execution, (Event){.kind = EVENT_PLANNED_STATEMENT,
                                .migration = item->migration->version,
                                .statement = STATEMENT_NUMBER(index),
                                .text = statement->kind,
                                .line = line});
    }
}

void
exec_tell_plan(const Execution *execution)
{
    for (size_t index = 0; index < execution->plan.count; index++)
    {
        const PlanItem *item = plan_in_turn(&execution->plan, index);

        if (!plan_item_runs(item))
            continue;

        const unsigned done = plan_item_resumes(item) ? item->entry->done : 0;

        tell(execution, (Event){.kind = EVENT_PLANNED,
                                .migration = item->migration->version,
                                .bootstrap = item->migration->bootstrap,
                                .statements = (unsigned)item->script->count,
                                .done = done,
                                .down = plan_item_part(item) == FORMAT_DOWN,
                                .transaction = item->script->mode == SCRIPT_TRANSACTION});
        tell_planned_statements(execution, item, done);
    }
}

static void
tell_entry(const Execution *execution, Str version, const LedgerEntry *entry, const char *state)
{
    Event event = {.kind = EVENT_STATUS, .migration = version, .state = state};

    if (entry != NULL)
    {
        event.at_s = entry->at_s;
        event.duration_ms = entry->duration_ms;
        event.statements = entry->statements;
        event.done = entry->done;
    }

    tell(execution, event);
}

void
exec_tell_status(const Execution *execution)
{
    const Plan *plan = &execution->plan;

    for (size_t index = 0; index < plan->count; index++)
    {
        const PlanItem *item = &plan->items[index];
        const char *state = plan_item_changed(item)      ? "changed"
                            : item->action == PLAN_ADOPT ? migration_state_name(MIGRATION_ADOPTED)
                            : item->entry == NULL        ? migration_state_name(MIGRATION_PENDING)
                                                         : ledger_state_name(item->entry);

        tell_entry(execution, item->migration->version, item->entry, state);
    }

    for (size_t index = 0; index < plan->missing_count; index++)
        tell_entry(execution, plan->missing[index],
                   ledger_find(&execution->ledger, plan->missing[index]), "missing");
}
