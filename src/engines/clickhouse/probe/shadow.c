/*
 * shadow.c
 *    An ALTER whose outcome is open, tried on an empty copy of the table as it was.
 */
#include "engines/clickhouse/probe/shadow.h"

#include "engines/clickhouse/parse/names.h"
#include "engines/clickhouse/sql.h"

enum
{
    DROP_SYNC_SINCE = 2103, /* DROP ... SYNC: the name and the files are gone when it answers */
};

bool
shadow_concerns(const ClickhouseFacts *facts)
{
    return facts->kind == CLICKHOUSE_ALTER_METADATA || facts->kind == CLICKHOUSE_ALTER_COLUMN_DATA;
}

bool
shadow_wanted(const Probe *probe, const Finding *finding)
{
    return shadow_concerns(probe->facts) && !probe->finished &&
           finding->verdict == VERDICT_TOOK_EFFECT && probe->facts->names != NULL &&
           !str_equal(look_table(probe->before, probe_name(probe, 0))->query,
                      look_table(probe->now, probe_name(probe, 0))->query);
}

/* ---- definitions ---- */

/* What stands from one place of a text to before another. */
static Str
between(const char *from, const char *to)
{
    return (Str){.data = from, .size = (size_t)(to - from)};
}

/* At the word ENGINE behind the columns; at the end if there is none. */
static void
skip_to_engine(ClickhouseCursor *cursor)
{
    while (clickhouse_cursor_more(cursor) &&
           !(cursor->depth == 0 && clickhouse_token_is(&cursor->token, STR("ENGINE"))))
        clickhouse_cursor_next(cursor);
}

/* "ReplicatedSummingMergeTree" is a SummingMergeTree on one host; empty for all that is none. */
static Str
plain_engine(Str engine)
{
    static const char *const PREFIXES[] = {"Replicated", "Shared"};

    for (size_t index = 0; index < LENGTH_OF(PREFIXES); index++)
    {
        const Str prefix = str_from(PREFIXES[index]);

        if (str_starts_with(engine, prefix))
            engine = str_slice(engine, prefix.size, engine.size);
    }

    return str_ends_with(engine, STR("MergeTree")) ? engine : (Str){0};
}

/*
 * The arguments of an engine, whose bracket the cursor is at, without the two that tell a
 * replicated one its place.  The cursor goes behind the bracket.
 */
static Str
engine_arguments(ClickhouseCursor *cursor, bool replicated)
{
    const unsigned outside = cursor->depth;
    unsigned left = replicated ? 2 : 0;

    clickhouse_cursor_next(cursor);

    for (; left > 0 && cursor->token.kind == CLICKHOUSE_TOKEN_STRING; left--)
    {
        clickhouse_cursor_next(cursor);
        if (cursor->token.kind == CLICKHOUSE_TOKEN_COMMA)
            clickhouse_cursor_next(cursor);
    }

    const char *from = cursor->token.text.data;

    while (clickhouse_cursor_more(cursor) &&
           !(cursor->token.kind == CLICKHOUSE_TOKEN_CLOSE && cursor->depth == outside))
        clickhouse_cursor_next(cursor);

    const Str arguments = str_trim(between(from, cursor->token.text.data));

    clickhouse_cursor_next(cursor);

    return arguments;
}

Str
shadow_definition(Str query, unsigned server_version, Arena *arena)
{
    ClickhouseCursor cursor = clickhouse_cursor(query, clickhouse_nests_comments(server_version));
    SCOPED_BUF text = {0};

    if (!clickhouse_cursor_accept(&cursor, "CREATE TABLE"))
        return (Str){0};

    while (clickhouse_cursor_more(&cursor) && cursor.token.kind != CLICKHOUSE_TOKEN_OPEN)
        clickhouse_cursor_next(&cursor);

    const char *columns = cursor.token.text.data;

    skip_to_engine(&cursor);
    clickhouse_cursor_next(&cursor);
    clickhouse_cursor_next(&cursor);

    const Str engine = cursor.token.text;
    const Str plain = plain_engine(engine);

    if (plain.size == 0)
        return (Str){0};

    buf_append(&text, between(columns, engine.data));
    buf_append(&text, plain);
    clickhouse_cursor_next(&cursor);

    if (cursor.token.kind == CLICKHOUSE_TOKEN_OPEN)
    {
        const Str arguments = engine_arguments(&cursor, plain.size < engine.size);

        if (arguments.size > 0)
            buf_printf(&text, "(" STR_FORMAT ")", STR_ARGS(arguments));
    }

    if (clickhouse_cursor_more(&cursor))
        buf_printf(&text, " " STR_FORMAT,
                   STR_ARGS(between(cursor.token.text.data, query.data + query.size)));

    return str_copy(arena, buf_str(&text));
}

