/*
 * copy.h
 *    The rows behind a COPY ... FROM STDIN on their way to the server.
 *
 * They are sent from the file as the server takes them, and never held in memory as a whole.
 */
#ifndef ENGINES_POSTGRES_COPY_H
#define ENGINES_POSTGRES_COPY_H

#include "engines/postgres/wire/client.h"

/* The data that the statements of one message wait for. */
typedef struct PostgresCopy
{
    const Script *script;
    size_t first;   /* index of the statement that the result of this number belongs to */
    size_t results; /* that come before its own */
    const Statement *sending;
    Str rest;
    Str piece;
} PostgresCopy;

PostgresInput postgres_copy_input(PostgresCopy *copy);

#endif /* ENGINES_POSTGRES_COPY_H */
