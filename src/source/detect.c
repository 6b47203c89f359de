/*
 * detect.c
 *    Which format a directory has.
 */
#include "source/detect.h"

#include <fcntl.h>
#include <string.h>

#include "source/migration.h"

bool
detect_is_sql(const char *name)
{
    const Str file = str_from(name);
    const size_t start = file.size < 4 ? 0 : file.size - 4;

    return name[0] != '.' && str_equal_nocase(str_slice(file, start, file.size), STR(".sql"));
}

Str
detect_own_name(Str file)
{
    const char *slash = memrchr(file.data, '/', file.size);

    return slash == NULL ? file : str_slice(file, (size_t)(slash - file.data) + 1, file.size);
}

/* The file whose text says which format it is: the first by name that can be a migration. */
static const char *
first_sql(const FileNames *names)
{
    const char *first = NULL;

    for (size_t index = 0; index < names->count; index++)
    {
        if (detect_is_sql(names->names[index]) &&
            (first == NULL || strcmp(names->names[index], first) < 0))
            first = names->names[index];
    }

    return first;
}

/* Where there is one, files in folders are no migrations of this directory. */
static bool
has_numbered(const FileNames *names)
{
    for (size_t index = 0; index < names->count; index++)
    {
        if (detect_is_sql(names->names[index]) && char_is_digit(names->names[index][0]))
            return true;
    }

    return false;
}

/* A file that cannot be read says nothing; reading them all will find it. */
static const Format *
format_of_first(const char *directory, const FileNames *names)
{
    SCOPED_ARENA scratch = {0};
    SCOPED_CONTENT content = {0};
    Error ignored = ERROR_INIT(&scratch);
    const char *first = first_sql(names);

    if (first == NULL)
        return NULL;

    size_t ignored_offset = 0;
    const char *path = arena_printf(&scratch, "%s/%s", directory, first);

    return content_open(AT_FDCWD, path, MIGRATION_SIZE_MAX, ERROR_SOURCE, &content, &ignored)
               ? format_of_text(content.text, &ignored_offset)
               : NULL;
}

bool
detect_folder_has(const char *folder, const char *file)
{
    SCOPED_ARENA scratch = {0};

    return file_exists(arena_printf(&scratch, "%s/%s", folder, file));
}

static bool
folder_has(const void *context, const char *file)
{
    return detect_folder_has(context, file);
}

/* Only numbered ones are looked into: others hold a target's files, or nothing of ours. */
static const Format *
format_of_entry(const char *directory, const char *name)
{
    SCOPED_ARENA scratch = {0};

    return char_is_digit(name[0])
               ? format_of_folder(folder_has, arena_printf(&scratch, "%s/%s", directory, name))
               : NULL;
}

bool
detect_is_migration(const char *directory, const char *name)
{
    return format_of_entry(directory, name) != NULL;
}

static const Format *
format_of_folders(const char *directory, const FileNames *names)
{
    const Format *format = NULL;

    for (size_t index = 0; index < names->count && format == NULL; index++)
        format = format_of_entry(directory, names->names[index]);

    return format;
}

/*
 * R__name.sql is Flyway's, and may stand in a plain directory as well.  Where there is nothing else
 * that anybody would run, it is Flyway's own.
 */
static bool
holds_only_repeatable(const FileNames *files)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    bool any = false;

    for (size_t index = 0; index < files->count; index++)
    {
        const Str name = detect_own_name(str_from(files->names[index]));
        FormatName what = {0};

        if (!detect_is_sql(name.data))
            continue;
        if (!format_flyway.name_file(name, &what, &ignored) ||
            (what.role != FILE_REPEATABLE && what.role != FILE_CALLBACK))
            return false;

        any = any || what.role == FILE_REPEATABLE;
    }

    return any;
}

/* Of files that lie in folders. */
static const Format *
format_of_nested(const char *directory)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    FileNames files;

    if (!file_list_below(directory, ERROR_SOURCE, &scratch, &files, &ignored))
        return NULL;

    for (size_t index = 0; index < files.count; index++)
    {
        const Str name = detect_own_name(str_from(files.names[index]));
        const Format *format = detect_is_sql(name.data) ? format_of_name(name) : NULL;

        if (format != NULL && format->nested)
            return format;
    }

    return holds_only_repeatable(&files) ? &format_flyway : NULL;
}

/* Whether the files' mark says that they are another tool's, which may have that name as well. */
static const Format *
format_of_any_name(const char *directory, const FileNames *names, const char *name)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    FormatName ignored_name;
    const Format *marked = format_of_first(directory, names);

    return marked != NULL && marked->any_name &&
                   marked->name_file(str_from(name), &ignored_name, &ignored)
               ? marked
               : NULL;
}

/* A name that a format claims shows it. */
static const Format *
format_of_names(const char *directory, const FileNames *names)
{
    const Format *claimed = NULL;
    const char *name = NULL;

    for (size_t index = 0; index < names->count && claimed == NULL; index++)
    {
        name = names->names[index];
        claimed = detect_is_sql(name) ? format_of_name(str_from(name)) : NULL;
    }

    const Format *marked = claimed == NULL ? NULL : format_of_any_name(directory, names, name);

    return marked == NULL ? claimed : marked;
}

const Format *
detect_format(const FormatDirectory *where)
{
    const char *directory = where->path;
    const FileNames *names = where->names;
    const Format *format = format_of_index(where);

    if (format == NULL)
        format = format_of_names(directory, names);
    if (format == NULL && !has_numbered(names))
        format = format_of_folders(directory, names);
    if (format == NULL)
        format = format_of_first(directory, names);
    if (format == NULL && !has_numbered(names))
        format = holds_only_repeatable(names) ? &format_flyway : format_of_nested(directory);

    return format == NULL ? &format_plain : format;
}
