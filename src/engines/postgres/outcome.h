/*
 * outcome.h
 *    What a failure proves about the statement that failed.
 */
#ifndef ENGINES_POSTGRES_OUTCOME_H
#define ENGINES_POSTGRES_OUTCOME_H

#include "engines/postgres/parse/classify.h"
#include "engines/postgres/wire/client.h"

/* What the statement of a lease raises when another runner has it: of no class that is in use. */
#define POSTGRES_LEASE_LOST "PW001"

/* Whether it failed because somebody else was in the way. */
bool postgres_outcome_will_pass(const PostgresFailure *failure);

/* in_transaction: what was sent was in a block of pawl's or of the file. */
Outcome postgres_outcome(const PostgresFailure *failure, PostgresKind kind, bool in_transaction);

#endif /* ENGINES_POSTGRES_OUTCOME_H */
