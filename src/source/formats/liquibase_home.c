/*
 * liquibase_home.c
 *    A directory as Liquibase sees it: its changelogs, and where the paths in them lead.
 */
#include "source/formats/liquibase_home.h"

#include <fcntl.h>
#include <stdlib.h>

#include "source/formats/liquibase_paths.h"

bool
liquibase_home(const FormatDirectory *directory, Arena *arena, LiquibaseHome *ret_home, Error *err)
{
    char *path = realpath(directory->path, NULL);
    const FormatRequest request = {.path = arena_printf(arena, "%s/", directory->path),
                                   .engine = directory->engine,
                                   .environment = directory->environment};

    *ret_home = (LiquibaseHome){.directory = directory->path,
                                .path = str_copy(arena, str_from(path == NULL ? "" : path)),
                                .arena = arena,
                                .err = err};
    free(path);

    return liquibase_settings(&request, arena, &ret_home->settings, err);
}

const char *
liquibase_home_path(const LiquibaseHome *home, const char *file)
{
    return arena_printf(home->arena, "%s/%s", home->directory, file);
}

bool
liquibase_home_changelog(const LiquibaseHome *home, const char *file,
                         LiquibaseChangelog *ret_changelog)
{
    SCOPED_BUF buf = {0};
    const char *path = liquibase_home_path(home, file);

    return file_read(AT_FDCWD, path, LIQUIBASE_CHANGELOG_SIZE_MAX, ERROR_SOURCE, &buf, home->err) &&
           liquibase_changelog(path, str_copy(home->arena, buf_str(&buf)), home->arena,
                               ret_changelog, home->err);
}

static bool
is_there(const void *context, const char *file)
{
    SCOPED_ARENA scratch = {0};
    const LiquibaseHome *home = context;
    const char *path = arena_printf(&scratch, "%s/%s", home->directory, file);

    return file_exists(path) || file_is_folder(path);
}

const char *
liquibase_home_search(const LiquibaseHome *home, Str path)
{
    return liquibase_path_in(home->path, path, is_there, home, home->arena);
}

const char *
liquibase_home_included(const LiquibaseHome *home, const char *changelog,
                        const LiquibaseInclude *include)
{
    if (!include->relative)
        return liquibase_home_search(home, include->path);

    const char *file = liquibase_path_beside(changelog, include->path, home->arena);

    return file != NULL && is_there(home, file) ? file : NULL;
}
