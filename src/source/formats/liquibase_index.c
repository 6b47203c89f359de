/*
 * liquibase_index.c
 *    The SQL files that a directory's root changelog leads to, in its order.
 */
#include "source/formats/liquibase_index.h"

#include <string.h>

#include "source/formats/liquibase_home.h"
#include "source/formats/liquibase_paths.h"
#include "source/formats/liquibase_scope.h"

/* A changelog that is being read, because an outer one includes it. */
typedef struct Reading Reading;
struct Reading
{
    const char *file; /* in the directory */
    LiquibaseChangelog changelog;
    const Reading *outer;
};

/* On the way through all changelogs. */
typedef struct Walk
{
    LiquibaseHome home;
    const LiquibaseScope *scope; /* of the properties that are in force */
    FormatEntry *entries;
    size_t count;
    size_t capacity;
} Walk;

static MUST_CHECK bool
refuse(const Walk *walk, const Reading *reading, const LiquibaseInclude *include, const char *what)
{
    return tree_error(&reading->changelog.file, include->offset, walk->home.err,
                      "\"" STR_FORMAT "\" %s", STR_ARGS(include->path), what);
}

static void
push(Walk *walk, const char *file)
{
    if (walk->count == walk->capacity)
    {
        FormatEntry *entries = walk->entries;

        walk->capacity = walk->capacity == 0 ? 64 : 2 * walk->capacity;
        walk->entries = ARENA_ARRAY(walk->home.arena, FormatEntry, walk->capacity);

        if (walk->count > 0)
            memcpy(walk->entries, entries, sizeof(*entries) * walk->count);
    }

    walk->entries[walk->count++] = (FormatEntry){.file = file, .scope = walk->scope};
}

static MUST_CHECK bool take_changelog(Walk *walk, const char *file, const Reading *outer);

static MUST_CHECK bool
take_file(Walk *walk, const Reading *reading, const LiquibaseInclude *include, const char *file)
{
    if (str_ends_with(str_from(file), STR(".sql")))
    {
        push(walk, file);
        return true;
    }
    if (!liquibase_may_be_changelog(str_from(file)))
        return refuse(walk, reading, include, "is neither SQL nor XML, YAML or JSON");

    for (const Reading *open = reading; open != NULL; open = open->outer)
    {
        if (strcmp(open->file, file) == 0)
            return refuse(walk, reading, include, "leads back to itself");
    }

    return take_changelog(walk, file, reading);
}

/* In the order of their paths, folders among the files (Liquibase 4.33). */
static MUST_CHECK bool
take_folder(Walk *walk, const Reading *reading, const LiquibaseInclude *include, const char *folder)
{
    FileNames names;
    bool any = false;

    if (!file_list_below(liquibase_home_path(&walk->home, folder), ERROR_SOURCE, walk->home.arena,
                         &names, walk->home.err))
        return false;

    for (size_t index = 0; index < names.count; index++)
    {
        const Str name = str_from(names.names[index]);

        if (!str_ends_with(name, include->ends_with) ||
            (!str_ends_with(name, STR(".sql")) && !liquibase_may_be_changelog(name)))
            continue;

        any = true;

        if (!take_file(walk, reading, include,
                       arena_printf(walk->home.arena, "%s%s%s", folder,
                                    folder[0] == '\0' ? "" : "/", name.data)))
            return false;
    }

    return any || include->may_be_missing ||
           refuse(walk, reading, include, "holds no file for Liquibase");
}

/* Only where it would lie in the directory: elsewhere it may be there for Liquibase. */
static bool
may_be_missing(const Walk *walk, const Reading *reading, const LiquibaseInclude *include)
{
    return include->may_be_missing && include->relative &&
           liquibase_path_beside(reading->file, include->path, walk->home.arena) != NULL;
}

static MUST_CHECK bool
refuse_missing(const Walk *walk, const Reading *reading, const LiquibaseInclude *include)
{
    return refuse(walk, reading, include, "is not there") ||
           error_hint(
               walk->home.err,
               "It must lie in \"%s\".  If it lies beside, name the folder above by --dir or "
               "dir:, and the changelog by LIQUIBASE_COMMAND_CHANGELOG_FILE or "
               "changeLogFile in a liquibase.properties there.",
               walk->home.directory);
}

static MUST_CHECK bool
take_include(Walk *walk, const Reading *reading, const LiquibaseInclude *include)
{
    const char *file = liquibase_home_included(&walk->home, reading->file, include);
    bool wanted = false;

    if (!liquibase_wants(&walk->home.settings, include->contexts, include->labels, &wanted))
        return refuse(walk, reading, include, "is for contexts or labels that are not understood");
    if (!wanted)
        return true;

    if (file == NULL)
        return may_be_missing(walk, reading, include) || refuse_missing(walk, reading, include);

    if (file_is_folder(liquibase_home_path(&walk->home, file)) != include->all)
        return refuse(walk, reading, include, include->all ? "is no folder" : "is a folder");

    return include->all ? take_folder(walk, reading, include, file)
                        : take_file(walk, reading, include, file);
}

/* Those that this run wants. */
static MUST_CHECK bool
take_properties(Walk *walk, const LiquibaseChangelog *changelog)
{
    const char *engine = walk->home.settings.request.engine;

    for (size_t index = 0; index < changelog->property_count; index++)
    {
        const LiquibaseProperty *property = &changelog->properties[index];
        bool wanted = false;

        if (!liquibase_wants(&walk->home.settings, property->contexts, property->labels, &wanted))
            return error_set(walk->home.err, ERROR_SOURCE,
                             "property \"" STR_FORMAT "\" of \"%s\" is for contexts or labels that "
                             "are not understood",
                             STR_ARGS(property->name), changelog->file.path);
        if (!wanted || (property->databases.size > 0 &&
                        (engine == NULL || !liquibase_is_for(property->databases, engine))))
            continue;

        walk->scope = liquibase_scope_add(walk->scope, property->name, property->value,
                                          property->local, walk->home.arena);
    }

    return true;
}

/* Its properties hold for all that it includes, wherever they stand in it. */
static MUST_CHECK bool
take_changelog(Walk *walk, const char *file, const Reading *outer)
{
    Reading reading = {.file = file, .outer = outer};
    const LiquibaseScope *before = walk->scope;

    if (!liquibase_home_changelog(&walk->home, file, &reading.changelog) ||
        !take_properties(walk, &reading.changelog))
        return false;

    for (size_t index = 0; index < reading.changelog.count; index++)
    {
        if (!take_include(walk, &reading, &reading.changelog.includes[index]))
            return false;
    }

    walk->scope = liquibase_scope_leave(walk->scope, before, walk->home.arena);

    return true;
}

bool
liquibase_read_index(const FormatDirectory *directory, const char *file, Arena *arena,
                     FormatEntry **ret_entries, size_t *ret_count, Error *err)
{
    Walk walk = {0};

    if (!liquibase_home(directory, arena, &walk.home, err))
        return false;

    if (str_ends_with(str_from(file), STR(".sql")))
        push(&walk, file);
    else if (!take_changelog(&walk, file, NULL))
        return false;

    *ret_entries = walk.entries;
    *ret_count = walk.count;

    return true;
}
