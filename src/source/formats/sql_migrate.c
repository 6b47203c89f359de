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
#include "source/format.h"
#include "source/lines.h"
#include "source/place.h"

typedef enum Section
{
    SECTION_NONE,
    SECTION_UP,
    SECTION_DOWN,
} Section;

typedef struct Reader
{
    const FormatRequest *request;
    Section section;
    Section wanted;
    bool seen[SECTION_DOWN + 1];
    bool in_statement;
    bool no_transaction;
    Str last_line; /* of what is left, blank ones not counted */
    char *left;    /* what is left of the text */
    Error *err;
} Reader;

static MUST_CHECK bool
refuse(const Reader *reader, const Line *line, const char *what)
{
    return place_error(reader->err, reader->request->path, reader->request->text, line->offset,
                       "%s", what);
}

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
    if (reader->in_statement)
        return refuse(reader, line, "a StatementBegin before this line has no StatementEnd");

    reader->section = section;
    reader->seen[section] = true;

    while (options.size > 0)
    {
        if (STR_IS(str_cut(&options, ' '), "notransaction") && section == reader->wanted)
            reader->no_transaction = true;
    }

    return true;
}

static MUST_CHECK bool
set_statement(Reader *reader, const Line *line, bool begin)
{
    if (reader->section == SECTION_NONE)
        return refuse(reader, line, "the annotation stands before \"+migrate Up\"");
    if (reader->in_statement == begin)
        return refuse(reader, line,
                      begin ? "StatementBegin stands within a statement"
                            : "StatementEnd has no StatementBegin");

    reader->in_statement = begin;

    if (!begin && reader->section == reader->wanted)
        lines_end_statement(reader->left, reader->last_line, line->offset);

    return true;
}

static MUST_CHECK bool
take_annotation(Reader *reader, const Line *line, Str words)
{
    const Str command = str_cut(&words, ' ');

    if (!str_starts_with(line->text, STR("-- +migrate ")))
        return refuse(reader, line, "sql-migrate wants \"-- +migrate \" at the first column");
    if (STR_IS(command, "Up"))
        return begin_section(reader, line, SECTION_UP, words);
    if (STR_IS(command, "Down"))
        return begin_section(reader, line, SECTION_DOWN, words);
    if (STR_IS(command, "StatementBegin"))
        return set_statement(reader, line, true);
    if (STR_IS(command, "StatementEnd"))
        return set_statement(reader, line, false);

    return refuse(reader, line, "sql-migrate knows no such annotation");
}

static MUST_CHECK bool
take_text(Reader *reader, const Line *line)
{
    if (reader->section == SECTION_NONE && !line_says_nothing(line->text))
    {
        (void)!refuse(reader, line, "there is SQL before the first \"-- +migrate Up\"");
        return error_hint(reader->err, "sql-migrate would leave it out without a word; move it "
                                       "behind that line, or remove it.");
    }

    if (reader->section != reader->wanted)
        return true;

    lines_restore(reader->left, reader->request->text, line->offset, line->end);
    reader->last_line = str_trim(line->text).size > 0 ? line->text : reader->last_line;

    return true;
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    Reader reader = {.request = request,
                     .wanted = request->part == FORMAT_UP ? SECTION_UP : SECTION_DOWN,
                     .left = lines_blank(request->text, arena),
                     .err = err};
    Lines lines = {.text = request->text};
    Line line = {0};
    Str words;

    while (lines_next(&lines, &line))
    {
        const bool annotation = annotation_of(line.text, &words);

        if (annotation ? !take_annotation(&reader, &line, words) : !take_text(&reader, &line))
            return false;
    }

    if (!reader.seen[SECTION_UP] && !reader.seen[SECTION_DOWN])
    {
        (void)place_error(err, request->path, request->text, 0,
                          "the file has no \"-- +migrate Up\"");
        return error_hint(err, "All files of a directory have one format; this one is "
                               "sql-migrate's.");
    }
    if (reader.in_statement)
        return refuse(&reader, &line, "a StatementBegin has no StatementEnd");
    if (request->part == FORMAT_DOWN && !reader.seen[SECTION_DOWN])
        return place_error(err, request->path, request->text, 0,
                           "the file has no \"-- +migrate Down\"");

    *ret_text = (FormatText){.text = {.data = reader.left, .size = request->text.size},
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
