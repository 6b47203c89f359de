/*
 * mirror.h
 *    What the table of another tool is told about a migration, so that going back to that tool
 *    is possible.
 *
 * Pure, like history.h, from which the shapes are.  Only tools of which every column is known
 * rightly are told: a checksum that is not the tool's own would be worse than nothing.
 */
#ifndef SOURCE_MIRROR_H
#define SOURCE_MIRROR_H

#include "source/history.h"
#include "source/migration.h"

enum
{
    MIRROR_COLUMNS_MAX = 3,
};

/* A change of the table: what goes, and then the row that comes. */
typedef struct MirrorChange
{
    const HistoryFound *found;
    Str columns[MIRROR_COLUMNS_MAX]; /* the first is the key: rows with its value go */
    Str values[MIRROR_COLUMNS_MAX];
    size_t count;
    bool comes;  /* else only what is there goes */
    bool only;   /* all rows go, not only those of the key: the table holds the newest one */
    bool behind; /* none go: the newest row is the one that counts */
} MirrorChange;

/* Why the table cannot be kept up to date, for people; NULL if it can. */
const char *mirror_refusal(const HistoryTable *table);

/* Whether the table says no more than which migration is the newest. */
bool mirror_is_mark(const HistoryTable *table);

/*
 * That a migration is applied, or not any more; of a mark, that it is the newest one, or that
 * there is none (NULL).  moment orders rows that were written one after the other.
 */
MirrorChange mirror_change(const HistoryFound *found, const Migration *migration, bool applied,
                           uint64_t moment, Arena *arena);

#endif /* SOURCE_MIRROR_H */
