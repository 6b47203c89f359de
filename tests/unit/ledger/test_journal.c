/* Unit tests of ledger/journal.c. */
#include "ledger/journal.h"

#include "harness/test.h"

/* The names are in people's databases: they never change. */
TEST(events_have_names_that_last)
{
    static const struct
    {
        JournalEvent event;
        const char *name;
        bool completes;
    } cases[] = {
        {JOURNAL_BEGIN, "begin", false},         {JOURNAL_DONE, "done", false},
        {JOURNAL_APPLIED, "applied", true},      {JOURNAL_FAILED, "failed", false},
        {JOURNAL_UNKNOWN, "unknown", false},     {JOURNAL_UNDONE, "undone", false},
        {JOURNAL_STOPPED, "stopped", false},     {JOURNAL_ADOPTED, "adopted", true},
        {JOURNAL_BASELINE, "baseline", true},    {JOURNAL_REOPENED, "reopened", false},
        {JOURNAL_REVERTING, "reverting", false}, {JOURNAL_REVERTED, "reverted", false},
    };

    CHECK_SIZE(LENGTH_OF(cases), JOURNAL_EVENT_COUNT);

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        JournalEvent event = JOURNAL_EVENT_COUNT;

        CHECK_TEXT(journal_event_name(cases[index].event), cases[index].name);
        CHECK(journal_event_from_name(str_from(cases[index].name), &event));
        CHECK_SIZE(event, cases[index].event);
        CHECK(journal_event_completes(cases[index].event) == cases[index].completes);
    }
}

TEST(other_words_are_no_events)
{
    static const Str cases[] = {{"", 0},    {NULL, 0},     {"Done", 4},  {"done ", 5},
                                {"don", 3}, {"done\0", 5}, {"apply", 5}, {"applied\n", 8}};

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        JournalEvent event = JOURNAL_STOPPED;

        CHECK(!journal_event_from_name(cases[index], &event));
        CHECK(event == JOURNAL_STOPPED);
    }
}
