/*
 * message.h
 *    A transaction as one message: the file or one statement of it, the ledger's rows, COMMIT.
 */
#ifndef ENGINES_POSTGRES_MESSAGE_H
#define ENGINES_POSTGRES_MESSAGE_H

#include "engines/postgres/postgres.h"

/* Where in the message what is the file's stands. */
typedef struct PostgresMessage
{
    size_t body_start;    /* its offset in the message: statement after statement */
    size_t first;         /* the index of its first statement in the script */
    size_t count;         /* how many of them it has */
    size_t results;       /* that come before those of the body */
    size_t body_results;  /* of the body: one for each statement that the server finds in it */
    size_t commit_result; /* the number of COMMIT's own */

    const StatementBlock *block; /* the file's transaction that the body is a step of; or NULL */
    Str own_end;                 /* the file's COMMIT; empty if it does not bring one */
} PostgresMessage;

/* Append it.  One round trip, and the row is there exactly if the statements took effect. */
void postgres_append_message(const Postgres *postgres, const Attempt *attempt,
                             const LedgerWrite *write, Buf *sql, PostgresMessage *ret_message);

/* The offset in the file of what failed; SIZE_MAX if it was none of the file's statements. */
size_t postgres_message_offset(const PostgresMessage *message, const Script *script,
                               const PostgresFailure *failure);

#endif /* ENGINES_POSTGRES_MESSAGE_H */
