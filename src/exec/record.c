/*
 * record.c
 *    The rows that an execution writes into the ledger.
 */
#include "exec/record.h"

#include <assert.h>

#include "exec/mirror.h"

enum
{
    BATCH_ROWS_MAX = 500,
};

static JournalRow
new_row(Execution *execution, JournalEvent event)
{
    return (JournalRow){.generation = execution->generation,
                        .run = str_from(execution->run),
                        .seq = ++execution->seq,
                        .event = event,
                        .who = str_from(execution->who)};
}

JournalRow
record_row(Execution *execution, JournalEvent event, const PlanItem *item, unsigned statement)
{
    JournalRow row = new_row(execution, event);

    row.step = (JournalStep){.migration = item->migration->version, .statement = statement};
    row.checksum = item->migration->checksum;
    row.has_checksum = true;
    row.statements = item->script == NULL ? 0 : (uint32_t)item->script->count;

    if (statement > 0 && statement <= row.statements)
        row.step.hash = item->script->statements[statement - 1].hash;

    return row;
}

JournalRow
record_gone(Execution *execution, JournalEvent event, const LedgerEntry *entry)
{
    JournalRow row = new_row(execution, event);

    row.step = entry->progress->in_flight;
    row.step.migration = entry->version;
    row.checksum = entry->checksum;
    row.has_checksum = entry->has_checksum;
    row.statements = entry->statements;

    return row;
}

JournalEvent
record_end_event(const PlanItem *item)
{
    return plan_item_part(item) == FORMAT_DOWN ? JOURNAL_REVERTED : JOURNAL_APPLIED;
}

JournalEvent
record_done_event(const PlanItem *item, size_t index)
{
    const bool last = script_next_journaled(item->script, index + 1) == item->script->count;

    return last ? record_end_event(item) : JOURNAL_DONE;
}

JournalRow
record_begin(Execution *execution)
{
    return new_row(execution, JOURNAL_BEGIN);
}

LedgerWrite
record_of(Execution *execution, const JournalRow *row, MirrorChange *change)
{
    const bool goes = row->event == JOURNAL_REVERTED;
    const bool tells =
        (goes || journal_event_completes(row->event)) && !execution->plan.versions_of_others;
    LedgerWrite write = {.rows = row,
                         .row_count = 1,
                         .versions = &row->step.migration,
                         .version_count = tells ? 1 : 0,
                         .versions_go = goes};

    mirror_add(execution, row, change, &write);

    return write;
}

void
record_wrote(Execution *execution, const JournalRow *row)
{
    execution->intent = row->next;
    execution->snapshot = row->next_snapshot;
}

/* A row whose fate is not known may arrive yet: whoever takes the lock next has to fence it. */
static MUST_CHECK bool
send_rows(Execution *execution, const LedgerWrite *write, Error *err)
{
    if (execution->engine->ledger_write(execution->connection, write, err))
        return true;

    execution->detached = true;

    return error_wrap(err, "could not write the ledger");
}

bool
record_write(Execution *execution, const JournalRow *row, Error *err)
{
    MirrorChange change;
    const LedgerWrite write = record_of(execution, row, &change);

    if (!send_rows(execution, &write, err))
        return false;

    record_wrote(execution, row);

    return true;
}

bool
record_stopped(Execution *execution, Error *err)
{
    if (execution->intent.statement == 0)
        return true;

    const JournalRow row = new_row(execution, JOURNAL_STOPPED);

    return record_write(execution, &row, err);
}

bool
record_rows(Execution *execution, const JournalRow *rows, size_t row_count, const Str *versions,
            size_t version_count, Error *err)
{
    while (row_count > 0 || version_count > 0)
    {
        const LedgerWrite batch = {
            .rows = rows,
            .row_count = row_count < BATCH_ROWS_MAX ? row_count : BATCH_ROWS_MAX,
            .versions = versions,
            .version_count = version_count < BATCH_ROWS_MAX ? version_count : BATCH_ROWS_MAX,
        };

        if (!send_rows(execution, &batch, err))
            return false;

        rows += batch.row_count;
        row_count -= batch.row_count;
        versions += batch.version_count;
        version_count -= batch.version_count;
    }

    return true;
}

JournalRow
record_adoption(Execution *execution, const Migration *migration, Str version)
{
    const PlanItem item = {.migration = migration};

    if (migration != NULL)
        return record_row(execution, JOURNAL_ADOPTED, &item, 0);

    JournalRow row = new_row(execution, JOURNAL_ADOPTED);

    row.step.migration = version;

    return row;
}

static void
tell_adopted(const Execution *execution, const JournalRow *rows, size_t count)
{
    if (count == 0)
        return;

    report_event(execution->report, &(Event){.kind = EVENT_ADOPTED,
                                             .target = execution->name,
                                             .first = rows[0].step.migration,
                                             .last = rows[count - 1].step.migration,
                                             .count = count});
}

/* A run that reverted them ended before they were taken out of the version table. */
static MUST_CHECK bool
withdraw(Execution *execution, Error *err)
{
    const LedgerWrite write = {.versions = execution->plan.withdrawn,
                               .version_count = execution->plan.withdrawn_count,
                               .versions_go = true};

    return write.version_count == 0 || send_rows(execution, &write, err);
}

bool
record_adopted(Execution *execution, Error *err)
{
    const Plan *plan = &execution->plan;
    JournalRow *rows =
        ARENA_ARRAY(execution->arena, JournalRow, plan->count + plan->adopted_only_count + 1);
    Str *versions = ARENA_ARRAY(execution->arena, Str, plan->count + plan->unrecorded_count + 1);
    size_t row_count = 0;
    size_t version_count = 0;

    for (size_t index = 0; index < plan->adopted_only_count; index++)
        rows[row_count++] = record_adoption(execution, NULL, plan->adopted_only[index]);

    for (size_t index = 0; index < plan->count; index++)
    {
        const PlanItem *item = &plan->items[index];

        if (item->action != PLAN_ADOPT)
            continue;
        if (item->entry == NULL || !item->entry->recorded)
            versions[version_count++] = item->migration->version;

        rows[row_count++] = record_row(execution, JOURNAL_ADOPTED, item, 0);
    }

    for (size_t index = 0; index < plan->unrecorded_count; index++)
        versions[version_count++] = plan->unrecorded[index];

    if (!record_rows(execution, rows, row_count, versions, version_count, err) ||
        !withdraw(execution, err))
        return false;

    tell_adopted(execution, rows, row_count);

    return true;
}

bool
record_known_versions(Execution *execution, Error *err)
{
    const Ledger *ledger = &execution->ledger;
    Str *versions = ARENA_ARRAY(execution->arena, Str, ledger->count + 1);
    size_t count = 0;

    for (size_t index = 0; index < ledger->count; index++)
    {
        const LedgerEntry *entry = &ledger->entries[index];

        if (!entry->recorded && migration_state_completed(entry->state))
            versions[count++] = entry->version;
    }

    return record_rows(execution, NULL, 0, versions, count, err);
}
