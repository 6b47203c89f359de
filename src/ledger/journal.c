/*
 * journal.c
 *    One row of the append-only journal that pawl keeps in each database.
 */
#include "ledger/journal.h"

#include <assert.h>

static const char *const EVENT_NAMES[JOURNAL_EVENT_COUNT] = {
    [JOURNAL_BEGIN] = "begin",         [JOURNAL_DONE] = "done",
    [JOURNAL_APPLIED] = "applied",     [JOURNAL_FAILED] = "failed",
    [JOURNAL_UNKNOWN] = "unknown",     [JOURNAL_UNDONE] = "undone",
    [JOURNAL_STOPPED] = "stopped",     [JOURNAL_ADOPTED] = "adopted",
    [JOURNAL_BASELINE] = "baseline",   [JOURNAL_REOPENED] = "reopened",
    [JOURNAL_REVERTING] = "reverting", [JOURNAL_REVERTED] = "reverted",
};

const char *
journal_event_name(JournalEvent event)
{
    assert(event < JOURNAL_EVENT_COUNT);
    return EVENT_NAMES[event];
}

bool
journal_event_from_name(Str name, JournalEvent *ret_event)
{
    for (JournalEvent event = 0; event < JOURNAL_EVENT_COUNT; event++)
    {
        if (str_equal(name, str_from(EVENT_NAMES[event])))
        {
            *ret_event = event;
            return true;
        }
    }

    return false;
}

bool
journal_event_completes(JournalEvent event)
{
    return event == JOURNAL_APPLIED || event == JOURNAL_ADOPTED || event == JOURNAL_BASELINE;
}
