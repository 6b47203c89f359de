/*
 * liquibase_raw.c
 *    SQL files that a changelog includes as they are, without Liquibase's format: one changeset.
 */
#include "source/formats/liquibase_raw.h"

#include "source/formats/liquibase_lines.h"
#include "source/place.h"

bool
liquibase_is_raw(const FormatRequest *request)
{
    Lines lines = {.text = request->text};
    Line line = {0};

    if (!request->indexed)
        return false;

    while (str_trim(line.text).size == 0 && lines_next(&lines, &line))
        continue;

    const Str first = str_trim(line.text);

    return !(
        str_starts_with(first, STR("--")) &&
        str_starts_with(str_trim(str_slice(first, 2, first.size)), STR("liquibase formatted")));
}

static MUST_CHECK bool
check_no_changesets(const FormatRequest *request, Error *err)
{
    LiquibaseLines lines = {.lines.text = request->text};
    LiquibaseKind kind;
    Line line;
    Str words;

    while (liquibase_next(&lines, &line, &kind, &words))
    {
        if (kind != LIQUIBASE_CHANGESET)
            continue;

        (void)place_error(err, request->path, request->text, line.offset,
                          "Liquibase would not see this changeset, and run all of the file");

        return error_hint(err, "The first line of such a file is \"--liquibase formatted sql\".");
    }

    return true;
}

bool
liquibase_raw(const LiquibaseSettings *settings, FormatText *ret_text, Error *err)
{
    const FormatRequest *request = &settings->request;

    if (request->part == FORMAT_DOWN)
        return error_set(err, ERROR_SOURCE, "\"%s\" has no part that migrates down", request->path);

    *ret_text = (FormatText){.text = request->text, .schema = settings->schema};

    return check_no_changesets(request, err);
}
