/*
 * dump_text.c
 *    What pg_dump wrote, made the same for the same schema: pure.
 */
#include "engines/postgres/dump_text.h"

Str
postgres_dump_version(Str answer)
{
    const Str before = STR("pg_dump (PostgreSQL) ");
    size_t end = before.size;

    if (!str_starts_with(answer, before))
        return (Str){0};

    while (end < answer.size && !char_is_space(answer.data[end]))
        end++;

    return str_slice(answer, before.size, end);
}

unsigned
postgres_dump_major(Str version)
{
    unsigned major = 0;

    /* "19beta1" is a version, too. */
    for (size_t at = 0; at < version.size && at < 3 && char_is_digit(version.data[at]); at++)
        major = major * 10 + (unsigned)(version.data[at] - '0');

    return major;
}

/* Before the first statement stand comments, and the command that begins the restriction. */
static bool
is_of_the_head(Str line)
{
    return line.size == 0 || str_starts_with(line, STR("--")) ||
           str_starts_with(line, STR("\\restrict "));
}

static bool
varies(Str line)
{
    return str_starts_with(line, STR("\\restrict ")) ||
           str_starts_with(line, STR("-- Dumped from database version ")) ||
           str_starts_with(line, STR("-- Dumped by pg_dump version "));
}

/* The line of its end, whose key is that of its begin; nothing else in the dump can know it. */
static Str
without_unrestrict(Str dump, Str key, Arena *arena)
{
    const Str last = str_from(arena_printf(arena, "\n\\unrestrict " STR_FORMAT, STR_ARGS(key)));
    const Str trimmed = str_trim_end(dump);

    return key.size > 0 && str_ends_with(trimmed, last)
               ? str_slice(trimmed, 0, trimmed.size - last.size)
               : dump;
}

void
postgres_dump_append(Str dump, Buf *text)
{
    SCOPED_ARENA scratch = {0};
    const Str restriction = STR("\\restrict ");
    Str rest = str_trim(dump);
    Str key = {0};
    size_t empty = 0;

    for (;;)
    {
        Str after = rest;
        const Str line = str_cut(&after, '\n');

        if (rest.size == 0 || !is_of_the_head(line))
            break;
        if (str_starts_with(line, restriction))
            key = str_slice(line, restriction.size, line.size);

        /* What goes leaves one empty line where two were. */
        empty = line.size == 0 ? empty + 1 : (varies(line) ? empty : 0);

        if (!varies(line) && empty < 2)
        {
            buf_append(text, line);
            buf_append_char(text, '\n');
        }

        rest = after;
    }

    buf_append(text, str_trim_end(without_unrestrict(rest, key, &scratch)));
    buf_append_char(text, '\n');
}
