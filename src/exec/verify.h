/*
 * verify.h
 *    Tell where the files of a target and its ledger contradict each other.
 */
#ifndef EXEC_VERIFY_H
#define EXEC_VERIFY_H

#include "exec/exec.h"
#include "plan/verify.h"

/*
 * Of a target that was planned to look only.  Reads the files of half-applied migrations, executes
 * nothing.  An error for a file that cannot be read, and ERROR_DRIFT for another tool's history
 * that nobody adopted; findings are none.
 */
MUST_CHECK bool exec_verify(Execution *execution, Verification *ret_found, Error *err);

#endif /* EXEC_VERIFY_H */
