/*
 * partition.h
 *    Which partition an ALTER TABLE is about, and which other table.
 */
#ifndef ENGINES_CLICKHOUSE_PARTITION_H
#define ENGINES_CLICKHOUSE_PARTITION_H

#include "engines/clickhouse/parse/classify.h"

typedef struct ClickhousePartition
{
    bool all;       /* PARTITION ALL, FREEZE of the whole table */
    bool part;      /* PART: id is its name */
    bool detached;  /* DROP DETACHED: it is about what lies aside */
    bool with_name; /* FREEZE WITH NAME */
    bool unfreeze;
    /*
     * The partition's ID as far as the text alone says it: of `ID '...'`, of integers, dates and
     * tuples of these.  Empty if the server would have to be asked, as for strings, whose ID is
     * a hash.  A candidate: of a key of type String, '5' has another ID.
     */
    Str id;
    ClickhouseName other; /* the table FROM which or TO which; empty if there is none */
} ClickhousePartition;

/* Of an ALTER TABLE with one command, and that on partitions.  Texts may live in the arena. */
ClickhousePartition clickhouse_partition(unsigned server_version, Str statement, Arena *arena);

/*
 * Of an ALTER TABLE with several: adds to facts->names the tables to which partitions are moved.
 * None are left if one of them cannot be read.
 */
void clickhouse_partition_targets(unsigned server_version, Str statement, ClickhouseFacts *facts,
                                  Arena *arena);

#endif /* ENGINES_CLICKHOUSE_PARTITION_H */
