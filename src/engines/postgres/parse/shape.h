/*
 * shape.h
 *    How the statements of a file run: in one transaction or one by one.
 *
 * A file runs in a transaction.  It runs one statement at a time if it says
 * `-- pawl: no-transaction`, or if it holds only statements that have no place in a
 * transaction and session settings for them.  A file may bring the transaction itself,
 * as one BEGIN ... COMMIT with nothing but settings before it.  What would leave the
 * ledger and the database apart (two blocks, a statement outside the block, ROLLBACK,
 * PREPARE TRANSACTION) is an error that names the statements and says what to do.
 */
#ifndef ENGINES_POSTGRES_SHAPE_H
#define ENGINES_POSTGRES_SHAPE_H

#include "engines/postgres/parse/classify.h"
#include "source/script.h"

/*
 * Set the script's mode, own_transaction and the flags that follow from them.  kinds has
 * one kind for each statement; no_transaction is the file's mark.  ERROR_SOURCE with a
 * place if the statements do not go together.
 */
MUST_CHECK bool postgres_shape(Script *script, const PostgresKind *kinds, bool no_transaction,
                               Error *err);

#endif /* ENGINES_POSTGRES_SHAPE_H */
