/*
 * outcome.c
 *    What a failure proves about the statement that failed.
 *
 * A server process that reports an error has rolled its transaction back ("Explicit Locking",
 * "Transaction Isolation"), unless the statement is one that commits on its way.
 */
#include "engines/postgres/outcome.h"

#include <string.h>

bool
postgres_outcome_will_pass(const PostgresFailure *failure)
{
    /* "PostgreSQL Error Codes" */
    static const char *const CODES[] = {
        "55P03", /* lock_not_available */
        "40P01", /* deadlock_detected */
        "40001", /* serialization_failure */
    };

    for (size_t index = 0; index < LENGTH_OF(CODES); index++)
    {
        if (strcmp(failure->sqlstate, CODES[index]) == 0)
            return true;
    }

    return false;
}

Outcome
postgres_outcome(const PostgresFailure *failure, PostgresKind kind, bool in_transaction)
{
    if (failure->lost)
        return OUTCOME_UNKNOWN;
    if (!in_transaction && !postgres_kind_is_whole(kind))
        return OUTCOME_ENDED;

    return postgres_outcome_will_pass(failure) ? OUTCOME_NOT_NOW : OUTCOME_NOT_DONE;
}
