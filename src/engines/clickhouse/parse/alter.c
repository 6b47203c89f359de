/*
 * alter.c
 *    What the commands of an ALTER TABLE do, taken together.
 *
 * Commands are separated by commas, but a command can hold commas of its own
 * (`UPDATE a = 1, b = 2`, `MODIFY SETTING a = 1, b = 2`).  Behind a comma that is in no
 * brackets a new command begins if its words do; else the comma belongs to the one
 * before it, if that is one with a list, and if not the whole ALTER is not understood.
 */
#include "engines/clickhouse/parse/alter.h"

#include "base/macro.h"
#include "engines/clickhouse/parse/names.h"

typedef struct Command
{
    const char *words;
    ClickhouseKind kind;
    bool list; /* may hold commas */
} Command;

/*
 * ALTER_METADATA rewrites the .sql file and nothing else.  Dropping an index, a projection
 * or statistics, and changing the TTL (materialize_ttl_after_modify), start a mutation too.
 */
static const Command COMMANDS[] = {
    {"ADD COLUMN", CLICKHOUSE_ALTER_METADATA, false},
    {"ADD INDEX", CLICKHOUSE_ALTER_METADATA, false},
    {"ADD CONSTRAINT", CLICKHOUSE_ALTER_METADATA, false},
    {"ADD PROJECTION", CLICKHOUSE_ALTER_METADATA, false},
    {"ADD STATISTICS", CLICKHOUSE_ALTER_METADATA, true},
    {"COMMENT COLUMN", CLICKHOUSE_ALTER_METADATA, false},
    {"DROP CONSTRAINT", CLICKHOUSE_ALTER_METADATA, false},
    {"MODIFY COMMENT", CLICKHOUSE_ALTER_METADATA, false},
    {"MODIFY CONSTRAINT", CLICKHOUSE_ALTER_METADATA, false},
    {"MODIFY DEFINER", CLICKHOUSE_ALTER_METADATA, false},
    {"MODIFY SQL SECURITY", CLICKHOUSE_ALTER_METADATA, false},
    {"MODIFY SETTING", CLICKHOUSE_ALTER_METADATA, true},
    {"RESET SETTING", CLICKHOUSE_ALTER_METADATA, true},
    {"MODIFY ORDER BY", CLICKHOUSE_ALTER_METADATA, false},
    {"MODIFY SAMPLE BY", CLICKHOUSE_ALTER_METADATA, false},
    {"REMOVE SAMPLE BY", CLICKHOUSE_ALTER_METADATA, false},
    {"REMOVE TTL", CLICKHOUSE_ALTER_METADATA, false},
    {"MODIFY QUERY", CLICKHOUSE_ALTER_METADATA, true},
    {"MODIFY REFRESH", CLICKHOUSE_ALTER_METADATA, true},

    {"MODIFY COLUMN", CLICKHOUSE_ALTER_COLUMN_DATA, true},
    {"ALTER COLUMN", CLICKHOUSE_ALTER_COLUMN_DATA, true},
    {"DROP COLUMN", CLICKHOUSE_ALTER_COLUMN_DATA, false},
    {"RENAME COLUMN", CLICKHOUSE_ALTER_COLUMN_DATA, false},
    {"CLEAR COLUMN", CLICKHOUSE_ALTER_COLUMN_DATA, false},
    {"DROP INDEX", CLICKHOUSE_ALTER_COLUMN_DATA, false},
    {"CLEAR INDEX", CLICKHOUSE_ALTER_COLUMN_DATA, false},
    {"DROP PROJECTION", CLICKHOUSE_ALTER_COLUMN_DATA, false},
    {"CLEAR PROJECTION", CLICKHOUSE_ALTER_COLUMN_DATA, false},
    {"MODIFY STATISTICS", CLICKHOUSE_ALTER_COLUMN_DATA, true},
    {"DROP STATISTICS", CLICKHOUSE_ALTER_COLUMN_DATA, true},
    {"CLEAR STATISTICS", CLICKHOUSE_ALTER_COLUMN_DATA, true},
    {"MODIFY TTL", CLICKHOUSE_ALTER_COLUMN_DATA, true},

    {"MATERIALIZE COLUMN", CLICKHOUSE_ALTER_MUTATION, false},
    {"MATERIALIZE INDEX", CLICKHOUSE_ALTER_MUTATION, false},
    {"MATERIALIZE PROJECTION", CLICKHOUSE_ALTER_MUTATION, false},
    {"MATERIALIZE STATISTICS", CLICKHOUSE_ALTER_MUTATION, true},
    {"MATERIALIZE TTL", CLICKHOUSE_ALTER_MUTATION, false},
    {"DELETE WHERE", CLICKHOUSE_ALTER_MUTATION, false},
    {"DELETE IN PARTITION", CLICKHOUSE_ALTER_MUTATION, false},
    {"APPLY DELETED MASK", CLICKHOUSE_ALTER_MUTATION, false},
    {"APPLY PATCHES", CLICKHOUSE_ALTER_MUTATION, false},
    {"REWRITE PARTS", CLICKHOUSE_ALTER_MUTATION, false},

    {"DROP PARTITION", CLICKHOUSE_ALTER_DROP_PARTITION, false},
    {"DROP PART", CLICKHOUSE_ALTER_DROP_PARTITION, false},
    {"DROP DETACHED", CLICKHOUSE_ALTER_DROP_PARTITION, false},
    {"DETACH PARTITION", CLICKHOUSE_ALTER_DETACH_PARTITION, false},
    {"DETACH PART", CLICKHOUSE_ALTER_DETACH_PARTITION, false},
    {"ATTACH PARTITION", CLICKHOUSE_ALTER_ATTACH_PARTITION, false},
    {"ATTACH PART", CLICKHOUSE_ALTER_ATTACH_PARTITION, false},
    {"REPLACE PARTITION", CLICKHOUSE_ALTER_REPLACE_PARTITION, false},
    {"MOVE PARTITION", CLICKHOUSE_ALTER_OTHER_PARTITION, false},
    {"MOVE PART", CLICKHOUSE_ALTER_OTHER_PARTITION, false},
    {"FREEZE", CLICKHOUSE_ALTER_FREEZE_PARTITION, false},
    {"FETCH PARTITION", CLICKHOUSE_ALTER_FETCH_PARTITION, false},
    {"FETCH PART", CLICKHOUSE_ALTER_FETCH_PARTITION, false},
    {"FORGET PARTITION", CLICKHOUSE_ALTER_OTHER_PARTITION, false},
    {"UNFREEZE", CLICKHOUSE_ALTER_OTHER_PARTITION, false},
};

