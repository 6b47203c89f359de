/*
 * journal.h
 *    One row of the append-only journal that pawl keeps in each database.
 *
 * A row says two things at once: what is now known about a statement (`event`),
 * and which statement may be under way from here on (`next`).  So the row that
 * ends statement k is also the intent for statement k+1, and N statements cost
 * N rows and one that begins the run, not 2N.  docs/ledger.md tells the rest.
 */
#ifndef LEDGER_JOURNAL_H
#define LEDGER_JOURNAL_H

#include "base/sha256.h"
#include "base/str.h"

typedef enum JournalEvent
{
    JOURNAL_BEGIN,     /* nothing is said about any statement; `next` is about to run */
    JOURNAL_DONE,      /* the statement took effect, and more of its migration follow */
    JOURNAL_APPLIED,   /* the same, and the migration is now complete */
    JOURNAL_FAILED,    /* the statement did not take effect */
    JOURNAL_UNKNOWN,   /* nobody knows yet whether the statement took effect */
    JOURNAL_UNDONE,    /* a person said so: the statement counts as not done again */
    JOURNAL_STOPPED,   /* nothing is under way any more: a run ended in order */
    JOURNAL_ADOPTED,   /* the version table of another runner said so */
    JOURNAL_BASELINE,  /* a person said so: recorded without running */
    JOURNAL_REOPENED,  /* it was complete, but is repeatable and changed: it begins anew */
    JOURNAL_REVERTING, /* it is complete, and from here on statements are those of its down part */
    JOURNAL_REVERTED,  /* its down part took effect: nothing of the migration is applied any more */
    JOURNAL_EVENT_COUNT,
} JournalEvent;

/* A statement of a migration.  statement counts from 1; 0 and an empty migration mean none. */
typedef struct JournalStep
{
    Str migration; /* its version */
    uint32_t statement;
    Sha256 hash; /* of the statement's text */
} JournalStep;

/* The detail of what another tool's table says is applied begins so, and ends with its name. */
#define JOURNAL_TAKEN_OVER "taken over from "

typedef struct JournalRow
{
    uint64_t generation; /* of the lock under which it was written */
    Str run;             /* random, one per process: tells two runners apart */
    uint32_t seq;        /* within the run, from 1; (run, seq) makes a repeated write harmless */
    JournalEvent event;
    JournalStep step;    /* migration is set for every event but BEGIN and STOPPED */
    uint32_t statements; /* how many the migration has; 0 where nobody counted */
    Sha256 checksum;     /* of the file */
    bool has_checksum;   /* false where there was no file to look at */
    JournalStep next;    /* what may be under way from here on */
    Str next_snapshot;   /* what the engine saw of its objects before it, in the engine's words */
    uint64_t duration_ms;
    int64_t at_s; /* server time when it was written, seconds since 1970; set by the server */
    Str who;      /* user@host */
    Str detail;   /* for people: the server's code, a reason; JOURNAL_TAKEN_OVER and a table */
} JournalRow;

/* The event's name in the table, "applied". */
const char *journal_event_name(JournalEvent event);
MUST_CHECK bool journal_event_from_name(Str name, JournalEvent *ret_event);

/* Whether a row with this event makes its migration complete. */
bool journal_event_completes(JournalEvent event);

#endif /* LEDGER_JOURNAL_H */
