/*
 * answer.c
 *    What PostgreSQL's words and numbers mean, without libpq.
 */
#include "engines/postgres/wire/answer.h"

#include <string.h>

#define HINT_PASSWORD                                                                              \
    "Check the user and the password; a password that lies in a file is given with password_file."

/* What a refusal says, what kind of error that is, and what helps. */
typedef struct Refusal
{
    const char *words;
    ErrorKind kind;
    const char *hint;
} Refusal;

static const Refusal REFUSALS[] = {
    {"password authentication failed", ERROR_PERMISSION, HINT_PASSWORD},
    {"no password supplied", ERROR_PERMISSION, HINT_PASSWORD},
    {"no pg_hba.conf entry", ERROR_PERMISSION,
     "The server's pg_hba.conf does not let this user in from this host, or only with TLS."},
    {"\" does not exist", ERROR_CONFIG, /* role or database */
     "pawl makes no databases and no roles: create it, or mend the URL."},
    {"\" for connection option \"", ERROR_CONFIG, NULL}, /* a value that makes no sense */
    {" value: \"", ERROR_CONFIG, NULL},                  /* "invalid sslmode value" */
    {"invalid port number", ERROR_CONFIG, NULL},
    {"root certificate file", ERROR_CONFIG, NULL},
    {"could not translate host name", ERROR_CONNECT,
     "Check the host in the URL.  In a user or password, write @ as %40, / as %2F, # as %23."},
};

static const Refusal *
refusal_of(const char *message)
{
    for (size_t index = 0; index < LENGTH_OF(REFUSALS); index++)
    {
        if (strstr(message, REFUSALS[index].words) != NULL)
            return &REFUSALS[index];
    }

    return NULL;
}

ErrorKind
postgres_refusal_kind(const char *message)
{
    const Refusal *refusal = refusal_of(message);

    return refusal == NULL ? ERROR_CONNECT : refusal->kind;
}

const char *
postgres_refusal_hint(const char *message)
{
    const Refusal *refusal = refusal_of(message);

    return refusal == NULL ? NULL : refusal->hint;
}

size_t
postgres_byte_offset(Str sql, const char *position)
{
    uint64_t characters = 0;
    size_t offset = 0;

    if (position == NULL || !str_to_u64(str_from(position), &characters))
        return SIZE_MAX;

    for (uint64_t seen = 1; offset < sql.size; offset++)
    {
        const bool starts = ((unsigned char)sql.data[offset] & 0xC0) != 0x80;

        if (starts && seen++ == characters)
            break;
    }

    return offset;
}
