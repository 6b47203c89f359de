/*
 * plain.c
 *    Plain numbered files: NUMBER_name.sql, where the number may be one like 1.10.2, and beside it
 *    perhaps NUMBER_name.down.sql, which undoes it.
 *
 * R__name.sql is repeatable here as well: the name is Flyway's, and means the same everywhere.  So
 * is a numbered file with the mark `-- pawl: repeatable` at its head.
 */
#include "source/format.h"
#include "source/place.h"
#include "source/undo_mark.h"

static MUST_CHECK bool
refuse_name(Str file_name, const char *why, const char *hint, Error *err)
{
    (void)error_set(err, ERROR_SOURCE, "\"" STR_FORMAT "\" %s", STR_ARGS(file_name), why);

    return error_hint(err, "%s", hint);
}

/* "1.10.0": what is ordered number by number.  A dot that no digit follows ends it. */
static Str
dotted(const FormatName *name)
{
    const Str version = name->version;
    const size_t start = (size_t)(name->number.data - version.data);
    size_t end = start + name->number.size;

    while (end + 1 < version.size && version.data[end] == '.' &&
           char_is_digit(version.data[end + 1]))
    {
        end++;

        while (end < version.size && char_is_digit(version.data[end]))
            end++;
    }

    return str_slice(version, start, end);
}

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    if (str_starts_with(file_name, STR("R__")))
    {
        *ret_name = (FormatName){.role = FILE_REPEATABLE,
                                 .version = str_slice(file_name, 0, file_name.size - 4)};
        return true;
    }

    if (!format_numbered(file_name, ret_name))
        return refuse_name(file_name, "has no number in front",
                           "Name migrations NUMBER_name.sql, or move the file elsewhere.", err);

    if (str_ends_with(ret_name->version, STR(".up")))
        return refuse_name(file_name, "is named as golang-migrate names its files",
                           "Set `format: golang-migrate`, or keep one kind of names in a "
                           "directory.",
                           err);

    ret_name->number = dotted(ret_name);

    if (str_ends_with(ret_name->version, STR(".down")))
    {
        ret_name->role = FILE_DOWN;
        ret_name->version =
            str_slice(ret_name->version, 0, ret_name->version.size - (sizeof(".down") - 1));
    }

    return true;
}

/* Another tool's marks: its `down` part would run with the rest. */
static MUST_CHECK bool
check_marks(const char *path, Str text, Error *err)
{
    size_t at = 0;
    const Format *other = format_of_text(text, &at);

    if (other != NULL)
    {
        (void)place_error(err, path, text, at, "the file is written for %s", other->title);
        return error_hint(err,
                          "All files of a directory have one format: set `format: %s` if "
                          "that is the one.",
                          other->name);
    }

    if (undo_mark_refuse(path, text, true, err))
        return true;

    return error_hint(err, "pawl would run all of it.  Move what undoes NUMBER_name.sql into "
                           "NUMBER_name.down.sql beside it, for `pawl down`, or remove it.");
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    (void)arena;

    if (request->part == FORMAT_DOWN && !request->apart)
    {
        (void)error_set(err, ERROR_SOURCE, "there is no file that undoes \"%s\"", request->path);
        return error_hint(err, "NUMBER_name.sql is undone by NUMBER_name.down.sql beside it.");
    }
    if (!check_marks(request->path, request->text, err))
        return false;

    *ret_text = (FormatText){.text = request->text,
                             .no_transaction = format_says_no_transaction(request->text)};

    return true;
}

const Format format_plain = {
    .name = "plain",
    .title = "plain SQL",
    .names = "NUMBER_name.sql",
    .repeatable = true,
    .common = true,
    .name_file = name_file,
    .part = part,
};
