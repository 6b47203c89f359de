/*
 * outcome.h
 *    What a failure proves about the statement that failed.
 */
#ifndef ENGINES_POSTGRES_OUTCOME_H
#define ENGINES_POSTGRES_OUTCOME_H

#include "engines/postgres/classify.h"
#include "engines/postgres/client.h"

/* What the statement of a lease raises when another runner has it: of no class that is in use. */
#define POSTGRES_LEASE_LOST "PW001"

/*
 * Whether a statement of this kind takes effect whole or not at all, so that its error proves
 * that nothing of it did.
 */
bool postgres_outcome_is_whole(PostgresKind kind);

/* Whether a statement of this kind can share a transaction with others. */
bool postgres_outcome_is_shareable(PostgresKind kind);

/* Whether it failed because somebody else was in the way. */
bool postgres_outcome_will_pass(const PostgresFailure *failure);

/* in_transaction: what was sent was in a block of pawl's or of the file. */
Outcome postgres_outcome(const PostgresFailure *failure, PostgresKind kind, bool in_transaction);

#endif /* ENGINES_POSTGRES_OUTCOME_H */
