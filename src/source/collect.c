/*
 * collect.c
 *    What each file of a directory is: it migrates, undoes, or is left out.
 */
#include "source/collect.h"

#include <fcntl.h>
#include <string.h>

#include "source/alien.h"
#include "source/detect.h"

static bool
is_bootstrap(const Source *source, const Migration *migration)
{
    return source->format == &format_plain && STR_IS(migration_number(migration), "0") &&
           str_ends_with(migration->version, STR("_schema_migrations"));
}

static Migration
migration_of(const Collection *collection, const char *file, const FormatName *name)
{
    /* A file name has 255 bytes at the most. */
    Migration migration = {
        .version = name->version,
        .file = file,
        .source = collection->source,
        .number_start =
            name->number.data == NULL ? 0 : (uint16_t)(name->number.data - name->version.data),
        .number_size = (uint16_t)name->number.size,
        .repeatable = name->role == FILE_REPEATABLE,
    };

    migration.bootstrap = is_bootstrap(collection->source, &migration);

    return migration;
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
take_folder(Collection *collection, const char *entry)
{
    Source *source = collection->source;
    const Format *format = source->format;
    const char *path = arena_printf(collection->arena, "%s/%s", source->directory, entry);
    FormatName name = {0};

    if (entry[0] == '.')
        return true;

    if (!file_is_folder(path))
    {
        if (detect_is_sql(entry))
            leave_out(source, arena_strdup(collection->arena, entry));

        return true;
    }

    const char *file = arena_printf(collection->arena, "%s/%s", entry, format->folder_up);

    if (!format->name_file(str_from(file), &name, collection->err))
        return error_wrap(collection->err, "could not read directory \"%s\"", source->directory);
    if (!detect_folder_has(path, format->folder_up))
        return error_set(collection->err, ERROR_SOURCE, "folder \"%s\" has no %s", path,
                         format->folder_up);

    Migration *migration = &source->migrations[source->count++];

    *migration = migration_of(collection, file, &name);

    if (format->folder_down != NULL && detect_folder_has(path, format->folder_down))
        migration_keep_extra(
            migration, collection->arena,
            (MigrationExtra){
                .down_file = arena_printf(collection->arena, "%s/%s", entry, format->folder_down)});

    return true;
}

static void
take_baseline(Collection *collection, const Migration *baseline)
{
    if (collection->baseline.version.size == 0 ||
        migration_compare_numbers(migration_number(baseline),
                                  migration_number(&collection->baseline)) < 0)
        collection->baseline = *baseline;
}

/* What a file is.  Other tools than pawl itself look for .sql in small letters. */
static MUST_CHECK bool
name_file(const Collection *collection, Str file, FormatName *ret_name)
{
    const Format *format = collection->source->format;

    *ret_name = (FormatName){.role = FILE_LEFT_OUT};

    if ((format == &format_plain || str_ends_with(file, STR(".sql"))) &&
        !format->name_file(file, ret_name, collection->err))
        return error_wrap(collection->err, "could not read directory \"%s\"",
                          collection->source->directory);

    return true;
}

/* It is left out if its tool would leave it out as well. */
static MUST_CHECK bool
check_callback(const Collection *collection, const char *file)
{
    const Source *source = collection->source;
    const FormatRequest request = {
        .path = arena_printf(collection->arena, "%s/%s", source->directory, file),
        .engine = source->engine,
        .environment = source->environment};

    return source->format->skips_callback(&request, collection->arena, collection->err);
}

/* By its role: it migrates, undoes, or is left out. */
static MUST_CHECK bool
take_named(Collection *collection, const char *file, const FormatName *name, bool alien)
{
    Source *source = collection->source;
    Migration migration = migration_of(collection, file, name);

    if (name->role == FILE_CALLBACK && !check_callback(collection, file))
        return false;
    if (name->role == FILE_LEFT_OUT || name->role == FILE_CALLBACK)
        leave_out(source, file);
    if (name->role == FILE_BASELINE)
        take_baseline(collection, &migration);
    if (name->role == FILE_DOWN)
        collection->downs[collection->down_count++] = migration;
    if (name->role != FILE_UP && name->role != FILE_REPEATABLE)
        return true;

    migration.alien = alien;
    source->migrations[source->count++] = migration;

    return true;
}

static MUST_CHECK bool
take_file(Collection *collection, const char *entry)
{
    Source *source = collection->source;
    const char *ending = alien_ending(source->format, detect_own_name(str_from(entry)));
    FormatName name = {0};

    if (ending == NULL && !detect_is_sql(entry))
    {
        if (detect_is_migration(source->directory, entry))
            leave_out(source, arena_strdup(collection->arena, entry));

        return true;
    }

    const Str file = str_copy(collection->arena, str_from(entry));

    if (ending != NULL)
        alien_name(source->format, detect_own_name(file), ending, collection->arena, &name);
    else if (!name_file(collection, detect_own_name(file), &name))
        return false;

    /* Other programs than migrations are nobody's business here. */
    if (ending != NULL && name.role == FILE_LEFT_OUT)
        return true;

    return take_named(collection, file.data, &name, ending != NULL);
}

static int
compare_files(const void *left, const void *right)
{
    return strcmp(((const FormatEntry *)left)->file, ((const FormatEntry *)right)->file);
}

static MUST_CHECK bool
refuse_twice(const Collection *collection, const FormatEntry *entries, size_t count)
{
    FormatEntry *sorted = ARENA_ARRAY(collection->arena, FormatEntry, count + 1);

    if (count == 0)
        return true;

    memcpy(sorted, entries, sizeof(*sorted) * count);
    qsort(sorted, count, sizeof(*sorted), compare_files);

    for (size_t index = 1; index < count; index++)
    {
        if (compare_files(&sorted[index - 1], &sorted[index]) == 0)
            return error_set(collection->err, ERROR_SOURCE, "\"%s/%s\" names \"%s\" twice",
                             collection->source->directory, collection->source->index,
                             sorted[index].file);
    }

    return true;
}

static MUST_CHECK bool
take_entry(Collection *collection, const FormatEntry *entry)
{
    Source *source = collection->source;
    const Str file = str_copy(collection->arena, str_from(entry->file));
    const FormatName name = format_indexed(file);
    const char *wrong = !detect_is_sql(detect_own_name(file).data)           ? "hidden"
                        : !detect_folder_has(source->directory, entry->file) ? "not there"
                                                                             : NULL;

    if (wrong != NULL)
        return error_set(collection->err, ERROR_SOURCE, "\"%s/%s\" names \"%s\", which is %s",
                         source->directory, source->index, entry->file, wrong);

    Migration *migration = &source->migrations[source->count++];

    *migration = migration_of(collection, file.data, &name);

    if (entry->key != NULL || entry->scope != NULL)
        migration_keep_extra(migration, collection->arena,
                             (MigrationExtra){.key = entry->key, .scope = entry->scope});

    return true;
}

/* Only what the index names: the tool leaves other files alone, too. */
static MUST_CHECK bool
collect_indexed(Collection *collection)
{
    Source *source = collection->source;
    FormatEntry *entries = NULL;
    size_t count = 0;

    if (!source->format->read_index(collection->where, source->index, collection->arena, &entries,
                                    &count, collection->err) ||
        !refuse_twice(collection, entries, count))
        return false;

    source->migrations = ARENA_ARRAY(collection->arena, Migration, count + 1);

    for (size_t index = 0; index < count; index++)
    {
        if (!take_entry(collection, &entries[index]))
            return false;
    }

    return true;
}

bool
collect_files(Collection *collection)
{
    Source *source = collection->source;

    if (source->index != NULL)
        return collect_indexed(collection);

    source->migrations =
        ARENA_ARRAY(collection->arena, Migration, collection->where->names->count + 1);
    collection->downs =
        ARENA_ARRAY(collection->arena, Migration, collection->where->names->count + 1);

    for (size_t index = 0; index < collection->where->names->count; index++)
    {
        const char *name = collection->where->names->names[index];

        if (source->format->folder_up != NULL ? !take_folder(collection, name)
                                              : !take_file(collection, name))
            return false;
    }

    return true;
}
