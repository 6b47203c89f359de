/*
 * directory.c
 *    The migrations of one directory: found, ordered, checked.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "source/alien.h"
#include "source/checksums.h"
#include "source/detect.h"
#include "source/order.h"

/* What is on its way from file names to a Source. */
typedef struct Reading
{
    Source *source;
    Arena *arena;
    const FileNames *names;
    Migration *downs; /* files that undo others */
    size_t down_count;
    Migration baseline; /* the lowest, if its version is not empty */
    Error *err;
} Reading;

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

static void
add_extra(const Reading *reading, Migration *migration, MigrationExtra extra)
{
    MigrationExtra *kept = ARENA_NEW(reading->arena, MigrationExtra);

    *kept = extra;
    migration->extra = kept;
}

/* Told by the first by name, and how many. */
static void
leave_out(Source *source, const char *file)
{
    if (source->left_out_count == 0 || strcmp(file, source->left_out) < 0)
        source->left_out = file;

    source->left_out_count++;
}

/* Of the tool's own: what its tool keeps beside the folders has another ending. */
static MUST_CHECK bool
take_folder(Reading *reading, const char *entry)
{
    Source *source = reading->source;
    const Format *format = source->format;
    const char *path = arena_printf(reading->arena, "%s/%s", source->directory, entry);
    FormatName name = {0};

    if (entry[0] == '.')
        return true;

    if (!file_is_folder(path))
    {
        if (detect_is_sql(entry))
            leave_out(source, arena_strdup(reading->arena, entry));

        return true;
    }

    const char *file = arena_printf(reading->arena, "%s/%s", entry, format->folder_up);

    if (!format->name_file(str_from(file), &name, reading->err))
        return error_wrap(reading->err, "could not read directory \"%s\"", source->directory);
    if (!detect_folder_has(path, format->folder_up))
        return error_set(reading->err, ERROR_SOURCE, "folder \"%s\" has no %s", path,
                         format->folder_up);

    Migration *migration = &source->migrations[source->count++];

    *migration = migration_of(reading, file, &name);

    if (format->folder_down != NULL && detect_folder_has(path, format->folder_down))
        add_extra(reading, migration,
                  (MigrationExtra){.down_file = arena_printf(reading->arena, "%s/%s", entry,
                                                             format->folder_down)});

    return true;
}

static void
take_baseline(Reading *reading, const Migration *baseline)
{
    if (reading->baseline.version.size == 0 ||
        migration_compare_numbers(migration_number(baseline),
                                  migration_number(&reading->baseline)) < 0)
        reading->baseline = *baseline;
}

/* What a file is.  Other tools than pawl itself look for .sql in small letters. */
static MUST_CHECK bool
name_file(const Reading *reading, Str file, FormatName *ret_name)
{
    const Format *format = reading->source->format;

    *ret_name = (FormatName){.role = FILE_LEFT_OUT};

    if ((format == &format_plain || str_ends_with(file, STR(".sql"))) &&
        !format->name_file(file, ret_name, reading->err))
        return error_wrap(reading->err, "could not read directory \"%s\"",
                          reading->source->directory);

    return true;
}

/* It is left out if its tool would leave it out as well. */
static MUST_CHECK bool
check_callback(const Reading *reading, const char *file)
{
    const Source *source = reading->source;
    const FormatRequest request = {
        .path = arena_printf(reading->arena, "%s/%s", source->directory, file),
        .engine = source->engine,
        .environment = source->environment};

    return source->format->skips_callback(&request, reading->arena, reading->err);
}

/* By its role: it migrates, undoes, or is left out. */
static MUST_CHECK bool
take_named(Reading *reading, const char *file, const FormatName *name, bool alien)
{
    Source *source = reading->source;
    Migration migration = migration_of(reading, file, name);

    if (name->role == FILE_CALLBACK && !check_callback(reading, file))
        return false;
    if (name->role == FILE_LEFT_OUT || name->role == FILE_CALLBACK)
        leave_out(source, file);
    if (name->role == FILE_BASELINE)
        take_baseline(reading, &migration);
    if (name->role == FILE_DOWN)
        reading->downs[reading->down_count++] = migration;
    if (name->role != FILE_UP && name->role != FILE_REPEATABLE)
        return true;

    migration.alien = alien;
    source->migrations[source->count++] = migration;

    return true;
}

static MUST_CHECK bool
take_file(Reading *reading, const char *entry)
{
    Source *source = reading->source;
    const char *ending = alien_ending(source->format, detect_own_name(str_from(entry)));
    FormatName name = {0};

    if (ending == NULL && !detect_is_sql(entry))
    {
        if (detect_is_migration(source->directory, entry))
            leave_out(source, arena_strdup(reading->arena, entry));

        return true;
    }

    const Str file = str_copy(reading->arena, str_from(entry));

    if (ending != NULL)
        alien_name(source->format, detect_own_name(file), ending, reading->arena, &name);
    else if (!name_file(reading, detect_own_name(file), &name))
        return false;

    /* Other programs than migrations are nobody's business here. */
    if (ending != NULL && name.role == FILE_LEFT_OUT)
        return true;

    return take_named(reading, file.data, &name, ending != NULL);
}

