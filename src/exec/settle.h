/*
 * settle.h
 *    From doubt to certainty: every statement whose outcome is open gets its row.
 */
#ifndef EXEC_SETTLE_H
#define EXEC_SETTLE_H

#include "exec/exec.h"

/*
 * Before anything runs, under the lock: find out what became of the statements that earlier runs
 * left open, mend what provably can be mended, and note it.  The plan's items know afterwards
 * where to go on.  ERROR_DECISION, with the evidence, if it cannot be told.
 */
MUST_CHECK bool settle_open(Execution *execution, Error *err);

/*
 * The statement at index was sent just now and failed.  Notes what is certain.  Returns true only
 * if the database says that it took effect all the same.
 */
MUST_CHECK bool settle_failure(Execution *execution, const PlanItem *item, size_t index,
                               Outcome outcome, Error *err);

/* The attempt that the ledger remembers for an item in doubt; ERROR_DRIFT if its text changed. */
MUST_CHECK bool settle_attempt(const PlanItem *item, Attempt *ret_attempt, Error *err);

#endif /* EXEC_SETTLE_H */
