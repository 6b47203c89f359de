/*
 * judge.h
 *    The verdict on a statement: what the engine finds, and what its author said about it.
 */
#ifndef EXEC_JUDGE_H
#define EXEC_JUDGE_H

#include "exec/exec.h"

/*
 * Look until the statement is not running any more, telling so meanwhile.  The author's marks,
 * done-when and idempotent, count where the statement is over.  ERROR_INTERRUPTED if a signal
 * came first.
 */
MUST_CHECK bool judge_attempt(Execution *execution, const Attempt *attempt, Finding *ret_finding,
                              Error *err);

/* The same without waiting and without telling: what can be seen now. */
MUST_CHECK bool judge_now(const Execution *execution, const Attempt *attempt, Finding *ret_finding,
                          Error *err);

/*
 * Run a finding's repairs, telling each.  Afterwards its verdict is what they led to.  Cut short,
 * the next verdict says how to go on.
 */
MUST_CHECK bool judge_repair(Execution *execution, const Attempt *attempt, Finding *finding,
                             Error *err);

#endif /* EXEC_JUDGE_H */
