/*
 * own.h
 *    Whether a table is this migration's own: nobody else can have written into it.
 */
#ifndef CLICKHOUSE_PROBE_OWN_H
#define CLICKHOUSE_PROBE_OWN_H

#include "engines/clickhouse/probe/probe.h"

/*
 * Whether a statement before probe->index made the table under a name that was free: so nobody
 * else can know it yet.  A table that takes the place of another (its name was dropped, renamed
 * away or exchanged here) is known, and no table of IF NOT EXISTS or OR REPLACE need be new.
 */
bool probe_owns(const Probe *probe, LookName table);

/* The first view that writes into the table, or is fed by it, at either look; NULL if none. */
const LookThing *probe_user(const Probe *probe, LookTopic topic, LookName table);

#endif /* CLICKHOUSE_PROBE_OWN_H */
