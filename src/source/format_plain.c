/*
 * format_plain.c
 *    Plain numbered files: NUMBER_name.sql.
 */
#include "source/format.h"
#include "source/place.h"

#define OTHER_TOOL_HINT                                                                            \
    "pawl reads plain NUMBER_name.sql files; keep only the part that migrates up, "                \
    "without the other tool's marks."

static MUST_CHECK bool
refuse_name(Str file_name, const char *why, const char *hint, Error *err)
{
    (void)error_set(err, ERROR_SOURCE, "\"" STR_FORMAT "\" %s", STR_ARGS(file_name), why);

    return error_hint(err, "%s", hint);
}

bool
format_plain_name(Str file_name, Str *ret_version, Str *ret_number, Error *err)
{
    const Str version = str_slice(file_name, 0, file_name.size - (sizeof(".sql") - 1));
    size_t digits = 0;
    size_t zeros = 0;

    while (digits < version.size && char_is_digit(version.data[digits]))
        digits++;

    if (digits == 0)
        return refuse_name(file_name, "has no number in front",
                           "Name migrations NUMBER_name.sql, or move the file elsewhere.", err);

    if (str_ends_with(version, STR(".up")) || str_ends_with(version, STR(".down")))
        return refuse_name(file_name, "is named as golang-migrate names its files", OTHER_TOOL_HINT,
                           err);

    while (zeros + 1 < digits && version.data[zeros] == '0')
        zeros++;

    *ret_version = version;
    *ret_number = str_slice(version, zeros, digits);

    return true;
}

/* Marks at the start of a line that give the rest of the file another meaning. */
static const struct
{
    Str mark;
    const char *tool;
} FOREIGN_MARKS[] = {
    {{"-- +goose", 9}, "goose"},
    {{"-- migrate:up", 13}, "dbmate"},
    {{"-- migrate:down", 15}, "dbmate"},
    {{"--liquibase formatted sql", 25}, "Liquibase"},
};

bool
format_plain_text(const char *path, Str text, Error *err)
{
    for (size_t index = 0; index < LENGTH_OF(FOREIGN_MARKS); index++)
    {
        const Str mark = FOREIGN_MARKS[index].mark;
        size_t at = str_find(text, 0, mark);

        while (at < text.size && at > 0 && text.data[at - 1] != '\n')
            at = str_find(text, at + 1, mark);

        if (at < text.size)
        {
            (void)place_error(err, path, text, at, "the file is written for %s",
                              FOREIGN_MARKS[index].tool);
            return error_hint(err, "%s", OTHER_TOOL_HINT);
        }
    }

    return true;
}
