/*
 * liquibase.c
 *    Liquibase formatted SQL: `--liquibase formatted sql`, then `--changeset author:id ...` parts.
 *
 * All changesets of a file are one migration here, in their order: its statements are journaled
 * one by one anyway.  `--rollback` lines undo, from the last changeset to the first.  A changeset
 * for other databases, or for other contexts and labels than the run's, is left out.  A file whose
 * changesets all say runOnChange runs again when it changed, one of runAlways in each run, in its
 * place among the others.  failOnError:false is for files of one changeset: what of several would
 * count as run is more than a file's row can say.
 * Preconditions that ask the database in SQL become guards of their changesets, and a file of
 * several changesets then runs in steps: whether a part runs is known only when its turn comes.
 */
#include "source/format.h"
#include "source/formats/liquibase_changeset.h"
#include "source/formats/liquibase_index.h"
#include "source/formats/liquibase_lines.h"
#include "source/formats/liquibase_precondition.h"
#include "source/formats/liquibase_raw.h"
#include "source/formats/liquibase_recorded.h"
#include "source/formats/liquibase_rollback.h"
#include "source/lines.h"
#include "source/place.h"

typedef struct Reader
{
    LiquibaseSettings *settings;
    LiquibaseChangeset changeset;
    LiquibaseGuards guards;
    size_t changeset_count; /* that are for this run */
    bool in_changeset;
    bool no_transaction;
    FormatHabits habits; /* of the first changeset, and so of the others */
    Str last_line;       /* of the changeset's SQL, as it is left; empty if there is none yet */
    char *left;          /* what is left of the text */
    ExpandRange *ranges; /* SQL, in which properties are replaced */
    size_t range_count;
    Error *err;
} Reader;

static MUST_CHECK bool
refuse(const Reader *reader, size_t offset, const char *hint, const char *what)
{
    const FormatRequest *request = &reader->settings->request;

    (void)place_error(reader->err, request->path, request->text, offset, "%s", what);

    return error_hint(reader->err, "%s", hint);
}

static MUST_CHECK bool
refuse_meaningless(const Reader *reader, const Line *line, Str what)
{
    return refuse(reader, line->offset,
                  "Keep such changesets with Liquibase, or write them so that they run once.",
                  arena_printf(reader->err->arena, "\"" STR_FORMAT "\" has no meaning to pawl",
                               STR_ARGS(what)));
}

/* Liquibase sends a changeset by itself: the semicolon at its end may be missing. */
static void
end_changeset(const Reader *reader, size_t at)
{
    if (at < reader->settings->request.text.size)
        lines_end_statement(reader->left, reader->last_line, at);
}

/* A file runs as a whole, and so often. */
static MUST_CHECK bool
check_habits(const Reader *reader, const Line *line)
{
    const FormatHabits *before = &reader->habits;
    const FormatHabits *now = &reader->changeset.habits;
    const char *what = before->on_change != now->on_change ? "runOnChange:true"
                       : before->always != now->always     ? "runAlways:true"
                       : before->may_fail != now->may_fail ? "failOnError:false"
                                                           : NULL;

    return what == NULL ||
           refuse(reader, line->offset,
                  arena_printf(reader->err->arena,
                               "A file runs as a whole: give changesets with %s files of their "
                               "own.",
                               what),
                  arena_printf(reader->err->arena,
                               "some changesets of the file say %s, and others do not", what));
}

static MUST_CHECK bool
take_changeset(Reader *reader, const Line *line, Str words)
{
    LiquibaseChangeset *changeset = &reader->changeset;
    const bool first = !reader->in_changeset;

    end_changeset(reader, line->offset);
    reader->in_changeset = true;
    reader->last_line = (Str){0};

    if (!liquibase_changeset(words, reader->settings, changeset))
        return refuse(reader, line->offset, "Write --changeset AUTHOR:ID.",
                      "a changeset needs a name, AUTHOR:ID");
    if (changeset->refused.size > 0)
        return refuse_meaningless(reader, line, changeset->refused);
    if (!first && !check_habits(reader, line))
        return false;

    liquibase_guards_changeset(&reader->guards, line->offset);
    reader->changeset_count += changeset->left_out ? 0 : 1;
    reader->habits = changeset->habits;
    reader->no_transaction =
        reader->no_transaction || (changeset->no_transaction && !changeset->left_out);

    return true;
}

