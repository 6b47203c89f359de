/*
 * formats.c
 *    Which formats there are, and how a directory shows which one it is.
 */
#include <string.h>

#include "source/detect.h"
#include "source/format.h"
#include "source/lines.h"

/* The first is what a directory is that says nothing. */
static const Format *const FORMATS[] = {
    &format_plain,
    &format_goose,
    &format_golang_migrate,
    &format_dbmate,
    &format_sql_migrate,
    &format_flyway,
    &format_liquibase,
    &format_prisma,
    &format_diesel,
    &format_drizzle,
    &format_sqlx,
    &format_clickhouse_migrations,
    NULL,
};

const Format *
format_by_name(Str name)
{
    for (const Format *const *format = FORMATS; *format != NULL; format++)
    {
        if (str_equal(name, str_from((*format)->name)))
            return *format;
    }

    return NULL;
}

const char *
format_names(Arena *arena)
{
    const char *names = FORMATS[0]->name;

    for (const Format *const *format = FORMATS + 1; *format != NULL; format++)
        names = arena_printf(arena, "%s, %s", names, (*format)->name);

    return names;
}

const Format *
format_of_name(Str file_name)
{
    for (const Format *const *format = FORMATS; *format != NULL; format++)
    {
        if ((*format)->claims != NULL && (*format)->claims(file_name))
            return *format;
    }

    return NULL;
}

static bool
has_index(const Format *format, const FormatDirectory *directory)
{
    SCOPED_ARENA scratch = {0};
    Error err = ERROR_INIT(&scratch);
    const char *file = NULL;

    if (format->find_index == NULL)
        return false;
    if (!format->find_index(directory, &scratch, &file, &err))
        return true; /* whoever reads it will say so */

    return file != NULL && file_exists(arena_printf(&scratch, "%s/%s", directory->path, file));
}

const Format *
format_of_index(const FormatDirectory *directory)
{
    for (const Format *const *format = FORMATS; *format != NULL; format++)
    {
        if (has_index(*format, directory))
            return *format;
    }

    return NULL;
}

const Format *
format_of_folder(bool (*has)(const void *context, const char *file), const void *context)
{
    for (const Format *const *format = FORMATS; *format != NULL; format++)
    {
        if ((*format)->folder_up != NULL && has(context, (*format)->folder_up))
            return *format;
    }

    return NULL;
}

/* A tool's mark stands before its first statement, and far behind that may be megabytes of rows. */
enum
{
    MARK_WITHIN = 64 * 1024,
};

/* The mark, "-- +goose", without dashes and blanks. */
static Str
words_of(Str comment)
{
    return str_trim(str_slice(comment, 2, comment.size));
}

const Format *
format_of_text(Str text, size_t *ret_offset)
{
    Lines lines = {.text = str_slice(text, 0, text.size < MARK_WITHIN ? text.size : MARK_WITHIN)};
    Line line;

    while (lines_next(&lines, &line))
    {
        const Str comment = str_trim(line.text);

        if (!str_starts_with(comment, STR("--")))
            continue;

        for (const Format *const *format = FORMATS; *format != NULL; format++)
        {
            if ((*format)->mark != NULL &&
                str_starts_with(words_of(comment), words_of(str_from((*format)->mark))))
            {
                *ret_offset = line.offset;
                return *format;
            }
        }
    }

    return NULL;
}

bool
format_says_no_transaction(Str text)
{
    return str_starts_with(text, STR("-- no-transaction"));
}

bool
format_refuse_no_down(const char *path, Error *err)
{
    (void)error_set(err, ERROR_SOURCE, "there is no file that undoes \"%s\"", path);

    return error_hint(err, "If nothing is to be undone, say so by a NUMBER_name.down.sql without "
                           "statements.");
}

bool
format_expand(const char *path, FormatText *text, Arena *arena, Error *err)
{
    const ExpandRequest request = {.path = path,
                                   .text = text->text,
                                   .shown = text->shown,
                                   .rules = text->rules,
                                   .ranges = text->ranges,
                                   .range_count = text->range_count};

    return text->rules == NULL ||
           expand_text(&request, arena, &text->text, &text->substitutions, err);
}

bool
format_numbered(Str file_name, FormatName *ret_name)
{
    const Str version = str_slice(file_name, 0, file_name.size - (sizeof(".sql") - 1));
    size_t digits = 0;
    size_t zeros = 0;

    while (digits < version.size && char_is_digit(version.data[digits]))
        digits++;

    if (digits == 0)
        return false;

    while (zeros + 1 < digits && version.data[zeros] == '0')
        zeros++;

    *ret_name = (FormatName){
        .role = FILE_UP, .version = version, .number = str_slice(version, zeros, digits)};

    return true;
}

FormatName
format_indexed(Str file)
{
    const Str own = detect_own_name(file);
    FormatName name = {.role = FILE_UP};

    (void)format_numbered(own, &name);

    name.version = str_slice(file, 0, file.size - (sizeof(".sql") - 1));

    if (name.number.data == NULL)
        name.number = str_slice(own, 0, 0);

    return name;
}
