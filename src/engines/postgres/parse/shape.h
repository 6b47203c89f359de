/*
 * shape.h
 *    How the statements of a file run: in one transaction or one by one.
 *
 * A file runs in a transaction.  It runs one statement at a time if it says
 * `-- pawl: no-transaction`, or if it holds only statements that have no place in a
 * transaction and session settings for them.  A file may bring the transaction itself; one
 * that brings several, or statements beside one, runs in steps (block.h).
 */
#ifndef ENGINES_POSTGRES_SHAPE_H
#define ENGINES_POSTGRES_SHAPE_H

#include "engines/postgres/parse/classify.h"
#include "source/script.h"

/*
 * Set the script's mode, own_transaction and the flags that follow from them, and make one
 * statement of each transaction that is a step.  kinds has one kind for each statement;
 * no_transaction is the file's mark.  ERROR_SOURCE with a
 * place if the statements do not go together.
 */
MUST_CHECK bool postgres_shape(Script *script, PostgresKind *kinds, bool no_transaction,
                               Arena *arena, Error *err);

#endif /* ENGINES_POSTGRES_SHAPE_H */
