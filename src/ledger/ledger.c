/*
 * ledger.c
 *    What the journal means: the state of each migration, folded from its rows.
 */
#include "ledger/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum
{
    SLOTS_FIRST = 64,
    ENTRIES_FIRST = 32,
    UNJOURNALED_MAX = 65536, /* session statements in a row; more is garbage, not a file */
};

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
    const bool expected = ledger->version_table_expected;
    const bool foreign = ledger->version_table_foreign;

    ledger_done(ledger);
    ledger->version_table_expected = expected;
    ledger->version_table_foreign = foreign;
}

/* FNV-1a: versions are short and nobody attacks a ledger through its hash table. */
static size_t
hash_of(Str text)
{
    uint64_t hash = 14695981039346656037U;

    for (size_t index = 0; index < text.size; index++)
        hash = (hash ^ (unsigned char)text.data[index]) * 1099511628211U;

    return (size_t)(hash ^ (hash >> 32));
}

/* The slot that holds the version, or the free one where it belongs. */
static uint32_t *
slot_of(const Ledger *ledger, Str version)
{
    size_t at = hash_of(version) & (ledger->slot_count - 1);

    while (ledger->slots[at] != 0 &&
           !str_equal(ledger->entries[ledger->slots[at] - 1].version, version))
        at = (at + 1) & (ledger->slot_count - 1);

    return &ledger->slots[at];
}

static void
grow_slots(Ledger *ledger)
{
    free(ledger->slots);
    ledger->slot_count = ledger->slot_count == 0 ? SLOTS_FIRST : ledger->slot_count * 2;
    ledger->slots = calloc(ledger->slot_count, sizeof(*ledger->slots));

    if (ledger->slots == NULL)
        abort();

    for (size_t index = 0; index < ledger->count; index++)
        *slot_of(ledger, ledger->entries[index].version) = (uint32_t)index + 1;
}

static void
grow_entries(Ledger *ledger)
{
    ledger->capacity = ledger->capacity == 0 ? ENTRIES_FIRST : ledger->capacity * 2;
    ledger->entries = realloc(ledger->entries, ledger->capacity * sizeof(*ledger->entries));

    if (ledger->entries == NULL)
        abort();
}

static LedgerProgress *
progress_of(const Ledger *ledger, LedgerEntry *entry)
{
    if (entry->progress == NULL)
        entry->progress = ARENA_NEW(ledger->arena, LedgerProgress);

    return entry->progress;
}

static LedgerEntry *
entry_of(Ledger *ledger, Str version)
{
    if (4 * ledger->count >= 3 * ledger->slot_count)
        grow_slots(ledger);

    uint32_t *slot = slot_of(ledger, version);

    if (*slot == 0)
    {
        if (ledger->count == ledger->capacity)
            grow_entries(ledger);

        ledger->entries[ledger->count] = (LedgerEntry){.version = str_copy(ledger->arena, version)};
        *slot = (uint32_t)++ledger->count;
    }

    return &ledger->entries[*slot - 1];
}

static LedgerEntry *
find_entry(const Ledger *ledger, Str version)
{
    if (ledger->slot_count == 0)
        return NULL;

    const uint32_t slot = *slot_of(ledger, version);

    return slot == 0 ? NULL : &ledger->entries[slot - 1];
}

const LedgerEntry *
ledger_find(const Ledger *ledger, Str version)
{
    return find_entry(ledger, version);
}

static MUST_CHECK bool
contradiction(const JournalRow *row, const char *why, Error *err)
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

static bool
is_in_flight(const Ledger *ledger, const JournalStep *step)
{
    return step->statement > 0 && step->statement == ledger->in_flight.statement &&
           str_equal(step->migration, ledger->in_flight.migration);
}

/* Doubt may be recorded by the run that sent the statement, or by later ones, time and again. */
static void
record_doubt(const Ledger *ledger, LedgerEntry *entry, const JournalStep *step)
{
    LedgerProgress *progress = progress_of(ledger, entry);

    if (is_in_flight(ledger, step))
        remember_announcement(ledger, entry);
    else if (progress->in_flight.statement != step->statement)
        *progress = (LedgerProgress){.done_hashes = progress->done_hashes,
                                     .done_capacity = progress->done_capacity};

    progress->in_flight = (JournalStep){
        .migration = entry->version, .statement = step->statement, .hash = step->hash};
    progress->doubt_recorded = true;
    entry->state = MIGRATION_UNKNOWN;
}

/* What was done of it before no longer counts. */
static void
reopen(LedgerEntry *entry)
{
    entry->state = MIGRATION_PENDING;
    entry->done = 0;
    entry->duration_ms = 0;
    entry->progress = NULL;
}

