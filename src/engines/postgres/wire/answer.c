/*
 * answer.c
 *    What PostgreSQL's words and numbers mean, without libpq.
 */
#include "engines/postgres/wire/answer.h"

#include <string.h>

ErrorKind
postgres_refusal_kind(const char *message)
{
    static const struct
    {
        const char *words;
        ErrorKind kind;
    } refusals[] = {
        {"password authentication failed", ERROR_PERMISSION},
        {"no password supplied", ERROR_PERMISSION},
        {"no pg_hba.conf entry", ERROR_PERMISSION},
        {"\" does not exist", ERROR_CONFIG},           /* role or database */
        {"\" for connection option \"", ERROR_CONFIG}, /* a value that makes no sense */
        {" value: \"", ERROR_CONFIG},                  /* "invalid sslmode value" */
        {"invalid port number", ERROR_CONFIG},
        {"root certificate file", ERROR_CONFIG},
    };

    for (size_t index = 0; index < LENGTH_OF(refusals); index++)
    {
        if (strstr(message, refusals[index].words) != NULL)
            return refusals[index].kind;
    }

    return ERROR_CONNECT;
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
