/*
 * attempt.h
 *    One try of this run at a statement, as engines and errors know it.
 */
#ifndef EXEC_ATTEMPT_H
#define EXEC_ATTEMPT_H

#include "exec/exec.h"

/* The attempt at a statement that this run makes, with the snapshot that the ledger's row holds. */
Attempt attempt_of(const Execution *execution, const PlanItem *item, size_t index);

/* The engine says that something of the item failed: returns false, with no secret in the error. */
bool attempt_failed(const PlanItem *item, Error *err);

/* Prefix the error with where in the files it happened. */
void attempt_add_context(Error *err, const PlanItem *item, size_t index);

#endif /* EXEC_ATTEMPT_H */
