/*
 * ledger.c
 *    What the journal means: the state of each migration, folded from its rows.
 */
#include "ledger/ledger.h"

#include <assert.h>
#include <stdlib.h>

#include "ledger/entries.h"
#include "ledger/fold.h"

void
ledger_init(Ledger *ledger, Arena *arena)
{
    *ledger = (Ledger){.arena = arena};
}

void
ledger_done(Ledger *ledger)
{
    free(ledger->entries);
    free(ledger->slots);
    *ledger = (Ledger){.arena = ledger->arena};
}

void
ledger_reset(Ledger *ledger)
{
    const Ledger before = *ledger;

    ledger_done(ledger);
    ledger->version_table_expected = before.version_table_expected;
    ledger->version_table_foreign = before.version_table_foreign;
    ledger->names = before.names;
}

/* What no row may say, whatever came before it; NULL if the row may stand. */
static const char *
impossible(const JournalRow *row)
{
    const bool about_migration = row->event != JOURNAL_BEGIN && row->event != JOURNAL_STOPPED;
    const bool about_statement = row->event == JOURNAL_DONE || row->event == JOURNAL_FAILED ||
                                 row->event == JOURNAL_UNKNOWN || row->event == JOURNAL_UNDONE;

    if (about_migration != (row->step.migration.size > 0))
        return "it lacks its migration, or has one too many";
    if (about_statement && row->step.statement == 0)
        return "it lacks its statement";
    if (row->statements > 0 && row->step.statement > row->statements)
        return "its migration has fewer statements";
    if (row->next.statement > 0 && row->next.migration.size == 0)
        return "what comes next lacks its migration";

    return NULL;
}

/* Before the row's own announcement takes the place of the one that was about its statement. */
static void
remember_recent(Ledger *ledger, const LedgerEntry *entry, const JournalRow *row)
{
    const bool announced = fold_in_flight(ledger, &row->step) && row->detail.size == 0;

    /* What was taken back on purpose is not to be missed. */
    if (entry->reverting || row->event == JOURNAL_REVERTED || row->event == JOURNAL_UNDONE)
        ledger->recent_count = 0;
    if (entry->reverting || (row->event != JOURNAL_DONE && row->event != JOURNAL_APPLIED))
        return;

    ledger->recent[ledger->recent_count++ % LEDGER_RECENT_MAX] =
        (LedgerDone){.step = {.migration = entry->version,
                              .statement = row->step.statement,
                              .hash = row->step.hash},
                     .run = announced ? ledger->announced_by : (Str){0},
                     .snapshot = announced ? ledger->snapshot : (Str){0},
                     .at_s = row->at_s};
}

/* Only its own run may pass over a step in silence (it said "stopped"); another one settles it. */
static bool
passes_over(const Ledger *ledger, const JournalRow *row)
{
    return ledger->in_flight.statement > 0 && !fold_in_flight(ledger, &row->step) &&
           !str_equal(ledger->last_run, row->run);
}

/* Whether the migration is beyond that statement of the part that runs. */
static bool
is_beyond(const LedgerEntry *entry, uint32_t statement)
{
    if (migration_state_completed(entry->state))
        return !entry->reverting;

    return statement <= entry->done;
}

static MUST_CHECK bool
take_intent(Ledger *ledger, const JournalRow *row, Error *err)
{
    ledger->in_flight = row->next;

    if (row->next.statement == 0)
        return true;

    const LedgerEntry *entry = ledger_find(ledger, row->next.migration);

    if (entry != NULL && is_beyond(entry, row->next.statement))
        return fold_contradiction(row, "what comes next was done before", err);

    ledger->in_flight.migration = str_copy(ledger->arena, row->next.migration);
    ledger->snapshot = str_copy(ledger->arena, row->next_snapshot);
    ledger->announced_by = ledger->last_run;
    ledger->announced_s = row->at_s;

    return true;
}

bool
ledger_add_row(Ledger *ledger, const JournalRow *row, Error *err)
{
    const bool repeated =
        ledger->last_seq == row->seq && str_equal(ledger->last_run, row->run) && row->seq > 0;
    const char *why = impossible(row);

    if (repeated)
        return true;
    if (why != NULL)
        return fold_contradiction(row, why, err);
    if (passes_over(ledger, row))
        fold_doubt(ledger);

    if (row->step.migration.size > 0)
    {
        LedgerEntry *entry = ledger_entry(ledger, row->step.migration);

        if (!fold_row(ledger, entry, row, err))
            return false;

        remember_recent(ledger, entry, row);
    }

    if (row->generation > ledger->generation)
        ledger->generation = row->generation;
    if (!str_equal(ledger->last_run, row->run))
        ledger->last_run = str_copy(ledger->arena, row->run);

    ledger->last_seq = row->seq;
    ledger->last_at_s = row->at_s;

    return take_intent(ledger, row, err);
}

void
ledger_add_recorded(Ledger *ledger, Str version)
{
    if (!ledger->version_table_foreign)
        ledger_entry(ledger, version)->recorded = true;
}

void
ledger_finish(Ledger *ledger)
{
    if (ledger->in_flight.statement > 0)
        fold_doubt(ledger);
}

bool
migration_state_completed(MigrationState state)
{
    return state == MIGRATION_APPLIED || state == MIGRATION_ADOPTED || state == MIGRATION_BASELINE;
}

bool
ledger_half_reverted(const LedgerEntry *entry)
{
    return entry->reverting && !migration_state_completed(entry->state);
}

const char *
migration_state_name(MigrationState state)
{
    static const char *const names[] = {
        [MIGRATION_PENDING] = "pending", [MIGRATION_PARTIAL] = "partial",
        [MIGRATION_UNKNOWN] = "unknown", [MIGRATION_APPLIED] = "applied",
        [MIGRATION_ADOPTED] = "adopted", [MIGRATION_BASELINE] = "baseline",
    };

    assert(state < LENGTH_OF(names));
    return names[state];
}

const char *
ledger_state_name(const LedgerEntry *entry)
{
    return ledger_half_reverted(entry) && entry->state == MIGRATION_PARTIAL
               ? "reverting"
               : migration_state_name(entry->state);
}
