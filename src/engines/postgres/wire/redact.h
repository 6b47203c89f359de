/*
 * redact.h
 *    libpq's messages, made fit to be shown: they quote the URL, and it may hold a password.
 */
#ifndef POSTGRES_REDACT_H
#define POSTGRES_REDACT_H

#include "base/arena.h"
#include "base/str.h"

typedef enum PostgresStage
{
    POSTGRES_PARSING,    /* libpq did not understand the URL: what it quotes may be anything */
    POSTGRES_CONNECTING, /* it did, so what it quotes is a host, a user, a database */
} PostgresStage;

/* The message, with "***" for each quoted part that is or touches a password in the URL. */
const char *postgres_redact(const char *message, const char *url, PostgresStage stage,
                            Arena *arena);

#endif /* POSTGRES_REDACT_H */
