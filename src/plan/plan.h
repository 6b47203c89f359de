/*
 * plan.h
 *    What is to be done with each migration: the files held against the ledger.
 *
 * Pure: no file is read and no server asked.  The executor does what the plan
 * says and decides nothing.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "ledger/ledger.h"
#include "source/migration.h"
#include "source/script.h"

typedef enum PlanAction
{
    PLAN_SKIP,   /* complete already */
    PLAN_APPLY,  /* run it from its first statement */
    PLAN_RESUME, /* run it from the first statement that is not done */
    PLAN_ADOPT,  /* complete by the word of the version table: record that */
    PLAN_REPEAT, /* the bootstrap file, recorded, but its table is gone: run it, record nothing */
    PLAN_REVERT, /* run its down part, from the first statement that is not done */
    PLAN_LEAVE,  /* not yet: it lies beyond --to */
} PlanAction;

typedef struct PlanItem
{
    const Migration *migration;
    const LedgerEntry *entry; /* NULL if the ledger never heard of it */
    Script *script;           /* of the items to run: of the part that runs; by exec_prepare() */
    PlanAction action;
    bool drifted;      /* its file was edited since it was recorded, and that is allowed */
    bool out_of_order; /* pending, but older than the newest complete one */
} PlanItem;

typedef struct PlanOptions
{
    Str to;                   /* the last version to run, or to stay; empty: all */
    bool down;                /* revert what is complete, the newest first */
    uint64_t count;           /* of those to revert; 0: all that come after `to` */
    bool allow_drift;         /* an edited applied file is a notice, not an error */
    bool refuse_out_of_order; /* a late file is an error, not a notice */
    bool look_only;           /* nothing will run: tell the state, whatever is wrong with it */
} PlanOptions;

typedef struct Plan
{
    PlanItem *items; /* one per migration, in order */
    size_t count;
    Str *missing; /* versions in the ledger that have no file (any more) */
    size_t missing_count;
    Str *adopted_only; /* of those, the ones that only the version table knows */
    size_t adopted_only_count;
    Str *unrecorded; /* complete, but absent from the version table although it exists */
    size_t unrecorded_count;
    Str *withdrawn; /* reverted, but still in the version table */
    size_t withdrawn_count;
    bool versions_of_others; /* the version table is another tool's: nothing is written into it */
    size_t pending_count;    /* items to run, the bootstrap file not counted */
    size_t skipped_count;    /* items complete before and left so, the bootstrap file not counted */
    bool down;               /* its items run from the last to the first */
} Plan;

/*
 * What to apply; with options->down, what to revert (plan/down.h).  ERROR_DRIFT for an edited
 * applied file, for files out of order where that is refused, for a version table that knows none
 * of the files, and for half a migration whose file is gone where others are to run;
 * ERROR_DECISION for a statement in doubt whose file is gone, and for what is half reverted;
 * ERROR_USAGE for an unknown --to.
 */
MUST_CHECK bool plan_build(const Source *source, const Ledger *ledger, const PlanOptions *options,
                           Arena *arena, Plan *ret_plan, Error *err);

/* How many items come up to that version, itself included; all if there is none. */
MUST_CHECK bool plan_find_last(const Source *source, Str to, size_t *ret_last, Error *err);

/* Whether the item's statements are to be run. */
bool plan_item_runs(const PlanItem *item);

/* Whether it is a repeatable one that is complete, with another text than it has now. */
bool plan_item_changed(const PlanItem *item);

/* Whether it is complete, and runs again all the same: it changed, or runs each time. */
bool plan_item_again(const PlanItem *item);

/*
 * Whether a release is not in place before it ran.  What runs each time and did is not waited for,
 * nor what may fail and was tried.
 */
bool plan_item_awaited(const PlanItem *item);

/* Whether the outcome of one of its statements is open. */
bool plan_item_open(const PlanItem *item);

/* Which part of its file its script is. */
FormatPart plan_item_part(const PlanItem *item);

/* Whether some of that part may be done already. */
bool plan_item_resumes(const PlanItem *item);

/* What goes on with it: "pawl up" or "pawl down". */
const char *plan_item_command(const PlanItem *item);

/* The items in the order in which they run; turn counts from 0. */
PlanItem *plan_in_turn(const Plan *plan, size_t turn);

/* The ledger knows now what became of its open statement: go on accordingly. */
void plan_item_settled(PlanItem *item, const Ledger *ledger);

#endif /* PLAN_PLAN_H */
