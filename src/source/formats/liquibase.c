/*
 * liquibase.c
 *    Liquibase formatted SQL: `--liquibase formatted sql`, then `--changeset author:id ...` parts.
 *
 * All changesets of a file are one migration here, in their order: its statements are journaled
 * one by one anyway.  `--rollback` lines undo, from the last changeset to the first.  A changeset
 * for other databases is left out.  Attributes that make a changeset run at some times and not at
 * others have no meaning here, and are refused rather than ignored.
 */
#include "source/format.h"
#include "source/formats/liquibase_lines.h"
#include "source/lines.h"
#include "source/place.h"

typedef struct Reader
{
    const FormatRequest *request;
    LiquibaseChangeset changeset;
    bool in_changeset;
    bool no_transaction;
    bool has_rollback;
    bool ignoring;       /* between --ignoreLines:start and :end */
    uint64_t to_ignore;  /* lines that --ignoreLines:N still covers */
    char *left;          /* what is left of the text */
    ExpandRange *ranges; /* SQL, in which properties are replaced */
    size_t range_count;
    Error *err;
} Reader;

static MUST_CHECK bool
refuse(const Reader *reader, const Line *line, Str what)
{
    (void)place_error(reader->err, reader->request->path, reader->request->text, line->offset,
                      "\"" STR_FORMAT "\" has no meaning to pawl", STR_ARGS(what));

    return error_hint(reader->err, "Keep such changesets with Liquibase, or write them so that "
                                   "they run once.");
}

static MUST_CHECK bool
take_changeset(Reader *reader, const Line *line, Str words)
{
    LiquibaseChangeset *changeset = &reader->changeset;

    reader->in_changeset = true;

    if (!liquibase_parse_changeset(words, reader->request->engine, changeset))
        return place_error(reader->err, reader->request->path, reader->request->text, line->offset,
                           "a changeset needs a name, AUTHOR:ID");
    if (changeset->refused.size > 0)
        return refuse(reader, line, changeset->refused);

    reader->no_transaction =
        reader->no_transaction || (changeset->no_transaction && !changeset->for_others);

    return true;
}

static bool
is_comment_or_blank(Str line)
{
    const Str trimmed = str_trim(line);

    return trimmed.size == 0 || str_starts_with(trimmed, STR("--"));
}

/* Whether this line is one that `--ignoreLines` hides, or the command itself. */
static bool
is_ignored(Reader *reader, Str line)
{
    Str rest;

    if (reader->to_ignore > 0)
    {
        reader->to_ignore--;
        return true;
    }
    if (!liquibase_command(line, "ignoreLines", &rest))
        return reader->ignoring;

    rest = str_starts_with(rest, STR(":")) ? str_trim(str_slice(rest, 1, rest.size)) : rest;

    if (!str_to_u64(rest, &reader->to_ignore))
        reader->ignoring = str_equal_nocase(rest, STR("start"));

    return true;
}

/* A line of SQL stays; a delimiter at its end becomes a semicolon. */
static void
keep_line(Reader *reader, const Line *line)
{
    const Str delimiter = reader->changeset.delimiter;
    const Str text = str_trim_end(line->text);
    const size_t at = line->offset + text.size - delimiter.size;

    lines_restore(reader->left, reader->request->text, line->offset, line->end);

    if (!is_comment_or_blank(text))
        reader->ranges[reader->range_count++] = (ExpandRange){line->offset, line->end};

    if (delimiter.size == 0 || text.size < delimiter.size ||
        !str_equal_nocase(str_slice(text, text.size - delimiter.size, text.size), delimiter))
        return;

    for (size_t index = 0; index < delimiter.size; index++)
        reader->left[at + index] = index == 0 ? ';' : ' ';
}

