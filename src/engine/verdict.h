/*
 * verdict.h
 *    What became of a statement whose outcome nobody noted.
 *
 * A statement is announced in the ledger before it is sent.  When the runner that sent it is
 * gone, or the answer was lost, an engine looks at its database and says what it finds: the
 * verdict, and the evidence for it in words.  It never guesses; docs/protocol.md tells the rest.
 */
#ifndef ENGINE_VERDICT_H
#define ENGINE_VERDICT_H

#include "source/script.h"

typedef enum Verdict
{
    VERDICT_TOOK_EFFECT, /* all of it, once */
    VERDICT_DID_NOT,     /* nothing of it is there, or running it again comes to the same */
    VERDICT_RUNNING,     /* the server is still at it: wait, and look again */
    VERDICT_PARTLY,      /* some of it */
    VERDICT_CANNOT_TELL, /* the evidence fits more than one of the above */
    VERDICT_COUNT,
} Verdict;

/* A statement that was sent once, as the ledger remembers it. */
typedef struct Attempt
{
    const Script *script;
    size_t index; /* of the statement in the script */
    Str migration;
    Str run;      /* of the process that sent it, or is about to */
    Str snapshot; /* what EngineOps.snapshot() saw before it; empty if it did not look */
    int64_t at_s; /* server time when it was announced, seconds since 1970; 0 if not known */
    /* For a verdict under the lock: it may try the statement on a copy that it takes away again. */
    bool may_try;
} Attempt;

/* Texts live in the arena that verdict() was given. */
typedef struct Finding
{
    Verdict verdict;
    const char *evidence; /* whole sentences, for people and for the ledger */
    /*
     * PARTLY: statements that bring the database provably to where `repaired` says: undoing what
     * is there (DID_NOT) or doing the rest (TOOK_EFFECT).  Empty if nothing is provable.  If they
     * are cut short, the next verdict, from the same snapshot, says how to go on.
     */
    const Str *repairs;
    size_t repair_count;
    Verdict repaired;
} Finding;

/* "took effect", "did not take effect", ... */
const char *verdict_words(Verdict verdict);

#endif /* ENGINE_VERDICT_H */
