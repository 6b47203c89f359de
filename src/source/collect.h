/*
 * collect.h
 *    What each file of a directory is: it migrates, undoes, or is left out.
 *
 * Internal to source/.
 */
#ifndef SOURCE_COLLECT_H
#define SOURCE_COLLECT_H

#include "base/file.h"
#include "source/migration.h"

/* What is on its way from file names to a Source. */
typedef struct Collection
{
    Source *source;
    Arena *arena;
    const FormatDirectory *where;
    Migration *downs; /* files that undo others */
    size_t down_count;
    Migration baseline; /* the lowest, if its version is not empty */
    Error *err;
} Collection;

/* Fill the source's migrations, in no order yet, what undoes them, and the baseline. */
MUST_CHECK bool collect_files(Collection *collection);

#endif /* SOURCE_COLLECT_H */
