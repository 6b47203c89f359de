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
    size_t changeset_offset; /* of its line; the changeset counts once in_changeset is set */
    bool in_changeset;
    bool no_transaction;
    bool has_rollback;  /* the changeset does, if only to say that nothing is to be undone */
    Str last_line;      /* of the changeset's SQL, as it is left; empty if there is none yet */
    bool ignoring;      /* between --ignoreLines:start and :end */
    uint64_t to_ignore; /* lines that --ignoreLines:N still covers */
    size_t line_count;
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

/*
 * Liquibase undoes every changeset or none, so one without a rollback must not be passed over in
 * silence.  And it sends a changeset by itself: the semicolon at its end may be missing.
 */
static MUST_CHECK bool
end_changeset(Reader *reader, size_t at)
{
    const LiquibaseChangeset *changeset = &reader->changeset;

    if (at < reader->request->text.size)
        lines_end_statement(reader->left, reader->last_line, at);
    if (reader->request->part != FORMAT_DOWN || !reader->in_changeset || changeset->for_others ||
        reader->has_rollback)
        return true;

    return place_error(reader->err, reader->request->path, reader->request->text,
                       reader->changeset_offset,
                       "changeset \"" STR_FORMAT ":" STR_FORMAT "\" has no \"--rollback\"",
                       STR_ARGS(changeset->author), STR_ARGS(changeset->id));
}

static MUST_CHECK bool
take_changeset(Reader *reader, const Line *line, Str words)
{
    LiquibaseChangeset *changeset = &reader->changeset;

    if (!end_changeset(reader, line->offset))
        return false;

    reader->in_changeset = true;
    reader->changeset_offset = line->offset;
    reader->has_rollback = false;
    reader->last_line = (Str){0};

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

    if (delimiter.size > 0 && text.size >= delimiter.size &&
        str_equal_nocase(str_slice(text, text.size - delimiter.size, text.size), delimiter))
    {
        for (size_t index = 0; index < delimiter.size; index++)
            reader->left[at + index] = index == 0 ? ';' : ' ';
    }

    if (!is_comment_or_blank(text))
        reader->last_line = (Str){.data = reader->left + line->offset, .size = text.size};
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

/* What undoes something: the words behind `--rollback`, which may also say that nothing does. */
static bool
undoes(Str line, Str *ret_sql)
{
    return liquibase_command(line, "rollback", ret_sql) &&
           !str_equal_nocase(*ret_sql, STR("empty")) &&
           !str_equal_nocase(*ret_sql, STR("not required"));
}

/* The SQL of one changeset, whose last semicolon may be missing. */
static Str
take_rollback(Buf *sql, Arena *arena)
{
    const Str all = str_trim(buf_str(sql));

    if (all.size > 0 && !str_ends_with(all, STR(";")))
        buf_append(sql, STR(";\n"));

    const Str taken = str_copy(arena, buf_str(sql));

    buf_clear(sql);

    return taken;
}

/* The rollback lines of one changeset after the other, from the last to the first. */
static Str
collect_rollbacks(const FormatRequest *request, size_t line_count, Arena *arena)
{
    SCOPED_BUF sql = {0};
    LiquibaseChangeset changeset = {.for_others = false};
    Str *rollbacks = ARENA_ARRAY(arena, Str, line_count + 1);
    size_t count = 0;
    Lines lines = {.text = request->text};
    Line line;
    Str rest;

    while (lines_next(&lines, &line))
    {
        if (liquibase_command(line.text, "changeset", &rest))
        {
            rollbacks[count++] = take_rollback(&sql, arena);
            (void)!liquibase_parse_changeset(rest, request->engine, &changeset);
        }
        else if (!changeset.for_others && undoes(line.text, &rest))
        {
            buf_append(&sql, rest);
            buf_append_char(&sql, '\n');
        }
    }

    rollbacks[count++] = take_rollback(&sql, arena);

    while (count > 0)
        buf_append(&sql, rollbacks[--count]);

    return str_copy(arena, buf_str(&sql));
}

static MUST_CHECK bool
read_lines(Reader *reader, Arena *arena)
{
    const FormatRequest *request = reader->request;
    Lines lines = {.text = request->text};
    Line line;

    while (lines_next(&lines, &line))
        reader->line_count++;

    reader->left = lines_blank(request->text, arena);
    reader->ranges = ARENA_ARRAY(arena, ExpandRange, reader->line_count + 1);
    lines.next = 0;

    while (lines_next(&lines, &line))
    {
        if (!take_line(reader, &line))
            return false;
    }

    if (!reader->in_changeset)
        return place_error(reader->err, request->path, request->text, 0,
                           "the file has no \"--changeset\"");

    return end_changeset(reader, request->text.size);
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
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
        *ret_text = (FormatText){.text = collect_rollbacks(request, reader.line_count, arena),
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
