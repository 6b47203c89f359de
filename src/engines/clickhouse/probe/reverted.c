/*
 * reverted.c
 *    A statement that was acknowledged: did the server lose it when it died?
 *
 * RENAME, EXCHANGE and DROP are one rename of a file without any fsync, ALTER one rename of a file
 * that is synced, in a directory that is not (seen with strace on 18.16 and 26.7).  After a loss of
 * power the old state can be back (ClickHouse issues 111348, 111802).
 *
 * Only what is as before to the letter counts: tables by their uuids, which nobody can give to
 * another table, and definitions of a table whose statement cannot have changed nothing.  What
 * is not there, though it was made, may have been dropped by anybody: that proves nothing.
 */
#include "engines/clickhouse/parse/alter.h"
#include "engines/clickhouse/probe/probe.h"

/* The same table under the same name in both looks. */
static bool
stayed(const Probe *probe, LookName name)
{
    const LookTable *before = look_table(probe->before, name);
    const LookTable *now = look_table(probe->now, name);

    return before != NULL && now != NULL && before->uuid.size > 0 &&
           str_equal(before->uuid, now->uuid);
}

static bool
names_twice(const Probe *probe)
{
    for (size_t one = 0; one < probe->facts->name_count; one++)
    {
        for (size_t other = 0; other < one; other++)
        {
            if (look_same_name(probe_name(probe, one), probe_name(probe, other)))
                return true;
        }
    }

    return false;
}

/* The first name of `step` that still stands for the table of before. */
static const char *
first_that_stayed(const Probe *probe, size_t step)
{
    for (size_t index = 0; index < probe->facts->name_count && !names_twice(probe); index += step)
    {
        if (stayed(probe, probe_name(probe, index)))
            return arena_printf(probe->arena,
                                "%s is the same table as before the statement (its uuid says so).",
                                probe_words(probe, probe_name(probe, index)));
    }

    return NULL;
}

/* One that fails where there is nothing for it to do: it has always changed the definition. */
static bool
always_changes(const Probe *probe)
{
    ClickhouseCursor cursor =
        clickhouse_alter_commands(probe->server_version, probe->text, probe->arena);

    if (probe->facts->count != 1 ||
        !(clickhouse_cursor_at(&cursor, "ADD") || clickhouse_cursor_at(&cursor, "DROP") ||
          clickhouse_cursor_at(&cursor, "RENAME COLUMN")))
        return false;

    for (; clickhouse_cursor_more(&cursor); clickhouse_cursor_next(&cursor))
    {
        if (cursor.depth == 0 && clickhouse_cursor_at(&cursor, "IF"))
            return false;
    }

    return true;
}

static const char *
definition_stayed(const Probe *probe)
{
    const LookName name = probe_name(probe, 0);

    if (!stayed(probe, name) || !always_changes(probe) ||
        !str_equal(look_table(probe->before, name)->query, look_table(probe->now, name)->query))
        return NULL;

    return arena_printf(probe->arena, "The definition of %s is the one of before the statement.",
                        probe_words(probe, name));
}

const char *
probe_reverted(const Probe *probe)
{
    const ClickhouseFacts *facts = probe->facts;

    if (!probe->before->taken || !probe->now->taken || facts->names == NULL || facts->on_cluster ||
        facts->temporary || facts->of_databases)
        return NULL;

    switch ((int)facts->kind)
    {
        case CLICKHOUSE_DROP_TABLE:
        case CLICKHOUSE_DROP_VIEW:
        case CLICKHOUSE_DROP_DICTIONARY:
        case CLICKHOUSE_DROP_SEVERAL:
        case CLICKHOUSE_EXCHANGE:
        case CLICKHOUSE_EXCHANGE_SEVERAL:
            return first_that_stayed(probe, 1);
        case CLICKHOUSE_RENAME:
        case CLICKHOUSE_RENAME_SEVERAL:
            return first_that_stayed(probe, 2);
        case CLICKHOUSE_ALTER_METADATA:
        case CLICKHOUSE_ALTER_COLUMN_DATA:
            return definition_stayed(probe);
        default:
            return NULL;
    }
}

bool
probe_leaves_definitions(const ClickhouseFacts *facts)
{
    switch ((int)facts->kind)
    {
        case CLICKHOUSE_INSERT_VALUES:
        case CLICKHOUSE_INSERT_SELECT:
        case CLICKHOUSE_INSERT_INLINE:
        case CLICKHOUSE_OPTIMIZE:
        case CLICKHOUSE_SELECT:
        case CLICKHOUSE_SHOW:
        case CLICKHOUSE_SET:
        case CLICKHOUSE_USE:
        case CLICKHOUSE_ALTER_MUTATION:
        case CLICKHOUSE_DELETE:
        case CLICKHOUSE_UPDATE:
        case CLICKHOUSE_TRUNCATE:
            return true;
        default:
            return false;
    }
}