/* A line of SQL stays; a delimiter at its end becomes a semicolon. */
static void
keep_line(Reader *reader, const Line *line)
{
    const Str text = str_trim_end(line->text);
    const size_t at = liquibase_delimiter_at(&reader->changeset.delimiter, text);

    lines_restore(reader->left, reader->settings->request.text, line->offset, line->end);

    if (line_says_nothing(text))
        return;

    reader->ranges[reader->range_count++] = (ExpandRange){line->offset, line->end};

    for (size_t index = at; index < text.size; index++)
        reader->left[line->offset + index] = index == at ? ';' : ' ';

    reader->last_line = (Str){.data = reader->left + line->offset, .size = text.size};
}

/* Those in front of the first changeset mean nothing to Liquibase. */
static MUST_CHECK bool
take_precondition(Reader *reader, const Line *line, LiquibaseKind kind, Str words)
{
    const char *hint = NULL;

    if (!reader->in_changeset || reader->changeset.left_out)
        return true;

    const bool good = kind == LIQUIBASE_PRECONDITIONS
                          ? liquibase_guards_attributes(&reader->guards, words, &hint)
                          : liquibase_guards_question(&reader->guards, words, line->offset, &hint);

    return good ||
           refuse(reader, line->offset, hint,
                  arena_printf(reader->err->arena, "\"" STR_FORMAT "\" has no meaning to pawl",
                               STR_ARGS(str_trim(line->text))));
}

static MUST_CHECK bool
take_line(Reader *reader, const Line *line, LiquibaseKind kind, Str words)
{
    switch (kind)
    {
        case LIQUIBASE_CHANGESET:
            return take_changeset(reader, line, words);
        case LIQUIBASE_PRECONDITIONS:
        case LIQUIBASE_PRECONDITION:
            return take_precondition(reader, line, kind, words);
        case LIQUIBASE_MISTAKE:
            return refuse(reader, line->offset,
                          "A command begins with two dashes and its word: --changeset, --rollback.",
                          "this is almost a command of Liquibase");
        case LIQUIBASE_HIDDEN:
        case LIQUIBASE_ROLLBACK:
        case LIQUIBASE_PROPERTY:
            return true;
        case LIQUIBASE_SQL:
            break;
    }

    if (!reader->in_changeset && !line_says_nothing(line->text))
        return refuse(reader, line->offset, "Liquibase refuses it; move it into a changeset.",
                      "there is SQL before the first \"--changeset\"");
    if (!reader->changeset.left_out)
        keep_line(reader, line);

    return true;
}

static size_t
count_lines(Str text)
{
    Lines lines = {.text = text};
    Line line;
    size_t count = 0;

    while (lines_next(&lines, &line))
        count++;

    return count;
}

static MUST_CHECK bool
read_lines(Reader *reader, Arena *arena)
{
    const Str text = reader->settings->request.text;
    LiquibaseLines lines = {.lines.text = text};
    LiquibaseKind kind;
    Line line;
    Str words;

    liquibase_guards_init(&reader->guards, text, arena);
    reader->left = lines_blank(text, arena);
    reader->ranges = ARENA_ARRAY(arena, ExpandRange, count_lines(text) + 1);

    while (liquibase_next(&lines, &line, &kind, &words))
    {
        if (!take_line(reader, &line, kind, words))
            return false;
    }

    if (lines.in_rollback)
        return refuse(reader, lines.rollback_at, "End it with */ on a line's end.",
                      "this rollback comment is not closed");
    if (!reader->in_changeset)
        return refuse(reader, 0, "All files of a directory have one format.",
                      "the file has no \"--changeset\"");

    end_changeset(reader, text.size);

    return true;
}

