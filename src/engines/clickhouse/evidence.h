/*
 * evidence.h
 *    What the parts that look at the server have in common.
 *
 * Internal to the folder.
 */
#ifndef CLICKHOUSE_EVIDENCE_H
#define CLICKHOUSE_EVIDENCE_H

#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/probe/probe.h"

/* Both looks at what the statement is about: that of its snapshot, and one now. */
MUST_CHECK bool clickhouse_look_again(const Clickhouse *clickhouse, const Attempt *attempt,
                                      Arena *arena, Probe *ret_probe, Error *err);

/*
 * Where the finding on an ALTER rests on a definition that has changed: try the statement on an
 * empty copy of the table as it was, and judge anew by what that becomes.  Nothing is tried unless
 * attempt->may_try: then the finding says what is still to be tried.  shadow.c.
 */
MUST_CHECK bool clickhouse_try_on_shadow(Clickhouse *clickhouse, const Attempt *attempt,
                                         Probe *probe, Finding *finding, Error *err);

#endif /* CLICKHOUSE_EVIDENCE_H */
