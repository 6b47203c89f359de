/*
 * fuzz_history.c
 *    Any bytes as another tool's history: its tables, then the rows of each.
 *
 * A line for each column, "TABLE COLUMN text" or "TABLE COLUMN"; an empty line; then the rows, as
 * ClickHouse sends them, which each table is taken to hold.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include "engines/clickhouse/ledger/store.h"
#include "plan/adoption.h"
#include "source/lines.h"

enum
{
    FILES = 6,
};

static void
check_error(const Error *err)
{
    check(err->kind == ERROR_DECISION || err->kind == ERROR_DRIFT, "kind of the error");
    check(err->message != NULL && err->message[0] != '\0', "message of the error");
    check(err->hint != NULL, "what to do about it");
}

static size_t
count_lines(Str text)
{
    Lines lines = {.text = text};
    Line line;
    size_t count = 0;

    while (lines_next(&lines, &line))
        count++;

    return count;
}

static size_t
read_columns(Lines *lines, Arena *arena, HistorySeen **ret_seen)
{
    HistorySeen *seen = ARENA_ARRAY(arena, HistorySeen, count_lines(lines->text) + 1);
    size_t count = 0;
    Line line;

    while (lines_next(lines, &line) && line.text.size > 0)
    {
        HistorySeen *column = &seen[count++];

        column->table = str_cut(&line.text, ' ');
        column->column = str_cut(&line.text, ' ');
        column->text = STR_IS(line.text, "text");
    }

    *ret_seen = seen;

    return count;
}

static void
check_row(const HistoryRow *row)
{
    check(row->state <= HISTORY_FAILED, "a row has a state");
    check(row->name.size + row->number.size + row->part.size == 0 || row->name.data != NULL ||
              row->number.data != NULL,
          "a row is about something");
}

static size_t
read_rows(const HistoryFound *found, Lines lines, Arena *arena, HistoryRow **ret_rows)
{
    HistoryRow *rows = ARENA_ARRAY(arena, HistoryRow, count_lines(lines.text) + 1);
    size_t count = 0;
    Line line;

    while (lines_next(&lines, &line))
    {
        Error err = ERROR_INIT(arena);
        Str fields[HISTORY_COLUMNS_MAX] = {{0}};

        if (!clickhouse_store_parse_fields(line.text, arena, fields, found->column_count, &err))
            check(err.kind == ERROR_LEDGER, "kind of the error of a line");
        else if (found->table->take(fields, arena, &rows[count]))
            check_row(&rows[count++]);
    }

    *ret_rows = rows;

    return count;
}

/* What a directory may hold: numbers of all kinds, parts with names and without, repeatable. */
static void
make_source(Source *ret_source, Migration migrations[FILES])
{
    static const Migration files[FILES] = {
        {.version = {"0001_init", 9}, .number_start = 3, .number_size = 1},
        {.version = {"2_parts", 7}, .number_size = 1},
        {.version = {"V3.1__blocks", 12}, .number_start = 1, .number_size = 3},
        {.version = {"2026-01-02-030405_day", 21}, .number_size = 17},
        {.version = {"20260102030406_second", 21}, .number_size = 14},
        {.version = {"R__views", 8}, .repeatable = true},
    };

    for (size_t index = 0; index < FILES; index++)
    {
        migrations[index] = files[index];
        migrations[index].file = "1.sql";
        migrations[index].source = ret_source;
    }

    *ret_source = (Source){
        .directory = "db", .format = &format_plain, .migrations = migrations, .count = FILES};
}

static void
check_adoption(const Adoption *adoption, size_t row_count)
{
    check(adoption->count <= FILES + row_count, "no more is adopted than there is");
    check(adoption->file_count <= adoption->count && adoption->file_count <= FILES, "files");

    for (size_t index = 0; index < adoption->count; index++)
    {
        const Adopted *adopted = &adoption->list[index];

        check((adopted->migration != NULL) == (index < adoption->file_count), "files come first");
        check(adopted->migration != NULL || !adopted->assumed, "only a file can be assumed");
    }
}

static void
adopt(const HistoryFound *found, Lines lines, Arena *arena)
{
    static const FormatRecord names[] = {{.name = {"a:1", 3}},
                                         {.name = {"a:2", 3}, .file = {"b", 1}}};
    static const FormatRecord nameless[2];
    static const AdoptionParts parts[FILES] = {{0}, {names, 2}, {nameless, 2}};
    Migration migrations[FILES];
    Source source;
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(arena);
    Adoption adoption;
    HistoryRow *rows = NULL;
    const size_t count = read_rows(found, lines, arena, &rows);

    make_source(&source, migrations);
    ledger_init(&ledger, arena);

    const AdoptionRequest request = {.source = &source,
                                     .ledger = &ledger,
                                     .table = found->table,
                                     .rows = rows,
                                     .row_count = count,
                                     .parts = parts};

    if (adoption_decide(&request, arena, &adoption, &err))
        check_adoption(&adoption, count);
    else
        check_error(&err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    Lines lines = {.text = {.data = (const char *)data, .size = size}};
    HistorySeen *seen = NULL;
    HistoryFound *list = NULL;
    const size_t columns = read_columns(&lines, &arena, &seen);
    const size_t count = history_match(seen, columns, &format_dbmate, STR(""), &arena, &list);

    check(count <= columns, "a history has a column");

    for (size_t index = 0; index < count; index++)
        adopt(&list[index], lines, &arena);

    return 0;
}
