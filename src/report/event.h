/*
 * event.h
 *    What a run tells as it goes: plain values, rendered elsewhere.
 *
 * Below cli/ nobody prints.  Code emits events; text.c and json.c turn the same
 * events into what people and programs read.
 */
#ifndef REPORT_EVENT_H
#define REPORT_EVENT_H

#include "base/error.h"
#include "base/str.h"

typedef enum EventKind
{
    EVENT_TARGET_BEGIN,  /* connected, ledger read: target, title, version, place */
    EVENT_SKIPPED,       /* a stretch of complete migrations: first, last, count */
    EVENT_ADOPTED,       /* versions taken over from another runner: first, last, count, text */
    EVENT_BASELINED,     /* recorded without running: migration */
    EVENT_NOTICE,        /* something to know that is no error: text, hint, migration */
    EVENT_SERVER_NOTICE, /* the server said something: severity, text */
    EVENT_STATEMENT,     /* a statement took effect: migration, statement, statements, duration */
    EVENT_APPLIED,       /* a migration is complete: migration, statements, transaction, duration */
    EVENT_PLANNED,       /* a migration would run: migration, statements, transaction, done */
    EVENT_PLANNED_STATEMENT, /* one of its statements: statement, text (its kind), line */
    EVENT_PLANNED_QUESTION,  /* asked before: statement to statements, text, line, state (else) */
    EVENT_STATUS,     /* state of one migration: migration, state, at, duration, statements */
    EVENT_LOCKED,     /* another runner has the lock: text (who), duration of the wait */
    EVENT_WAITING,    /* a statement of an earlier run still runs: text (what is seen), duration */
    EVENT_RETRY,      /* "not now": text, hint (detail), count of tries, duration until the next */
    EVENT_SETTLED,    /* what became of an open statement: state (verdict), text (evidence) */
    EVENT_REPAIR,     /* a statement of pawl's own that mends what was left: text */
    EVENT_EXPLAINED,  /* one statement: statement, line, title (its kind), state, text (evidence) */
    EVENT_OBJECT,     /* something that an unfinished migration made: text */
    EVENT_ADVICE,     /* what to do next about an unfinished migration: text */
    EVENT_FINDING,    /* files and ledger contradict each other: migration, state (kind), text */
    EVENT_DUMPED,     /* the schema was written: text (it), place (its file, or NULL), title (by) */
    EVENT_TARGET_END, /* what became of the target: applied, skipped, pending */
} EventKind;

typedef struct Event
{
    EventKind kind;
    const char *target;  /* the target's name; NULL only where all are waited for */
    const char *title;   /* TARGET_BEGIN: the engine's; EXPLAINED: the statement's kind */
    const char *version; /* TARGET_BEGIN: the server's, "15.18" */
    const char *place;   /* TARGET_BEGIN: "localhost:5432/app" */
    size_t name_width;   /* TARGET_BEGIN: bytes of the longest version that may be told; or 0 */
    Str migration;       /* a version */
    const char *file;    /* NOTICE: that it is about, where that is no migration */
    Str first, last;     /* versions at the ends of a stretch */
    const char *text;    /* NOTICE, SERVER_NOTICE, PLANNED_STATEMENT, PLANNED_QUESTION */
    const char *hint;
    const char *severity; /* SERVER_NOTICE: in the server's words */
    const char *state;    /* STATUS: "applied", "pending", ...; SETTLED, EXPLAINED: the verdict */
    int64_t at_s;         /* STATUS: server time in seconds since 1970; 0 if never */
    unsigned statement;   /* from 1 */
    unsigned statements;
    unsigned done; /* statements of it that are done already */
    unsigned line; /* in the migration's file, from 1 */
    bool transaction;
    bool down;      /* APPLIED, PLANNED: of its down part; TARGET_END: count was reverted */
    bool bootstrap; /* counts neither as applied nor as skipped */
    size_t count;
    size_t applied;
    size_t skipped;
    size_t pending;
    uint64_t duration_ms;
} Event;

/* Takes events; a vtable of one function. */
typedef struct Report
{
    void (*event)(void *self, const Event *event);
    void *self;
} Report;

static inline void
report_event(Report report, const Event *event)
{
    report.event(report.self, event);
}

#endif /* REPORT_EVENT_H */
