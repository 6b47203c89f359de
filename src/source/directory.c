/*
 * directory.c
 *    The migrations of one directory: found, ordered, checked.
 */
#include <fcntl.h>
#include <string.h>

#include "base/file.h"
#include "source/checksums.h"
#include "source/order.h"

/* What is on its way from file names to a Source. */
typedef struct Reading
{
    Source *source;
    Arena *arena;
    const FileNames *names;
    Migration *downs; /* files that undo others */
    size_t down_count;
    Error *err;
} Reading;

static bool
is_sql(const char *name)
{
    return name[0] != '.' && str_ends_with(str_from(name), STR(".sql"));
}

/* ---- which format ---- */

/* The file whose text says which format it is: the first by name that can be a migration. */
static const char *
first_sql(const FileNames *names)
{
    const char *first = NULL;

    for (size_t index = 0; index < names->count; index++)
    {
        if (is_sql(names->names[index]) &&
            (first == NULL || strcmp(names->names[index], first) < 0))
            first = names->names[index];
    }

    return first;
}

/* A file that cannot be read says nothing; reading them all will find it. */
static const Format *
format_of_first(const Reading *reading)
{
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF buf = {0};
    Error ignored = ERROR_INIT(&scratch);
    const char *first = first_sql(reading->names);

    if (first == NULL)
        return NULL;

    const char *path = arena_printf(&scratch, "%s/%s", reading->source->directory, first);

    return file_read(AT_FDCWD, path, MIGRATION_SIZE_MAX, ERROR_SOURCE, &buf, &ignored)
               ? format_of_text(buf_str(&buf))
               : NULL;
}

/* A folder of the directory, to be looked into. */
typedef struct Folder
{
    const char *directory;
    const char *name;
} Folder;

static bool
folder_has(const void *context, const char *file)
{
    SCOPED_ARENA scratch = {0};
    const Folder *folder = context;

    return file_exists(arena_printf(&scratch, "%s/%s/%s", folder->directory, folder->name, file));
}

/* Only numbered ones are looked into: others hold a target's files, or nothing of ours. */
static const Format *
format_of_folders(const Reading *reading)
{
    const Format *format = NULL;

    for (size_t index = 0; index < reading->names->count && format == NULL; index++)
    {
        const Folder folder = {reading->source->directory, reading->names->names[index]};

        if (char_is_digit(folder.name[0]))
            format = format_of_folder(folder_has, &folder);
    }

    return format;
}

static const Format *
format_of_directory(const Reading *reading)
{
    const Format *format = NULL;

    for (size_t index = 0; index < reading->names->count && format == NULL; index++)
    {
        const char *name = reading->names->names[index];

        format = is_sql(name) ? format_of_name(str_from(name)) : NULL;
    }

    if (format == NULL && first_sql(reading->names) == NULL)
        format = format_of_folders(reading);
    if (format == NULL)
        format = format_of_first(reading);

    return format == NULL ? &format_plain : format;
}

/* ---- which files ---- */

static bool
is_bootstrap(const Source *source, const Migration *migration)
{
    return source->format == &format_plain && STR_IS(migration_number(migration), "0") &&
           str_ends_with(migration->version, STR("_schema_migrations"));
}

static Migration
migration_of(const Reading *reading, const char *file, const FormatName *name)
{
    /* A file name has 255 bytes at the most. */
    Migration migration = {
        .version = name->version,
        .file = file,
        .source = reading->source,
        .number_start =
            name->number.data == NULL ? 0 : (uint16_t)(name->number.data - name->version.data),
        .number_size = (uint16_t)name->number.size,
        .repeatable = name->role == FILE_REPEATABLE,
    };

    migration.bootstrap = is_bootstrap(reading->source, &migration);

    return migration;
}

/* A migration that only its tool can run: its version may be applied already. */
static bool
is_alien(const Format *format, Str name)
{
    FormatName ignored;

    return format->alien != NULL && str_ends_with(name, str_from(format->alien)) &&
           !str_ends_with(name, STR("_test.go")) && format_numbered(name, &ignored);
}

