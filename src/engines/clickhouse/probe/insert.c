/*
 * insert.c
 *    Not looked into yet.
 */
#include "engines/clickhouse/probe/probe.h"

Finding
probe_insert(const Probe *probe)
{
    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "A run ended while it was under way, and left no word of its outcome.");
}
