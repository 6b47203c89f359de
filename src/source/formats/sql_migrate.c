/*
 * sql_migrate.c
 *    sql-migrate: `-- +migrate Up [notransaction]` and `-- +migrate Down [notransaction]`, in one
 *    file.
 *
 * https://github.com/rubenv/sql-migrate.  A file may change its direction as often as it likes.
 * Annotations begin at the first column and are case-sensitive.  What sql-migrate passes over
 * without a word, SQL before the first annotation and annotations that it does not know, is an
 * error here.  StatementBegin and StatementEnd say where a statement ends; the engines know that by
 * themselves, but for a semicolon that is missing before StatementEnd.
 */
#include "source/formats/sections.h"
#include "source/place.h"

typedef struct Reader
{
    Sections sections;
    bool no_transaction;
    bool in_comment; /* before the first annotation, a block comment */
} Reader;

/* What stands behind "-- +migrate"; false if the line is no annotation, nor meant as one. */
static bool
annotation_of(Str line, Str *ret_words)
{
    const Str word = STR("+migrate");
    const Str trimmed = str_trim(line);

    if (!str_starts_with(trimmed, STR("--")))
        return false;

    const Str comment = str_trim(str_slice(trimmed, 2, trimmed.size));

    if (!str_starts_with(comment, word))
        return false;

    *ret_words = str_trim(str_slice(comment, word.size, comment.size));

    return true;
}

static MUST_CHECK bool
begin_section(Reader *reader, const Line *line, Section section, Str options)
{
    if (!sections_enter(&reader->sections, line, section))
        return false;

    while (options.size > 0)
    {
        if (STR_IS(str_cut(&options, ' '), "notransaction") && section == reader->sections.wanted)
            reader->no_transaction = true;
    }

    return true;
}

static MUST_CHECK bool
take_annotation(Reader *reader, const Line *line, Str words)
{
    Sections *sections = &reader->sections;
    const Str command = str_cut(&words, ' ');

    if (!str_starts_with(line->text, STR("-- +migrate ")))
        return sections_refuse(sections, line,
                               "sql-migrate wants \"-- +migrate \" at the first column");
    if (STR_IS(command, "Up"))
        return begin_section(reader, line, SECTION_UP, words);
    if (STR_IS(command, "Down"))
        return begin_section(reader, line, SECTION_DOWN, words);
    if (STR_IS(command, "StatementBegin"))
        return sections_mark_statement(sections, line, true);
    if (STR_IS(command, "StatementEnd"))
        return sections_mark_statement(sections, line, false);

    return sections_refuse(sections, line, "sql-migrate knows no such annotation");
}

static MUST_CHECK bool
take_text(Reader *reader, const Line *line)
{
    Sections *sections = &reader->sections;

    if (sections->now == SECTION_NONE && !line_says_nothing_within(line->text, &reader->in_comment))
    {
        (void)!sections_refuse(sections, line, "there is SQL before the first \"-- +migrate Up\"");
        return error_hint(sections->err, "sql-migrate would leave it out without a word; move it "
                                         "behind that line, or remove it.");
    }

    (void)sections_keep(sections, line);

    return true;
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    Reader reader = {.sections = sections_of(request, "+migrate", arena, err)};
    Lines lines = {.text = request->text};
    Line line = {0};
    Str words;

    while (lines_next(&lines, &line))
    {
        const bool annotation = annotation_of(line.text, &words);

        if (annotation ? !take_annotation(&reader, &line, words) : !take_text(&reader, &line))
            return false;
    }

    if (!reader.sections.seen[SECTION_UP] && !reader.sections.seen[SECTION_DOWN])
    {
        (void)place_error(err, request->path, request->text, 0,
                          "the file has no \"-- +migrate Up\"");
        return error_hint(err, "All files of a directory have one format; this one is "
                               "sql-migrate's.");
    }
    if (!sections_end(&reader.sections, &line))
        return false;

    *ret_text = (FormatText){.text = {.data = reader.sections.left, .size = request->text.size},
                             .no_transaction = reader.no_transaction};

    return true;
}

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    if (format_numbered(file_name, ret_name))
        return true;

    (void)error_set(err, ERROR_SOURCE, "\"" STR_FORMAT "\" has no number in front",
                    STR_ARGS(file_name));

    return error_hint(err, "sql-migrate runs such a file after all numbered ones, whenever it was "
                           "written; give it a number, or move it elsewhere.");
}

const Format format_sql_migrate = {
    .name = "sql-migrate",
    .title = "sql-migrate",
    .names = "NUMBER_name.sql",
    .empty_down = true,
    .name_file = name_file,
    .mark = "-- +migrate",
    .part = part,
};
