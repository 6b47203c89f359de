/*
 * plan.c
 *    What is to be done with each migration: the files held against the ledger.
 */
#include "plan/plan.h"

#include <string.h>

#include "plan/check.h"
#include "plan/down.h"

static bool
same_text(const PlanItem *item)
{
    return item->entry != NULL && item->entry->has_checksum &&
           sha256_equal(&item->entry->checksum, &item->migration->checksum);
}

bool
plan_item_changed(const PlanItem *item)
{
    const LedgerEntry *entry = item->entry;

    return item->migration->repeatable && entry != NULL &&
           migration_state_completed(entry->state) && !same_text(item);
}

bool
plan_item_again(const PlanItem *item)
{
    return plan_item_changed(item) || (item->migration->always && item->entry != NULL &&
                                       migration_state_completed(item->entry->state));
}

bool
plan_item_awaited(const PlanItem *item)
{
    const LedgerEntry *entry = item->entry;

    if (!plan_item_runs(item) || item->migration->bootstrap)
        return false;
    if (!same_text(item))
        return true;

    const bool ran = item->migration->always && migration_state_completed(entry->state);
    const bool tried = item->migration->may_fail && entry->state == MIGRATION_PENDING &&
                       entry->progress != NULL && entry->progress->detail.size > 0;

    return !ran && !tried;
}

static PlanAction
action_for(const PlanItem *item, const Ledger *ledger)
{
    const LedgerEntry *entry = item->entry;
    const bool in_journal = entry != NULL && entry->in_journal;
    const bool completed = in_journal && migration_state_completed(entry->state);
    const bool open = entry != NULL && entry->state == MIGRATION_UNKNOWN;

    if (in_journal && ledger_half_reverted(entry))
        return PLAN_REVERT;
    if (completed && item->migration->bootstrap && !ledger->has_version_table)
        return PLAN_REPEAT;
    if (completed && plan_item_again(item))
        return PLAN_APPLY;
    if (completed)
        return PLAN_SKIP;
    if (in_journal && entry->done > 0)
        return PLAN_RESUME;
    if (open)
        return PLAN_APPLY;

    /* The journal knows better than the version table, which holds no statements. */
    if (!in_journal && entry != NULL && entry->recorded)
        return PLAN_ADOPT;
    if (!in_journal && item->migration->bootstrap && ledger->has_version_table)
        return PLAN_ADOPT;

    return PLAN_APPLY;
}

static bool
item_complete(const PlanItem *item)
{
    return item->action == PLAN_SKIP || item->action == PLAN_ADOPT || item->action == PLAN_REPEAT;
}

bool
plan_item_runs(const PlanItem *item)
{
    return item->action == PLAN_APPLY || item->action == PLAN_RESUME ||
           item->action == PLAN_REPEAT || item->action == PLAN_REVERT;
}

bool
plan_item_open(const PlanItem *item)
{
    return item->entry != NULL && item->entry->state == MIGRATION_UNKNOWN;
}

FormatPart
plan_item_part(const PlanItem *item)
{
    return item->action == PLAN_REVERT ? FORMAT_DOWN : FORMAT_UP;
}

bool
plan_item_resumes(const PlanItem *item)
{
    return item->action == PLAN_RESUME ||
           (item->action == PLAN_REVERT && !migration_state_completed(item->entry->state));
}

const char *
plan_item_command(const PlanItem *item)
{
    return plan_item_part(item) == FORMAT_DOWN ? "pawl down" : "pawl up";
}

PlanItem *
plan_in_turn(const Plan *plan, size_t turn)
{
    return &plan->items[plan->down ? plan->count - 1 - turn : turn];
}

/* What is to be reverted stays so until it is. */
void
plan_item_settled(PlanItem *item, const Ledger *ledger)
{
    if (item->action != PLAN_REVERT)
        item->action = action_for(item, ledger);
    else if (item->entry->state == MIGRATION_PENDING)
        item->action = PLAN_LEAVE;
}

bool
plan_find_last(const Source *source, Str to, size_t *ret_last, Error *err)
{
    *ret_last = source->count;

    if (to.size == 0)
        return true;

    const Migration *last = source_find(source, to);

    if (last == NULL)
    {
        (void)error_set(err, ERROR_USAGE, "there is no migration \"" STR_FORMAT "\" in \"%s\"",
                        STR_ARGS(to), source->directory);
        return error_hint(err,
                          "A version is a file's name without .sql; `pawl status` lists them.");
    }

    *ret_last = (size_t)(last - source->migrations) + 1;

    return true;
}

/*
 * What another tool applied before its file was here is in the journal under its number alone; the
 * file that has come since is that migration.
 */
static const LedgerEntry *
entry_for(const Ledger *ledger, const Migration *migration)
{
    const LedgerEntry *entry = ledger_find(ledger, migration->version);

    if (entry != NULL || migration->same_number)
        return entry;

    SCOPED_ARENA scratch = {0};
    const Str key = migration_key(migration, &scratch);

    entry = key.size == 0 ? NULL : ledger_find(ledger, key);

    return entry != NULL && entry->state == MIGRATION_ADOPTED && !entry->has_checksum ? entry
                                                                                      : NULL;
}

