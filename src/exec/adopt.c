/*
 * adopt.c
 *    Take another tool's history over into the journal.
 */
#include "exec/adopt.h"

#include <string.h>

#include "exec/mirror.h"
#include "exec/record.h"

/* ---- looking ---- */

/* Rows of an answer, kept; the array is malloc'ed and grows. */
typedef struct Kept
{
    Arena *arena;
    Buf items; /* of HistorySeen or HistoryRow */
    const HistoryTable *table;
} Kept;

static void
keep(Kept *kept, const void *item, size_t size)
{
    buf_append(&kept->items, (Str){.data = item, .size = size});
}

static void
keep_column(void *context, const Str *fields, size_t count)
{
    Kept *kept = context;
    const HistorySeen seen = {.table = str_copy(kept->arena, fields[0]),
                              .column = str_copy(kept->arena, fields[1]),
                              .text = STR_IS(fields[2], "1")};

    (void)count;
    keep(kept, &seen, sizeof(seen));
}

static void
keep_row(void *context, const Str *fields, size_t count)
{
    Kept *kept = context;
    Str copies[HISTORY_COLUMNS_MAX];
    HistoryRow row;

    for (size_t index = 0; index < count; index++)
        copies[index] = str_copy(kept->arena, fields[index]);

    if (kept->table->take(copies, kept->arena, &row))
        keep(kept, &row, sizeof(row));
}

static MUST_CHECK bool
ask_for_columns(Execution *execution, Error *err)
{
    ATTR_CLEANUP(buf_done) Buf items = {0};
    Kept kept = {.arena = execution->arena};
    const bool good = execution->engine->history_columns(
        execution->connection, execution->history_table, (EngineFields){keep_column, &kept}, err);

    items = kept.items;

    if (!good)
        return error_wrap(err, "could not look for other tools' tables");

    const size_t count = items.size / sizeof(HistorySeen);
    HistorySeen *seen = ARENA_ARRAY(execution->arena, HistorySeen, count + 1);

    if (count > 0)
        memcpy(seen, items.data, items.size);

    execution->seen = seen;
    execution->seen_count = count;

    return true;
}

/* Not being there is no error: the tool has not made it yet. */
static MUST_CHECK bool
check_history_table(const Execution *execution, Error *err)
{
    size_t index = 0;

    while (index < execution->seen_count &&
           !str_equal_nocase(execution->seen[index].table, execution->history_table))
        index++;

    if (index == execution->seen_count)
        return true;

    (void)error_set(err, ERROR_CONFIG, "table \"" STR_FORMAT "\" is no history that pawl knows",
                    STR_ARGS(execution->history_table));

    return error_hint(err,
                      "Known are those of %s, by their columns; of one that holds nothing but "
                      "versions, `format` says whose it is.",
                      history_tools(err->arena));
}

bool
exec_histories(Execution *execution, HistoryFound **ret_list, size_t *ret_count, Error *err)
{
    *ret_count = 0;

    if (execution->engine->history_columns == NULL)
        return true;
    if (execution->seen == NULL && !ask_for_columns(execution, err))
        return false;

    *ret_count = history_match(execution->seen, execution->seen_count, execution->source->format,
                               execution->history_table, execution->arena, ret_list);

    return *ret_count > 0 || check_history_table(execution, err);
}

static const char *
names_of(const HistoryFound *list, size_t count, Arena *arena)
{
    const char *names = "";

    for (size_t index = 0; index < count; index++)
        names =
            arena_printf(arena, "%s%s\"" STR_FORMAT "\" of %s", names, index == 0 ? "" : " and ",
                         STR_ARGS(list[index].name), list[index].table->title);

    return names;
}

/* The one that was asked for; else the one whose files these are; else the only one. */
static MUST_CHECK bool
choose(const Execution *execution, const HistoryFound *list, size_t count, Str from,
       HistoryFound *ret_found, Error *err)
{
    const Str tool = from.size > 0 ? from : str_from(execution->source->format->name);

    *ret_found = (HistoryFound){0};

    for (size_t index = 0; index < count; index++)
    {
        if (str_equal(str_from(list[index].table->tool), tool))
        {
            *ret_found = list[index];
            return true;
        }
    }

    if (from.size > 0 || count == 0)
        return true;

    *ret_found = list[0];

    if (count == 1)
        return true;

    (void)error_set(err, ERROR_USAGE, "the database has more than one history: %s",
                    names_of(list, count, err->arena));

    return error_hint(err, "Say which one these files belong to: --from %s.", list[0].table->tool);
}

static MUST_CHECK bool
read_parts(const Execution *execution, const HistoryTable *table, AdoptionParts *parts, Error *err)
{
    const Source *source = execution->source;

    /* Another tool's table knows nothing of this format's parts. */
    if (strcmp(table->tool, source->format->name) != 0)
        return true;

    for (size_t index = 0; index < source->count; index++)
    {
        FormatRecord *list = NULL;

        if (!migration_parts(&source->migrations[index], execution->arena, &list,
                             &parts[index].count, err))
            return false;

        parts[index].list = list;
    }

    return true;
}

bool
exec_history_find(Execution *execution, Str from, HistoryFound *ret_found, Error *err)
{
    HistoryFound *list = NULL;
    size_t count = 0;

    return exec_histories(execution, &list, &count, err) &&
           choose(execution, list, count, from, ret_found, err);
}

