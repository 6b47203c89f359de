/*
 * format_invariants.h
 *    What holds for a format whatever names and texts it is given.
 *
 * Shared by the unit tests and the fuzz target.
 */
#ifndef UNIT_SOURCE_FORMAT_INVARIANTS_H
#define UNIT_SOURCE_FORMAT_INVARIANTS_H

#include "source/format.h"

static inline bool
lies_in(Str slice, Str whole)
{
    return slice.size == 0 ||
           (slice.data >= whole.data && slice.data + slice.size <= whole.data + whole.size);
}

/* Whoever is refused learns why, and what to do instead where the name is to blame. */
static inline const char *
broken_by_name(const Format *format, Str name)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FormatName found = {0};

    if (!format->name_file(name, &found, &err))
    {
        return err.kind == ERROR_SOURCE && err.message != NULL && err.hint != NULL
                   ? NULL
                   : "a name is refused without a reason or a hint";
    }
    if (err.kind != ERROR_NONE)
        return "a name is taken with an error";
    if (found.role == FILE_LEFT_OUT || found.role == FILE_CALLBACK)
        return NULL;
    if (found.version.size == 0 || !lies_in(found.version, name))
        return "a version is empty or not in the name";
    if ((found.number.size == 0 && format != &format_drizzle) != (found.role == FILE_REPEATABLE) ||
        !lies_in(found.number, found.version))
        return "a number is missing or not in the version";

    return NULL;
}

/*
 * What migrates stands where it stands in the file; all else is blank, line by line, or a semicolon
 * where its tool has another end of a statement.
 */
static inline const char *
broken_by_blanks(Str text, Str part)
{
    if (part.size != text.size)
        return "a part is not as long as its file";

    for (size_t at = 0; at < text.size; at++)
    {
        const bool same = part.data[at] == text.data[at];

        if (text.data[at] == '\n' ? !same : !same && part.data[at] != ' ' && part.data[at] != ';')
            return "a part holds what the file does not";
    }

    return NULL;
}

/* Variables lie in the text, in order; they are replaced, or there is a reason and a place. */
static inline const char *
broken_by_expansion(const FormatRequest *request, FormatText *text, Arena *arena)
{
    Error err = ERROR_INIT(arena);
    size_t last = 0;

    for (size_t index = 0; index < text->range_count; index++)
    {
        if (text->ranges[index].from < last || text->ranges[index].to < text->ranges[index].from ||
            text->ranges[index].to > text->text.size)
            return "a range of variables is out of order or of the text";

        last = text->ranges[index].to;
    }

    return format_expand(request->path, text, arena, &err) ||
                   (err.kind == ERROR_SOURCE && err.place.line > 0)
               ? NULL
               : "a variable is refused without a place";
}

/* A part that is there, in *ret_part; it is empty if the text was refused. */
static inline const char *
broken_by_part(const Format *format, const FormatRequest *request, Arena *arena, Str *ret_part)
{
    Error err = ERROR_INIT(arena);
    FormatText found = {0};

    *ret_part = (Str){0};

    if (!format->part(request, arena, &found, &err))
        return err.kind == ERROR_SOURCE && err.message != NULL && err.message[0] != '\0'
                   ? NULL
                   : "a text is refused without a reason";
    if (err.kind != ERROR_NONE)
        return "a text is taken with an error";

    /* The rollbacks of Liquibase's changesets are gathered, from the last to the first. */
    if (format == &format_liquibase && request->part == FORMAT_DOWN)
        return NULL;

    const char *broken = broken_by_blanks(request->text, found.text);

    *ret_part = found.text;

    return broken != NULL ? broken : broken_by_expansion(request, &found, arena);
}

/* A comment may be in both: --rollback lines are comments of what migrates up. */
static inline const char *
broken_by_overlap(Str up, Str down)
{
    for (size_t at = 0; at < up.size && at < down.size; at++)
    {
        if (!char_is_space(up.data[at]) && !char_is_space(down.data[at]))
            return "a byte migrates both up and down";
    }

    return NULL;
}

/* What does not hold, or NULL.  The name ends in .sql. */
static inline const char *
broken_format_invariant(const Format *format, Str name, Str text)
{
    static const char *const environment[] = {"NAME=value", "EMPTY=", NULL};
    SCOPED_ARENA arena = {0};
    FormatRequest request = {.path = "a/1.sql", .text = text, .environment = environment};
    const char *broken = broken_by_name(format, name);
    FormatRecord *names = NULL;
    Str up = {0};
    Str down = {0};

    if (broken == NULL && format->part != NULL)
    {
        request.part = FORMAT_UP;
        broken = broken_by_part(format, &request, &arena, &up);
    }
    if (broken == NULL && format->part != NULL)
    {
        request.part = FORMAT_DOWN;
        broken = broken_by_part(format, &request, &arena, &down);
    }
    if (broken == NULL)
        broken = broken_by_overlap(up, down);
    if (broken == NULL && format->parts != NULL && format->parts(&request, &arena, &names) > 0 &&
        names == NULL)
        broken = "parts without names";

    return broken;
}

#endif /* UNIT_SOURCE_FORMAT_INVARIANTS_H */
