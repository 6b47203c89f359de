/*
 * fold.c
 *    What one row of the journal makes of its migration.
 */
#include "ledger/fold.h"

#include <assert.h>
#include <string.h>

#include "ledger/entries.h"

enum
{
    UNJOURNALED_MAX = 65536, /* session statements in a row; more is garbage, not a file */
};

bool
fold_contradiction(const JournalRow *row, const char *why, Error *err)
{
    (void)error_set(err, ERROR_LEDGER, "the journal contradicts itself");
    (void)error_detail(err,
                       "Row %u of run " STR_FORMAT " (\"%s\", migration \"" STR_FORMAT
                       "\", statement %u): %s.",
                       row->seq, STR_ARGS(row->run), journal_event_name(row->event),
                       STR_ARGS(row->step.migration), row->step.statement, why);

    return error_hint(err, "Somebody changed the journal by hand, or two versions of pawl disagree "
                           "about it; nothing was run.");
}

static LedgerProgress *
progress_of(const Ledger *ledger, LedgerEntry *entry)
{
    if (entry->progress == NULL)
        entry->progress = ARENA_NEW(ledger->arena, LedgerProgress);

    return entry->progress;
}

/* Session statements between the last done one and this one were never journaled. */
static void
remember_done(const Ledger *ledger, LedgerEntry *entry, const JournalStep *step)
{
    LedgerProgress *progress = progress_of(ledger, entry);

    if (step->statement > progress->done_capacity)
    {
        const uint32_t capacity = step->statement + progress->done_capacity + 4;
        Sha256 *grown = ARENA_ARRAY(ledger->arena, Sha256, capacity);

        if (entry->done > 0)
            memcpy(grown, progress->done_hashes, entry->done * sizeof(*grown));

        progress->done_hashes = grown;
        progress->done_capacity = capacity;
    }

    progress->done_hashes[step->statement - 1] = step->hash;
    entry->done = step->statement;
}

/* Undone: back to the journaled statement before it; session statements in between do not count. */
static void
forget_done(LedgerEntry *entry)
{
    static const Sha256 never_journaled;
    Sha256 *hashes = entry->progress->done_hashes;

    do
        hashes[--entry->done] = never_journaled;
    while (entry->done > 0 && sha256_equal(&hashes[entry->done - 1], &never_journaled));
}

/* What the newest row announced goes to the migration that it belongs to. */
static void
remember_announcement(const Ledger *ledger, LedgerEntry *entry)
{
    LedgerProgress *progress = progress_of(ledger, entry);

    progress->in_flight = ledger->in_flight;
    progress->snapshot = ledger->snapshot;
    progress->run = ledger->announced_by;
    progress->announced_s = ledger->announced_s;
}

bool
fold_in_flight(const Ledger *ledger, const JournalStep *step)
{
    return step->statement > 0 && step->statement == ledger->in_flight.statement &&
           str_equal(step->migration, ledger->in_flight.migration);
}

/* Doubt may be recorded by the run that sent the statement, or by later ones, time and again. */
static void
record_doubt(const Ledger *ledger, LedgerEntry *entry, const JournalStep *step)
{
    LedgerProgress *progress = progress_of(ledger, entry);

    if (fold_in_flight(ledger, step))
        remember_announcement(ledger, entry);
    else if (progress->in_flight.statement != step->statement)
        *progress = (LedgerProgress){.done_hashes = progress->done_hashes,
                                     .done_capacity = progress->done_capacity,
                                     .before = progress->before};

    progress->in_flight = (JournalStep){
        .migration = entry->version, .statement = step->statement, .hash = step->hash};
    progress->doubt_recorded = true;
    entry->state = MIGRATION_UNKNOWN;
}

/* What was done of it before no longer counts. */
static void
begin_anew(LedgerEntry *entry)
{
    entry->state = MIGRATION_PENDING;
    entry->done = 0;
    entry->duration_ms = 0;
    entry->progress = NULL;
    entry->reverting = false;
}

/* ---- a migration whose down part runs ---- */

/* From the first statement of its down part that takes effect, or may, it is complete no more. */
static void
leave_complete(const Ledger *ledger, LedgerEntry *entry)
{
    if (!entry->reverting || !migration_state_completed(entry->state))
        return;

    const LedgerBefore before = {entry->state, entry->statements, entry->done};

    entry->progress = NULL;
    progress_of(ledger, entry)->before = before;
    entry->done = 0;
}

/* No statement is under way, and some are done, or none. */
static void
rest(LedgerEntry *entry)
{
    if (entry->done > 0)
    {
        entry->state = MIGRATION_PARTIAL;
        return;
    }

    if (!entry->reverting)
    {
        entry->state = MIGRATION_PENDING;
        return;
    }

    const LedgerBefore before = entry->progress->before;

    entry->state = before.state;
    entry->statements = before.statements;
    entry->done = before.done;
}

/* ---- one row ---- */

