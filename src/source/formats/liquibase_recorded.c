/*
 * liquibase_recorded.c
 *    What Liquibase's table has of a file: a row for each changeset.
 *
 * The row names the file that Liquibase read, unless logicalFilePath says another; that of the
 * file's first line wins over a changeset's (Liquibase 4.33).
 */
#include "source/formats/liquibase_recorded.h"

#include "source/formats/liquibase_changeset.h"
#include "source/formats/liquibase_lines.h"
#include "source/formats/liquibase_raw.h"
#include "source/history.h"

/* Of the file's first line; empty if it says none. */
static Str
logical_file(Str text)
{
    Lines lines = {.text = text};
    Line line;
    size_t offset = 0;
    Str value;

    if (format_of_text(text, &offset) != &format_liquibase)
        return (Str){0};

    lines.next = offset;
    (void)lines_next(&lines, &line);

    Str rest = line.text;

    for (Str word = liquibase_cut_word(&rest); word.size > 0; word = liquibase_cut_word(&rest))
    {
        if (liquibase_attribute(word, "logicalFilePath", &value))
            return value;
    }

    return (Str){0};
}

static FormatRecord
record_of(const LiquibaseChangeset *changeset, Str file, Arena *arena)
{
    const Str path = file.size > 0 ? file : changeset->logical_file;

    return (FormatRecord){
        .name = str_from(arena_printf(arena, STR_FORMAT ":" STR_FORMAT, STR_ARGS(changeset->author),
                                      STR_ARGS(changeset->id))),
        .file = history_file_name(path)};
}

/* A filter that cannot be read is told when the file is. */
size_t
liquibase_recorded(const FormatRequest *request, Arena *arena, FormatRecord **ret_parts)
{
    Error ignored = ERROR_INIT(arena);
    LiquibaseSettings settings;
    LiquibaseLines lines = {.lines.text = request->text};
    LiquibaseChangeset changeset;
    LiquibaseKind kind;
    Line line;
    Str words;
    const Str file = logical_file(request->text);
    size_t count = 0;

    (void)!liquibase_settings(request, arena, &settings, &ignored);
    *ret_parts =
        ARENA_ARRAY(arena, FormatRecord, liquibase_count(request->text, LIQUIBASE_CHANGESET) + 1);

    if (liquibase_is_raw(request))
    {
        (*ret_parts)[0] = (FormatRecord){.name = STR(LIQUIBASE_RAW_NAME)};
        return 1;
    }

    while (liquibase_next(&lines, &line, &kind, &words))
    {
        if (kind == LIQUIBASE_CHANGESET && liquibase_changeset(words, &settings, &changeset) &&
            !changeset.left_out)
            (*ret_parts)[count++] = record_of(&changeset, file, arena);
    }

    return count;
}
