/*
 * flyway_settings.c
 *    The settings of Flyway that decide what a script means.
 */
#include "source/formats/flyway_settings.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "source/formats/toml.h"
#include "source/place.h"

enum
{
    PATH_SIZE = 4096,
};

/* ---- reading them ---- */

/* What a script's file may say, and what pawl can do about it; NULL: any value. */
static const struct
{
    const char *key;
    const char *values[3];
} SCRIPT_KEYS[] = {
    {"executeInTransaction", {"true", "false"}},
    {"placeholderReplacement", {"true", "false"}},
    {"encoding", {"UTF-8"}},
    {"shouldExecute", {"true"}},
    {"outputQueryResults", {"true", "false"}},
};

static bool
has_value(const char *const *values, Str value)
{
    for (; *values != NULL; values++)
    {
        if (str_equal_nocase(value, str_from(*values)))
            return true;
    }

    return false;
}

static MUST_CHECK bool
check_script(const Properties *script, Error *err)
{
    for (size_t index = 0; index < script->count; index++)
    {
        const Property *property = &script->list[index];
        bool good = false;

        for (size_t key = 0; key < LENGTH_OF(SCRIPT_KEYS) && !good; key++)
            good = str_equal(property->key, str_from(SCRIPT_KEYS[key].key)) &&
                   has_value(SCRIPT_KEYS[key].values, property->value);

        if (!good)
        {
            (void)place_error(err, script->path, script->text, property->offset,
                              "pawl cannot do what \"" STR_FORMAT "=" STR_FORMAT "\" asks for",
                              STR_ARGS(property->key), STR_ARGS(property->value));
            return error_hint(err, "It reads executeInTransaction and placeholderReplacement; "
                                   "scripts are UTF-8, and all of them are run.");
        }
    }

    return true;
}

/* One that is there comes behind those before it. */
static MUST_CHECK bool
read_one(FlywaySettings *settings, const char *path, Error *err)
{
    Properties *properties = &settings->projects[settings->project_count];
    const bool toml = str_ends_with(str_from(path), STR(".toml"));

    if (toml ? !toml_read(path, settings->arena, properties, err)
             : !properties_read(path, "=", settings->arena, properties, err))
        return false;

    settings->project_count += properties->path != NULL ? 1 : 0;

    return true;
}

/* The files that FLYWAY_CONFIG_FILES names. */
static MUST_CHECK bool
read_named(FlywaySettings *settings, Str names, Error *err)
{
    size_t commas = 0;

    for (size_t at = str_find_char(names, 0, ','); at < names.size;
         at = str_find_char(names, at + 1, ','))
        commas++;

    settings->projects = ARENA_ARRAY(settings->arena, Properties, commas + 1);

    while (names.size > 0)
    {
        if (!read_one(settings, str_terminate(settings->arena, str_trim(str_cut(&names, ','))),
                      err))
            return false;
    }

    return true;
}

/* Where Flyway finds TOML, it leaves a flyway.conf alone. */
static MUST_CHECK bool
read_project(FlywaySettings *settings, Error *err)
{
    static const char *const names[] = {"flyway.toml", "flyway.user.toml", "flyway.conf"};
    const char *named = expand_lookup(settings->environment, STR("FLYWAY_CONFIG_FILES"));

    if (named != NULL)
        return read_named(settings, str_from(named), err);

    settings->projects = ARENA_ARRAY(settings->arena, Properties, LENGTH_OF(names));

    for (unsigned up = 0; up < 2 && settings->project_count == 0; up++)
    {
        for (size_t index = 0; index < LENGTH_OF(names); index++)
        {
            const bool conf = str_ends_with(str_from(names[index]), STR(".conf"));

            if ((!conf || settings->project_count == 0) &&
                !read_one(settings,
                          properties_beside(settings->path, up, names[index], settings->arena),
                          err))
                return false;
        }
    }

    return true;
}

