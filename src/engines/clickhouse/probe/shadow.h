/*
 * shadow.h
 *    An ALTER whose outcome is open, tried on an empty copy of the table as it was.
 *
 * What an ALTER makes of a definition cannot be foretold from its text: the server adds defaults,
 * types, brackets.  So the server is asked.  A table is made of the definition that the snapshot
 * kept, without rows and without replication, the statement is sent to that one instead, and the
 * definition that it then has is the one that the real table must have if the statement, and
 * nobody else, changed it.  (Seen on 18.16 and 26.7: the same to the letter but for the name.)
 *
 * Pure: which statements to send, and what to make of the definitions.  ../shadow.c sends them.
 */
#ifndef CLICKHOUSE_PROBE_SHADOW_H
#define CLICKHOUSE_PROBE_SHADOW_H

#include "engines/clickhouse/probe/probe.h"

/* The name of the copy, in the database of the connection; a dump leaves it out. */
#define SHADOW_TABLE "pawl_shadow"

/* Statements, in their order. */
typedef struct ShadowPlan
{
    const char *impossible; /* why there can be no copy, or NULL: then these two are here */
    Str create;
    Str alter;
    Str drop; /* in any case */
} ShadowPlan;

/* Whether the statement is one that a copy can tell something about. */
bool shadow_concerns(const ClickhouseFacts *facts);

/* Whether the finding rests on nothing but a definition that has changed. */
bool shadow_wanted(const Probe *probe, const Finding *finding);

/* How to make, change and drop the copy.  home: the database where it lives. */
ShadowPlan shadow_plan(const Probe *probe, Str home);

/*
 * A create_table_query from its columns on: without the name, without what makes it replicated.
 * Empty if it is not that of a MergeTree, or is kept as a hash.
 */
Str shadow_definition(Str query, unsigned server_version, Arena *arena);

/* The verdict on a definition that has changed, by probe->shadow. */
Finding shadow_judge(const Probe *probe, LookName table);

#endif /* CLICKHOUSE_PROBE_SHADOW_H */