static void
fill_items(const Source *source, const Ledger *ledger, size_t last, Plan *plan)
{
    for (size_t index = 0; index < source->count; index++)
    {
        PlanItem *item = &plan->items[index];

        item->migration = &source->migrations[index];
        item->entry = entry_for(ledger, item->migration);
        item->action = action_for(item, ledger);

        if (index >= last && !item_complete(item))
            item->action = PLAN_LEAVE;

        if (item->migration->bootstrap || item->action == PLAN_LEAVE)
            continue;

        if (plan_item_runs(item))
            plan->pending_count++;
        else
            plan->skipped_count++;
    }

    plan->count = source->count;
}

static void
mark_out_of_order(Plan *plan)
{
    bool newer_complete = false;

    for (size_t index = plan->count; index > 0; index--)
    {
        PlanItem *item = &plan->items[index - 1];

        /* Those that run after all others have no place among them; what may fail comes late. */
        if (item->migration->repeatable || item->migration->may_fail)
            continue;

        item->out_of_order =
            newer_complete && item->action == PLAN_APPLY && !item->migration->bootstrap;
        newer_complete = newer_complete || item_complete(item);
    }
}

static void
push(Str **list, size_t *count, size_t *capacity, Arena *arena, Str version)
{
    if (*count == *capacity)
    {
        *capacity = *capacity == 0 ? 16 : *capacity * 2;

        Str *grown = ARENA_ARRAY(arena, Str, *capacity);

        if (*count > 0)
            memcpy(grown, *list, *count * sizeof(*grown));

        *list = grown;
    }

    (*list)[(*count)++] = version;
}

/*
 * A row of the version table about which neither the journal nor the directory knows anything.
 * Where the journal has begun, it came with what pawl ran (a dump of another tool's database), or
 * its file is still to come: then the row will be there.
 */
static bool
is_of_others(const Ledger *ledger, const LedgerEntry *entry, bool has_file)
{
    return !has_file && !entry->in_journal && entry->recorded && ledger->last_seq > 0;
}

/*
 * A version table of which nobody here knows a row, nor makes it, came with what pawl ran: whoever
 * reads it knows other versions.
 */
static bool
versions_are_others(const Ledger *ledger, const Plan *plan, const bool *has_file)
{
    bool others = false;

    for (size_t index = 0; index < plan->count; index++)
    {
        if (plan->items[index].migration->bootstrap)
            return false;
    }

    for (size_t index = 0; index < ledger->count; index++)
    {
        const LedgerEntry *entry = &ledger->entries[index];

        if (entry->recorded && !is_of_others(ledger, entry, has_file[index]))
            return false;

        others = others || entry->recorded;
    }

    return others;
}

/* One pass over the ledger: what has no file, and what the version table does not know yet. */
static void
compare_ledger(const Ledger *ledger, Arena *arena, Plan *plan)
{
    bool *has_file = ARENA_ARRAY(arena, bool, ledger->count + 1);
    size_t missing_capacity = 0;
    size_t adopted_capacity = 0;
    size_t unrecorded_capacity = 0;
    size_t withdrawn_capacity = 0;

    for (size_t index = 0; index < plan->count; index++)
    {
        if (plan->items[index].entry != NULL)
            has_file[plan->items[index].entry - ledger->entries] = true;
    }

    plan->versions_of_others = versions_are_others(ledger, plan, has_file);

    for (size_t index = 0; index < ledger->count; index++)
    {
        const LedgerEntry *entry = &ledger->entries[index];
        const bool gone = entry->reverted && entry->state == MIGRATION_PENDING;

        if (is_of_others(ledger, entry, has_file[index]))
            continue;

        /* A file that was reverted may go. */
        if (!has_file[index] && !gone)
            push(&plan->missing, &plan->missing_count, &missing_capacity, arena, entry->version);
        if (!has_file[index] && !entry->in_journal && entry->recorded)
            push(&plan->adopted_only, &plan->adopted_only_count, &adopted_capacity, arena,
                 entry->version);
        if (ledger->has_version_table && !plan->versions_of_others && !entry->recorded &&
            migration_state_completed(entry->state))
            push(&plan->unrecorded, &plan->unrecorded_count, &unrecorded_capacity, arena,
                 entry->version);
        if (entry->recorded && entry->reverted)
            push(&plan->withdrawn, &plan->withdrawn_count, &withdrawn_capacity, arena,
                 entry->version);
    }
}

static MUST_CHECK bool
check_plan(const Source *source, const Ledger *ledger, const PlanOptions *options, Plan *plan,
           Error *err)
{
    return check_half_reverted(ledger, err) && check_unknown(ledger, plan, err) &&
           check_abandoned(ledger, plan, options->allow_drift, err) &&
           check_history(source, ledger, plan, err) &&
           check_drift(plan, options->allow_drift, err) &&
           check_order(plan, options->refuse_out_of_order, err);
}

bool
plan_build(const Source *source, const Ledger *ledger, const PlanOptions *options, Arena *arena,
           Plan *ret_plan, Error *err)
{
    Plan plan = {.items = ARENA_ARRAY(arena, PlanItem, source->count + 1)};
    size_t last = 0;

    if (options->down)
        last = source->count;
    else if (!plan_find_last(source, options->to, &last, err))
        return false;

    fill_items(source, ledger, last, &plan);
    mark_out_of_order(&plan);
    compare_ledger(ledger, arena, &plan);

    const bool sound = options->look_only ? check_drift(&plan, true, err)
                       : options->down    ? down_select(source, ledger, options, &plan, err)
                                          : check_plan(source, ledger, options, &plan, err);

    if (!sound)
        return false;

    *ret_plan = plan;

    return true;
}
