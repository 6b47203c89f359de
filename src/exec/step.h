/*
 * step.h
 *    One statement of a script of steps: announced, sent, settled.
 */
#ifndef EXEC_STEP_H
#define EXEC_STEP_H

#include "exec/exec.h"

/*
 * Run the statement at index, and leave a row that says what became of it.  Statements that only
 * change the session are sent and never journaled.
 */
MUST_CHECK bool step_run(Execution *execution, const PlanItem *item, size_t index, Error *err);

/*
 * Send the session statement at index again, for a run that goes on at index `from`.  One that the
 * server refuses by now, and that nothing needs any more, is passed over.
 */
MUST_CHECK bool step_repeat(Execution *execution, const PlanItem *item, size_t index, size_t from,
                            Error *err);

/*
 * Let a row announce the statement at index, if there is one that has to be announced.  What
 * hinders it is left to that statement.
 */
void step_announce_early(Execution *execution, const PlanItem *item, size_t index, JournalRow *row);

/*
 * Let a row announce the first step that runs after the item, if there is one to be announced.
 * What hinders it is left to that step.
 */
void step_announce_after(Execution *execution, const PlanItem *item, JournalRow *row);

/* Say in the ledger that nothing is under way, behind an error that stays as it is. */
MUST_CHECK bool step_stop_after(Execution *execution, Error *err);

/*
 * After an answer that says "not now": wait a while, longer each time.  False if it has been
 * tried often enough or a signal came; the error stays as it was.
 */
bool step_wait_to_retry(const Execution *execution, unsigned tries, Str migration,
                        const Error *err);

#endif /* EXEC_STEP_H */
