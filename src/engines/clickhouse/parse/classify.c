/*
 * classify.c
 *    What a ClickHouse statement does, from its first words.
 *
 * statement.def names the kinds by their first words; OR REPLACE and TEMPORARY behind the
 * first word are stepped over.  Then survey() goes through the rest once, for the words
 * that change the kind: ON CLUSTER, AS SELECT, POPULATE, PARALLEL WITH, commas.
 */
#include "engines/clickhouse/parse/classify.h"

#include "base/macro.h"
#include "engines/clickhouse/parse/alter.h"
#include "engines/clickhouse/parse/insert.h"
#include "engines/clickhouse/parse/names.h"
#include "engines/clickhouse/parse/partition.h"

/* What follows a statement's first words. */
typedef enum Shape
{
    SHAPE_NONE,  /* nothing that matters here */
    SHAPE_NAME,  /* [IF [NOT] EXISTS] name */
    SHAPE_LIST,  /* the same, and the commas behind it count */
    SHAPE_INDEX, /* name ON table */
} Shape;

typedef struct StatementRow
{
    const char *words;
    ClickhouseKind kind;
    Shape shape;
} StatementRow;

static const StatementRow STATEMENTS[] = {
#define STATEMENT(words, kind, shape) {(words), CLICKHOUSE_##kind, SHAPE_##shape},
#include "engines/clickhouse/parse/statement.def"
#undef STATEMENT
};

/* Kinds of entities of access control: CREATE, ALTER, DROP or MOVE comes before them. */
static const char *const ENTITIES[] = {
    "USER",    "ROLE", "QUOTA", "ROW POLICY", "POLICY", "MASKING POLICY", "SETTINGS PROFILE",
    "PROFILE",
};

/* What survey() found in no brackets. */
typedef struct Survey
{
    unsigned commas;
    bool on_cluster;
    bool parallel;
    bool as_select;
    bool populate;
    bool empty;
    bool clone;
    bool to_target;
} Survey;

static bool
accept_entity(ClickhouseCursor *cursor)
{
    ClickhouseCursor ahead = *cursor;

    if (!clickhouse_cursor_accept(&ahead, "CREATE") && !clickhouse_cursor_accept(&ahead, "ALTER") &&
        !clickhouse_cursor_accept(&ahead, "DROP") && !clickhouse_cursor_accept(&ahead, "MOVE"))
        return false;

    for (size_t index = 0; index < LENGTH_OF(ENTITIES); index++)
    {
        if (clickhouse_cursor_accept(&ahead, ENTITIES[index]))
        {
            *cursor = ahead;
            return true;
        }
    }

    return false;
}

/* Steps over two words or more that may have OR REPLACE and TEMPORARY behind the first. */
static bool
accept_words(ClickhouseCursor *cursor, const char *words, ClickhouseFacts *facts)
{
    if (!clickhouse_cursor_may_be(cursor, words))
        return false;

    Str rest = str_from(words);

    if (!clickhouse_token_is(&cursor->token, str_cut(&rest, ' ')))
        return false;

    ClickhouseCursor ahead = *cursor;

    clickhouse_cursor_next(&ahead);

    const bool more = rest.size > 0;
    const bool or_replace = more && clickhouse_cursor_accept(&ahead, "OR REPLACE");
    const bool temporary = more && clickhouse_cursor_accept(&ahead, "TEMPORARY");

    if (!clickhouse_cursor_accept(&ahead, rest.data))
        return false;

    facts->or_replace = or_replace;
    facts->temporary = temporary;
    *cursor = ahead;

    return true;
}

/* The row of STATEMENTS that begins the statement, its words stepped over. */
static StatementRow
accept_statement(ClickhouseCursor *cursor, ClickhouseFacts *facts)
{
    static const StatementRow access = {"", CLICKHOUSE_ACCESS, SHAPE_NONE};
    static const StatementRow other = {"", CLICKHOUSE_OTHER, SHAPE_NONE};

    for (size_t index = 0; index < LENGTH_OF(STATEMENTS); index++)
    {
        if (accept_words(cursor, STATEMENTS[index].words, facts))
            return STATEMENTS[index];
    }

    return accept_entity(cursor) ? access : other;
}

static void
accept_conditions(ClickhouseCursor *cursor, ClickhouseFacts *facts)
{
    if (clickhouse_cursor_accept(cursor, "IF NOT EXISTS"))
    {
        facts->if_not_exists = true;
    }
    else if (clickhouse_cursor_accept(cursor, "IF EXISTS"))
    {
        facts->if_exists = true;
    }
    else
    {
        (void)clickhouse_cursor_accept(cursor, "IF EMPTY");
    }
}

static void
accept_name(ClickhouseCursor *cursor, ClickhouseFacts *facts, Arena *arena)
{
    const ClickhouseName name = clickhouse_accept_name(cursor, arena);

    facts->database = name.database;
    facts->name = name.name;
}

