/*
 * history_tables.h
 *    Each shape that a table of another tool's history can have.  Private to history.c.
 */
#ifndef SOURCE_HISTORY_TABLES_H
#define SOURCE_HISTORY_TABLES_H

#include "source/history.h"

/* The first shape that fits a table is taken; name is NULL at the end. */
extern const HistoryTable HISTORY_TABLES[];

#endif /* SOURCE_HISTORY_TABLES_H */
