/*
 * mirror.h
 *    Keep another tool's table up to date while pawl migrates (`mirror: on`).
 */
#ifndef EXEC_MIRROR_H
#define EXEC_MIRROR_H

#include "exec/exec.h"

/*
 * Find the table, and what it does not say yet although the ledger does; both go into the
 * execution.  Nothing to do if it shall not be mirrored.  ERROR_CONFIG if there is no such table,
 * ERROR_UNSUPPORTED if it is one that pawl cannot keep, ERROR_DECISION if that tool failed since.
 */
MUST_CHECK bool mirror_look(Execution *execution, Error *err);

/* Say why that table, or none, cannot be kept up to date. */
MUST_CHECK bool mirror_refuse(const Execution *execution, const HistoryFound *found, Error *err);

/* Tell the table what it does not say yet.  Under the lock. */
MUST_CHECK bool mirror_catch_up(Execution *execution, Error *err);

/* Add to a write what the table has to be told about its row; *storage holds it. */
void mirror_add(Execution *execution, const JournalRow *row, MirrorChange *storage,
                LedgerWrite *write);

#endif /* EXEC_MIRROR_H */
