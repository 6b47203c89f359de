/*
 * recognize.h
 *    Which format a directory has where its files' names leave that open, as the table shows in
 *    which its tool keeps its history.
 *
 * Pure: whoever can ask the database says which tables there are.
 */
#ifndef SOURCE_RECOGNIZE_H
#define SOURCE_RECOGNIZE_H

#include "source/history.h"

/* The format of the tool whose table has that name, if nothing but the table shows it; or NULL. */
const Format *recognize_table(Str name);

/*
 * The one such format among the histories of a database; NULL if there is none or more than one,
 * or if the tool of the format that the names show has a history there itself.
 */
const Format *recognize(const Format *shown, const HistoryFound *list, size_t count);

#endif /* SOURCE_RECOGNIZE_H */
