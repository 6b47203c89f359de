/*
 * run.h
 *    Carry out, or only tell, what is planned for the targets of a session.
 */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "cli/session.h"

/*
 * Target by target, each under its lock.  dry_run: tell the plan instead, statement by statement.
 * Whatever is wrong with the files of any target is an error before anything runs on the first.
 */
MUST_CHECK bool run_targets(const Session *session, const PlanOptions *options, bool dry_run,
                            Error *err);

#endif /* CLI_RUN_H */
