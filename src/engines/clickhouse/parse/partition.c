/*
 * partition.c
 *    Which partition an ALTER TABLE is about, and which other table.
 *
 *     verb [DETACHED] PARTITION expression | PARTITION ID 'id' | PARTITION ALL | PART 'name'
 *         [FROM table | TO TABLE table | FROM 'path' | WITH NAME 'name']
 */
#include "engines/clickhouse/parse/partition.h"

#include "base/buf.h"
#include "base/macro.h"
#include "engines/clickhouse/parse/alter.h"
#include "engines/clickhouse/parse/names.h"

static const char *const VERBS[] = {
    "DROP", "DETACH", "ATTACH", "REPLACE", "MOVE", "FETCH", "FREEZE", "UNFREEZE", "FORGET",
};

/* What stands between plain quotes; empty if something in it is escaped. */
static Str
plain_string(const ClickhouseToken *token)
{
    const Str text = token->text;

    if (token->kind != CLICKHOUSE_TOKEN_STRING || text.size < 2 || text.data[0] != '\'')
        return (Str){0};

    const Str inner = str_slice(text, 1, text.size - 1);

    return str_find_char(inner, 0, '\\') < inner.size || str_find_char(inner, 0, '\'') < inner.size
               ? (Str){0}
               : inner;
}

static bool
is_digits(Str text)
{
    bool digits = text.size > 0;

    for (size_t index = 0; index < text.size && digits; index++)
        digits = char_is_digit(text.data[index]);

    return digits;
}

/* '2026-11-24' has the ID 20261124. */
static bool
append_date(Buf *id, Str text)
{
    if (text.size != sizeof("2026-11-24") - 1 || text.data[4] != '-' || text.data[7] != '-' ||
        !is_digits(str_slice(text, 0, 4)) || !is_digits(str_slice(text, 5, 7)) ||
        !is_digits(str_slice(text, 8, 10)))
        return false;

    buf_append(id, str_slice(text, 0, 4));
    buf_append(id, str_slice(text, 5, 7));
    buf_append(id, str_slice(text, 8, 10));

    return true;
}

/* One value of the partition key, or of the tuple that it is. */
static bool
accept_value(ClickhouseCursor *cursor, Buf *id)
{
    const bool minus =
        cursor->token.kind == CLICKHOUSE_TOKEN_SYMBOL && str_equal(cursor->token.text, STR("-"));

    if (minus)
    {
        buf_append_char(id, '-');
        clickhouse_cursor_next(cursor);
    }

    const ClickhouseToken token = cursor->token;

    clickhouse_cursor_next(cursor);
    if (token.kind == CLICKHOUSE_TOKEN_NUMBER && is_digits(token.text))
    {
        buf_append(id, token.text);
        return true;
    }

    const Str text = plain_string(&token);

    if (!minus && is_digits(text))
    {
        buf_append(id, text);
        return true;
    }

    return !minus && append_date(id, text);
}

static bool
at_end_of_expression(const ClickhouseCursor *cursor)
{
    return !clickhouse_cursor_more(cursor) || cursor->token.kind == CLICKHOUSE_TOKEN_CLOSE ||
           clickhouse_cursor_at(cursor, "FROM") || clickhouse_cursor_at(cursor, "TO") ||
           clickhouse_cursor_at(cursor, "WITH") || clickhouse_cursor_at(cursor, "SETTINGS");
}