static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    LiquibaseSettings *settings = ARENA_NEW(arena, LiquibaseSettings);
    Reader reader = {.settings = settings, .err = err};

    if (!liquibase_settings(request, arena, settings, err))
        return false;
    if (liquibase_is_raw(request))
        return liquibase_raw(settings, ret_text, err);
    if (!read_lines(&reader, arena))
        return false;

    const ExpandRules *rules = liquibase_rules(settings);
    const bool guarded_part = reader.guards.count > 0 && reader.changeset_count > 1;

    if (!liquibase_guards_end(&reader.guards, request, rules, arena, err))
        return false;

    *ret_text = (FormatText){.no_transaction = reader.no_transaction || guarded_part,
                             .gathered = request->part == FORMAT_DOWN,
                             .schema = settings->schema,
                             .rules = rules};

    if (request->part == FORMAT_DOWN && reader.guards.any_skip)
        return refuse(&reader, 0, "Write what undoes it as a migration of its own.",
                      "with onFail:MARK_RAN nobody can tell which of its changesets ran");
    if (request->part == FORMAT_DOWN)
        return liquibase_rollbacks(settings, &ret_text->text, err);

    if (reader.habits.may_fail && reader.changeset_count > 1)
        return refuse(&reader, 0, "Give each changeset with failOnError:false a file of its own.",
                      "the file has several changesets that may fail");

    ret_text->guards = reader.guards.list;
    ret_text->guard_count = reader.guards.count;

    ret_text->text = (Str){.data = reader.left, .size = request->text.size};
    ret_text->rules = reader.range_count > 0 ? rules : NULL;
    ret_text->ranges = reader.ranges;
    ret_text->range_count = reader.range_count;

    return true;
}

/* What all of its changesets say. */
static FormatHabits
habits(Str text)
{
    const LiquibaseSettings none = {.arena = NULL};
    LiquibaseLines lines = {.lines.text = text};
    LiquibaseChangeset changeset;
    FormatHabits all = {true, true, true};
    LiquibaseKind kind;
    bool any = false;
    Line line;
    Str words;

    /* Most files say nothing. */
    if (!str_contains_nocase(text, STR("runOnChange")) &&
        !str_contains_nocase(text, STR("runAlways")) &&
        !str_contains_nocase(text, STR("failOnError")))
        return (FormatHabits){0};

    while (liquibase_next(&lines, &line, &kind, &words))
    {
        if (kind != LIQUIBASE_CHANGESET)
            continue;

        const bool named = liquibase_changeset(words, &none, &changeset);

        any = true;
        all.on_change = all.on_change && named && changeset.habits.on_change;
        all.always = all.always && named && changeset.habits.always;
        all.may_fail = all.may_fail && named && changeset.habits.may_fail;
    }

    return any ? all : (FormatHabits){0};
}

/* A project that came from Flyway goes on with its names. */
static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    if (format_flyway.claims(file_name))
        return format_flyway.name_file(file_name, ret_name, err);
    if (format_plain.name_file(file_name, ret_name, err))
        return true;
    if (char_is_digit(file_name.data[0]))
        return false;

    return error_hint(err,
                      "Without a changelog in XML, YAML or JSON in the directory, files run in "
                      "the order of their numbers, NUMBER_name.sql or V1__name.sql.");
}

const Format format_liquibase = {
    .name = "liquibase",
    .title = "Liquibase",
    .names = "NUMBER_name.sql",
    .any_name = true,
    .empty_down = true, /* "--rollback empty": one that is not there is refused before */
    .find_index = liquibase_find_index,
    .read_index = liquibase_read_index,
    .name_file = name_file,
    .mark = "--liquibase formatted sql",
    .part = part,
    .parts = liquibase_recorded,
    .habits = habits,
};
