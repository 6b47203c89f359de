/*
 * liquibase_home.h
 *    A directory as Liquibase sees it: its changelogs, and where the paths in them lead.
 *
 * Internal to source/formats/.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_HOME_H
#define SOURCE_FORMATS_LIQUIBASE_HOME_H

#include "source/formats/liquibase_changelog.h"
#include "source/formats/liquibase_settings.h"

typedef struct LiquibaseHome
{
    const char *directory;
    Str path; /* the same, from "/" on */
    LiquibaseSettings settings;
    Arena *arena; /* owns all that is found */
    Error *err;
} LiquibaseHome;

/* ERROR_SOURCE if liquibase.properties cannot be read. */
MUST_CHECK bool liquibase_home(const FormatDirectory *directory, Arena *arena,
                               LiquibaseHome *ret_home, Error *err);

/* A file of the directory, for messages and for reading. */
const char *liquibase_home_path(const LiquibaseHome *home, const char *file);

/* Read one of its changelogs. */
MUST_CHECK bool liquibase_home_changelog(const LiquibaseHome *home, const char *file,
                                         LiquibaseChangelog *ret_changelog);

/* The file or folder that Liquibase would search for; NULL if it is not in the directory. */
const char *liquibase_home_search(const LiquibaseHome *home, Str path);

/* The same for what one of its changelogs includes. */
const char *liquibase_home_included(const LiquibaseHome *home, const char *changelog,
                                    const LiquibaseInclude *include);

#endif /* SOURCE_FORMATS_LIQUIBASE_HOME_H */