static MUST_CHECK bool
take_line(Reader *reader, const Line *line)
{
    Str rest = {0};

    if (is_ignored(reader, line->text))
        return true;
    if (liquibase_command(line->text, "changeset", &rest))
        return take_changeset(reader, line, rest);
    if (liquibase_command(line->text, "rollback", &rest))
        reader->has_rollback = true;
    if (liquibase_command(line->text, "preconditions", &rest) ||
        liquibase_command(line->text, "precondition-sql-check", &rest))
        return refuse(reader, line, str_trim(line->text));

    if (!reader->in_changeset && !is_comment_or_blank(line->text))
        return place_error(reader->err, reader->request->path, reader->request->text, line->offset,
                           "there is SQL before the first \"--changeset\"");
    if (!reader->changeset.for_others)
        keep_line(reader, line);

    return true;
}

/* The rollback lines of one changeset after the other, from the last to the first. */
static void
collect_rollbacks(const FormatRequest *request, Buf *ret_text)
{
    SCOPED_BUF later = {0};
    LiquibaseChangeset changeset = {.for_others = false};
    Lines lines = {.text = request->text};
    Line line;
    Str rest;

    while (lines_next(&lines, &line))
    {
        if (liquibase_command(line.text, "changeset", &rest))
        {
            (void)!liquibase_parse_changeset(rest, request->engine, &changeset);
            buf_append(ret_text, buf_str(&later));
            buf_clear(&later);
            buf_append(&later, buf_str(ret_text));
            buf_clear(ret_text);
        }
        else if (!changeset.for_others && liquibase_command(line.text, "rollback", &rest) &&
                 !str_equal_nocase(rest, STR("empty")) &&
                 !str_equal_nocase(rest, STR("not required")))
        {
            buf_append(ret_text, rest);
            buf_append_char(ret_text, '\n');
        }
    }

    buf_append(ret_text, buf_str(&later));
}

static MUST_CHECK bool
read_lines(Reader *reader, Arena *arena)
{
    const FormatRequest *request = reader->request;
    Lines lines = {.text = request->text};
    Line line;
    size_t count = 1;

    while (lines_next(&lines, &line))
        count++;

    reader->left = lines_blank(request->text, arena);
    reader->ranges = ARENA_ARRAY(arena, ExpandRange, count);
    lines.next = 0;

    while (lines_next(&lines, &line))
    {
        if (!take_line(reader, &line))
            return false;
    }

    if (!reader->in_changeset)
        return place_error(reader->err, request->path, request->text, 0,
                           "the file has no \"--changeset\"");
    if (request->part == FORMAT_DOWN && !reader->has_rollback)
        return place_error(reader->err, request->path, request->text, 0,
                           "the file has no \"--rollback\"");

    return true;
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    SCOPED_BUF rollbacks = {0};
    Reader reader = {.request = request, .err = err};
    const ExpandRules *rules = NULL;

    if (!read_lines(&reader, arena) || !liquibase_rules(request, arena, &rules, err))
        return false;

    *ret_text = (FormatText){.text = {.data = reader.left, .size = request->text.size},
                             .no_transaction = reader.no_transaction,
                             .rules = reader.range_count > 0 ? rules : NULL,
                             .ranges = reader.ranges,
                             .range_count = reader.range_count};

    if (request->part == FORMAT_DOWN)
    {
        collect_rollbacks(request, &rollbacks);
        *ret_text = (FormatText){.text = str_copy(arena, buf_str(&rollbacks)),
                                 .no_transaction = reader.no_transaction,
                                 .rules = rules};
    }

    return true;
}

/* The changesets: "author:id". */
static size_t
parts(const FormatRequest *request, Arena *arena, Str **ret_parts)
{
    Lines lines = {.text = request->text};
    LiquibaseChangeset changeset;
    Line line;
    Str rest;
    size_t count = 0;

    while (lines_next(&lines, &line))
        count += liquibase_command(line.text, "changeset", &rest) ? 1 : 0;

    *ret_parts = ARENA_ARRAY(arena, Str, count + 1);
    lines.next = 0;
    count = 0;

    while (lines_next(&lines, &line))
    {
        if (liquibase_command(line.text, "changeset", &rest) &&
            liquibase_parse_changeset(rest, request->engine, &changeset) && !changeset.for_others)
            (*ret_parts)[count++] =
                str_from(arena_printf(arena, STR_FORMAT ":" STR_FORMAT, STR_ARGS(changeset.author),
                                      STR_ARGS(changeset.id)));
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