/* Flyway runs it in each session that it opens. */
static MUST_CHECK bool
check_init(const FlywaySettings *settings, Error *err)
{
    if (flyway_setting(settings, "initSql", "").size == 0)
        return true;

    (void)error_set(err, ERROR_SOURCE, "pawl cannot do what Flyway's initSql asks for");

    return error_hint(err, "Say settings of the session in the target's URL, and FLYWAY_INIT_SQL= "
                           "in pawl's environment.");
}

bool
flyway_read(const FormatRequest *request, Arena *arena, FlywaySettings *ret_settings, Error *err)
{
    *ret_settings = (FlywaySettings){
        .path = request->path, .environment = request->environment, .arena = arena};

    return properties_read(arena_printf(arena, "%s.conf", request->path), "=", arena,
                           &ret_settings->script, err) &&
           check_script(&ret_settings->script, err) && read_project(ret_settings, err) &&
           check_init(ret_settings, err);
}

/* ---- asking them ---- */

/* "FLYWAY_EXECUTE_IN_TRANSACTION" for "executeInTransaction"; words: at capitals a new one begins.
 */
static const char *
variable_of(const char *prefix, Str name, bool words, Arena *arena)
{
    SCOPED_BUF buf = {0};

    buf_append_text(&buf, prefix);

    for (size_t index = 0; index < name.size; index++)
    {
        const char byte = name.data[index];
        const bool capital = byte >= 'A' && byte <= 'Z';
        const bool small = byte >= 'a' && byte <= 'z';

        if (capital && words)
            buf_append_char(&buf, '_');

        buf_append_char(&buf, small ? (char)(byte - 'a' + 'A') : byte);
    }

    return arena_copy(arena, buf_text(&buf), buf.size);
}

/* PREFIX.NAME of the project's files, of which a later one wins. */
static const Property *
from_project(const FlywaySettings *settings, const char *prefix, Str name, bool nocase)
{
    const Str key =
        str_from(arena_printf(settings->arena, "%s." STR_FORMAT, prefix, STR_ARGS(name)));

    for (size_t index = settings->project_count; index > 0; index--)
    {
        const Property *property = properties_find(&settings->projects[index - 1], key, nocase);

        if (property != NULL)
            return property;
    }

    return NULL;
}

Str
flyway_setting(const FlywaySettings *settings, const char *name, const char *fallback)
{
    const Property *own = properties_find(&settings->script, str_from(name), false);

    if (own != NULL)
        return own->value;

    const char *variable =
        expand_lookup(settings->environment,
                      str_from(variable_of("FLYWAY_", str_from(name), true, settings->arena)));
    const Property *shared = from_project(settings, "flyway", str_from(name), false);

    if (variable != NULL)
        return str_from(variable);

    return shared != NULL ? shared->value : str_from(fallback);
}

/* In TOML the schemas are an environment's. */
Str
flyway_schema(const FlywaySettings *settings)
{
    const Str environment = flyway_setting(settings, "environment", "default");
    const char *section =
        arena_printf(settings->arena, "environments." STR_FORMAT, STR_ARGS(environment));
    const Property *listed = from_project(settings, section, STR("schemas"), false);
    const Str schema = flyway_setting(settings, "defaultSchema", "");
    Str schemas = flyway_setting(settings, "schemas", "");

    if (schemas.size == 0 && listed != NULL)
        schemas = listed->value;

    return schema.size > 0 ? schema : str_trim(str_cut(&schemas, ','));
}

/* ---- placeholders ---- */

/* FLYWAY_PLACEHOLDERS_NAME, in any case. */
static const char *
from_environment(const char *const *environment, Str name)
{
    const Str prefix = STR("FLYWAY_PLACEHOLDERS_");

    for (; environment != NULL && *environment != NULL; environment++)
    {
        Str value = str_from(*environment);
        const Str key = str_cut(&value, '=');

        if (str_starts_with(key, prefix) &&
            str_equal_nocase(str_slice(key, prefix.size, key.size), name))
            return value.data == NULL ? "" : value.data;
    }

    return NULL;
}

