/*
 * liquibase_settings.h
 *    What Liquibase is told from outside a file: which changesets a run is about, and properties.
 *
 * Internal to source/formats/.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_SETTINGS_H
#define SOURCE_FORMATS_LIQUIBASE_SETTINGS_H

#include "source/format.h"
#include "source/formats/properties.h"

typedef struct LiquibaseSettings
{
    FormatRequest request;
    Properties shared; /* liquibase.properties beside the file, or one folder above */
    Str contexts;      /* of this run, a list; empty: changesets run whatever theirs are */
    Str labels;        /* an expression; the same */
    Str schema;        /* where what has none in its name is made; empty: nobody says */
    Property *own;     /* the file's --property lines for this run, by name, then by offset */
    size_t own_count;
    Arena *arena;
} LiquibaseSettings;

/* ERROR_SOURCE if liquibase.properties cannot be read, or the filter of labels makes no sense. */
MUST_CHECK bool liquibase_settings(const FormatRequest *request, Arena *arena,
                                   LiquibaseSettings *ret_settings, Error *err);

/* The changelog that Liquibase starts from, as it is written; empty: nobody says. */
Str liquibase_root_changelog(const LiquibaseSettings *settings);

/*
 * Whether this run wants what is for these contexts (an expression) and has these labels (a list);
 * where the run says nothing, it wants all.  False if they cannot be understood.
 */
MUST_CHECK bool liquibase_wants(const LiquibaseSettings *settings, Str contexts, Str labels,
                                bool *ret_wants);

/* Whether a list "a,!b" of databases names the engine's, or none but others with a "!". */
bool liquibase_is_for(Str list, const char *engine);

/*
 * Rules for the ${property} of a file: the environment, liquibase.properties ("parameter.NAME"),
 * the changelogs (the request's scope is a LiquibaseScope), the file's own --property lines for
 * this database, in this order; of two lines the first.
 * ${:name} stands for ${name}.  The settings must stay where they are.
 */
const ExpandRules *liquibase_rules(LiquibaseSettings *settings);

#endif /* SOURCE_FORMATS_LIQUIBASE_SETTINGS_H */
