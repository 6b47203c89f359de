/*
 * sqlx.c
 *    sqlx: NUMBER_name.sql, or NUMBER_name.up.sql and NUMBER_name.down.sql.
 *
 * https://docs.rs/sqlx, "migrate!".  A first line `-- no-transaction` runs the file outside one.
 * Its names are those of other tools, too, so only its table shows the format.
 */
#include "source/format.h"

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    const size_t underscore = str_find_char(file_name, 0, '_');

    if (!format_numbered(file_name, ret_name))
    {
        ret_name->role = FILE_LEFT_OUT;
        return true;
    }

    if (underscore == file_name.size ||
        ret_name->number.data + ret_name->number.size != file_name.data + underscore)
    {
        (void)error_set(err, ERROR_SOURCE, "\"" STR_FORMAT "\" is not named NUMBER_name.sql",
                        STR_ARGS(file_name));
        return error_hint(err, "sqlx would leave it out without a word; rename it, or move it "
                               "elsewhere.");
    }

    const bool up = str_ends_with(ret_name->version, STR(".up"));
    const bool down = str_ends_with(ret_name->version, STR(".down"));
    const size_t suffix = up ? sizeof(".up") - 1 : down ? sizeof(".down") - 1 : 0;

    ret_name->role = down ? FILE_DOWN : FILE_UP;
    ret_name->version = str_slice(ret_name->version, 0, ret_name->version.size - suffix);

    return true;
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    (void)arena;

    if (request->part == FORMAT_DOWN && !request->apart)
        return format_refuse_no_down(request->path, err);

    *ret_text = (FormatText){.text = request->text,
                             .no_transaction = format_says_no_transaction(request->text)};

    return true;
}

const Format format_sqlx = {
    .name = "sqlx",
    .title = "sqlx",
    .names = "NUMBER_name.sql",
    .unique = true,
    .by_table = true,
    .empty_down = true,
    .name_file = name_file,
    .part = part,
};
