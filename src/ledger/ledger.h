/*
 * ledger.h
 *    What the journal means: the state of each migration, folded from its rows.
 *
 * Pure: an engine feeds rows in the order in which they were written, and the
 * answer follows from nothing else.  A row that contradicts the ones before it is
 * an error, never a guess.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/error.h"
#include "ledger/journal.h"

typedef enum MigrationState
{
    MIGRATION_PENDING,  /* nothing of it ran */
    MIGRATION_PARTIAL,  /* some of its statements are done, the rest is not, none is under way */
    MIGRATION_UNKNOWN,  /* one of its statements may or may not have taken effect */
    MIGRATION_APPLIED,  /* pawl ran it */
    MIGRATION_ADOPTED,  /* the version table of another runner says so */
    MIGRATION_BASELINE, /* a person said so */
} MigrationState;

/* What a migration was before its down part began. */
typedef struct LedgerBefore
{
    MigrationState state;
    uint32_t statements;
    uint32_t done;
} LedgerBefore;

/* What is kept of a migration while it is not complete. */
typedef struct LedgerProgress
{
    Sha256 *done_hashes; /* of statements 1..done; zeros for session statements */
    uint32_t done_capacity;
    JournalStep in_flight; /* statement > 0 only in MIGRATION_UNKNOWN */
    Str snapshot;          /* these three: of what is in flight, from the row that announced it */
    Str run;
    int64_t announced_s;
    bool doubt_recorded; /* a row says already that nobody knows */
    Str detail;          /* of its newest row: why it failed */
    LedgerBefore before; /* once something of its down part took effect, or may have */
} LedgerProgress;

/* A statement that a run recorded as done, and what it had announced about it. */
typedef struct LedgerDone
{
    JournalStep step;
    Str run;
    Str snapshot; /* empty: nobody looked, or a person said that it is done */
    int64_t at_s; /* server time when it was recorded */
} LedgerDone;

enum
{
    LEDGER_RECENT_MAX = 8,
};

/* Kept small: a run with nothing to do holds ten thousand of them. */
typedef struct LedgerEntry
{
    Str version;
    LedgerProgress *progress; /* NULL if there is none to speak of */
    Sha256 checksum;          /* of the file as it was when its newest row was written */
    MigrationState state : 8;
    bool in_journal : 1;
    bool recorded : 1;     /* in the version table of other runners */
    bool has_checksum : 1; /* false if it was recorded without a file */
    /*
     * Statements are those of its down part.  As long as none of them is done or in doubt the
     * migration stays complete, as it was.
     */
    bool reverting : 1;
    bool reverted : 1; /* its down part took effect, and it was not complete again since */
    uint32_t statements;
    uint32_t done;        /* statements 1..done (of the part that runs) took effect */
    uint32_t duration_ms; /* summed over its statements; ends at 49 days */
    int64_t at_s;         /* server time of its newest row; 0 if only recorded */
} LedgerEntry;

/*
 * The versions that it will most likely hold, in the order in which they will most likely come.
 * Their texts outlive the ledger, which need not copy what turns out to be the same.
 */
typedef struct LedgerNames
{
    Str (*at)(const void *context, size_t index);
    const void *context;
    size_t count;
} LedgerNames;

typedef struct Ledger
{
    Arena *arena;
    bool has_journal;            /* the journal table exists */
    bool has_version_table;      /* the version table of other runners exists */
    bool version_table_expected; /* set before reading: the migrations hold one that makes it */
    bool version_table_foreign;  /* set before reading: that table is another tool's own */
    bool version_table_unread;   /* nobody looked yet whether it exists */
    LedgerNames names;           /* set before reading */
    uint64_t generation;         /* the highest seen; 0 in an empty journal */
    uint32_t last_seq;           /* of the newest row */
    int64_t last_at_s;           /* the same: server time when it was written */
    LedgerDone recent[LEDGER_RECENT_MAX]; /* a ring: number n, from 0, at n % LEDGER_RECENT_MAX */
    size_t recent_count;                  /* of all that ever were in it */
    LedgerEntry *entries;                 /* in the order in which they first appeared; malloc'ed */
    size_t count;

    /* Private to ledger.c. */
    size_t capacity;
    uint32_t *slots; /* open hash table: entry number + 1, 0 is free; malloc'ed */
    size_t slot_count;
    JournalStep in_flight; /* these four: what the newest row announced */
    Str snapshot;
    Str announced_by;
    int64_t announced_s;
    Str last_run; /* of the newest row, to know a row that was written twice */
} Ledger;

/* The texts that the ledger keeps are copied into the arena, but for its names. */
void ledger_init(Ledger *ledger, Arena *arena);

/* Free what is not in the arena; accepts a zeroed ledger. */
void ledger_done(Ledger *ledger);

/* Forget everything but what was set before reading. */
void ledger_reset(Ledger *ledger);

/* Take one row of the journal.  ERROR_LEDGER if it contradicts the rows before it. */
MUST_CHECK bool ledger_add_row(Ledger *ledger, const JournalRow *row, Error *err);

/*
 * Take one row of the version table; before the journal's rows, between them or after.  Left out
 * where that table is another tool's own: its rows mean what that tool says.
 */
void ledger_add_recorded(Ledger *ledger, Str version);

/* To be called once after the last row: a step still under way makes its migration UNKNOWN. */
void ledger_finish(Ledger *ledger);

/* NULL if the ledger never heard of the version. */
const LedgerEntry *ledger_find(const Ledger *ledger, Str version);

bool migration_state_completed(MigrationState state);

/* Whether its down part took effect in part, or may have: until that is done nothing else runs. */
bool ledger_half_reverted(const LedgerEntry *entry);

/* "applied", "partial", ... as in status and JSON. */
const char *migration_state_name(MigrationState state);

/* The same for an entry; "reverting" for one that is half reverted. */
const char *ledger_state_name(const LedgerEntry *entry);

#endif /* LEDGER_LEDGER_H */