static const char *
now(Arena *arena)
{
    char text[sizeof("0000-00-00 00:00:00")];
    const time_t seconds = time(NULL);
    struct tm fields;

    (void)localtime_r(&seconds, &fields);
    (void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &fields);

    return arena_strdup(arena, text);
}

static const char *
working_directory(Arena *arena)
{
    char path[PATH_SIZE];

    return getcwd(path, sizeof(path)) == NULL ? "" : arena_strdup(arena, path);
}

/* Those that Flyway makes itself, as far as pawl knows them; empty if it does not. */
static Str
built_in(const FlywaySettings *settings, Str name)
{
    const char *slash = strrchr(settings->path, '/');

    if (str_equal_nocase(name, STR("filename")))
        return str_from(slash == NULL ? settings->path : slash + 1);
    if (str_equal_nocase(name, STR("timestamp")))
        return str_from(now(settings->arena));
    if (str_equal_nocase(name, STR("workingDirectory")))
        return str_from(working_directory(settings->arena));
    if (str_equal_nocase(name, STR("table")))
        return flyway_setting(settings, "table", "flyway_schema_history");
    if (str_equal_nocase(name, STR("user")))
        return flyway_setting(settings, "user", "");
    if (str_equal_nocase(name, STR("environment")))
        return flyway_setting(settings, "environment", "default");

    return str_equal_nocase(name, STR("defaultSchema")) ? flyway_schema(settings) : (Str){0};
}

/* What the project's files say may name variables of the environment. */
static MUST_CHECK bool
append_from_project(const FlywaySettings *settings, const Property *property, Buf *ret_value,
                    Error *err)
{
    const ExpandRules rules = {.open = STR("${"),
                               .close = STR("}"),
                               .value = expand_environment,
                               .context = settings->environment};
    const ExpandRequest request = {
        .path = "Flyway's configuration", .text = property->value, .rules = &rules};
    Substitutions ignored;
    Str value;

    if (!expand_text(&request, settings->arena, &value, &ignored, err))
        return error_wrap(err, "\"" STR_FORMAT "\" in Flyway's configuration",
                          STR_ARGS(property->key));

    buf_append(ret_value, value);

    return true;
}

static MUST_CHECK bool
refuse_placeholder(Str name, bool own, Error *err)
{
    (void)error_set(err, ERROR_SOURCE, "placeholder \"" STR_FORMAT "\" has no value",
                    STR_ARGS(name));

    if (own)
        return error_hint(err,
                          "Flyway asks the database for it; say it to pawl in flyway.conf: "
                          "flyway.placeholders." STR_FORMAT "=VALUE.",
                          STR_ARGS(name));

    return error_hint(err,
                      "Set %s in the environment, flyway.placeholders." STR_FORMAT
                      " in flyway.conf, or " STR_FORMAT " under [flyway.placeholders] in "
                      "flyway.toml.  Where ${...} is text like any other: "
                      "FLYWAY_PLACEHOLDER_REPLACEMENT=false.",
                      variable_of("FLYWAY_PLACEHOLDERS_", name, false, err->arena), STR_ARGS(name),
                      STR_ARGS(name));
}

bool
flyway_placeholder(const ExpandRules *rules, Str inside, Buf *ret_value, Error *err)
{
    const FlywaySettings *settings = rules->context;
    const Str prefix = STR("flyway:");
    const bool own = str_starts_with(inside, prefix);
    const char *variable = from_environment(settings->environment, inside);
    const Property *property = from_project(settings, "flyway.placeholders", inside, true);

    if (variable == NULL && property != NULL)
        return append_from_project(settings, property, ret_value, err);

    const Str value = variable != NULL ? str_from(variable)
                      : own ? built_in(settings, str_slice(inside, prefix.size, inside.size))
                            : (Str){0};

    if (variable != NULL || value.size > 0)
    {
        buf_append(ret_value, value);
        return true;
    }

    return refuse_placeholder(inside, own, err);
}
