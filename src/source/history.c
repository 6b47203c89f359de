/*
 * history.c
 *    Which of the tables of other tools' histories are there.
 */
#include "source/history_tables.h"

#include <string.h>

static const HistorySeen *
find_column(const HistorySeen *seen, size_t count, Str table, const char *name)
{
    for (size_t index = 0; index < count; index++)
    {
        if (str_equal(seen[index].table, table) &&
            str_equal_nocase(seen[index].column, str_from(name)))
            return &seen[index];
    }

    return NULL;
}

/* Whether table `name` has this shape; then its own names of the columns are filled in. */
static bool
fits(const HistoryTable *table, const HistorySeen *seen, size_t count, Str name,
     HistoryFound *ret_found)
{
    const HistorySeen *order = find_column(seen, count, name, table->order);
    HistoryFound found = {.table = table, .name = name};

    if (order == NULL ||
        (table->without != NULL && find_column(seen, count, name, table->without) != NULL))
        return false;

    for (; found.column_count < HISTORY_COLUMNS_MAX; found.column_count++)
    {
        const HistoryColumn *wanted = &table->columns[found.column_count];

        if (wanted->name == NULL)
            break;

        const HistorySeen *column = find_column(seen, count, name, wanted->name);

        if (column == NULL ||
            (wanted->type != HISTORY_ANY && column->text != (wanted->type == HISTORY_TEXT)))
            return false;

        found.columns[found.column_count] = column->column;
    }

    found.order = order->column;
    *ret_found = found;

    return true;
}

static bool
is_found(const HistoryFound *list, size_t count, Str name)
{
    for (size_t index = 0; index < count; index++)
    {
        if (str_equal(list[index].name, name))
            return true;
    }

    return false;
}

/* A single column is too common a shape to mean a tool by itself, under any name. */
static bool
wants_format(const HistoryTable *table, Str only)
{
    return table->wants_format || (only.size > 0 && table->columns[1].name == NULL);
}

static size_t
width_of(const HistorySeen *seen, size_t count, Str table)
{
    size_t width = 0;

    for (size_t index = 0; index < count; index++)
        width += str_equal(seen[index].table, table) ? 1 : 0;

    return width;
}

/* Whether the columns alone show that the table is of this shape, or only may be. */
static bool
is_shown(const HistoryTable *table, const HistorySeen *seen, size_t count, Str name)
{
    return table->telltale != NULL &&
           (table->width == 0 || table->width == width_of(seen, count, name));
}

/* Those of one shape; `name` is what such a table is called, empty: it may be called anything. */
static size_t
match(const HistoryTable *table, const HistorySeen *seen, size_t count, Str name,
      HistoryFound *list, size_t found)
{
    for (size_t index = 0; index < count; index++)
    {
        const Str there = seen[index].table;
        const bool meant =
            name.size > 0 ? str_equal_nocase(there, name) : is_shown(table, seen, count, there);

        if (meant && !is_found(list, found, there) && fits(table, seen, count, there, &list[found]))
            found++;
    }

    return found;
}

size_t
history_match(const HistorySeen *seen, size_t count, const Format *format, Str only, Arena *arena,
              HistoryFound **ret_list)
{
    size_t found = 0;

    *ret_list = ARENA_ARRAY(arena, HistoryFound, count + 1);

    for (const HistoryTable *table = HISTORY_TABLES; table->name != NULL; table++)
    {
        if (!wants_format(table, only) || strcmp(table->tool, format->name) == 0)
            found = match(table, seen, count, only.size > 0 ? only : str_from(table->name),
                          *ret_list, found);
    }

    for (const HistoryTable *table = HISTORY_TABLES; table->name != NULL && only.size == 0; table++)
        found = match(table, seen, count, STR(""), *ret_list, found);

    return found;
}

void
history_append_names(Buf *sql)
{
    for (const HistoryTable *table = HISTORY_TABLES; table->name != NULL; table++)
        buf_printf(sql, "%s'%s'", table == HISTORY_TABLES ? "" : ", ", table->name);
}

void
history_append_telltales(Buf *sql)
{
    const char *last = "";

    for (const HistoryTable *table = HISTORY_TABLES; table->name != NULL; table++)
    {
        if (table->telltale == NULL || strcmp(table->telltale, last) == 0)
            continue;

        buf_printf(sql, "%s'%s'", last[0] == '\0' ? "" : ", ", table->telltale);
        last = table->telltale;
    }
}

const HistoryTable *
history_table(Str name)
{
    const HistoryTable *table = HISTORY_TABLES;

    while (table->name != NULL && !str_equal_nocase(name, str_from(table->name)))
        table++;

    return table->name == NULL ? NULL : table;
}

bool
history_is_version_table(const Format *format)
{
    for (const HistoryTable *table = HISTORY_TABLES; table->name != NULL; table++)
    {
        if (strcmp(table->name, "schema_migrations") == 0 && strcmp(table->tool, format->name) == 0)
            return true;
    }

    return false;
}

const char *
history_tools(Arena *arena)
{
    const char *names = "";
    const char *last = "";

    for (const HistoryTable *table = HISTORY_TABLES; table->name != NULL; table++)
    {
        if (strcmp(table->tool, last) != 0)
            names = arena_printf(arena, "%s%s%s", names, names[0] == '\0' ? "" : ", ", table->tool);

        last = table->tool;
    }

    return names;
}

bool
history_is_tool(Str name)
{
    for (const HistoryTable *table = HISTORY_TABLES; table->name != NULL; table++)
    {
        if (str_equal(name, str_from(table->tool)))
            return true;
    }

    return false;
}

/* The last part of a path of folders, which is left without it. */
static Str
cut_last(Str *folders)
{
    const Str name = history_file_name(*folders);

    *folders = history_folder(*folders);

    return name;
}

size_t
history_is_file(const HistoryRow *row, Str file)
{
    Str folders = history_folder(file);
    Str row_folders = row->folder;
    size_t sure = 1;

    if (!str_equal(row->name, history_file_name(file)))
        return 0;

    for (; folders.size > 0 && row_folders.size > 0; sure++)
    {
        if (!str_equal(cut_last(&folders), cut_last(&row_folders)))
            return 0;
    }

    return sure;
}