/* 1, '2026-11-24', (1, 2), tuple(1, 2), tuple(). */
static Str
accept_expression(ClickhouseCursor *cursor, Arena *arena)
{
    SCOPED_BUF id = {0};
    const bool tuple = clickhouse_cursor_accept(cursor, "tuple");
    const bool brackets = cursor->token.kind == CLICKHOUSE_TOKEN_OPEN;

    if (brackets)
        clickhouse_cursor_next(cursor);
    if (tuple && brackets && cursor->token.kind == CLICKHOUSE_TOKEN_CLOSE)
        return STR("all");

    while (accept_value(cursor, &id))
    {
        if (brackets && cursor->token.kind == CLICKHOUSE_TOKEN_CLOSE)
        {
            clickhouse_cursor_next(cursor);
            return at_end_of_expression(cursor) ? str_copy(arena, buf_str(&id)) : (Str){0};
        }
        if (!brackets && at_end_of_expression(cursor))
            return str_copy(arena, buf_str(&id));
        if (!brackets || cursor->token.kind != CLICKHOUSE_TOKEN_COMMA)
            return (Str){0};

        buf_append_char(&id, '-');
        clickhouse_cursor_next(cursor);
    }

    return (Str){0};
}

static void
accept_verb(ClickhouseCursor *cursor, ClickhousePartition *partition)
{
    partition->unfreeze = clickhouse_cursor_at(cursor, "UNFREEZE");

    for (size_t index = 0; index < LENGTH_OF(VERBS); index++)
    {
        if (clickhouse_cursor_accept(cursor, VERBS[index]))
            break;
    }

    partition->detached = clickhouse_cursor_accept(cursor, "DETACHED");
}

static void
accept_target(ClickhouseCursor *cursor, ClickhousePartition *partition, Arena *arena)
{
    if (clickhouse_cursor_accept(cursor, "PART"))
    {
        partition->part = true;
        partition->id = plain_string(&cursor->token);
    }
    else if (!clickhouse_cursor_accept(cursor, "PARTITION") ||
             clickhouse_cursor_accept(cursor, "ALL"))
    {
        partition->all = true;
    }
    else if (clickhouse_cursor_accept(cursor, "ID"))
    {
        partition->id = plain_string(&cursor->token);
    }
    else
    {
        ClickhouseCursor ahead = *cursor;

        partition->id = accept_expression(&ahead, arena);
    }
}

ClickhousePartition
clickhouse_partition(unsigned server_version, Str statement, Arena *arena)
{
    ClickhousePartition partition = {0};
    ClickhouseCursor cursor = clickhouse_alter_commands(server_version, statement, arena);
    const unsigned depth = cursor.depth;

    accept_verb(&cursor, &partition);
    accept_target(&cursor, &partition, arena);

    for (; clickhouse_cursor_more(&cursor); clickhouse_cursor_next(&cursor))
    {
        if (cursor.depth != depth)
            continue;

        partition.with_name |= clickhouse_cursor_at(&cursor, "WITH NAME");
        if (!clickhouse_cursor_accept(&cursor, "FROM") &&
            !clickhouse_cursor_accept(&cursor, "TO TABLE"))
            continue;

        partition.other = clickhouse_accept_name(&cursor, arena);
        break;
    }

    return partition;
}

void
clickhouse_partition_targets(unsigned server_version, Str statement, ClickhouseFacts *facts,
                             Arena *arena)
{
    ClickhouseCursor cursor = clickhouse_alter_commands(server_version, statement, arena);
    ClickhouseName *names = NULL;
    size_t count = facts->name_count;

    for (ClickhouseCursor ahead = cursor; clickhouse_cursor_more(&ahead);
         clickhouse_cursor_next(&ahead))
        count += clickhouse_cursor_at(&ahead, "TO TABLE") ? 1 : 0;

    names = ARENA_ARRAY(arena, ClickhouseName, count);
    for (size_t index = 0; index < facts->name_count; index++)
        names[index] = facts->names[index];

    while (clickhouse_cursor_more(&cursor) && facts->name_count < count)
    {
        if (!clickhouse_cursor_accept(&cursor, "TO TABLE"))
        {
            clickhouse_cursor_next(&cursor);
            continue;
        }

        names[facts->name_count] = clickhouse_accept_name(&cursor, arena);
        if (names[facts->name_count++].name.size == 0)
        {
            facts->names = NULL;
            facts->name_count = 0;
            return;
        }
    }

    facts->names = names;
}
