/*
 * guard.h
 *    Parts of a file that run only if the database answers as expected (source/guard.h).
 */
#ifndef EXEC_GUARD_H
#define EXEC_GUARD_H

#include "exec/exec.h"

/* Whether the statement at index is the first of such a part. */
bool guard_begins(const Script *script, size_t index);

/* Where the part that the statement at index belongs to ends: the first index after it. */
size_t guard_end(const Script *script, size_t index);

/*
 * At the first statement of a part: whether the part is left out.  What the ledger knows holds:
 * statements before `from` are done by it.  Otherwise the database is asked, and what is left out
 * is recorded.  ERROR_STATEMENT if the part may not run, or the database could not be asked.
 */
MUST_CHECK bool guard_enter(Execution *execution, const PlanItem *item, size_t index, size_t from,
                            bool *ret_left_out, Error *err);

#endif /* EXEC_GUARD_H */
