/*
 * format_liquibase.c
 *    Liquibase formatted SQL: `--liquibase formatted sql`, then `--changeset author:id ...` parts.
 *
 * https://docs.liquibase.com, "SQL format".  All changesets of a file are one migration here, in
 * their order: its statements are journaled one by one anyway.  `--rollback` lines undo, from the
 * last changeset to the first.  Attributes that make a changeset run at some times and not at
 * others have no meaning here, and are refused rather than ignored.
 */
#include "source/format.h"
#include "source/lines.h"
#include "source/place.h"

typedef struct Reader
{
    const FormatRequest *request;
    bool in_changeset;
    bool no_transaction;
    bool has_rollback;
    Error *err;
} Reader;

/* "--rollback drop table a": the words after the dashes, if the first is this one. */
static bool
is_command(Str line, const char *word, Str *ret_rest)
{
    if (!str_starts_with(line, STR("--")))
        return false;

    const Str words = str_trim(str_slice(line, 2, line.size));
    const Str wanted = str_from(word);

    if (words.size < wanted.size || !str_equal_nocase(str_slice(words, 0, wanted.size), wanted) ||
        (words.size > wanted.size && !char_is_space(words.data[wanted.size])))
        return false;

    *ret_rest = str_trim(str_slice(words, wanted.size, words.size));

    return true;
}

static MUST_CHECK bool
refuse(const Reader *reader, const Line *line, Str what)
{
    (void)place_error(reader->err, reader->request->path, reader->request->text, line->offset,
                      "\"" STR_FORMAT "\" has no meaning to pawl", STR_ARGS(what));

    return error_hint(reader->err, "Keep such changesets with Liquibase, or write them so that "
                                   "they run once.");
}

static MUST_CHECK bool
take_attribute(Reader *reader, const Line *line, Str attribute)
{
    /* What decides whether or when a changeset runs, or where its statements end. */
    static const char *const DECISIVE[] = {
        "runAlways:true", "runOnChange:true",      "context:", "contexts:", "labels:",
        "endDelimiter:",  "splitStatements:false", "dbms:"};

    for (size_t index = 0; index < LENGTH_OF(DECISIVE); index++)
    {
        const Str word = str_from(DECISIVE[index]);

        if (attribute.size >= word.size &&
            str_equal_nocase(str_slice(attribute, 0, word.size), word))
            return refuse(reader, line, attribute);
    }

    if (str_equal_nocase(attribute, STR("runInTransaction:false")))
        reader->no_transaction = true;

    return true;
}

static MUST_CHECK bool
take_changeset(Reader *reader, const Line *line, Str rest)
{
    const Str id = str_cut(&rest, ' ');

    reader->in_changeset = true;

    if (str_find_char(id, 0, ':') == id.size)
        return place_error(reader->err, reader->request->path, reader->request->text, line->offset,
                           "a changeset needs a name, AUTHOR:ID");

    while (rest.size > 0)
    {
        if (!take_attribute(reader, line, str_trim(str_cut(&rest, ' '))))
            return false;
    }

    return true;
}

static bool
is_comment_or_blank(Str line)
{
    const Str trimmed = str_trim(line);

    return trimmed.size == 0 || str_starts_with(trimmed, STR("--"));
}

static MUST_CHECK bool
take_line(Reader *reader, const Line *line)
{
    Str rest = {0};

    if (is_command(line->text, "changeset", &rest))
        return take_changeset(reader, line, rest);
    if (is_command(line->text, "rollback", &rest))
        reader->has_rollback = true;
    if (is_command(line->text, "preconditions", &rest) || is_command(line->text, "property", &rest))
        return refuse(reader, line, line->text);

    if (!reader->in_changeset && !is_comment_or_blank(line->text))
        return place_error(reader->err, reader->request->path, reader->request->text, line->offset,
                           "there is SQL before the first \"--changeset\"");

    return true;
}

/* The rollback lines of one changeset after the other, from the last to the first. */
static void
collect_rollbacks(Str text, Buf *ret_text)
{
    SCOPED_BUF later = {0};
    Lines lines = {.text = text};
    Line line;
    Str rest;

    while (lines_next(&lines, &line))
    {
        if (is_command(line.text, "changeset", &rest))
        {
            buf_append(ret_text, buf_str(&later));
            buf_clear(&later);
            buf_append(&later, buf_str(ret_text));
            buf_clear(ret_text);
        }
        else if (is_command(line.text, "rollback", &rest))
        {
            buf_append(ret_text, rest);
            buf_append_char(ret_text, '\n');
        }
    }

    buf_append(ret_text, buf_str(&later));
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    SCOPED_BUF rollbacks = {0};
    Reader reader = {.request = request, .err = err};
    Lines lines = {.text = request->text};
    Line line;

    while (lines_next(&lines, &line))
    {
        if (!take_line(&reader, &line))
            return false;
    }

    if (!reader.in_changeset)
        return place_error(err, request->path, request->text, 0, "the file has no \"--changeset\"");
    if (request->part == FORMAT_DOWN && !reader.has_rollback)
        return place_error(err, request->path, request->text, 0, "the file has no \"--rollback\"");

    *ret_text = (FormatText){.text = request->text, .no_transaction = reader.no_transaction};

    if (request->part == FORMAT_DOWN)
    {
        collect_rollbacks(request->text, &rollbacks);
        ret_text->text = str_copy(arena, buf_str(&rollbacks));
    }

    return true;
}

/* The changesets: "author:id". */
static size_t
parts(Str text, Arena *arena, Str **ret_parts)
{
    Lines lines = {.text = text};
    Line line;
    Str rest;
    size_t count = 0;

    while (lines_next(&lines, &line))
        count += is_command(line.text, "changeset", &rest) ? 1 : 0;

    *ret_parts = ARENA_ARRAY(arena, Str, count + 1);
    lines.next = 0;
    count = 0;

    while (lines_next(&lines, &line))
    {
        if (is_command(line.text, "changeset", &rest))
            (*ret_parts)[count++] = str_copy(arena, str_cut(&rest, ' '));
    }

    return count;
}

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    return format_plain.name_file(file_name, ret_name, err);
}

const Format format_liquibase = {
    .name = "liquibase",
    .title = "Liquibase",
    .names = "NUMBER_name.sql",
    .name_file = name_file,
    .mark = "--liquibase formatted sql",
    .part = part,
    .parts = parts,
};
