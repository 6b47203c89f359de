/*
 * verify.c
 *    Where files and ledger contradict each other.
 */
#include "plan/verify.h"

#include <assert.h>

#include "ledger/columns.h"
#include "plan/check.h"

enum
{
    PER_ITEM_MAX = 2, /* findings about one migration: its state, and its text */
};

static void
add(Verification *found, FindingKind kind, Str version, const char *text)
{
    found->list[found->count++] = (Contradiction){.kind = kind, .version = version, .text = text};
    found->open_count += kind == FINDING_OPEN ? 1 : 0;
}

static void
add_state(Verification *found, const LedgerEntry *entry, Arena *arena)
{
    const bool down = ledger_half_reverted(entry);

    if (entry->state == MIGRATION_UNKNOWN)
        add(found, FINDING_OPEN, entry->version,
            arena_printf(arena, "is open: statement %u%s may or may not have taken effect",
                         entry->progress->in_flight.statement, down ? " of its down part" : ""));
    else if (entry->state == MIGRATION_PARTIAL)
        add(found, FINDING_UNFINISHED, entry->version,
            arena_printf(arena, "is half %s: %u of %u statements are done",
                         down ? "reverted" : "applied", entry->done, entry->statements));
}

/* What is done of a half-applied file must read as it did; the rest may be edited. */
static void
add_edited_statement(Verification *found, const PlanItem *item, Arena *arena)
{
    Error err = ERROR_INIT(arena);
    size_t ignored = 0;

    if (plan_item_resumes(item) && item->script != NULL && !plan_resume_index(item, &ignored, &err))
        add(found, FINDING_EDITED, item->migration->version,
            "was edited in a statement that is done");
}

static void
verify_item(Verification *found, const PlanItem *item, Arena *arena)
{
    if (item->entry != NULL)
        add_state(found, item->entry, arena);

    add_edited_statement(found, item, arena);

    if (item->drifted)
        add(found, FINDING_EDITED, item->migration->version, "was edited after it was applied");
    if (item->out_of_order)
        add(found, FINDING_OUT_OF_ORDER, item->migration->version,
            "is pending, but a later one is applied");
}

static void
verify_missing(Verification *found, const LedgerEntry *entry, Arena *arena)
{
    if (!entry->in_journal && entry->recorded)
        add(found, FINDING_UNKNOWN, entry->version,
            "is in table \"" VERSION_TABLE "\", but there is no such file");
    else if (migration_state_completed(entry->state))
        add(found, FINDING_MISSING, entry->version,
            "is applied, but its file is not in the directory");
    else
        add_state(found, entry, arena);
}

Verification
verify_plan(const Ledger *ledger, const Plan *plan, Arena *arena)
{
    const size_t room = PER_ITEM_MAX * plan->count + plan->missing_count + 1;
    Verification found = {.list = ARENA_ARRAY(arena, Contradiction, room)};

    for (size_t index = 0; index < plan->count; index++)
        verify_item(&found, &plan->items[index], arena);
    for (size_t index = 0; index < plan->missing_count; index++)
        verify_missing(&found, ledger_find(ledger, plan->missing[index]), arena);

    assert(found.count < room);

    return found;
}

const char *
finding_name(FindingKind kind)
{
    static const char *const names[] = {
        [FINDING_OPEN] = "open",       [FINDING_UNFINISHED] = "unfinished",
        [FINDING_EDITED] = "edited",   [FINDING_MISSING] = "missing",
        [FINDING_UNKNOWN] = "unknown", [FINDING_OUT_OF_ORDER] = "out-of-order",
    };

    assert(kind < LENGTH_OF(names));
    return names[kind];
}
