/*
 * block.h
 *    The transactions that a file brings itself: BEGIN ... COMMIT.
 *
 * Where the file is one such block, with nothing but settings before it, it runs as that
 * transaction.  Where there are several, or statements beside one, each block is a step of its
 * own, with its row of the ledger in front of its COMMIT: it took effect whole or not at all, as
 * whoever wrote it meant it.  What would leave the ledger and the database apart (ROLLBACK,
 * PREPARE TRANSACTION, a BEGIN without COMMIT) is an error.
 */
#ifndef ENGINES_POSTGRES_BLOCK_H
#define ENGINES_POSTGRES_BLOCK_H

#include "engines/postgres/parse/shape.h"

/* Statements on their way to a shape. */
typedef struct Shape
{
    Script *script;
    PostgresKind *kinds; /* one for each statement */
    Arena *arena;
    Error *err;
} Shape;

/* "statement 3 (VACUUM, line 12) <what>", placed at that statement. */
bool shape_refuse(const Shape *shape, size_t index, const char *what);

/* The same with another statement named behind it. */
bool shape_refuse_beside(const Shape *shape, size_t index, const char *what, size_t other);

bool shape_has_role(const Shape *shape, size_t index, PostgresRole role);

/* Whether the file is one transaction of its own. */
bool block_is_whole(const Shape *shape);

/* Make it run as such. */
void block_take_whole(const Shape *shape);

/* Make one statement, and kind, of each block.  ERROR_SOURCE for what is no block. */
MUST_CHECK bool block_fold(const Shape *shape);

#endif /* ENGINES_POSTGRES_BLOCK_H */
