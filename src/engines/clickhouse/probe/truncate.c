/*
 * truncate.c
 *    TRUNCATE: run again unless nothing is left of what was there.
 *
 * Parts go one after the other (26.7, killed at each rename: 6, then 3, then no rows left; one
 * part, 18.16), of several tables one table after the other.  Running it again goes on with what
 * is left.  But if all of it is gone it must not run again: what is there now came later.
 */
#include "engines/clickhouse/probe/parts.h"

/* Rows that were there before and still are, as far as the looks tell. */
static size_t
tables_left(const Probe *probe)
{
    size_t left = 0;

    for (size_t index = 0; index < probe->facts->name_count; index++)
    {
        const PartFilter filter = {.table = probe_name(probe, index)};

        left += parts_count(probe->before, &filter) == 0 ||
                        parts_gone(probe->before, probe->now, &filter) <
                            parts_count(probe->before, &filter)
                    ? 1
                    : 0;
    }

    return left;
}

Finding
probe_truncate(const Probe *probe)
{
    const size_t count = probe->facts->of_databases ? 0 : probe->facts->name_count;

    if (count > 0 && probe->before->taken && tables_left(probe) == 0)
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "Nothing is left of what the table(s) held before.");

    return probe_found(probe, VERDICT_DID_NOT,
                       "Not everything that was there before is known to be gone; it empties "
                       "table by table and part by part, and goes on when it is run again.");
}