/* AS SELECT, AS WITH, AS (SELECT, AS FROM ... SELECT; but not AS table, AS function(). */
static bool
at_as_query(const ClickhouseCursor *cursor)
{
    ClickhouseCursor ahead = *cursor;

    return clickhouse_cursor_accept(&ahead, "AS") &&
           (clickhouse_cursor_at(&ahead, "SELECT") || clickhouse_cursor_at(&ahead, "WITH") ||
            clickhouse_cursor_at(&ahead, "FROM") || ahead.token.kind == CLICKHOUSE_TOKEN_OPEN);
}

/* TO name: where a materialized view writes, and not where a TTL moves old rows. */
static bool
at_target(const ClickhouseCursor *cursor)
{
    return clickhouse_cursor_at(cursor, "TO") && !clickhouse_cursor_at(cursor, "TO INNER") &&
           !clickhouse_cursor_at(cursor, "TO DISK") && !clickhouse_cursor_at(cursor, "TO VOLUME");
}

/* The rest of the statement in no brackets; what looks like a query's part counts no more. */
static Survey
survey(ClickhouseCursor cursor)
{
    Survey found = {0};

    for (; clickhouse_cursor_more(&cursor); clickhouse_cursor_next(&cursor))
    {
        if (cursor.depth > 0)
            continue;
        if (cursor.token.kind == CLICKHOUSE_TOKEN_COMMA)
            found.commas++;
        if (cursor.token.kind != CLICKHOUSE_TOKEN_WORD)
            continue;

        found.parallel |= clickhouse_cursor_at(&cursor, "PARALLEL WITH");
        if (found.as_select)
            continue;

        found.as_select = at_as_query(&cursor);
        found.on_cluster |= clickhouse_cursor_at(&cursor, "ON CLUSTER");
        found.populate |= clickhouse_cursor_at(&cursor, "POPULATE");
        found.empty |= clickhouse_cursor_at(&cursor, "EMPTY AS");
        found.clone |= clickhouse_cursor_at(&cursor, "CLONE AS");
        found.to_target |= at_target(&cursor);
    }

    return found;
}

static ClickhouseKind
refine_create(ClickhouseKind kind, const ClickhouseFacts *facts, const Survey *found)
{
    if (kind == CLICKHOUSE_CREATE_MATERIALIZED_VIEW && found->populate)
        return CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE;
    if (kind != CLICKHOUSE_CREATE_TABLE)
        return kind;
    if (facts->or_replace)
        return CLICKHOUSE_CREATE_OR_REPLACE_TABLE;
    if (found->clone)
        return CLICKHOUSE_CREATE_TABLE_CLONE;

    return found->as_select && !found->empty ? CLICKHOUSE_CREATE_TABLE_AS_SELECT : kind;
}

static ClickhouseKind
refine_count(ClickhouseKind kind, unsigned count)
{
    static const struct
    {
        ClickhouseKind one;
        ClickhouseKind several;
    } rows[] = {
        {CLICKHOUSE_DROP_TABLE, CLICKHOUSE_DROP_SEVERAL},
        {CLICKHOUSE_DROP_VIEW, CLICKHOUSE_DROP_SEVERAL},
        {CLICKHOUSE_DROP_DICTIONARY, CLICKHOUSE_DROP_SEVERAL},
        {CLICKHOUSE_RENAME, CLICKHOUSE_RENAME_SEVERAL},
        {CLICKHOUSE_RENAME_DATABASE, CLICKHOUSE_RENAME_SEVERAL},
        {CLICKHOUSE_EXCHANGE, CLICKHOUSE_EXCHANGE_SEVERAL},
        {CLICKHOUSE_TRUNCATE, CLICKHOUSE_TRUNCATE_SEVERAL},
    };

    for (size_t index = 0; count > 1 && index < LENGTH_OF(rows); index++)
    {
        if (rows[index].one == kind)
            return rows[index].several;
    }

    return kind;
}

static ClickhouseKind
insert_kind(ClickhouseCursor cursor)
{
    const ClickhouseInsertForm form = clickhouse_insert_form(cursor);

    if (form == CLICKHOUSE_FORM_VALUES)
        return CLICKHOUSE_INSERT_VALUES;

    return form == CLICKHOUSE_FORM_DATA ? CLICKHOUSE_INSERT_INLINE : CLICKHOUSE_INSERT_SELECT;
}

/* cursor is at INSERT; name and kind. */
static void
classify_insert(ClickhouseCursor cursor, ClickhouseFacts *facts, Arena *arena)
{
    facts->kind = insert_kind(cursor);
    (void)clickhouse_cursor_accept(&cursor, "INSERT INTO");
    (void)clickhouse_cursor_accept(&cursor, "TABLE");

    if (!clickhouse_cursor_accept(&cursor, "FUNCTION"))
        accept_name(&cursor, facts, arena);

    clickhouse_name_main(facts, arena);

    /* Behind VALUES and FORMAT there is no SQL to look at. */
    if (facts->kind == CLICKHOUSE_INSERT_SELECT && survey(cursor).parallel)
        facts->kind = CLICKHOUSE_PARALLEL;
}

