/*
 * dbmate.c
 *    dbmate: `-- migrate:up [transaction:false]` and `-- migrate:down`, in one file.
 *
 * A file may have several pairs of blocks.  dbmate records the file after the first of them; here
 * all of them run, and the file is done when all are.  A block is sent as one statement there, so
 * that its semicolon may be missing.  Directives begin at the first column and are case-sensitive;
 * only `transaction:false` has a meaning.  A file without a down block, which dbmate refuses, is
 * read, unless something in it was meant as one: what undoes the file would run with it.
 */
#include "source/format.h"
#include "source/lines.h"
#include "source/place.h"

#include <string.h>

typedef enum Block
{
    BLOCK_NONE,
    BLOCK_UP,
    BLOCK_DOWN,
} Block;

typedef struct Reader
{
    const char *path;
    Str text;
    FormatPart part;
    Block block;
    bool has_up;
    bool has_down;
    bool no_transaction;
    bool has_almost_down;
    bool has_sql_behind; /* behind that line */
    size_t almost_down;  /* where a line stands that was meant as "-- migrate:down" */
    Str last_line;       /* of what is left, blank ones not counted */
    char *left;          /* what is left of the text */
    Error *err;
} Reader;

/* "-- migrate:up", followed by the line's end or by blanks and options. */
static bool
is_directive(Str line, const char *word, Str *ret_options)
{
    Str rest = line;

    if (!str_starts_with(rest, STR("--")))
        return false;

    rest = str_trim(str_slice(rest, 2, rest.size));

    if (!str_starts_with(rest, str_from(word)))
        return false;

    rest = str_slice(rest, str_from(word).size, rest.size);
    *ret_options = str_trim(rest);

    return rest.size == 0 || rest.data[0] == ' ' || rest.data[0] == '\t';
}

/* Whether the text begins with the word, in whatever letters, which then is cut off. */
static bool
take_word(Str *text, Str word)
{
    if (text->size < word.size || !str_equal_nocase(str_slice(*text, 0, word.size), word))
        return false;

    *text = str_slice(*text, word.size, text->size);

    return true;
}

static void
skip(Str *text, const char *bytes)
{
    while (text->size > 0 && strchr(bytes, text->data[0]) != NULL)
        *text = str_slice(*text, 1, text->size);
}

/* "  -- migrate:down", "-- migrate: down", "-- +migrate Down": none is a directive. */
static bool
is_almost_down(Str line)
{
    Str rest = str_trim(line);

    if (!take_word(&rest, STR("--")))
        return false;

    skip(&rest, "-+ \t");

    if (!take_word(&rest, STR("migrate")))
        return false;

    skip(&rest, ": \t");

    return take_word(&rest, STR("down"));
}

static void
note_almost_down(Reader *reader, const Line *line)
{
    if (reader->has_almost_down)
        reader->has_sql_behind = reader->has_sql_behind || !line_says_nothing(line->text);
    else if (is_almost_down(line->text))
    {
        reader->has_almost_down = true;
        reader->almost_down = line->offset;
    }
}

static bool
has_option(Str options, Str wanted)
{
    while (options.size > 0)
    {
        if (str_equal(str_cut(&options, ' '), wanted))
            return true;
    }

    return false;
}

static MUST_CHECK bool
take_line(Reader *reader, const Line *line)
{
    const Block wanted = reader->part == FORMAT_UP ? BLOCK_UP : BLOCK_DOWN;
    Str options = {0};

    if (is_directive(line->text, "migrate:up", &options))
    {
        if (wanted == BLOCK_UP)
            lines_end_statement(reader->left, reader->last_line, line->offset);

        reader->block = BLOCK_UP;
        reader->has_up = true;
        reader->no_transaction =
            reader->no_transaction ||
            (reader->part == FORMAT_UP && has_option(options, STR("transaction:false")));
        return true;
    }

    if (is_directive(line->text, "migrate:down", &options))
    {
        if (!reader->has_up)
            return place_error(reader->err, reader->path, reader->text, line->offset,
                               "\"-- migrate:down\" stands before \"-- migrate:up\"");

        if (wanted == BLOCK_DOWN)
            lines_end_statement(reader->left, reader->last_line, line->offset);

        reader->block = BLOCK_DOWN;
        reader->has_down = true;
        reader->no_transaction =
            reader->no_transaction ||
            (reader->part == FORMAT_DOWN && has_option(options, STR("transaction:false")));
        return true;
    }

    if (reader->block == BLOCK_NONE && !line_says_nothing(line->text))
    {
        (void)place_error(reader->err, reader->path, reader->text, line->offset,
                          "there is SQL before the first \"-- migrate:up\"");
        return error_hint(reader->err, "dbmate refuses such a file; move it into a block.");
    }

    note_almost_down(reader, line);

    if (reader->block == wanted)
    {
        lines_restore(reader->left, reader->text, line->offset, line->end);
        reader->last_line = str_trim(line->text).size > 0 ? line->text : reader->last_line;
    }

    return true;
}

static MUST_CHECK bool
check_down(const Reader *reader)
{
    if (reader->has_down)
        return true;
    if (reader->has_sql_behind)
    {
        (void)place_error(reader->err, reader->path, reader->text, reader->almost_down,
                          "the file has no \"-- migrate:down\", only what looks like it");
        return error_hint(reader->err,
                          "dbmate refuses such a file.  Directives begin at the first column, in "
                          "small letters; what stands behind this line would run with the rest.");
    }

    return reader->part == FORMAT_UP || place_error(reader->err, reader->path, reader->text, 0,
                                                    "the file has no \"-- migrate:down\"");
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    const char *path = request->path;
    const Str text = request->text;
    Reader reader = {.path = path,
                     .text = text,
                     .part = request->part,
                     .left = lines_blank(text, arena),
                     .err = err};
    Lines lines = {.text = text};
    Line line;

    while (lines_next(&lines, &line))
    {
        if (!take_line(&reader, &line))
            return false;
    }

    if (!reader.has_up)
    {
        (void)place_error(err, path, text, 0, "the file has no \"-- migrate:up\"");
        return error_hint(err, "All files of a directory have one format; this one is dbmate's.");
    }
    if (!check_down(&reader))
        return false;

    *ret_text = (FormatText){.text = {.data = reader.left, .size = text.size},
                             .no_transaction = reader.no_transaction};

    return true;
}

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    (void)err;

    if (!format_numbered(file_name, ret_name))
        *ret_name = (FormatName){.role = FILE_LEFT_OUT};

    return true;
}

/* The blocks have no names: only the first of them is recorded. */
static size_t
parts(const FormatRequest *request, Arena *arena, FormatRecord **ret_parts)
{
    Lines lines = {.text = request->text};
    Line line;
    Str options;
    size_t count = 0;

    while (lines_next(&lines, &line))
        count += is_directive(line.text, "migrate:up", &options) ? 1 : 0;

    *ret_parts = ARENA_ARRAY(arena, FormatRecord, count + 1);

    return count;
}

const Format format_dbmate = {
    .name = "dbmate",
    .title = "dbmate",
    .names = "NUMBER_name.sql",
    .by_name = true,
    .empty_down = true,
    .name_file = name_file,
    .mark = "-- migrate:",
    .part = part,
    .parts = parts,
};
