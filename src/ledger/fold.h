/*
 * fold.h
 *    What one row of the journal makes of its migration.
 *
 * Internal to the folder: ledger.h is what the rows mean together.
 */
#ifndef LEDGER_FOLD_H
#define LEDGER_FOLD_H

#include "ledger/ledger.h"

/* Take what the row says about its migration.  ERROR_LEDGER if that contradicts the ones before. */
MUST_CHECK bool fold_row(Ledger *ledger, LedgerEntry *entry, const JournalRow *row, Error *err);

/* A step that may be under way, and of which no row says more: its migration is in doubt. */
void fold_doubt(Ledger *ledger);

/* Whether the newest row announced that step. */
bool fold_in_flight(const Ledger *ledger, const JournalStep *step);

/* False, with ERROR_LEDGER that names the row. */
MUST_CHECK bool fold_contradiction(const JournalRow *row, const char *why, Error *err);

#endif /* LEDGER_FOLD_H */
