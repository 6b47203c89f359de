/*
 * parts.h
 *    What became of the parts of a MergeTree table between two looks.
 *
 * Parts have names like 202611_5_9_2 or 202611_5_9_2_11: partition, first and last block, how
 * often merged, and the number of the mutation that it went through.  Every INSERT and every
 * attached part takes new block numbers; a merge joins what it covers; a mutation keeps them.  So
 * a part that covers only blocks that were there before brought nothing new, whatever became of
 * the parts it is made of.  Numbers may be used again after a restart if the last parts
 * were dropped, so rows and checksums have to agree as well.
 */
#ifndef CLICKHOUSE_PROBE_PARTS_H
#define CLICKHOUSE_PROBE_PARTS_H

#include "engines/clickhouse/probe/probe.h"

typedef struct PartRange
{
    uint64_t first; /* blocks */
    uint64_t last;
    uint64_t level;
    uint64_t mutation; /* 0 if none */
} PartRange;

/* Which parts are meant: the active ones that hold rows. */
typedef struct PartFilter
{
    LookName table;
    Str partition; /* its ID; empty for all */
    Str name;      /* of one part; empty for all */
} PartFilter;

/* The numbers in the name; false if it is no name of a part, as of some that are detached. */
MUST_CHECK bool part_range(const LookPart *part, PartRange *ret_range);

/* Of a lightweight UPDATE (25.7 and later): corrections to rows of other parts. */
bool part_is_patch(const LookPart *part);

/* Active, with rows, no patch: what was dropped leaves an empty part until it is forgotten. */
bool part_fits(const LookPart *part, const PartFilter *filter);

/* Whether all that this part holds was there at that look, perhaps in other parts. */
bool part_was_there(const Look *before, const LookPart *part);

/* Those of `now` that hold something new, and those of `before` of which nothing is left. */
size_t parts_new(const Look *before, const Look *now, const PartFilter *filter);
size_t parts_gone(const Look *before, const Look *now, const PartFilter *filter);

size_t parts_count(const Look *look, const PartFilter *filter);
uint64_t parts_rows(const Look *look, const PartFilter *filter);

/* Whether the same parts are active, patches included: not even a merge took place. */
bool parts_identical(const Look *before, const Look *now, LookName table);

/*
 * The only partition of the table with new or lost parts: its ID into *ret_id.  False if there
 * are several; true with an empty ID if nothing changed.
 */
MUST_CHECK bool parts_changed_in(const Look *before, const Look *now, LookName table, Str *ret_id);

/* "Partition 1 had 3 parts with 9 rows and has 4 with 12.", for all that changed; for people. */
const char *parts_difference(const Probe *probe, LookName table);

/* ALTER TABLE with these words, this text in quotes, and what follows: "DROP PART", "all_1_1_0". */
Str parts_alter(const Probe *probe, LookName table, const char *words, Str literal,
                const char *tail);

/* What drops this part alone; empty if the server has no such statement. */
Str parts_drop_one(const Probe *probe, const LookPart *part);

/* Repairs, each once, in the probe's arena.  Starts as {0}. */
typedef struct PartRepairs
{
    Str *list;
    size_t count;
    bool impossible; /* one was not to be had, or there are too many */
} PartRepairs;

/* An empty repair makes all of it impossible. */
void parts_repair(const Probe *probe, PartRepairs *repairs, Str repair);

/* As probe_mend(), or PARTLY without repairs if they are impossible. */
Finding parts_mend(const Probe *probe, const PartRepairs *repairs, Verdict repaired,
                   const char *evidence);

#endif /* CLICKHOUSE_PROBE_PARTS_H */
