/*
 * liquibase_rollback.c
 *    What undoes the changesets of a file: `--rollback` lines, and comments that hold one.
 */
#include "source/formats/liquibase_rollback.h"

#include "source/formats/liquibase_changeset.h"
#include "source/formats/liquibase_lines.h"
#include "source/place.h"

typedef struct Collector
{
    const LiquibaseSettings *settings;
    LiquibaseChangeset changeset;
    size_t changeset_at; /* of its line */
    bool in_changeset;
    Buf sql; /* of the changeset */
    Str *rollbacks;
    size_t count;
    Error *err;
} Collector;

static MUST_CHECK bool
refuse(const Collector *collector, const char *what, const char *hint)
{
    const FormatRequest *request = &collector->settings->request;
    const LiquibaseChangeset *changeset = &collector->changeset;

    (void)place_error(collector->err, request->path, request->text, collector->changeset_at,
                      "changeset \"" STR_FORMAT ":" STR_FORMAT "\" %s", STR_ARGS(changeset->author),
                      STR_ARGS(changeset->id), what);

    return error_hint(collector->err, "%s", hint);
}

/* The changeset's SQL, whose last semicolon may be missing. */
static MUST_CHECK bool
end_changeset(Collector *collector)
{
    const Str all = str_trim(buf_str(&collector->sql));
    const bool nothing = str_starts_with_nocase(all, STR("empty")) ||
                         str_starts_with_nocase(all, STR("not required"));

    if (!collector->in_changeset || collector->changeset.left_out)
        return true;
    if (all.size == 0)
        return refuse(collector, "has no \"--rollback\"",
                      "Say what undoes it, or \"--rollback empty\" where nothing is to be undone.");
    if (str_contains_nocase(all, STR("changesetid")))
        return refuse(collector, "is undone by another changeset",
                      "pawl knows a changeset's own SQL only: write out what undoes this one.");

    if (!nothing && !str_ends_with(all, STR(";")))
        buf_append(&collector->sql, STR(";\n"));
    if (!nothing)
        collector->rollbacks[collector->count++] =
            str_copy(collector->settings->arena, buf_str(&collector->sql));

    return true;
}

static MUST_CHECK bool
begin_changeset(Collector *collector, const Line *line, Str words)
{
    if (!end_changeset(collector))
        return false;

    collector->in_changeset = true;
    collector->changeset_at = line->offset;
    buf_clear(&collector->sql);

    /* Whoever reads the file for what it does has refused what is not understood. */
    (void)!liquibase_changeset(words, collector->settings, &collector->changeset);

    return true;
}

static void
add_line(Collector *collector, Str sql)
{
    const Str line = str_trim_end(sql);
    const size_t at = liquibase_delimiter_at(&collector->changeset.rollback_delimiter, line);

    if (line.size == 0 || collector->changeset.left_out)
        return;

    buf_append(&collector->sql, str_slice(line, 0, at));
    if (at < line.size)
        buf_append_char(&collector->sql, ';');

    buf_append_char(&collector->sql, '\n');
}

static MUST_CHECK bool
collect(Collector *collector)
{
    LiquibaseLines lines = {.lines.text = collector->settings->request.text};
    LiquibaseKind kind;
    Line line;
    Str words;

    while (liquibase_next(&lines, &line, &kind, &words))
    {
        if (kind == LIQUIBASE_CHANGESET && !begin_changeset(collector, &line, words))
            return false;
        if (kind == LIQUIBASE_ROLLBACK)
            add_line(collector, words);
    }

    return end_changeset(collector);
}

bool
liquibase_rollbacks(const LiquibaseSettings *settings, Str *ret_sql, Error *err)
{
    SCOPED_BUF sql = {0};
    const size_t room = liquibase_count(settings->request.text, LIQUIBASE_CHANGESET) + 1;
    Collector collector = {
        .settings = settings, .rollbacks = ARENA_ARRAY(settings->arena, Str, room), .err = err};
    const bool good = collect(&collector);

    buf_done(&collector.sql);

    while (collector.count > 0)
        buf_append(&sql, collector.rollbacks[--collector.count]);

    *ret_sql = str_copy(settings->arena, buf_str(&sql));

    return good;
}