/* What may not be said about the migration as it is now; NULL if the row may stand. */
static const char *
out_of_place(const LedgerEntry *entry, const JournalRow *row)
{
    const bool completed = migration_state_completed(entry->state);
    const bool begins = row->event == JOURNAL_REOPENED || row->event == JOURNAL_REVERTING;

    if (row->event == JOURNAL_BASELINE)
        return NULL;
    if (row->event == JOURNAL_REVERTED)
        return completed || entry->reverting ? NULL : "the migration was not complete before";
    if (begins)
        return completed ? NULL : "the migration was not complete before";
    if (completed && !entry->reverting)
        return "the migration was complete before";
    if (entry->reverting && (row->event == JOURNAL_APPLIED || row->event == JOURNAL_ADOPTED))
        return "its down part has begun";

    return NULL;
}

static MUST_CHECK bool
take_done(const Ledger *ledger, LedgerEntry *entry, const JournalRow *row, Error *err)
{
    leave_complete(ledger, entry);

    if (row->step.statement <= entry->done)
        return fold_contradiction(row, "that statement was done before", err);
    if (row->step.statement - entry->done > UNJOURNALED_MAX)
        return fold_contradiction(row, "too many statements before it are missing", err);

    remember_done(ledger, entry, &row->step);
    entry->state = MIGRATION_PARTIAL;

    return true;
}

static MUST_CHECK bool
take_undone(const Ledger *ledger, LedgerEntry *entry, const JournalRow *row, Error *err)
{
    leave_complete(ledger, entry);

    if (entry->done == 0 || row->step.statement != entry->done)
        return fold_contradiction(row, "that statement is not the last one done", err);

    forget_done(entry);
    rest(entry);

    return true;
}

/* Known by the word of pawl, of another runner, or of a person. */
static void
complete(LedgerEntry *entry, MigrationState state)
{
    entry->state = state;
    entry->reverting = entry->reverted = false;
}

static MUST_CHECK bool
take_event(const Ledger *ledger, LedgerEntry *entry, const JournalRow *row, Error *err)
{
    const char *why = out_of_place(entry, row);

    if (why != NULL)
        return fold_contradiction(row, why, err);

    switch (row->event)
    {
        case JOURNAL_DONE:
            return take_done(ledger, entry, row, err);
        case JOURNAL_APPLIED:
            entry->done = row->step.statement;
            complete(entry, MIGRATION_APPLIED);
            break;
        case JOURNAL_ADOPTED:
            complete(entry, MIGRATION_ADOPTED);
            break;
        case JOURNAL_BASELINE:
            complete(entry, MIGRATION_BASELINE);
            break;
        case JOURNAL_FAILED:
            leave_complete(ledger, entry);
            rest(entry);
            break;
        case JOURNAL_UNDONE:
            return take_undone(ledger, entry, row, err);
        case JOURNAL_REOPENED:
            begin_anew(entry);
            break;
        case JOURNAL_REVERTING:
            entry->reverting = true;
            break;
        case JOURNAL_REVERTED:
            begin_anew(entry);
            entry->reverted = true;
            break;
        case JOURNAL_UNKNOWN:
            leave_complete(ledger, entry);
            record_doubt(ledger, entry, &row->step);
            break;
        case JOURNAL_BEGIN:
        case JOURNAL_STOPPED:
        case JOURNAL_EVENT_COUNT:
            assert(false && "not about a migration");
    }

    return true;
}

/* The file as it was when it was applied: what is said about its down part leaves that alone. */
static void
copy_file(LedgerEntry *entry, const JournalRow *row)
{
    const bool completed = migration_state_completed(entry->state);

    if (!entry->reverting)
    {
        entry->has_checksum = row->has_checksum;
        entry->checksum = row->checksum;
    }
    if (!entry->reverting || !completed)
        entry->statements = row->statements;
}

static uint32_t
sum_ms(uint32_t so_far, uint64_t more)
{
    return more < UINT32_MAX - so_far ? so_far + (uint32_t)more : UINT32_MAX;
}

static void
copy_facts(const Ledger *ledger, LedgerEntry *entry, const JournalRow *row)
{
    copy_file(entry, row);
    entry->in_journal = true;
    entry->duration_ms = sum_ms(entry->duration_ms, row->duration_ms);
    entry->at_s = row->at_s;

    if (migration_state_completed(entry->state))
        entry->progress = NULL;
    if (row->detail.size > 0)
        progress_of(ledger, entry)->detail = str_copy(ledger->arena, row->detail);
    if (row->event != JOURNAL_UNKNOWN && entry->progress != NULL)
    {
        entry->progress->in_flight = (JournalStep){0};
        entry->progress->doubt_recorded = false;
    }
}

bool
fold_row(Ledger *ledger, LedgerEntry *entry, const JournalRow *row, Error *err)
{
    if (!take_event(ledger, entry, row, err))
        return false;

    copy_facts(ledger, entry, row);

    return true;
}

/* A step that may be under way, and of which no row says more: its migration is in doubt. */
void
fold_doubt(Ledger *ledger)
{
    LedgerEntry *entry = ledger_entry(ledger, ledger->in_flight.migration);

    leave_complete(ledger, entry);
    remember_announcement(ledger, entry);
    entry->state = MIGRATION_UNKNOWN;
    ledger->in_flight = (JournalStep){0};
}
