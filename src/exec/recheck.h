/*
 * recheck.h
 *    After a restart of the server: is what was recorded last still there?
 */
#ifndef EXEC_RECHECK_H
#define EXEC_RECHECK_H

#include "exec/exec.h"

/*
 * ERROR_DECISION if a statement that the ledger calls done was lost with the server; a notice
 * instead with allow_drift.  Under the lock, before anything is run on top of it.  Asks the
 * database only if the server was started anew soon after the newest row.
 */
MUST_CHECK bool exec_recheck(Execution *execution, const PlanOptions *options, Error *err);

#endif /* EXEC_RECHECK_H */
