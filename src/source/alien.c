/*
 * alien.c
 *    Migrations that are programs, which only the tool they were written for can run.
 *
 * They have a place among the others: what another tool's history says about their version still
 * counts, and only one that is to run is an error.
 */
#include "source/alien.h"

const char *
alien_ending(const Format *format, Str name)
{
    const bool part =
        str_ends_with(name, STR("_test.go")) || str_find_char(name, 0, '$') < name.size;

    for (size_t index = 0; format->aliens != NULL && format->aliens[index] != NULL; index++)
    {
        if (!part && str_ends_with(name, str_from(format->aliens[index])))
            return format->aliens[index];
    }

    return NULL;
}

void
alien_name(const Format *format, Str name, const char *ending, Arena *arena, FormatName *ret_name)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    const Str stem = str_slice(name, 0, name.size - str_from(ending).size);
    const char *script = arena_printf(arena, STR_FORMAT ".sql", STR_ARGS(stem));

    if (!format->name_file(str_from(script), ret_name, &ignored) ||
        (ret_name->role != FILE_UP && ret_name->role != FILE_REPEATABLE))
        *ret_name = (FormatName){.role = FILE_LEFT_OUT};
}
