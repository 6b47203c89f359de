/*
 * down.c
 *    What a `pawl down` reverts.
 */
#include "plan/down.h"

#include "plan/check.h"

/* What is half applied has to be whole before its down part means anything. */
static MUST_CHECK bool
check_half_applied(const Ledger *ledger, Error *err)
{
    for (size_t index = 0; index < ledger->count; index++)
    {
        const LedgerEntry *entry = &ledger->entries[index];
        const bool half = entry->state == MIGRATION_PARTIAL || entry->state == MIGRATION_UNKNOWN;

        if (!half || entry->reverting)
            continue;

        (void)error_set(err, ERROR_DECISION, "migration \"" STR_FORMAT "\" is half applied",
                        STR_ARGS(entry->version));
        (void)error_detail(err, "A down part undoes a migration that is complete.  Nothing was "
                                "run.");
        return error_hint(err,
                          "`pawl up --to " STR_FORMAT "` completes it; `pawl explain` shows "
                          "how far it came.",
                          STR_ARGS(entry->version));
    }

    return true;
}

/* How many of the items, from the first, stay in any case. */
static MUST_CHECK bool
find_stay(const Source *source, const PlanOptions *options, size_t *ret_stay, Error *err)
{
    *ret_stay = 0;

    if (options->to.size == 0 ||
        (source_find(source, options->to) == NULL && STR_IS(options->to, DOWN_TO_NOTHING)))
        return true;

    return plan_find_last(source, options->to, ret_stay, err);
}

/* The table that makes the ledger's versions known, and what has no place in the order, stay. */
static bool
can_revert(const PlanItem *item)
{
    return (item->action == PLAN_SKIP || item->action == PLAN_ADOPT) &&
           !item->migration->bootstrap && !item->migration->repeatable;
}

static void
select_items(const PlanOptions *options, size_t stay, Plan *plan)
{
    const size_t wanted = options->count > 0 ? (size_t)options->count : SIZE_MAX;

    plan->pending_count = plan->skipped_count = 0;

    for (size_t index = 0; index < plan->count; index++)
        plan->pending_count += plan->items[index].action == PLAN_REVERT ? 1 : 0;

    for (size_t index = plan->count; index > 0; index--)
    {
        PlanItem *item = &plan->items[index - 1];

        item->out_of_order = false; /* that is about going up */

        if (item->action == PLAN_REVERT)
            continue;
        if (can_revert(item) && index > stay && plan->pending_count < wanted)
        {
            item->action = PLAN_REVERT;
            plan->pending_count++;
        }
        else if (plan_item_runs(item))
            item->action = PLAN_LEAVE;
        else if (!item->migration->bootstrap)
            plan->skipped_count++;
    }
}

static MUST_CHECK bool
check_count(const PlanOptions *options, const Plan *plan, Error *err)
{
    if (options->count <= 1 || plan->pending_count >= options->count)
        return true;

    (void)error_set(err, ERROR_USAGE, "there are not %llu migrations to revert, but %zu",
                    (unsigned long long)options->count, plan->pending_count);

    return error_hint(err, "`pawl status` lists what is applied; `--to " DOWN_TO_NOTHING
                           "` reverts all of it.");
}

/* The journal must say first that it is complete. */
static MUST_CHECK bool
check_known(const Plan *plan, Error *err)
{
    for (size_t index = 0; index < plan->count; index++)
    {
        const PlanItem *item = &plan->items[index];

        if (item->action != PLAN_REVERT)
            continue;
        if (item->entry != NULL && item->entry->in_journal &&
            !str_equal(item->entry->version, item->migration->version))
            return error_set(err, ERROR_DRIFT,
                             "migration \"" STR_FORMAT "\" was taken over before its file was "
                             "here: the ledger has only its number",
                             STR_ARGS(item->migration->version));
        if (item->entry != NULL && item->entry->in_journal)
            continue;

        (void)error_set(err, ERROR_DRIFT,
                        "only another runner's table knows migration \"" STR_FORMAT "\"",
                        STR_ARGS(item->migration->version));
        return error_hint(err, "`pawl up` takes over what that table knows.");
    }

    return true;
}

/* Whether it came after one of those that are to be reverted: entries are in that order. */
static bool
came_later(const Plan *plan, const LedgerEntry *entry)
{
    for (size_t index = 0; index < plan->count; index++)
    {
        const PlanItem *item = &plan->items[index];

        if (item->action == PLAN_REVERT && item->entry < entry)
            return true;
    }

    return false;
}

/* What came later may stand on what would go, and without its file it cannot go first. */
static MUST_CHECK bool
check_missing(const Ledger *ledger, const Plan *plan, Error *err)
{
    for (size_t index = 0; index < plan->missing_count; index++)
    {
        const LedgerEntry *entry = ledger_find(ledger, plan->missing[index]);

        if (!migration_state_completed(entry->state) || !came_later(plan, entry))
            continue;

        (void)error_set(err, ERROR_DRIFT,
                        "migration \"" STR_FORMAT
                        "\" was applied later, and its file is not in the directory",
                        STR_ARGS(entry->version));
        (void)error_detail(err, "An older release running against a newer database looks like "
                                "this.  Nothing was run.");
        return error_hint(err, "Revert with the files that the database was last migrated with; "
                               "or, if that one may stay, go on with `--allow-drift`.");
    }

    return true;
}

static MUST_CHECK bool
check_half_reverted_file(const Ledger *ledger, const Plan *plan, Error *err)
{
    for (size_t index = 0; index < plan->missing_count; index++)
    {
        const LedgerEntry *entry = ledger_find(ledger, plan->missing[index]);

        if (!ledger_half_reverted(entry))
            continue;

        (void)error_set(err, ERROR_DECISION,
                        "migration \"" STR_FORMAT "\" is half reverted, and its file is gone",
                        STR_ARGS(entry->version));
        return error_hint(err, "Put the file back and run `pawl down`.");
    }

    return true;
}

bool
down_select(const Source *source, const Ledger *ledger, const PlanOptions *options, Plan *plan,
            Error *err)
{
    size_t stay = 0;

    plan->down = true;

    if (!check_half_applied(ledger, err) || !check_half_reverted_file(ledger, plan, err) ||
        !find_stay(source, options, &stay, err))
        return false;

    select_items(options, stay, plan);

    return check_count(options, plan, err) && check_known(plan, err) &&
           (options->allow_drift || check_missing(ledger, plan, err)) &&
           check_drift(plan, options->allow_drift, err);
}

bool
down_same(const Plan *left, const Plan *right)
{
    if (left->count != right->count)
        return false;

    for (size_t index = 0; index < left->count; index++)
    {
        if ((left->items[index].action == PLAN_REVERT) !=
            (right->items[index].action == PLAN_REVERT))
            return false;
    }

    return true;
}
