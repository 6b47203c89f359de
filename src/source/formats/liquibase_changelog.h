/*
 * liquibase_changelog.h
 *    A changelog of Liquibase in XML, YAML or JSON: which files it includes, in which order.
 *
 * Internal to source/.  Facts: Liquibase 4.33, docs.liquibase.com "include", "includeAll".
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_CHANGELOG_H
#define SOURCE_FORMATS_LIQUIBASE_CHANGELOG_H

#include "base/error.h"
#include "source/tree.h"

enum
{
    LIQUIBASE_CHANGELOG_SIZE_MAX = 16 * 1024 * 1024,
};

typedef struct LiquibaseInclude
{
    Str path;            /* as it is written, without "classpath:" and a slash in front */
    bool all;            /* the folder's files, those in its folders included */
    bool relative;       /* to the changelog, else to wherever Liquibase looks for files */
    bool may_be_missing; /* the file, or anything in the folder */
    Str ends_with;       /* of a folder only files with that end; empty: all */
    Str contexts;        /* an expression */
    Str labels;          /* a list */
    size_t offset;       /* in the changelog */
} LiquibaseInclude;

/* For the SQL files that it leads to. */
typedef struct LiquibaseProperty
{
    Str name;
    Str value;
    Str databases; /* a list; empty: for all */
    Str contexts;
    Str labels;
    bool local; /* to this changelog and what it includes; else it holds for all that follows */
} LiquibaseProperty;

typedef struct LiquibaseChangelog
{
    TreeFile file;
    LiquibaseInclude *includes;
    size_t count;
    LiquibaseProperty *properties;
    size_t property_count;
    Arena *arena; /* owns all of it */
} LiquibaseChangelog;

/* By the end of its name; what is in it, liquibase_is_changelog() says. */
bool liquibase_may_be_changelog(Str file_name);
bool liquibase_is_changelog(Str text);

/*
 * Read it.  ERROR_SOURCE with the place for what is no changelog, and for all that pawl cannot do:
 * changesets in these languages above all.
 */
MUST_CHECK bool liquibase_changelog(const char *path, Str text, Arena *arena,
                                    LiquibaseChangelog *ret_changelog, Error *err);

#endif /* SOURCE_FORMATS_LIQUIBASE_CHANGELOG_H */