static const Command UPDATE_COMMAND = {"UPDATE", CLICKHOUSE_ALTER_MUTATION, true};

/* `UPDATE name = ...`, and not the assignment of a column that is called update. */
static bool
accept_update(ClickhouseCursor *cursor)
{
    ClickhouseCursor ahead = *cursor;

    if (!clickhouse_cursor_accept(&ahead, "UPDATE") ||
        (ahead.token.kind != CLICKHOUSE_TOKEN_WORD &&
         ahead.token.kind != CLICKHOUSE_TOKEN_QUOTED_NAME))
        return false;

    *cursor = ahead;

    return true;
}

/* Each command may stand in parentheses of its own: newer servers write them so. */
static void
skip_open(ClickhouseCursor *cursor)
{
    while (cursor->token.kind == CLICKHOUSE_TOKEN_OPEN)
        clickhouse_cursor_next(cursor);
}

/* The command that begins here, stepped over; NULL if none does. */
static const Command *
accept_command(ClickhouseCursor *cursor)
{
    skip_open(cursor);

    if (accept_update(cursor))
        return &UPDATE_COMMAND;

    for (size_t index = 0; index < LENGTH_OF(COMMANDS); index++)
    {
        if (clickhouse_cursor_accept(cursor, COMMANDS[index].words))
            return &COMMANDS[index];
    }

    return NULL;
}

/* What a word inside a partition command says about it. */
static ClickhouseKind
refine(const ClickhouseCursor *cursor, ClickhouseKind kind)
{
    if (kind == CLICKHOUSE_ALTER_ATTACH_PARTITION && clickhouse_cursor_at(cursor, "FROM"))
        return CLICKHOUSE_ALTER_ATTACH_PARTITION_FROM;
    if (kind != CLICKHOUSE_ALTER_OTHER_PARTITION)
        return kind;
    if (clickhouse_cursor_at(cursor, "TO TABLE"))
        return CLICKHOUSE_ALTER_MOVE_PARTITION;
    if (clickhouse_cursor_at(cursor, "TO DISK") || clickhouse_cursor_at(cursor, "TO VOLUME"))
        return CLICKHOUSE_ALTER_MOVE_PARTITION_DISK;

    return kind;
}

/* To the comma behind the command, or to the end; returns its kind. */
static ClickhouseKind
skip_command(ClickhouseCursor *cursor, ClickhouseKind kind)
{
    for (; clickhouse_cursor_more(cursor); clickhouse_cursor_next(cursor))
    {
        if (cursor->depth == 0 && cursor->token.kind == CLICKHOUSE_TOKEN_COMMA)
            break;

        kind = refine(cursor, kind);
    }

    return kind;
}