static MUST_CHECK bool
take_event(const Ledger *ledger, LedgerEntry *entry, const JournalRow *row, Error *err)
{
    const bool completed = migration_state_completed(entry->state);

    if (completed && row->event != JOURNAL_BASELINE && row->event != JOURNAL_REOPENED)
        return contradiction(row, "the migration was complete before", err);

    switch (row->event)
    {
        case JOURNAL_DONE:
            if (row->step.statement <= entry->done)
                return contradiction(row, "that statement was done before", err);
            if (row->step.statement - entry->done > UNJOURNALED_MAX)
                return contradiction(row, "too many statements before it are missing", err);
            remember_done(ledger, entry, &row->step);
            entry->state = MIGRATION_PARTIAL;
            break;
        case JOURNAL_APPLIED:
            entry->done = row->step.statement;
            entry->state = MIGRATION_APPLIED;
            break;
        case JOURNAL_ADOPTED:
            entry->state = MIGRATION_ADOPTED;
            break;
        case JOURNAL_BASELINE:
            entry->state = MIGRATION_BASELINE;
            break;
        case JOURNAL_FAILED:
            entry->state = entry->done > 0 ? MIGRATION_PARTIAL : MIGRATION_PENDING;
            break;
        case JOURNAL_UNDONE:
            if (entry->done == 0 || row->step.statement != entry->done)
                return contradiction(row, "that statement is not the last one done", err);
            forget_done(entry);
            entry->state = entry->done > 0 ? MIGRATION_PARTIAL : MIGRATION_PENDING;
            break;
        case JOURNAL_REOPENED:
            if (!completed)
                return contradiction(row, "the migration was not complete before", err);
            reopen(entry);
            break;
        case JOURNAL_UNKNOWN:
            record_doubt(ledger, entry, &row->step);
            break;
        case JOURNAL_BEGIN:
        case JOURNAL_STOPPED:
        case JOURNAL_EVENT_COUNT:
            assert(false && "not about a migration");
    }

    return true;
}

static void
copy_facts(Ledger *ledger, LedgerEntry *entry, const JournalRow *row)
{
    if (ledger->last_who == NULL || !str_equal(str_from(ledger->last_who), row->who))
        ledger->last_who = str_terminate(ledger->arena, row->who);

    entry->in_journal = true;
    entry->statements = row->statements;
    entry->duration_ms += row->duration_ms;
    entry->has_checksum = row->has_checksum;
    entry->checksum = row->checksum;
    entry->at_s = row->at_s;
    entry->who = ledger->last_who;

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

/* Before the row's own announcement takes the place of the one that was about its statement. */
static void
remember_recent(Ledger *ledger, const LedgerEntry *entry, const JournalRow *row)
{
    const bool announced = is_in_flight(ledger, &row->step) && row->detail.size == 0;

    if (row->event != JOURNAL_DONE && row->event != JOURNAL_APPLIED)
        return;

    ledger->recent[ledger->recent_count++ % LEDGER_RECENT_MAX] =
        (LedgerDone){.step = {.migration = entry->version,
                              .statement = row->step.statement,
                              .hash = row->step.hash},
                     .run = announced ? ledger->announced_by : (Str){0},
                     .snapshot = announced ? ledger->snapshot : (Str){0},
                     .at_s = row->at_s};
}

/* A step that may be under way, and of which no row says more: its migration is in doubt. */
static void
leave_in_doubt(Ledger *ledger)
{
    LedgerEntry *entry = entry_of(ledger, ledger->in_flight.migration);

    remember_announcement(ledger, entry);
    entry->state = MIGRATION_UNKNOWN;
    ledger->in_flight = (JournalStep){0};
}

/* Only its own run may pass over a step in silence (it said "stopped"); another one settles it. */
static bool
passes_over(const Ledger *ledger, const JournalRow *row)
{
    return ledger->in_flight.statement > 0 && !is_in_flight(ledger, &row->step) &&
           !str_equal(ledger->last_run, row->run);
}

static MUST_CHECK bool
take_intent(Ledger *ledger, const JournalRow *row, Error *err)
{
    ledger->in_flight = row->next;

    if (row->next.statement == 0)
        return true;

    const LedgerEntry *entry = find_entry(ledger, row->next.migration);

    if (entry != NULL &&
        (migration_state_completed(entry->state) || row->next.statement <= entry->done))
        return contradiction(row, "what comes next was done before", err);

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
        return contradiction(row, why, err);
    if (passes_over(ledger, row))
        leave_in_doubt(ledger);

    if (row->step.migration.size > 0)
    {
        LedgerEntry *entry = entry_of(ledger, row->step.migration);

        if (!take_event(ledger, entry, row, err))
            return false;

        copy_facts(ledger, entry, row);
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
        entry_of(ledger, version)->recorded = true;
}

void
ledger_finish(Ledger *ledger)
{
    if (ledger->in_flight.statement > 0)
        leave_in_doubt(ledger);
}

bool
migration_state_completed(MigrationState state)
{
    return state == MIGRATION_APPLIED || state == MIGRATION_ADOPTED || state == MIGRATION_BASELINE;
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
