/*
 * recognize.c
 *    Read a target's directory again where its tool's table shows another format than its names.
 */
#include "exec/recognize.h"

#include "exec/adopt.h"
#include "source/recognize.h"

/* The table that the journal was begun from, in the words of the rows that took it over. */
static Str
table_of_journal(const Ledger *ledger)
{
    const Str words = STR(JOURNAL_TAKEN_OVER);

    for (size_t index = 0; index < ledger->count; index++)
    {
        const LedgerEntry *entry = &ledger->entries[index];

        if (entry->state == MIGRATION_ADOPTED && entry->progress != NULL &&
            str_starts_with(entry->progress->detail, words))
            return str_slice(entry->progress->detail, words.size, entry->progress->detail.size);
    }

    return (Str){0};
}

static MUST_CHECK bool
find_format(Execution *execution, const Format **ret_format, Error *err)
{
    HistoryFound *list = NULL;
    size_t count = 0;

    *ret_format = NULL;

    if (execution->ledger.last_seq > 0)
    {
        *ret_format = recognize_table(table_of_journal(&execution->ledger));
        return true;
    }
    if (!exec_histories(execution, &list, &count, err))
        return false;

    *ret_format = recognize(execution->source->format, list, count);

    return true;
}

bool
exec_recognize(Execution *execution, Error *err)
{
    Error ignored = ERROR_INIT(execution->arena);
    const Format *format = NULL;

    if (!execution->source->assumed)
        return true;
    if (!find_format(execution, &format, err))
        return false;
    if (format == NULL)
        return true;

    Source *again = ARENA_NEW(execution->arena, Source);

    /* Its checksums are computed aside, and nobody may be left behind who does that. */
    (void)!source_finish(execution->source, &ignored);

    if (!source_again(execution->source, format, execution->arena, again, err))
        return false;

    execution->source = again;

    return true;
}
