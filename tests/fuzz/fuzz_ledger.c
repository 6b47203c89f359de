/*
 * fuzz_ledger.c
 *    Any bytes as what a database answers when pawl reads its journal.
 *
 * Each line is one row: as ClickHouse sends it, or else all columns of the journal one after the
 * other, as PostgreSQL has them.  A journal that was changed by hand, or of which half is missing,
 * is read, or it is one clear error.
 */
#include "fuzz/fuzz.h"

#include "engines/clickhouse/ledger/store.h"
#include "ledger/ledger.h"
#include "source/lines.h"

static void
check_error(const Error *err)
{
    check(err->kind == ERROR_LEDGER, "kind of the error");
    check(err->message != NULL && err->message[0] != '\0', "message of the error");
}

/* Written again, the row is the same. */
static void
check_round_trip(const JournalRow *row, Arena *arena)
{
    Error err = ERROR_INIT(arena);
    Str fields[COLUMN_COUNT] = {{0}};
    JournalRow again;

    journal_row_fields(row, arena, fields);
    fields[COLUMN_AT] = str_from(arena_printf(arena, "%lld", (long long)row->at_s));
    check(journal_row_parse(fields, COLUMN_COUNT, &again, &err), "a row is read again");
    check(again.event == row->event && again.seq == row->seq &&
              again.generation == row->generation && again.statements == row->statements &&
              again.step.statement == row->step.statement &&
              again.next.statement == row->next.statement && again.at_s == row->at_s &&
              str_equal(again.step.migration, row->step.migration),
          "a row, read again, is the same");
}

static void
check_entry(const LedgerEntry *entry)
{
    const LedgerProgress *progress = entry->progress;

    check(migration_state_name(entry->state) != NULL, "a state has a name");
    check(entry->state != MIGRATION_UNKNOWN ||
              (progress != NULL && progress->in_flight.statement > 0),
          "of what is unknown, it is known which statement");
    check(entry->state != MIGRATION_PARTIAL || entry->done > 0, "partial is some");
    check(progress == NULL || migration_state_completed(entry->state) ||
              entry->done <= progress->done_capacity,
          "what is done has hashes");
}

/* False with an error for a line that is no row, or contradicts those before it. */
static bool
take_line(Ledger *ledger, Str line, Error *err)
{
    SCOPED_ARENA scratch = {0};
    StoreLine taken = {.kind = STORE_LINE_ROW};
    JournalRow row;

    if (!clickhouse_store_parse(line, &scratch, &taken, err))
    {
        error_clear(err);

        if (!clickhouse_store_parse_fields(line, &scratch, taken.fields, COLUMN_COUNT, err))
            return false;
    }

    if (taken.kind == STORE_LINE_VERSION)
        ledger_add_recorded(ledger, taken.fields[COLUMN_RUN]);
    if (taken.kind != STORE_LINE_ROW)
        return true;
    if (!journal_row_parse(taken.fields, COLUMN_COUNT, &row, err))
        return false;

    check_round_trip(&row, &scratch);

    return ledger_add_row(ledger, &row, err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    Lines lines = {.text = {.data = (const char *)data, .size = size}};
    Line line;

    ledger_init(&ledger, &arena);

    while (lines_next(&lines, &line))
    {
        if (!take_line(&ledger, line.text, &err))
        {
            check_error(&err);
            return 0;
        }
    }

    ledger_finish(&ledger);

    for (size_t index = 0; index < ledger.count; index++)
    {
        check_entry(&ledger.entries[index]);
        check(ledger_find(&ledger, ledger.entries[index].version) == &ledger.entries[index],
              "an entry is found");
    }

    return 0;
}
