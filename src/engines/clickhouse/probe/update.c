/*
 * update.c
 *    The lightweight UPDATE (25.7 and later), which leaves no record.
 *
 * It writes patch parts, one for each partition and for about a million rows, each with one rename
 * (26.7: killed between two of them the rows of one partition are changed and those of the other
 * are not).  A patch is named after the columns that it changes and a number that its UPDATE took;
 * not after its text.  So without the server's word that it finished, all that can be known is
 * that nothing happened: when the same parts are there, patches included.
 */
#include "engines/clickhouse/probe/parts.h"

static size_t
count_patches(const Look *look, LookName table)
{
    size_t count = 0;

    for (size_t index = 0; index < look->part_count; index++)
    {
        const LookPart *part = &look->parts[index];

        count +=
            !part->detached && look_same_name(part->table, table) && part_is_patch(part) ? 1 : 0;
    }

    return count;
}

Finding
probe_update(const Probe *probe)
{
    const LookName table = probe_name(probe, 0);
    const char *words = probe_words(probe, table);

    if (!probe->before->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Nobody looked at %s before it, and a lightweight UPDATE leaves no "
                           "record.",
                           words);
    if (parts_identical(probe->before, probe->now, table))
        return probe_found(probe, VERDICT_DID_NOT,
                           "%s has the same parts as before, and no new patch.", words);

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "A lightweight UPDATE leaves no record: %s had %zu patch part(s) before and "
                       "has %zu now.  %s",
                       words, count_patches(probe->before, table), count_patches(probe->now, table),
                       parts_difference(probe, table));
}
