/*
 * entries.h
 *    The migrations of a ledger, found by their versions.
 *
 * Internal to the folder; ledger_find() is for all.
 */
#ifndef LEDGER_ENTRIES_H
#define LEDGER_ENTRIES_H

#include "ledger/ledger.h"

/* The entry of that version, made where there is none.  It moves when another one is made. */
LedgerEntry *ledger_entry(Ledger *ledger, Str version);

#endif /* LEDGER_ENTRIES_H */
