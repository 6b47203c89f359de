/*
 * outcome.h
 *    When an error reply proves that nothing happened.
 *
 * Pure: from the statement's kind and the server's error code.  Two tables decide:
 * kind.def says what an error leaves of such a statement, error_code.def when a server
 * raises such a code.  Whatever is not proven is for the probes to find out.
 */
#ifndef ENGINES_CLICKHOUSE_OUTCOME_H
#define ENGINES_CLICKHOUSE_OUTCOME_H

#include "engines/clickhouse/parse/classify.h"

/*
 * Whether the code proves that nothing of this request took effect.  Never ask for an ON
 * CLUSTER statement, nor for an error that another server raised: the function below
 * knows both.
 *
 * It is about this request only.  False for "already exists", which may be the echo of an
 * earlier attempt; true for "unknown table" of a DROP, though an earlier attempt may be
 * why: a caller that made one must look before it sends the statement again.
 */
bool clickhouse_error_means_not_done(ClickhouseKind kind, unsigned code);

/*
 * The same for a statement with ON CLUSTER, whose hosts report their own errors while others
 * go on, and for a message that came from another server, where code and state of this one
 * have nothing to do with each other.  code 0: the server named none.
 */
bool clickhouse_error_settles(const ClickhouseFacts *facts, unsigned code, Str message);

/*
 * Whether the statement failed because what it makes is there already, and did nothing else.
 * It speaks of this one request: whether an earlier one made the object is not asked here.
 */
bool clickhouse_error_says_exists(const ClickhouseFacts *facts, unsigned code, Str message);

/* Whether nothing happened because the server was busy: the same may be sent again after a while.
 */
bool clickhouse_error_will_pass(const ClickhouseFacts *facts, unsigned code, Str message);

#endif /* ENGINES_CLICKHOUSE_OUTCOME_H */