/*
 * Columns may change together with metadata: both are in one change of the table.  Mutations
 * become one record.  Everything else is done command by command.
 */
static ClickhouseKind
combine(ClickhouseKind left, ClickhouseKind right)
{
    const bool left_columns =
        left == CLICKHOUSE_ALTER_METADATA || left == CLICKHOUSE_ALTER_COLUMN_DATA;
    const bool right_columns =
        right == CLICKHOUSE_ALTER_METADATA || right == CLICKHOUSE_ALTER_COLUMN_DATA;

    if (left == CLICKHOUSE_ALTER_UNKNOWN)
        return left;
    if (left == right && (left_columns || left == CLICKHOUSE_ALTER_MUTATION))
        return left;

    return left_columns && right_columns ? CLICKHOUSE_ALTER_COLUMN_DATA : CLICKHOUSE_ALTER_MIXED;
}

ClickhouseKind
clickhouse_classify_alter(ClickhouseCursor cursor, unsigned *ret_count)
{
    const Command *last = accept_command(&cursor);
    ClickhouseKind kind = CLICKHOUSE_ALTER_UNKNOWN;
    unsigned count = 1;

    if (last != NULL)
        kind = skip_command(&cursor, last->kind);

    while (last != NULL && cursor.token.kind == CLICKHOUSE_TOKEN_COMMA)
    {
        clickhouse_cursor_next(&cursor);

        const Command *command = accept_command(&cursor);

        if (command != NULL)
        {
            kind = combine(kind, skip_command(&cursor, command->kind));
            count++;
            last = command;
        }
        else if (last->list)
        {
            (void)skip_command(&cursor, last->kind);
        }
        else
        {
            kind = skip_command(&cursor, CLICKHOUSE_ALTER_UNKNOWN);
        }
    }

    *ret_count = count;

    return kind;
}

/* The name behind the words; empty if they are not there. */
static ClickhouseName
accept_column(ClickhouseCursor *cursor, const char *words, const char *condition, Arena *arena)
{
    if (!clickhouse_cursor_accept(cursor, words))
        return (ClickhouseName){0};

    (void)clickhouse_cursor_accept(cursor, condition);

    return clickhouse_accept_name(cursor, arena);
}

/* A name that is among the first so many goes; false if it is not. */
static bool
take_out(ClickhouseName *names, size_t *count, ClickhouseName name)
{
    for (size_t index = 0; index < *count; index++)
    {
        if (str_equal(names[index].name, name.name) &&
            str_equal(names[index].database, name.database))
        {
            names[index] = names[--*count];
            return true;
        }
    }

    return false;
}

bool
clickhouse_alter_keeps_definition(unsigned server_version, Str statement, Arena *arena)
{
    ClickhouseCursor cursor = clickhouse_alter_commands(server_version, statement, arena);
    ClickhouseName *dropped = ARENA_ARRAY(arena, ClickhouseName, statement.size);
    size_t count = 0;
    bool keeps = clickhouse_cursor_more(&cursor);

    while (keeps && clickhouse_cursor_more(&cursor))
    {
        const ClickhouseName drops = accept_column(&cursor, "DROP COLUMN", "IF EXISTS", arena);
        const ClickhouseName adds = accept_column(&cursor, "ADD COLUMN", "IF NOT EXISTS", arena);

        if (drops.name.size > 0)
            dropped[count++] = drops;
        else
            keeps = clickhouse_cursor_at(&cursor, "CLEAR") || take_out(dropped, &count, adds);

        (void)skip_command(&cursor, CLICKHOUSE_ALTER_COLUMN_DATA);
        clickhouse_cursor_next(&cursor);
        skip_open(&cursor);
    }

    return keeps && count == 0;
}

ClickhouseCursor
clickhouse_alter_commands(unsigned server_version, Str statement, Arena *arena)
{
    ClickhouseCursor cursor =
        clickhouse_cursor(statement, clickhouse_nests_comments(server_version));

    if (!clickhouse_cursor_accept(&cursor, "ALTER TABLE"))
        return clickhouse_cursor((Str){0}, false);

    (void)clickhouse_cursor_accept(&cursor, "IF EXISTS");
    (void)clickhouse_accept_name(&cursor, arena);
    if (clickhouse_cursor_accept(&cursor, "ON CLUSTER"))
        (void)clickhouse_accept_name(&cursor, arena);

    skip_open(&cursor);

    return cursor;
}