/* The main object; *ret_names is where the first name is. */
static void
accept_object(ClickhouseCursor *cursor, Shape shape, ClickhouseFacts *facts,
              ClickhouseCursor *ret_names, Arena *arena)
{
    accept_conditions(cursor, facts);
    *ret_names = *cursor;
    accept_name(cursor, facts, arena);

    if (shape == SHAPE_INDEX)
    {
        facts->database = facts->name = (Str){0};
        if (clickhouse_cursor_accept(cursor, "ON"))
            accept_name(cursor, facts, arena);
    }
}

/* The word between the two names of a pair; NULL where names stand alone. */
static const char *
joint_of(ClickhouseKind kind)
{
    if (kind == CLICKHOUSE_EXCHANGE)
        return "AND";

    return kind == CLICKHOUSE_RENAME || kind == CLICKHOUSE_RENAME_DATABASE ? "TO" : NULL;
}

/* All the names, and what they are names of. */
static void
find_names(const StatementRow *row, ClickhouseCursor names, ClickhouseFacts *facts, Arena *arena)
{
    facts->of_databases = str_contains_nocase(str_from(row->words), STR("DATABASE"));

    if (row->shape != SHAPE_LIST)
        clickhouse_name_main(facts, arena);
    else
        clickhouse_name_all(names, joint_of(row->kind), facts, arena);
}

/* ALTER TABLE name: its commands come behind the cluster. */
static void
classify_alter(ClickhouseCursor cursor, ClickhouseFacts *facts, Arena *arena)
{
    if (clickhouse_cursor_accept(&cursor, "ON CLUSTER"))
        (void)clickhouse_accept_name(&cursor, arena);

    facts->kind = clickhouse_classify_alter(cursor, &facts->count);
}

/* The table that ATTACH, REPLACE and MOVE PARTITION name besides. */
static void
add_other_table(unsigned server_version, Str statement, ClickhouseFacts *facts, Arena *arena)
{
    if (facts->kind == CLICKHOUSE_ALTER_MIXED && facts->name_count == 1)
        clickhouse_partition_targets(server_version, statement, facts, arena);
    if (facts->name_count != 1 || (facts->kind != CLICKHOUSE_ALTER_ATTACH_PARTITION_FROM &&
                                   facts->kind != CLICKHOUSE_ALTER_REPLACE_PARTITION &&
                                   facts->kind != CLICKHOUSE_ALTER_MOVE_PARTITION))
        return;

    const ClickhouseName other = clickhouse_partition(server_version, statement, arena).other;
    ClickhouseName *names = ARENA_ARRAY(arena, ClickhouseName, 2);

    names[0] = facts->names[0];
    names[1] = other;
    facts->names = other.name.size > 0 ? names : NULL;
    facts->name_count = other.name.size > 0 ? 2 : 0;
}

ClickhouseFacts
clickhouse_classify(unsigned server_version, Str statement, Arena *arena)
{
    ClickhouseFacts facts = {.kind = CLICKHOUSE_OTHER, .count = 1};
    ClickhouseCursor cursor =
        clickhouse_cursor(statement, clickhouse_nests_comments(server_version));

    if (clickhouse_insert_find(&cursor))
    {
        classify_insert(cursor, &facts, arena);
        return facts;
    }

    while (cursor.token.kind == CLICKHOUSE_TOKEN_OPEN) /* (SELECT 1) UNION ALL (SELECT 2) */
        clickhouse_cursor_next(&cursor);

    const StatementRow row = accept_statement(&cursor, &facts);
    ClickhouseCursor names = cursor;

    facts.kind = row.kind;
    facts.session = row.kind == CLICKHOUSE_SET || row.kind == CLICKHOUSE_USE;
    if (row.shape != SHAPE_NONE)
        accept_object(&cursor, row.shape, &facts, &names, arena);

    const Survey found = survey(cursor);

    facts.on_cluster = found.on_cluster && row.kind != CLICKHOUSE_SELECT;
    facts.kind = refine_create(row.kind, &facts, &found);
    facts.to_target = found.to_target && row.kind == CLICKHOUSE_CREATE_MATERIALIZED_VIEW;

    if (row.shape == SHAPE_LIST)
        facts.count = found.commas + 1;
    if (row.kind == CLICKHOUSE_ALTER_UNKNOWN)
        classify_alter(cursor, &facts, arena);
    find_names(&row, names, &facts, arena);
    add_other_table(server_version, statement, &facts, arena);

    facts.kind = found.parallel ? CLICKHOUSE_PARALLEL : refine_count(facts.kind, facts.count);

    return facts;
}

const char *
clickhouse_kind_title(ClickhouseKind kind)
{
    static const char *const titles[] = {
#define KIND(name, title, effect) [CLICKHOUSE_##name] = (title),
#include "engines/clickhouse/parse/kind.def"
#undef KIND
    };

    return titles[kind];
}
