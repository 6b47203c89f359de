/*
 * config.h
 *    From file, environment and flags to the databases that a command works on.
 *
 * The targets are, from the first of these that names any:
 *
 *     --url URL                           one target
 *     targets: in the file                as many as it lists, in its order
 *     PAWL_<NAME>_URL                     one for each engine that has such a variable
 *     DATABASE_URL                        one target
 *
 * A key of a target comes from the first of: the flag, PAWL_<NAME>_<KEY>, the option's
 * own variable, the target in the file, the file.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/error.h"
#include "config/options.h"
#include "engine/engine.h"
#include "source/format.h"

#define CONFIG_FILE_NAME "pawl.yaml"

typedef struct Target
{
    const char *name;        /* unique */
    const EngineOps *engine; /* NULL only for CONFIG_FOLDERS, if nothing says which */
    const char *url;         /* may hold a password: show it only by config_redact_url() */
    const char *password;    /* of the password file, or NULL; never to be shown */
    const char *dir;         /* a directory that exists */
    const Format *format;    /* of its files; NULL: as they say themselves */
    bool placeholders;       /* ${NAME} in them is a variable */
    Str history_table;       /* of another tool, where it has no usual name; empty: it has */
    bool mirror;             /* keep the table up to date that pawl adopt took over */
    const char *ca_file;     /* these three: NULL if not configured */
    const char *cert_file;
    const char *key_file;
} Target;

typedef struct Config
{
    const char *file; /* the configuration file that was read, or NULL */
    Target *targets;  /* those that were selected, in their order; at least one */
    size_t count;
} Config;

/* What a command needs of its targets. */
typedef enum ConfigNeed
{
    CONFIG_DATABASES, /* everything */
    CONFIG_SERVERS,   /* all but dir, which stays NULL: no file is read */
    CONFIG_FOLDERS,   /* name and dir; url and password stay NULL, engine may */
} ConfigNeed;

/*
 * options holds the flags and the environment's values already; the file's are added.
 * environment is "NAME=value" texts with NULL at its end.  ERROR_CONFIG, or ERROR_USAGE
 * for --target with a wrong name.
 */
MUST_CHECK bool config_load(Options *options, const char *const *environment, ConfigNeed need,
                            Arena *arena, Config *ret_config, Error *err);

/* "PAWL_<NAME>_<KEY>": the variable that sets this key of the target of that name. */
const char *config_variable(const char *target_name, OptionId id, Arena *arena);

#endif /* CONFIG_CONFIG_H */