/* Of the tool's own: what its tool keeps beside the folders has another ending. */
static MUST_CHECK bool
take_folder(Reading *reading, const char *entry)
{
    Source *source = reading->source;
    const Format *format = source->format;
    const Folder folder = {source->directory, entry};
    const char *path = arena_printf(reading->arena, "%s/%s", source->directory, entry);
    FormatName name = {0};

    if (entry[0] == '.' || !(is_sql(entry) || file_is_folder(path)))
        return true;

    const char *file = arena_printf(reading->arena, "%s/%s", entry, format->folder_up);

    if (!format->name_file(is_sql(entry) ? str_from(entry) : str_from(file), &name, reading->err))
        return error_wrap(reading->err, "could not read directory \"%s\"", source->directory);
    if (!folder_has(&folder, format->folder_up))
        return error_set(reading->err, ERROR_SOURCE, "folder \"%s\" has no %s", path,
                         format->folder_up);

    Migration *migration = &source->migrations[source->count++];

    *migration = migration_of(reading, file, &name);

    if (format->folder_down != NULL && folder_has(&folder, format->folder_down))
        migration->down_file = arena_printf(reading->arena, "%s/%s", entry, format->folder_down);

    return true;
}

static MUST_CHECK bool
take_file(Reading *reading, const char *entry)
{
    Source *source = reading->source;
    const bool alien = is_alien(source->format, str_from(entry));
    FormatName name = {0};

    if (!alien && !is_sql(entry))
        return true;

    const Str file = str_copy(reading->arena, str_from(entry));

    if (alien && format_numbered(file, &name))
        name.version = str_slice(file, 0, file.size - str_from(source->format->alien).size);
    else if (!source->format->name_file(file, &name, reading->err))
        return error_wrap(reading->err, "could not read directory \"%s\"", source->directory);

    const Migration migration = migration_of(reading, file.data, &name);

    if (name.role == FILE_DOWN)
        reading->downs[reading->down_count++] = migration;
    if (name.role == FILE_DOWN || name.role == FILE_NONE)
        return true;

    source->migrations[source->count] = migration;
    source->migrations[source->count++].alien = alien;

    return true;
}

static MUST_CHECK bool
collect(Reading *reading)
{
    Source *source = reading->source;

    source->migrations = ARENA_ARRAY(reading->arena, Migration, reading->names->count + 1);
    reading->downs = ARENA_ARRAY(reading->arena, Migration, reading->names->count + 1);

    for (size_t index = 0; index < reading->names->count; index++)
    {
        const char *name = reading->names->names[index];

        if (source->format->folder_up != NULL ? !take_folder(reading, name)
                                              : !take_file(reading, name))
            return false;
    }

    return true;
}

/* ---- the whole ---- */

/* Only in braces: $1 and $body$ are SQL. */
static const ExpandRules *
placeholder_rules(const char *const *environment, Arena *arena)
{
    ExpandRules *rules = ARENA_NEW(arena, ExpandRules);

    *rules = (ExpandRules){
        .open = STR("${"), .close = STR("}"), .value = expand_environment, .context = environment};

    return rules;
}

/* A file that undoes what no file does is left alone, as the tools do. */
static void
pair_downs(const Reading *reading)
{
    const Source *source = reading->source;

    for (size_t down = 0; down < reading->down_count; down++)
    {
        for (size_t index = 0; index < source->count; index++)
        {
            if (migration_compare_numbers(migration_number(&source->migrations[index]),
                                          migration_number(&reading->downs[down])) == 0)
                source->migrations[index].down_file = reading->downs[down].file;
        }
    }
}

bool
source_start(const char *directory, const SourceOptions *options, Arena *arena, Source *ret_source,
             Error *err)
{
    SCOPED_ARENA scratch = {0};
    FileNames names;
    Reading reading = {.source = ret_source, .arena = arena, .names = &names, .err = err};

    *ret_source = (Source){.directory = directory};

    if (!file_list(directory, ERROR_SOURCE, &scratch, &names, err))
        return false;

    if (options != NULL)
    {
        ret_source->format = options->format;
        ret_source->environment = options->environment;
        if (options->placeholders)
            ret_source->placeholders = placeholder_rules(options->environment, arena);
    }

    if (ret_source->format == NULL)
        ret_source->format = format_of_directory(&reading);

    if (!collect(&reading))
        return false;

    order_sort(ret_source);
    pair_downs(&reading);

    if (!order_same_numbers(ret_source, err))
        return false;

    ret_source->checksums =
        checksums_start(directory, ret_source->migrations, ret_source->count, arena);

    return true;
}

bool
source_finish(const Source *source, Error *err)
{
    if (source->checksums != NULL && !checksums_finish(source->checksums, err))
        return false;

    /* Marks in the texts may have made some repeatable. */
    order_move_repeatable(source);

    return true;
}

bool
source_read(const char *directory, const SourceOptions *options, Arena *arena, Source *ret_source,
            Error *err)
{
    return source_start(directory, options, arena, ret_source, err) &&
           source_finish(ret_source, err);
}
