/*
 * rows.h
 *    Journals written as one line, and ledgers read as one.
 *
 * A journal is rows separated by ";".  A row is "EVENT [STEP] [> STEP]", where a step is
 * MIGRATION[:STATEMENT[/STATEMENTS]][!]; "> STEP" is what may be under way from then on, and
 * "!" gives the statement or the file another hash than it had before.  "run NAME" begins the
 * rows of another process, "again" repeats the row before, "recorded VERSION" is a row of the
 * version table, "versions" says that this table exists, "end" that the reading has ended.
 */
#ifndef UNIT_LEDGER_ROWS_H
#define UNIT_LEDGER_ROWS_H

#include <string.h>

#include "ledger/ledger.h"

#include "harness/test.h"

enum
{
    ROWS_STATEMENTS = 9, /* of a migration where the text does not say */
};

typedef struct Rows
{
    Ledger *ledger;
    Arena *arena;
    JournalRow last;
} Rows;

/* A hash that tells statements apart, and an edited one from what it was. */
static ATTR_UNUSED Sha256
rows_hash(Str migration, unsigned statement, bool edited)
{
    Sha256 hash = {.bytes = {(unsigned char)statement, edited ? 2 : 1}};

    for (size_t index = 0; index < migration.size; index++)
        hash.bytes[2 + index % (SHA256_SIZE - 2)] ^= (unsigned char)migration.data[index];

    return hash;
}

static JournalStep
rows_step(Str text, unsigned *ret_statements, bool *ret_edited)
{
    uint64_t statement = 0;
    uint64_t statements = ROWS_STATEMENTS;

    *ret_edited = str_ends_with(text, STR("!"));
    text.size -= *ret_edited ? 1 : 0;

    const Str migration = str_cut(&text, ':');
    const Str number = str_cut(&text, '/');

    CHECK(number.size == 0 || str_to_u64(number, &statement));
    CHECK(text.size == 0 || str_to_u64(text, &statements));
    *ret_statements = (unsigned)statements;

    JournalStep step = {.migration = migration, .statement = (uint32_t)statement};

    if (statement > 0)
        step.hash = rows_hash(migration, (unsigned)statement, *ret_edited);

    return step;
}

static JournalRow
rows_parse(Rows *rows, Str text)
{
    JournalRow row = {.generation = rows->last.generation,
                      .run = rows->last.run,
                      .seq = rows->last.seq + 1,
                      .who = STR("who@host"),
                      .at_s = 1000 + rows->last.seq + 1,
                      .duration_ms = 5};
    Str next = text;
    Str about = str_trim(str_cut(&next, '>'));
    const Str event = str_cut(&about, ' ');
    bool edited = false;
    unsigned ignored = 0;

    CHECK(journal_event_from_name(event, &row.event));
    row.detail = row.event == JOURNAL_FAILED ? STR("why") : STR("");
    row.step = rows_step(str_trim(about), &row.statements, &edited);
    row.has_checksum = row.step.migration.size > 0;
    row.checksum = rows_hash(row.step.migration, 0, edited);
    row.next = rows_step(str_trim(next), &ignored, &edited);
    row.next_snapshot = row.next.migration;

    return row;
}

static bool
rows_add(Rows *rows, Str text, Error *err)
{
    Str rest = text;
    const Str word = str_cut(&rest, ' ');

    if (STR_IS(word, "run"))
    {
        rows->last = (JournalRow){.generation = rows->last.generation + 1, .run = rest};
        return true;
    }

    if (STR_IS(word, "recorded") || STR_IS(word, "versions"))
    {
        rows->ledger->has_version_table = true;
        if (rest.size > 0)
            ledger_add_recorded(rows->ledger, rest);
        return true;
    }

    if (STR_IS(word, "end"))
    {
        ledger_finish(rows->ledger);
        return true;
    }

    if (!STR_IS(word, "again"))
        rows->last = rows_parse(rows, text);

    rows->ledger->has_journal = true;

    return ledger_add_row(rows->ledger, &rows->last, err);
}

/* Feed a journal into a ledger; the text must live as long as the ledger. */
static ATTR_UNUSED bool
rows_feed(Ledger *ledger, const char *journal, Error *err)
{
    Rows rows = {.ledger = ledger, .arena = ledger->arena};
    Str rest = str_from(journal);

    rows.last = (JournalRow){.generation = 1, .run = STR("run1")};

    while (rest.size > 0)
    {
        if (!rows_add(&rows, str_trim(str_cut(&rest, ';')), err))
            return false;
    }

    return true;
}

/*
 * "1_a applied 2/2, 2_b unknown 1 (2), 3_c pending recorded": what is done, of how many; of the
 * down part where it says so.
 */
static ATTR_UNUSED const char *
rows_describe(const Ledger *ledger, Arena *arena)
{
    const char *text = "";

    for (size_t index = 0; index < ledger->count; index++)
    {
        const LedgerEntry *entry = &ledger->entries[index];

        text = arena_printf(arena, "%s%s" STR_FORMAT " %s", text, index == 0 ? "" : ", ",
                            STR_ARGS(entry->version), ledger_state_name(entry));

        if (entry->state == MIGRATION_UNKNOWN)
            text = arena_printf(arena, "%s %u (%u)", text, entry->done,
                                entry->progress->in_flight.statement);
        else if (entry->in_journal)
            text = arena_printf(arena, "%s %u/%u", text, entry->done, entry->statements);
        if (ledger_half_reverted(entry))
            text = arena_printf(arena, "%s down", text);
        if (entry->reverted)
            text = arena_printf(arena, "%s reverted", text);
        if (entry->recorded)
            text = arena_printf(arena, "%s recorded", text);
    }

    return text;
}

#endif /* UNIT_LEDGER_ROWS_H */
