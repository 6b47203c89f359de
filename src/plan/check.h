/*
 * check.h
 *    What must hold before anything of a plan may run.
 */
#ifndef PLAN_CHECK_H
#define PLAN_CHECK_H

#include "plan/plan.h"

/* A version table without one of our files belongs to another directory or another tool. */
MUST_CHECK bool check_history(const Source *source, const Ledger *ledger, const Plan *plan,
                              Error *err);

/* A statement whose outcome is open needs its file: what became of it is judged by its text. */
MUST_CHECK bool check_unknown(const Ledger *ledger, const Plan *plan, Error *err);

/*
 * Nothing runs on top of a migration that is half applied and whose file is gone, unless drift is
 * allowed.  A run that has nothing to do may end well: an older release is rolled out again.
 */
MUST_CHECK bool check_abandoned(const Ledger *ledger, const Plan *plan, bool allow_drift,
                                Error *err);

/* Nothing else runs while a down part is half done. */
MUST_CHECK bool check_half_reverted(const Ledger *ledger, Error *err);

/*
 * Applied files must read as they did, or of a plan that reverts those that it is about; where
 * drift is allowed the items are marked instead.
 */
MUST_CHECK bool check_drift(Plan *plan, bool allow_drift, Error *err);

/* Late files, where they are refused. */
MUST_CHECK bool check_order(const Plan *plan, bool refuse_out_of_order, Error *err);

/*
 * Where an item that may be half done goes on: the index of its first statement that is not done.
 * ERROR_DRIFT that names the statement if one that is done reads differently now.
 */
MUST_CHECK bool plan_resume_index(const PlanItem *item, size_t *ret_index, Error *err);

#endif /* PLAN_CHECK_H */
