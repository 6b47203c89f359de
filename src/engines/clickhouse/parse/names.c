/*
 * names.c
 *    The names of objects in a statement.
 */
#include "engines/clickhouse/parse/names.h"

/* One part of a name; a parameter, {name:Identifier}, counts as one that is not known. */
static Str
accept_part(ClickhouseCursor *cursor, Arena *arena)
{
    Str part = {0};

    if (cursor->token.kind == CLICKHOUSE_TOKEN_WORD ||
        cursor->token.kind == CLICKHOUSE_TOKEN_QUOTED_NAME)
    {
        part = clickhouse_token_name(&cursor->token, arena);
    }
    else if (cursor->token.kind == CLICKHOUSE_TOKEN_OPEN)
    {
        while (clickhouse_cursor_more(cursor) && cursor->token.kind != CLICKHOUSE_TOKEN_CLOSE)
            clickhouse_cursor_next(cursor);
    }

    clickhouse_cursor_next(cursor);

    return part;
}

ClickhouseName
clickhouse_accept_name(ClickhouseCursor *cursor, Arena *arena)
{
    const Str first = accept_part(cursor, arena);
    const bool qualified = cursor->token.kind == CLICKHOUSE_TOKEN_DOT;

    if (qualified)
        clickhouse_cursor_next(cursor);

    const Str name = qualified ? accept_part(cursor, arena) : first;

    if (name.size == 0 || first.size == 0)
        return (ClickhouseName){0};

    return (ClickhouseName){.database = qualified ? first : (Str){0}, .name = name};
}

void
clickhouse_name_main(ClickhouseFacts *facts, Arena *arena)
{
    ClickhouseName *name = NULL;

    if (facts->name.size == 0)
        return;

    name = ARENA_NEW(arena, ClickhouseName);
    *name = (ClickhouseName){.database = facts->database, .name = facts->name};
    facts->names = name;
    facts->name_count = 1;
}

/* A name, or a pair; false if it is not understood. */
static bool
take_item(ClickhouseCursor *cursor, const char *joint, ClickhouseName *names, size_t *count,
          Arena *arena)
{
    const ClickhouseName first = clickhouse_accept_name(cursor, arena);

    names[(*count)++] = first;
    if (joint == NULL)
        return first.name.size > 0;
    if (!clickhouse_cursor_accept(cursor, joint))
        return false;

    const ClickhouseName second = clickhouse_accept_name(cursor, arena);

    names[(*count)++] = second;

    return first.name.size > 0 && second.name.size > 0;
}

void
clickhouse_name_all(ClickhouseCursor cursor, const char *joint, ClickhouseFacts *facts,
                    Arena *arena)
{
    const unsigned limit = facts->count;
    ClickhouseName *names = ARENA_ARRAY(arena, ClickhouseName, 2 * (size_t)limit);
    bool understood = true;
    bool more = true;
    size_t count = 0;
    unsigned items = 0;

    while (understood && more && items < limit)
    {
        understood = take_item(&cursor, joint, names, &count, arena);
        more = cursor.token.kind == CLICKHOUSE_TOKEN_COMMA;
        items++;
        if (more)
            clickhouse_cursor_next(&cursor);
    }

    if (!understood)
        return;

    facts->count = items;
    facts->names = names;
    facts->name_count = count;
}