/* ---- the statements ---- */

static void
append_shadow(Buf *sql, Str home)
{
    clickhouse_append_name(sql, home);
    buf_append(sql, STR("." SHADOW_TABLE));
}

static Str
create_statement(Str definition, Str home, Arena *arena)
{
    SCOPED_BUF sql = {0};

    buf_append(&sql, STR("CREATE TABLE "));
    append_shadow(&sql, home);
    buf_append_char(&sql, ' ');
    buf_append(&sql, definition);

    return str_copy(arena, buf_str(&sql));
}

static Str
drop_statement(Str home, unsigned server_version, Arena *arena)
{
    SCOPED_BUF sql = {0};

    buf_append(&sql, STR("DROP TABLE IF EXISTS "));
    append_shadow(&sql, home);
    buf_append_text(&sql, server_version == 0 || server_version >= DROP_SYNC_SINCE ? " SYNC" : "");

    return str_copy(arena, buf_str(&sql));
}

/* ALTER TABLE name ..., CREATE INDEX i ON name ..., DROP INDEX i ON name. */
static Str
statement_on_shadow(const Probe *probe, Str home)
{
    ClickhouseCursor cursor =
        clickhouse_cursor(probe->text, clickhouse_nests_comments(probe->server_version));
    SCOPED_BUF sql = {0};

    if (clickhouse_cursor_accept(&cursor, "ALTER TABLE"))
        (void)clickhouse_cursor_accept(&cursor, "IF EXISTS");
    else
    {
        while (clickhouse_cursor_more(&cursor) && !clickhouse_cursor_accept(&cursor, "ON"))
            clickhouse_cursor_next(&cursor);
    }

    const char *name = cursor.token.text.data;

    (void)clickhouse_accept_name(&cursor, probe->arena);
    buf_append(&sql, between(probe->text.data, name));
    append_shadow(&sql, home);
    buf_append_char(&sql, ' ');

    if (clickhouse_cursor_more(&cursor))
        buf_append(&sql, between(cursor.token.text.data, probe->text.data + probe->text.size));

    return str_copy(probe->arena, buf_str(&sql));
}

static Str
definition_in(const Probe *probe, const Look *look)
{
    const LookTable *table =
        probe->facts->names == NULL ? NULL : look_table(look, probe_name(probe, 0));

    return table == NULL ? (Str){0}
                         : shadow_definition(table->query, probe->server_version, probe->arena);
}

ShadowPlan
shadow_plan(const Probe *probe, Str home)
{
    const Str before = definition_in(probe, probe->before);
    ShadowPlan plan = {.drop = drop_statement(home, probe->server_version, probe->arena)};

    if (before.size == 0 || definition_in(probe, probe->now).size == 0)
    {
        plan.impossible =
            "its definition is kept as a hash, as it is no MergeTree or may hold a secret";
        return plan;
    }

    plan.create = create_statement(before, home, probe->arena);
    plan.alter = statement_on_shadow(probe, home);

    return plan;
}

/* ---- the verdict ---- */

static Finding
judge_tried(const Probe *probe, const char *words, Str there, Str before)
{
    const ProbeShadow *shadow = probe->shadow;

    if (str_equal(there, shadow->after))
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "The definition of %s is changed: to what this statement makes of an "
                           "empty copy of the table as it was.",
                           words);
    if (str_equal(there, shadow->before))
        return probe_found(probe, VERDICT_DID_NOT,
                           "The definition of %s is that of before, as this server writes it.",
                           words);
    if (!str_equal(before, shadow->before))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "The definition of %s is changed.  Whether by this statement cannot be "
                           "seen: a copy of the table as it was gets another definition.  See SHOW "
                           "CREATE TABLE %s.",
                           words, words);
    if (shadow->refused != 0)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "The definition of %s is changed, but the server refuses this statement "
                           "on an empty copy of the table as it was (error %u): somebody else "
                           "has changed it.",
                           words, shadow->refused);

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "The definition of %s is neither that of before nor what this statement "
                       "makes of it: somebody else has changed it.  See SHOW CREATE TABLE %s.",
                       words, words);
}

Finding
shadow_judge(const Probe *probe, LookName table)
{
    const ProbeShadow *shadow = probe->shadow;
    const char *words = probe_words(probe, table);

    if (shadow->unmade != NULL)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "The definition of %s is changed.  Whether by this statement could not "
                           "be tried on a copy: %s.  See SHOW CREATE TABLE %s.",
                           words, shadow->unmade, words);

    Finding finding = judge_tried(probe, words, definition_in(probe, probe->now),
                                  definition_in(probe, probe->before));

    if (shadow->kept != NULL)
        finding.evidence = arena_printf(probe->arena, "%s  %s", finding.evidence, shadow->kept);

    return finding;
}
