/*
 * other.c
 *    Statements that leave nothing to look at.
 *
 * SELECT, SHOW, SET and USE change nothing; OPTIMIZE, SYSTEM and KILL come to the same when they
 * run twice.  What pawl does not know, and several statements in one (PARALLEL WITH), may have
 * done anything.
 */
#include "engines/clickhouse/probe/probe.h"

Finding
probe_other(const Probe *probe)
{
    switch ((int)probe->facts->kind)
    {
        case CLICKHOUSE_SELECT:
        case CLICKHOUSE_SHOW:
        case CLICKHOUSE_SET:
        case CLICKHOUSE_USE:
            return probe_found(probe, VERDICT_DID_NOT, "It changes nothing, so it may run again.");
        case CLICKHOUSE_OPTIMIZE:
        case CLICKHOUSE_SYSTEM:
        case CLICKHOUSE_KILL:
            return probe_found(probe, VERDICT_DID_NOT, "It may run again: that comes to the same.");
        case CLICKHOUSE_PARALLEL:
            return probe_found(probe, VERDICT_CANNOT_TELL,
                               "It is several statements at once (PARALLEL WITH), each of which "
                               "may have taken effect or not.");
        default:
            return probe_found(probe, VERDICT_CANNOT_TELL,
                               "pawl does not know this kind of statement, and so not where to "
                               "look for what it did.");
    }
}
