/*
 * collection.c
 *    ALTER NAMED COLLECTION: which keys does it have?
 *
 * SET and DELETE together are one file that is written anew (26.7).  What only sets may run again.
 * What deletes may not: the server refuses to delete a key that is not there (36), and the
 * migration would stand still at a statement that is done.  Keys can be seen, values are secret.
 */
#include "engines/clickhouse/parse/cursor.h"
#include "engines/clickhouse/parse/lex.h"
#include "engines/clickhouse/parse/names.h"
#include "engines/clickhouse/probe/probe.h"
#include "engines/clickhouse/sql.h"

/* To the first key behind DELETE; false if the statement deletes none. */
static bool
find_deleted(ClickhouseCursor *cursor)
{
    for (; clickhouse_cursor_more(cursor); clickhouse_cursor_next(cursor))
    {
        /* A key may be called so, too: SET delete = 1 */
        if (clickhouse_cursor_accept(cursor, "DELETE") &&
            (cursor->token.kind == CLICKHOUSE_TOKEN_WORD ||
             cursor->token.kind == CLICKHOUSE_TOKEN_QUOTED_NAME))
            return true;
    }

    return false;
}

static bool
has_key(const LookThing *collection, Str key)
{
    SCOPED_BUF literal = {0};

    clickhouse_append_literal(&literal, key);

    return str_find(collection->about, 0, buf_str(&literal)) < collection->about.size;
}

/* A key that was there before and is to go; empty if there is none. */
static Str
key_to_go(ClickhouseCursor cursor, const LookThing *before, Arena *arena)
{
    while (clickhouse_cursor_more(&cursor))
    {
        const Str key = clickhouse_accept_name(&cursor, arena).name;

        if (key.size > 0 && has_key(before, key))
            return key;

        clickhouse_cursor_next(&cursor); /* the comma */
    }

    return (Str){0};
}

Finding
probe_collection(const Probe *probe)
{
    ClickhouseCursor cursor =
        clickhouse_cursor(probe->text, clickhouse_nests_comments(probe->server_version));

    if (!find_deleted(&cursor))
        return probe_found(probe, VERDICT_DID_NOT, "It sets what it names, so it may run again.");
    if (!probe->before->taken || !probe->now->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Which keys the collection had before cannot be seen.");

    const LookName name = probe_name(probe, 0);
    const LookThing *before = look_thing(probe->before, LOOK_COLLECTIONS, name);
    const LookThing *now = look_thing(probe->now, LOOK_COLLECTIONS, name);

    if (before == NULL)
        return probe_found(probe, VERDICT_DID_NOT, "There was no such collection to be altered.");
    if (now == NULL)
        return probe_found(probe, VERDICT_CANNOT_TELL, "The collection is gone.");

    const Str key = key_to_go(cursor, before, probe->arena);

    if (key.size == 0 || has_key(now, key))
        return probe_found(probe, VERDICT_DID_NOT, "No key is gone that it deletes.");

    return probe_found(probe, VERDICT_TOOK_EFFECT, "The key " STR_FORMAT " is gone.",
                       STR_ARGS(key));
}
