/*
 * command.c
 *    The commands of psql that stand in files which pg_dump writes.
 */
#include "engines/postgres/parse/command.h"

static PostgresCommandKind
kind_of(Str name)
{
    if (STR_IS(name, "\\restrict") || STR_IS(name, "\\unrestrict"))
        return POSTGRES_COMMAND_RESTRICT;
    if (STR_IS(name, "\\connect") || STR_IS(name, "\\c"))
        return POSTGRES_COMMAND_CONNECT;

    return POSTGRES_COMMAND_OTHER;
}

PostgresCommand
postgres_command_read(Str text, size_t at)
{
    const size_t line_end = str_find_char(text, at, '\n');
    size_t end = at + 1;

    while (end < line_end && !char_is_space(text.data[end]))
        end++;

    const Str name = str_slice(text, at, end);

    return (PostgresCommand){.kind = kind_of(name),
                             .name = name,
                             .argument = str_trim(str_slice(text, end, line_end)),
                             .end = line_end};
}

/* Take these words off both ends; false if they are not there. */
static bool
unwrap(Str *text, Str before, Str after)
{
    if (text->size < before.size + after.size || !str_starts_with(*text, before) ||
        !str_ends_with(*text, after))
        return false;

    *text = str_slice(*text, before.size, text->size - after.size);

    return true;
}

/* As pg_dump writes it: plain if the name is, else as a connection string in double quotes. */
bool
postgres_command_names(Str argument, Str database)
{
    const bool wrapped = unwrap(&argument, STR("-reuse-previous=on \"dbname='"), STR("'\"")) ||
                         unwrap(&argument, STR("\""), STR("\""));

    (void)wrapped;

    return database.size > 0 && str_equal(argument, database);
}