bool
exec_history_rows(Execution *execution, const HistoryFound *found, HistoryRow **ret_rows,
                  size_t *ret_count, Error *err)
{
    ATTR_CLEANUP(buf_done) Buf items = {0};
    Kept kept = {.arena = execution->arena, .table = found->table};
    const bool good = execution->engine->history_read(execution->connection, found,
                                                      (EngineFields){keep_row, &kept}, err);

    items = kept.items;

    if (!good)
        return error_wrap(err, "could not read table \"" STR_FORMAT "\"", STR_ARGS(found->name));

    *ret_count = items.size / sizeof(HistoryRow);
    *ret_rows = ARENA_ARRAY(execution->arena, HistoryRow, *ret_count + 1);

    if (*ret_count > 0)
        memcpy(*ret_rows, items.data, items.size);

    return true;
}

bool
exec_adoption(Execution *execution, Str from, HistoryFound *ret_found, Adoption *ret_adoption,
              Error *err)
{
    HistoryRow *rows = NULL;
    size_t row_count = 0;

    *ret_adoption = (Adoption){0};

    if (!exec_history_find(execution, from, ret_found, err))
        return false;
    if (ret_found->table == NULL)
        return true;
    if (!exec_history_rows(execution, ret_found, &rows, &row_count, err))
        return false;

    AdoptionParts *parts =
        ARENA_ARRAY(execution->arena, AdoptionParts, execution->source->count + 1);
    const AdoptionRequest request = {.source = execution->source,
                                     .ledger = &execution->ledger,
                                     .table = ret_found->table,
                                     .rows = rows,
                                     .row_count = row_count,
                                     .parts = parts};

    return read_parts(execution, ret_found->table, parts, err) &&
           adoption_decide(&request, execution->arena, ret_adoption, err);
}

/* ---- recording ---- */

/*
 * All rows in one write: a run that finds half of them would apply the rest again.  The row that
 * says nothing keeps an empty history from being asked about by every run.
 */
bool
exec_adopt(Execution *execution, const HistoryFound *found, const Adoption *adoption, Error *err)
{
    JournalRow *rows = ARENA_ARRAY(execution->arena, JournalRow, adoption->count + 1);
    size_t count = 0;

    if (execution->mirror && mirror_refusal(found->table) != NULL)
        return mirror_refuse(execution, found, err);
    if (!exec_ensure_ledger(execution, err))
        return false;
    if (adoption->count == 0 && execution->ledger.last_seq == 0)
        rows[count++] = record_begin(execution);

    for (size_t index = 0; index < adoption->count; index++)
    {
        const Adopted *adopted = &adoption->list[index];

        rows[count] = record_adoption(execution, adopted->migration, adopted->version);
        rows[count++].detail = str_from(arena_printf(
            execution->arena, "%s" STR_FORMAT,
            adopted->assumed ? "assumed from " : JOURNAL_TAKEN_OVER, STR_ARGS(found->name)));
    }

    const LedgerWrite write = {.rows = rows, .row_count = count};

    return count == 0 || execution->engine->ledger_write(execution->connection, &write, err) ||
           error_wrap(err, "could not write the ledger");
}

/* ---- telling ---- */

static void
tell_notice(const Execution *execution, Str version, size_t count, const char *text)
{
    if (count > 0)
        report_event(execution->report, &(Event){.kind = EVENT_NOTICE,
                                                 .target = execution->name,
                                                 .migration = version,
                                                 .count = count,
                                                 .text = text});
}

void
exec_tell_adoption(const Execution *execution, const HistoryFound *found, const Adoption *adoption,
                   bool done)
{
    const size_t other_count = adoption->count - adoption->file_count;
    const char *title = found->table->title;
    Arena *arena = execution->arena;

    if (adoption->count > 0)
        report_event(execution->report,
                     &(Event){.kind = EVENT_ADOPTED,
                              .target = execution->name,
                              .first = adoption->list[0].version,
                              .last = adoption->list[adoption->count - 1].version,
                              .count = adoption->count,
                              .text = arena_printf(arena, "%s from " STR_FORMAT,
                                                   done ? "taken over" : "to be taken over",
                                                   STR_ARGS(found->name))});

    tell_notice(
        execution, adoption->first_assumed, adoption->assumed_count,
        arena_printf(arena, "%s assumed to be applied: %s says only that version " STR_FORMAT " is",
                     adoption->assumed_count == 1 ? "is" : "are", title,
                     STR_ARGS(adoption->assumed_by)));
    tell_notice(execution, adoption->first_unproven, adoption->unproven_count,
                arena_printf(arena,
                             "%s more than one block: %s records a file after the first, so "
                             "nobody knows of the others",
                             adoption->unproven_count == 1 ? "has" : "have", title));

    if (other_count > 0)
        tell_notice(execution, adoption->list[adoption->file_count].version, other_count,
                    other_count == 1 ? "is applied, but its file is not in the directory"
                                     : "are applied, but their files are not in the directory");
}

/* ---- before anything runs ---- */

bool
exec_check_adopted(Execution *execution, Error *err)
{
    HistoryFound *list = NULL;
    size_t count = 0;

    if (!exec_histories(execution, &list, &count, err))
        return false;
    if (count == 0)
        return true;

    (void)error_set(err, ERROR_DRIFT, "the database has a history of another tool: table %s",
                    names_of(list, count, err->arena));
    (void)error_detail(err, "What it says is applied would be run again.  Nothing was run.");

    return error_hint(err, "`pawl adopt --dry-run` shows what can be taken over, `pawl adopt` "
                           "takes it over.  If it is about other files than these, go on with "
                           "--allow-drift.");
}
