/*
 * lock.h
 *    One runner at a time on a target.
 */
#ifndef EXEC_LOCK_H
#define EXEC_LOCK_H

#include "exec/exec.h"

/*
 * Take the target's lock, waiting for it as long as the pace allows and telling who has it.  If
 * somebody wrote the ledger since it was read, it is read again, and what is to run is planned
 * and prepared anew.  Does nothing if the lock is held already.  ERROR_LOCKED when the time is
 * up.
 */
MUST_CHECK bool exec_lock(Execution *execution, const PlanOptions *options, Error *err);

/* Give the lock back, if it was taken. */
void exec_unlock(Execution *execution);

#endif /* EXEC_LOCK_H */
