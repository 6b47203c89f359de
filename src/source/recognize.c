/*
 * recognize.c
 *    Which format a directory has where its files' names leave that open.
 */
#include "source/recognize.h"

static const Format *
format_of_tool(const HistoryTable *table)
{
    const Format *format = table == NULL ? NULL : format_by_name(str_from(table->tool));

    return format != NULL && format->by_table ? format : NULL;
}

const Format *
recognize_table(Str name)
{
    return format_of_tool(history_table(name));
}

const Format *
recognize(const Format *shown, const HistoryFound *list, size_t count)
{
    const Format *found = NULL;

    for (size_t index = 0; index < count; index++)
    {
        const Format *format = format_of_tool(list[index].table);

        if (str_equal(str_from(list[index].table->tool), str_from(shown->name)) ||
            (format != NULL && found != NULL && format != found))
            return NULL;

        found = format != NULL ? format : found;
    }

    return found;
}
