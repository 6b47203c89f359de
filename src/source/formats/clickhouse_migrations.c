/*
 * clickhouse_migrations.c
 *    npm's clickhouse-migrations: NUMBER_name.sql, each one part.
 *
 * Its SET statements are settings of all the file's queries, wherever they stand; a later one of
 * the same setting wins.  With CH_MIGRATIONS_SUBSTITUTE_ENV=true in the environment ${NAME} is
 * replaced, and $${NAME} stands for ${NAME}.  Its names are those of plain files, too, so only its
 * table shows the format.
 */
#include "source/format.h"

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    const size_t underscore = str_find_char(file_name, 0, '_');

    if (format_numbered(file_name, ret_name) && !STR_IS(ret_name->number, "0") &&
        (underscore == file_name.size ||
         ret_name->number.data + ret_name->number.size == file_name.data + underscore))
        return true;

    (void)error_set(err, ERROR_SOURCE, "\"" STR_FORMAT "\" is not named NUMBER_name.sql",
                    STR_ARGS(file_name));

    return error_hint(err, "clickhouse-migrations takes the number from 1 in front of the first "
                           "underscore.");
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    const char *replaces = expand_lookup(request->environment, STR("CH_MIGRATIONS_SUBSTITUTE_ENV"));
    ExpandRules *rules = ARENA_NEW(arena, ExpandRules);

    if (request->part == FORMAT_DOWN)
        return error_set(err, ERROR_SOURCE, "\"%s\" has no part that migrates down", request->path);

    *rules = (ExpandRules){.open = STR("${"),
                           .close = STR("}"),
                           .escaped = STR("$${"),
                           .value = expand_environment,
                           .context = request->environment};
    *ret_text = (FormatText){.text = request->text,
                             .settings_first = true,
                             .rules = STR_IS(str_from(replaces), "true") ? rules : NULL};

    return true;
}

const Format format_clickhouse_migrations = {
    .name = "clickhouse-migrations",
    .title = "clickhouse-migrations",
    .names = "NUMBER_name.sql",
    .unique = true,
    .by_table = true,
    .name_file = name_file,
    .part = part,
};
