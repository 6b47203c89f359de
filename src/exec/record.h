/*
 * record.h
 *    The rows that an execution writes into the ledger.
 */
#ifndef EXEC_RECORD_H
#define EXEC_RECORD_H

#include "exec/exec.h"

/* A row about statement number `statement` (0: the whole) of an item, without its intent. */
JournalRow record_row(Execution *execution, JournalEvent event, const PlanItem *item,
                      unsigned statement);

/*
 * The event of a row that says that the statement at index took effect: DONE, or what its part
 * comes to if it is the last one.
 */
JournalEvent record_done_event(const PlanItem *item, size_t index);

/* What the part of the file that runs comes to: APPLIED or REVERTED. */
JournalEvent record_end_event(const PlanItem *item);

/* The same about the open statement of a migration whose file is gone. */
JournalRow record_gone(Execution *execution, JournalEvent event, const LedgerEntry *entry);

/* A migration that another runner applied; what has no file is adopted without a checksum. */
JournalRow record_adoption(Execution *execution, const Migration *migration, Str version);

/* A row that says nothing but what it announces. */
JournalRow record_begin(Execution *execution);

/*
 * The row, and the version if the row completes its migration or says that it is reverted, as one
 * write, and what another tool's table is told.  Points into *row and *change.
 */
LedgerWrite record_of(Execution *execution, const JournalRow *row, MirrorChange *change);

/* The row is written: remember what it announced. */
void record_wrote(Execution *execution, const JournalRow *row);

/*
 * Append the row, and bring the version table in line with it (record_of()).
 * Remembers what the row announced.
 */
MUST_CHECK bool record_write(Execution *execution, const JournalRow *row, Error *err);

/* Say in the ledger that nothing is under way, if its last row says that something may be. */
MUST_CHECK bool record_stopped(Execution *execution, Error *err);

/*
 * Record what the version table knows and the journal does not, and the reverse; take out of that
 * table what is reverted.
 */
MUST_CHECK bool record_adopted(Execution *execution, Error *err);

/* The version table is there only now: tell it what was complete before. */
MUST_CHECK bool record_known_versions(Execution *execution, Error *err);

/* Append rows in batches that no server refuses for their size. */
MUST_CHECK bool record_rows(Execution *execution, const JournalRow *rows, size_t row_count,
                            const Str *versions, size_t version_count, Error *err);

#endif /* EXEC_RECORD_H */
