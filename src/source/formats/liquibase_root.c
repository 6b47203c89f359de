/*
 * liquibase_root.c
 *    Which changelog of a directory is the one that Liquibase starts from.
 */
#include <fcntl.h>
#include <string.h>

#include "source/formats/liquibase_home.h"
#include "source/formats/liquibase_index.h"

static bool
is_changelog(const LiquibaseHome *home, const char *name)
{
    SCOPED_BUF buf = {0};
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    const char *path = arena_printf(&scratch, "%s/%s", home->directory, name);

    return name[0] != '.' && liquibase_may_be_changelog(str_from(name)) &&
           file_read(AT_FDCWD, path, LIQUIBASE_CHANGELOG_SIZE_MAX, ERROR_SOURCE, &buf, &ignored) &&
           liquibase_is_changelog(buf_str(&buf));
}

/* Whether one of the others includes it; those that cannot be read include nothing. */
static bool
is_included(const LiquibaseHome *home, const FileNames *candidates, const char *name)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    LiquibaseHome quiet = *home;

    quiet.arena = &scratch;
    quiet.err = &ignored;

    for (size_t index = 0; index < candidates->count; index++)
    {
        LiquibaseChangelog changelog = {0};
        const char *other = candidates->names[index];

        if (strcmp(other, name) == 0 || !liquibase_home_changelog(&quiet, other, &changelog))
            continue;

        for (size_t at = 0; at < changelog.count; at++)
        {
            const char *file = liquibase_home_included(&quiet, other, &changelog.includes[at]);

            if (file != NULL && strcmp(file, name) == 0)
                return true;
        }
    }

    return false;
}

/* The only one that says so; NULL if none or several do. */
static const char *
only_one(const LiquibaseHome *home, const FileNames *candidates,
         bool (*says_so)(const LiquibaseHome *home, const FileNames *candidates, const char *name))
{
    const char *found = NULL;

    for (size_t index = 0; index < candidates->count; index++)
    {
        if (!says_so(home, candidates, candidates->names[index]))
            continue;
        if (found != NULL)
            return NULL;

        found = candidates->names[index];
    }

    return found;
}

static bool
is_master(const LiquibaseHome *home, const FileNames *candidates, const char *name)
{
    (void)home, (void)candidates;

    return str_contains_nocase(str_from(name), STR("master"));
}

static bool
is_outermost(const LiquibaseHome *home, const FileNames *candidates, const char *name)
{
    return !is_included(home, candidates, name);
}

static const char *
named_root(const LiquibaseHome *home)
{
    const Str named = liquibase_root_changelog(&home->settings);
    const char *file = named.size == 0 ? NULL : liquibase_home_search(home, named);

    return file == NULL || file_is_folder(liquibase_home_path(home, file)) ? NULL : file;
}

bool
liquibase_find_index(const FormatDirectory *directory, Arena *arena, const char **ret_file,
                     Error *err)
{
    LiquibaseHome home;
    FileNames candidates = {.names = ARENA_ARRAY(arena, const char *, directory->names->count + 1)};

    if (!liquibase_home(directory, arena, &home, err))
        return false;

    *ret_file = named_root(&home);

    if (*ret_file != NULL)
        return true;

    for (size_t index = 0; index < directory->names->count; index++)
    {
        if (is_changelog(&home, directory->names->names[index]))
            candidates.names[candidates.count++] =
                arena_strdup(arena, directory->names->names[index]);
    }

    *ret_file = only_one(&home, &candidates, is_master);

    if (*ret_file == NULL)
        *ret_file = only_one(&home, &candidates, is_outermost);
    if (*ret_file != NULL || candidates.count == 0)
        return true;

    (void)error_set(err, ERROR_SOURCE, "\"%s\" and \"%s\" in \"%s\" are both changelogs",
                    candidates.names[0], candidates.names[1], directory->path);

    return error_hint(err, "Say which one is the root: changeLogFile=NAME in liquibase.properties, "
                           "or LIQUIBASE_COMMAND_CHANGELOG_FILE.");
}
