/*
 * golang_migrate.c
 *    golang-migrate: NUMBER_name.up.sql and NUMBER_name.down.sql, each one part.
 *
 * sqlx names its reversible migrations alike.  A file with a number but without a direction would
 * be left out by both, silently; here it is an error, as it may have been meant to run.
 */
#include "source/format.h"

static bool
direction_of(Str file_name, FileRole *ret_role, size_t *ret_suffix)
{
    const bool up = str_ends_with(file_name, STR(".up.sql"));
    const bool down = str_ends_with(file_name, STR(".down.sql"));

    *ret_role = up ? FILE_UP : FILE_DOWN;
    *ret_suffix = up ? sizeof(".up.sql") - 1 : sizeof(".down.sql") - 1;

    return up || down;
}

/* "1_a.down copy.sql": whoever left it there, it would not run. */
static bool
is_copy_of_down(Str file_name)
{
    return str_find(file_name, 0, STR(".down")) < file_name.size;
}

/* Plain files may have a ".down.sql" beside them, too. */
static bool
claims(Str file_name)
{
    FormatName name;

    return format_numbered(file_name, &name) && str_ends_with(file_name, STR(".up.sql"));
}

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    FileRole role;
    size_t suffix = 0;

    const bool numbered = format_numbered(file_name, ret_name);
    const bool directed = direction_of(file_name, &role, &suffix);

    if (numbered != directed && !is_copy_of_down(file_name))
    {
        (void)error_set(err, ERROR_SOURCE, "\"" STR_FORMAT "\" is not named NUMBER_name.up.sql",
                        STR_ARGS(file_name));
        return error_hint(err, "golang-migrate would leave it out without a word; rename it, or "
                               "move it elsewhere.  If the directory is sqlx's, which may mix "
                               "both kinds of names, set `format: sqlx`.");
    }

    if (!numbered || !directed)
    {
        ret_name->role = FILE_LEFT_OUT;
        return true;
    }

    ret_name->role = role;
    ret_name->version = str_slice(file_name, 0, file_name.size - suffix);

    return true;
}

const Format format_golang_migrate = {
    .name = "golang-migrate",
    .title = "golang-migrate",
    .names = "NUMBER_name.up.sql",
    .unique = true,
    .common = true,
    .empty_down = true,
    .name_file = name_file,
    .claims = claims,
};
