/*
 * flyway.c
 *    Flyway: V1_2__name.sql, R__name.sql, U1_2__name.sql (undo), B1__name.sql (baseline).
 *
 * https://documentation.red-gate.com/flyway, "Migrations".  A version is digits separated by dots
 * or single underscores; it is compared number by number.  Files may lie in folders.  What Flyway
 * would run around migrations ("afterMigrate.sql") is refused, as leaving it out may matter, unless
 * Flyway's settings say to.
 * Placeholders are replaced in all of a script, its strings and comments included, unless its
 * settings (flyway.h) say no.
 */
#include "source/formats/flyway_settings.h"

/* The "1_2" of "V1_2__name"; false if the name is not of that form. */
static bool
version_part(Str name, Str *ret_number)
{
    size_t at = 1;

    while (at < name.size &&
           (char_is_digit(name.data[at]) || name.data[at] == '.' ||
            (name.data[at] == '_' && at + 1 < name.size && char_is_digit(name.data[at + 1]))))
        at++;

    *ret_number = str_slice(name, 1, at);

    return at > 1 && char_is_digit(name.data[1]) &&
           str_starts_with(str_slice(name, at, name.size), STR("__"));
}

static bool
claims(Str file_name)
{
    Str number;

    return file_name.size > 4 && file_name.data[0] == 'V' && version_part(file_name, &number);
}

/* "beforeMigrate.sql", "afterEachMigrate__grants.sql", "createSchema.sql". */
static bool
is_callback(Str name)
{
    const Str event = str_slice(name, 0, str_find(name, 0, STR("__")));

    return str_starts_with(name, STR("before")) || str_starts_with(name, STR("after")) ||
           STR_IS(event, "createSchema");
}

/* Whether a migration goes on that way: only flyway migrate is what pawl stands in for. */
static bool
is_of_migrating(Str callback)
{
    static const char *const OTHERS[] = {"Clean", "Info", "Repair", "Undo", "Baseline"};

    for (size_t index = 0; index < LENGTH_OF(OTHERS); index++)
    {
        if (str_find(callback, 0, str_from(OTHERS[index])) < callback.size)
            return false;
    }

    return true;
}

static bool
skips_callback(const FormatRequest *request, Arena *arena, Error *err)
{
    FlywaySettings settings;

    if (!flyway_read(request, arena, &settings, err))
        return false;
    if (str_equal_nocase(flyway_setting(&settings, "skipDefaultCallbacks", "false"), STR("true")))
        return true;

    (void)error_set(err, ERROR_SOURCE, "\"%s\" is a callback, which Flyway runs at every migrate",
                    request->path);

    return error_hint(err, "pawl runs what changes a database once.  If it is about Flyway itself, "
                           "or you run it by other means, say flyway.skipDefaultCallbacks=true in "
                           "flyway.conf, or FLYWAY_SKIP_DEFAULT_CALLBACKS=true; if once and after "
                           "each change of it is enough, name it R__name.sql.");
}

static FileRole
role_of(char kind)
{
    return kind == 'V' ? FILE_UP : kind == 'U' ? FILE_DOWN : FILE_BASELINE;
}

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    const Str version = str_slice(file_name, 0, file_name.size - (sizeof(".sql") - 1));
    const char kind = version.size > 0 ? version.data[0] : '\0';
    const char next = version.size > 1 ? version.data[1] : '\0';
    Str number = {0};

    if (str_starts_with(version, STR("R__")))
        *ret_name = (FormatName){.role = FILE_REPEATABLE, .version = version};
    else if ((kind == 'V' || kind == 'U' || kind == 'B') && version_part(version, &number))
        *ret_name = (FormatName){.role = role_of(kind), .version = version, .number = number};
    else if (is_callback(version) && is_of_migrating(version))
        *ret_name = (FormatName){.role = FILE_CALLBACK};
    else if (((kind == 'V' || kind == 'U' || kind == 'B') && char_is_digit(next)) ||
             str_starts_with(version, STR("R_")))
    {
        (void)error_set(err, ERROR_SOURCE, "\"" STR_FORMAT "\" is not named V1__name.sql",
                        STR_ARGS(file_name));
        return error_hint(err, "Flyway's files begin with V and a version, U and a version, "
                               "B and a version, or R, and then two underscores.");
    }
    else
        *ret_name = (FormatName){.role = FILE_LEFT_OUT};

    return true;
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    FlywaySettings *settings = ARENA_NEW(arena, FlywaySettings);
    ExpandRules *rules = ARENA_NEW(arena, ExpandRules);

    if (request->part == FORMAT_DOWN && !request->apart)
    {
        (void)error_set(err, ERROR_SOURCE, "there is no script that undoes \"%s\"", request->path);
        return error_hint(err, "Flyway undoes V1__name.sql by U1__name.sql.");
    }
    if (!flyway_read(request, arena, settings, err))
        return false;

    *rules = (ExpandRules){.open = flyway_setting(settings, "placeholderPrefix", "${"),
                           .close = flyway_setting(settings, "placeholderSuffix", "}"),
                           .value = flyway_placeholder,
                           .context = settings};

    if (rules->open.size == 0 || rules->close.size == 0)
        return error_set(err, ERROR_SOURCE, "Flyway's placeholders have an empty prefix or suffix");

    const bool replaces =
        str_equal_nocase(flyway_setting(settings, "placeholderReplacement", "true"), STR("true"));
    const bool transaction =
        str_equal_nocase(flyway_setting(settings, "executeInTransaction", "true"), STR("true"));

    *ret_text = (FormatText){.text = request->text,
                             .no_transaction = !transaction,
                             .schema = flyway_schema(settings),
                             .rules = replaces ? rules : NULL};

    return true;
}

const Format format_flyway = {
    .name = "flyway",
    .title = "Flyway",
    .names = "V1__name.sql",
    .unique = true,
    .nested = true,
    .aliens = (const char *const[]){".java", ".class", ".kt", ".scala", ".groovy", NULL},
    .skips_callback = skips_callback,
    .name_file = name_file,
    .claims = claims,
    .part = part,
};
