/*
 * directory.c
 *    The migrations of one directory: found, ordered, checked.
 */
#include <stdlib.h>

#include "base/file.h"
#include "source/checksums.h"
#include "source/collect.h"
#include "source/detect.h"
#include "source/order.h"

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
add_baseline(Collection *collection)
{
    Source *source = collection->source;
    const Migration *baseline = &collection->baseline;

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
pair_downs(const Collection *collection)
{
    const Source *source = collection->source;
    int (*const compare)(const void *, const void *) =
        source->format->unique ? compare_numbers : compare_versions;

    if (collection->down_count == 0)
        return;

    qsort(collection->downs, collection->down_count, sizeof(*collection->downs), compare);

    for (size_t index = 0; index < source->count; index++)
    {
        const Migration *down = bsearch(&source->migrations[index], collection->downs,
                                        collection->down_count, sizeof(*down), compare);

        if (down != NULL)
            migration_keep_extra(&source->migrations[index], collection->arena,
                                 (MigrationExtra){.down_file = down->file});
    }
}

bool
source_start(const char *directory, const SourceOptions *options, Arena *arena, Source *ret_source,
             Error *err)
{
    SCOPED_ARENA scratch = {0};
    FileNames names;
    Collection collection = {.source = ret_source, .arena = arena, .err = err};

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

    const FormatDirectory where = {.path = directory,
                                   .names = &names,
                                   .engine = ret_source->engine,
                                   .environment = ret_source->environment};

    collection.where = &where;

    if (ret_source->format == NULL)
    {
        ret_source->format = detect_format(&where);
        ret_source->assumed = ret_source->format->common;
    }

    if ((ret_source->format->find_index != NULL &&
         !ret_source->format->find_index(&where, arena, &ret_source->index, err)) ||
        (ret_source->format->nested &&
         !file_list_below(directory, ERROR_SOURCE, &scratch, &names, err)) ||
        (ret_source->format->check != NULL && !ret_source->format->check(directory, arena, err)) ||
        !collect_files(&collection))
        return false;

    add_baseline(&collection);
    order_sort(ret_source);
    pair_downs(&collection);

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
