/*
 * outcome.c
 *    What a failure proves about the statement that failed.
 *
 * A server process that reports an error has rolled its transaction back ("Explicit Locking",
 * "Transaction Isolation").  Statements that commit on their way are the exception: those that
 * refuse a transaction block, those whose catalogs may make them one of these, and DO and CALL,
 * whose code may COMMIT.
 */
#include "engines/postgres/outcome.h"

#include <string.h>

bool
postgres_outcome_is_whole(PostgresKind kind)
{
    return postgres_kind_rule(kind) == POSTGRES_TRANSACTION_FINE && kind != POSTGRES_DO &&
           kind != POSTGRES_CALL;
}

/*
 * Not what pawl has no name for: a newer server, or an extension, may refuse it in a block.  A
 * temporary table would be gone for the run that goes on where this one stopped, in either case;
 * COPY needs data that is not in the statement.
 */
bool
postgres_outcome_is_shareable(PostgresKind kind)
{
    return postgres_outcome_is_whole(kind) && postgres_kind_role(kind) == POSTGRES_ROLE_WORK &&
           kind != POSTGRES_OTHER && kind != POSTGRES_CREATE_TEMPORARY_TABLE &&
           kind != POSTGRES_COPY_FROM_STDIN && kind != POSTGRES_COPY_TO_STDOUT;
}

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
    if (!in_transaction && !postgres_outcome_is_whole(kind))
        return OUTCOME_ENDED;

    return postgres_outcome_will_pass(failure) ? OUTCOME_NOT_NOW : OUTCOME_NOT_DONE;
}
