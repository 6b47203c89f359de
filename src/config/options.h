/*
 * options.h
 *    The options that options.def declares, with their values and where each came from.
 *
 * Flags win over the environment, the environment over the file, the file over the
 * declared fallback; in which order they are read does not matter.
 */
#ifndef CONFIG_OPTIONS_H
#define CONFIG_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

typedef enum OptionId
{
#define OPTION(id, ...) OPTION_##id,
#include "config/options.def"
#undef OPTION
    OPTION_COUNT,
} OptionId;

typedef enum OptionKind
{
    OPTION_FLAG,        /* present or not; in the environment on, off, true, false, ... */
    OPTION_FLAG_IF_SET, /* as a flag, but any variable that is not empty sets it */
    OPTION_SWITCH,      /* on or off */
    OPTION_CHOICE,      /* one of the words in the placeholder, separated by | */
    OPTION_SECONDS,     /* seconds, with up to three digits after the point */
    OPTION_TEXT,
    OPTION_LIST,   /* text, may be given more than once; commas in the environment */
    OPTION_FILE,   /* a path */
    OPTION_FOLDER, /* a path */
} OptionKind;

typedef enum OptionFlag
{
    OPTION_IN_FILE = 1 << 0,   /* a key of the configuration file */
    OPTION_IN_TARGET = 1 << 1, /* a key of a target in that file, and PAWL_<NAME>_<KEY> */
} OptionFlag;

typedef enum OptionGroup
{
    OPTION_GROUP_TARGETS,
    OPTION_GROUP_RUN,
    OPTION_GROUP_OUTPUT,
    OPTION_GROUP_COUNT,
} OptionGroup;

/* A later one wins. */
typedef enum OptionSource
{
    OPTION_FROM_FALLBACK,
    OPTION_FROM_FILE,
    OPTION_FROM_ENVIRONMENT,
    OPTION_FROM_FLAG,
} OptionSource;

typedef struct OptionSpec
{
    const char *name; /* "dry-run" */
    char letter;      /* short form; 0: none */
    const char *env;  /* variable; NULL: none */
    OptionKind kind;
    const char *placeholder; /* of the value; the choices of an OPTION_CHOICE; NULL for flags */
    OptionGroup group;
    const char *fallback; /* the value when nobody says anything; NULL: none */
    unsigned flags;       /* OptionFlag bits */
    const char *help;
    const char *manual;
} OptionSpec;

typedef struct OptionValue
{
    OptionSource source;
    const char *text;   /* NULL if there is no value; of a list the last one */
    int64_t number;     /* milliseconds; 1 or 0 of a flag or switch */
    const char **items; /* of a list */
    size_t item_count;
    size_t offset; /* in the configuration file, if it came from there */
} OptionValue;

typedef struct Options
{
    OptionValue values[OPTION_COUNT];
} Options;

/* One value on its way into Options. */
typedef struct OptionGiven
{
    OptionSource source;
    const char *text;  /* NULL: a flag without a value */
    const char *shown; /* the text as messages may show it; NULL: text */
    size_t offset;     /* in the file, for OPTION_FROM_FILE */
} OptionGiven;

const OptionSpec *option_spec(OptionId id);

/* Whether the option takes no value on the command line. */
bool option_is_flag(OptionId id);

/* The option's name as a key of the file: "dry_run". */
const char *option_key(OptionId id, Arena *arena);

/* The option that has this key and all of these flags; false if there is none. */
bool option_by_key(Str key, unsigned flags, OptionId *ret_id);

/* Options without a value, and the fallbacks. */
void options_init(Options *options);

/*
 * Check a value and keep it unless a stronger source was there before.  ERROR_USAGE
 * for a flag, else ERROR_CONFIG; the message names the value.
 */
MUST_CHECK bool option_set(Options *options, OptionId id, const OptionGiven *given, Arena *arena,
                           Error *err);

/* Take what the environment ("NAME=value", NULL at its end) says. */
MUST_CHECK bool options_from_environment(Options *options, const char *const *environment,
                                         Arena *arena, Error *err);

/* A variable's value, or NULL if it is not set. */
const char *environment_get(const char *const *environment, Str name);

/* The value as text, or NULL. */
const char *option_text(const Options *options, OptionId id);

/* "on", "true", "0", ...: 1 or 0; false for any other word. */
MUST_CHECK bool option_parse_switch(Str text, int64_t *ret_number);

/* The value of a flag or a switch. */
bool option_is_on(const Options *options, OptionId id);

/* The value of an OPTION_SECONDS, in milliseconds. */
int64_t option_ms(const Options *options, OptionId id);

/* Whether the choice is this word, which must be one of the declared ones. */
bool option_is(const Options *options, OptionId id, const char *word);

#endif /* CONFIG_OPTIONS_H */
