/*
 * session.h
 *    Which HTTP session a statement runs in.  Internal to the folder.
 */
#ifndef CLICKHOUSE_SESSION_H
#define CLICKHOUSE_SESSION_H

#include "engines/clickhouse/clickhouse.h"

/*
 * Make clickhouse->session the one that this script's statements run in: the lock's; or one of
 * its own, if it SETs or USEs something.
 */
MUST_CHECK bool clickhouse_session_enter(Clickhouse *clickhouse, const Script *script, Error *err);

/*
 * Run a query of pawl's own that changes something, by way of the lock's session.  ERROR_LOCKED
 * if that is gone.  While an earlier request of ours still holds the session it waits a while;
 * without_session: and then sends it without one, which only what is true for ever may do.
 */
MUST_CHECK bool clickhouse_session_query(Clickhouse *clickhouse, const ClickhouseQuery *query,
                                         bool without_session, ClickhouseFailure *ret_failure,
                                         Error *err);

/* Whether a statement failed because of its session, and so was not run.  Makes the error say so.
 */
bool clickhouse_session_refused(Clickhouse *clickhouse, const ClickhouseFailure *failure,
                                Outcome *ret_outcome, Error *err);

#endif /* CLICKHOUSE_SESSION_H */