/* Only what the index names: the tool leaves other files alone, too. */
static MUST_CHECK bool
collect_indexed(Reading *reading)
{
    SCOPED_BUF text = {0};
    Source *source = reading->source;
    const char *path =
        arena_printf(reading->arena, "%s/%s", source->directory, source->format->index_file);
    FormatEntry *entries = NULL;
    size_t count = 0;

    if (!file_read(AT_FDCWD, path, MIGRATION_SIZE_MAX, ERROR_SOURCE, &text, reading->err) ||
        !source->format->index_files(path, buf_str(&text), reading->arena, &entries, &count,
                                     reading->err))
        return false;

    source->migrations = ARENA_ARRAY(reading->arena, Migration, count + 1);

    for (size_t index = 0; index < count; index++)
    {
        if (!detect_folder_has(source->directory, entries[index].file))
            return error_set(reading->err, ERROR_SOURCE, "\"%s\" names \"%s\", which is not there",
                             path, entries[index].file);
        if (!take_file(reading, entries[index].file))
            return false;
        if (source->count == index)
            return error_set(reading->err, ERROR_SOURCE, "\"%s\" names \"%s\", which is hidden",
                             path, entries[index].file);

        if (entries[index].key != NULL)
            add_extra(reading, &source->migrations[index],
                      (MigrationExtra){.key = entries[index].key});
    }

    return true;
}

static MUST_CHECK bool
collect(Reading *reading)
{
    Source *source = reading->source;

    if (source->format->index_file != NULL)
        return collect_indexed(reading);

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

/*
 * What a baseline stands for runs instead where it is there, and leads to the same; so do the
 * files that a later baseline stands for.
 */
static void
add_baseline(Reading *reading)
{
    Source *source = reading->source;
    const Migration *baseline = &reading->baseline;

    if (baseline->version.size == 0)
        return;

    for (size_t index = 0; index < source->count; index++)
    {
        const Migration *migration = &source->migrations[index];

        if (!migration->repeatable &&
            migration_compare_numbers(migration_number(migration), migration_number(baseline)) <= 0)
            return;
    }

    source->migrations[source->count++] = *baseline;
}

static int
compare_numbers(const void *left, const void *right)
{
    return migration_compare_numbers(migration_number(left), migration_number(right));
}

static int
compare_versions(const void *left, const void *right)
{
    return str_compare(((const Migration *)left)->version, ((const Migration *)right)->version);
}

/*
 * Where two migrations may have one number, the rest of the name says whose a file is.  A file that
 * undoes what no file does is left alone, as the tools do.
 */
static void
pair_downs(const Reading *reading)
{
    const Source *source = reading->source;
    int (*const compare)(const void *, const void *) =
        source->format->unique ? compare_numbers : compare_versions;

    if (reading->down_count == 0)
        return;

    qsort(reading->downs, reading->down_count, sizeof(*reading->downs), compare);

    for (size_t index = 0; index < source->count; index++)
    {
        const Migration *down = bsearch(&source->migrations[index], reading->downs,
                                        reading->down_count, sizeof(*down), compare);

        if (down != NULL)
            add_extra(reading, &source->migrations[index],
                      (MigrationExtra){.down_file = down->file});
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
        ret_source->engine = options->engine;
        if (options->placeholders)
            ret_source->placeholders = placeholder_rules(options->environment, arena);
    }

    if (ret_source->format == NULL)
    {
        ret_source->format = detect_format(directory, &names);
        ret_source->assumed = ret_source->format->common;
    }

    if ((ret_source->format->nested &&
         !file_list_below(directory, ERROR_SOURCE, &scratch, &names, err)) ||
        (ret_source->format->check != NULL && !ret_source->format->check(directory, arena, err)) ||
        !collect(&reading))
        return false;

    add_baseline(&reading);
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
source_again(const Source *source, const Format *format, Arena *arena, Source *ret_source,
             Error *err)
{
    const SourceOptions options = {.format = format,
                                   .engine = source->engine,
                                   .environment = source->environment,
                                   .placeholders = source->placeholders != NULL};

    return source_start(source->directory, &options, arena, ret_source, err);
}

bool
source_read(const char *directory, const SourceOptions *options, Arena *arena, Source *ret_source,
            Error *err)
{
    return source_start(directory, options, arena, ret_source, err) &&
           source_finish(ret_source, err);
}
