/*
 * adopt.h
 *    Take another tool's history over into the journal.
 */
#ifndef EXEC_ADOPT_H
#define EXEC_ADOPT_H

#include "exec/exec.h"
#include "plan/adoption.h"

/*
 * What is to be recorded, told as it is found.  from: the tool, or empty for the one whose table
 * is there.  Changes nothing.  *ret_found->table is NULL if the target has no such history.
 */
MUST_CHECK bool exec_adoption(Execution *execution, Str from, HistoryFound *ret_found,
                              Adoption *ret_adoption, Error *err);

/*
 * Other tools' histories in the database, for the files' format; *ret_list in the arena.  It is
 * asked once, until the ledger is read again.
 */
MUST_CHECK bool exec_histories(Execution *execution, HistoryFound **ret_list, size_t *ret_count,
                               Error *err);

/*
 * The table of another tool: of `from`, or if that is empty of the tool whose files these are, or
 * the only one.  ret_found->table is NULL if there is none.
 */
MUST_CHECK bool exec_history_find(Execution *execution, Str from, HistoryFound *ret_found,
                                  Error *err);

/* Its rows, in their order. */
MUST_CHECK bool exec_history_rows(Execution *execution, const HistoryFound *found,
                                  HistoryRow **ret_rows, size_t *ret_count, Error *err);

/* Record it, in one write; the tool's table stays as it is.  Under the lock. */
MUST_CHECK bool exec_adopt(Execution *execution, const HistoryFound *found,
                           const Adoption *adoption, Error *err);

/* Tell it; `done` says whether it is recorded, or only would be. */
void exec_tell_adoption(const Execution *execution, const HistoryFound *found,
                        const Adoption *adoption, bool done);

/* ERROR_DRIFT that names `pawl adopt` if the database has another tool's history. */
MUST_CHECK bool exec_check_adopted(Execution *execution, Error *err);

#endif /* EXEC_ADOPT_H */
