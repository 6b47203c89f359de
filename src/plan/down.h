/*
 * down.h
 *    What a `pawl down` reverts.
 *
 * Pure, like the plan that it is made of.
 */
#ifndef PLAN_DOWN_H
#define PLAN_DOWN_H

#include "plan/plan.h"

/* The version behind which nothing stays, for `--to`. */
#define DOWN_TO_NOTHING "0"

/*
 * Turn a plan of what could be applied into one of what is to be reverted: the newest
 * options->count migrations that are complete, or all that come after options->to.  One that is
 * half reverted is always among them.
 *
 * ERROR_DECISION for what is half applied; ERROR_DRIFT for what came later and has no file, or
 * was edited; ERROR_USAGE for more than there is, or an unknown version.
 */
MUST_CHECK bool down_select(const Source *source, const Ledger *ledger, const PlanOptions *options,
                            Plan *plan, Error *err);

/* Whether two plans revert the same migrations. */
bool down_same(const Plan *left, const Plan *right);

#endif /* PLAN_DOWN_H */
