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

/*
 * "COPY t, line 3, column a: \"x\"".  The lines of a trigger that failed on it stand before it.
 */
uint64_t
postgres_copy_line(const char *context)
{
    Str rest = str_from(context);

    while (rest.size > 0)
    {
        const Str text = str_cut(&rest, '\n');
        const Str mark = STR(", line ");
        const size_t start = str_find(text, 0, mark) + mark.size;
        size_t end = start;
        uint64_t line = 0;

        while (end < text.size && char_is_digit(text.data[end]))
            end++;

        if (str_starts_with(text, STR("COPY ")) && start < text.size &&
            str_to_u64(str_slice(text, start, end), &line))
            return line;
    }

    return 0;
}
