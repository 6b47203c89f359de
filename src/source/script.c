/*
 * script.c
 *    What a migration file holds once its engine has split it: statements.
 */
#include "source/script.h"

#include <stdarg.h>

#include "source/place.h"

bool
script_hash(const Script *script, Str statement, Sha256 *ret_hash, Error *err)
{
    return sha256_of_content(script->content,
                             substitution_slice(&script->substitutions, script->text, statement),
                             ret_hash, err);
}

ErrorPlace
script_place_in_file(const Script *script, size_t offset, Arena *arena)
{
    const Str original = substitution_original(&script->substitutions, script->text);

    return place_of(script->path, script->shown.size > 0 ? script->shown : original, offset, arena);
}

ErrorPlace
script_place(const Script *script, size_t offset, Arena *arena)
{
    return script_place_in_file(
        script, substitution_origin(&script->substitutions, script->text, offset), arena);
}

unsigned
script_line(const Script *script, size_t offset)
{
    return place_line(substitution_original(&script->substitutions, script->text),
                      substitution_origin(&script->substitutions, script->text, offset));
}

size_t
script_offset(const Script *script, Str slice)
{
    return (size_t)(slice.data - script->text.data);
}

bool
script_error(const Script *script, Str slice, Error *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *message = arena_vprintf(err->arena, format, args);
    va_end(args);

    err->place = script_place(script, script_offset(script, slice), err->arena);

    return error_set(err, ERROR_SOURCE, "%s", message);
}

bool
script_refuse(const Script *script, Str slice, const char *message, const char *hint, Error *err)
{
    (void)script_error(script, slice, err, "%s", message);

    return hint == NULL ? false : error_hint(err, "%s", hint);
}

void
script_conceal(const Script *script, Error *err)
{
    const Substitutions *substitutions = &script->substitutions;

    err->message = substitution_conceal(substitutions, err->message, err->arena);
    err->detail = substitution_conceal(substitutions, err->detail, err->arena);
    err->hint = substitution_conceal(substitutions, err->hint, err->arena);
    err->server = substitution_conceal(substitutions, err->server, err->arena);
}

/* Both are in the file's order. */
void
script_guard(Script *script, const Guard *guards, size_t count)
{
    size_t guard = 0;

    for (size_t index = 0; index < script->count && count > 0; index++)
    {
        Statement *statement = &script->statements[index];
        const size_t at = substitution_origin(&script->substitutions, script->text,
                                              script_offset(script, statement->text));

        while (guard < count && guards[guard].end <= at)
            guard++;

        statement->guard = guard < count && guards[guard].start <= at ? &guards[guard] : NULL;
    }
}

size_t
script_next_journaled(const Script *script, size_t index)
{
    while (index < script->count && (script->statements[index].flags & STATEMENT_SESSION) != 0)
        index++;

    return index;
}

bool
script_can_spare(const Statement *statement, size_t from)
{
    return statement->obsolete_from > 0 && statement->obsolete_from <= from;
}

bool
script_does_nothing(const Script *script)
{
    const size_t least = script->own_transaction ? 2 : 0;

    return script->count <= least || script_next_journaled(script, 0) == script->count;
}

bool
script_mentions(const Script *script, Str word)
{
    for (size_t index = 0; index < script->count; index++)
    {
        if (str_contains_nocase(script->statements[index].text, word))
            return true;
    }

    return false;
}
