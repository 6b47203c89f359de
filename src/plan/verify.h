/*
 * verify.h
 *    Where files and ledger contradict each other.
 *
 * Pure, like the plan that it reads.  What is merely pending is no finding.
 */
#ifndef PLAN_VERIFY_H
#define PLAN_VERIFY_H

#include "plan/plan.h"

typedef enum FindingKind
{
    FINDING_OPEN,         /* a statement may or may not have taken effect */
    FINDING_UNFINISHED,   /* some statements are done, the rest is not, and nothing is under way */
    FINDING_EDITED,       /* the file is not what was applied */
    FINDING_MISSING,      /* applied, and the file is gone */
    FINDING_UNKNOWN,      /* only the version table knows it, and there is no such file */
    FINDING_OUT_OF_ORDER, /* pending, but a later one is applied */
} FindingKind;

typedef struct Contradiction
{
    FindingKind kind;
    Str version;
    const char *text; /* goes on after the version: "was edited after it was applied" */
} Contradiction;

typedef struct Verification
{
    Contradiction *list; /* in the order of the files, then what has no file */
    size_t count;
    size_t open_count;
} Verification;

/*
 * A plan made to look only.  Scripts of items to resume, where they are there, are held against
 * the statements that are done.
 */
Verification verify_plan(const Ledger *ledger, const Plan *plan, Arena *arena);

/* "edited", "out-of-order", ... as in JSON. */
const char *finding_name(FindingKind kind);

#endif /* PLAN_VERIFY_H */
