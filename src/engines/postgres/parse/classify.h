/*
 * classify.h
 *    What a statement is: its kind, the object it is about, what it asks of a transaction.
 *
 * Only the head of a statement is read, by the table in classify.c.  A kind says what
 * the text asks for, not what the server will make of it: a statement with a syntax
 * error has a kind too.
 */
#ifndef ENGINES_POSTGRES_CLASSIFY_H
#define ENGINES_POSTGRES_CLASSIFY_H

#include "engines/postgres/parse/match.h"

typedef enum PostgresKind
{
#define KIND(name, title, rule, role) POSTGRES_##name,
#include "engines/postgres/parse/kind.def"
#undef KIND
    POSTGRES_KIND_COUNT,
} PostgresKind;

/* Whether a transaction block is a place for it. */
typedef enum PostgresTransactionRule
{
    POSTGRES_TRANSACTION_FINE,
    POSTGRES_TRANSACTION_DEPENDS,   /* on the catalogs, which are not asked here */
    POSTGRES_TRANSACTION_FORBIDDEN, /* "... cannot run inside a transaction block" */
} PostgresTransactionRule;

typedef enum PostgresRole
{
    POSTGRES_ROLE_WORK,
    POSTGRES_ROLE_SESSION,   /* changes the session and nothing else */
    POSTGRES_ROLE_TEMPORARY, /* makes what goes with the session */
    POSTGRES_ROLE_LOCAL,     /* changes the transaction and nothing else */
    POSTGRES_ROLE_CONTROL,   /* opens or ends a transaction */
    POSTGRES_ROLE_INNER,     /* savepoints */
} PostgresRole;

typedef struct PostgresClass
{
    PostgresKind kind;
    PostgresMatch match; /* the names and clauses of the statement */
} PostgresClass;

/*
 * Classify one statement.  Its names live in the arena.  backslash_strings is
 * standard_conforming_strings = off; it matters only for options behind a string.
 *
 * The object of CREATE INDEX may have no name (the server makes one) and never has a
 * schema of its own: parent is the table.  DETACH PARTITION: object is the partition,
 * parent the table.  Triggers: parent is the table.
 */
PostgresClass postgres_classify(Str statement, bool backslash_strings, Arena *arena);

/* "CREATE INDEX CONCURRENTLY"; POSTGRES_OTHER is "SQL statement". */
const char *postgres_kind_title(PostgresKind kind);

PostgresTransactionRule postgres_kind_rule(PostgresKind kind);
PostgresRole postgres_kind_role(PostgresKind kind);

/* Whether PostgreSQL refuses it inside a transaction block, whatever it is applied to. */
bool postgres_kind_forbids_transaction(PostgresKind kind);

/*
 * Whether a statement of this kind takes effect whole or not at all, so that its error proves
 * that nothing of it did.
 */
bool postgres_kind_is_whole(PostgresKind kind);

/* Whether a statement of this kind can share a transaction with others. */
bool postgres_kind_is_shareable(PostgresKind kind);

#endif /* ENGINES_POSTGRES_CLASSIFY_H */
