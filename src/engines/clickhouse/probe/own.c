/*
 * own.c
 *    Whether a table is this migration's own: nobody else can have written into it.
 *
 * Goes back over the statements that are done already, following the table through its renames to
 * the statement that made it, and goes on to the first one: whatever takes a table of one of its
 * names away shows that the name was in use.
 */
#include "engines/clickhouse/probe/own.h"

#include "base/macro.h"

enum
{
    RENAMES_MAX = 8,
};

/* The names that the table had, the last one first. */
typedef struct Trail
{
    LookName names[RENAMES_MAX];
    size_t count;
    bool made;  /* the statement that made it was found */
    bool known; /* others may know it */
} Trail;

static LookName
name_of(const Probe *probe, const ClickhouseFacts *facts, size_t index)
{
    const ClickhouseName *name = &facts->names[index];

    return (LookName){.database = name->database.size > 0 ? name->database : probe->database,
                      .name = name->name};
}

static bool
is_on_trail(const Trail *trail, LookName name)
{
    for (size_t index = 0; index < trail->count; index++)
    {
        if (look_same_name(trail->names[index], name))
            return true;
    }

    return false;
}

/* RENAME a TO b: before it, the table was called a. */
static void
follow_rename(const Probe *probe, const ClickhouseFacts *facts, Trail *trail)
{
    const LookName current = trail->names[trail->count - 1];

    for (size_t pair = 0; pair + 1 < facts->name_count; pair += 2)
        trail->known |= is_on_trail(trail, name_of(probe, facts, pair));

    for (size_t pair = 0; pair + 1 < facts->name_count && !trail->made; pair += 2)
    {
        if (!look_same_name(name_of(probe, facts, pair + 1), current))
            continue;
        if (trail->count == RENAMES_MAX)
            trail->known = true;
        else
            trail->names[trail->count++] = name_of(probe, facts, pair);
    }
}

static void
follow(const Probe *probe, const ClickhouseFacts *facts, Trail *trail)
{
    bool mentioned = false;

    for (size_t index = 0; index < facts->name_count; index++)
        mentioned |= is_on_trail(trail, name_of(probe, facts, index));

    switch ((int)facts->kind)
    {
        case CLICKHOUSE_USE: /* from here on, bare names mean something else */
        case CLICKHOUSE_OTHER:
        case CLICKHOUSE_ALTER_UNKNOWN:
        case CLICKHOUSE_PARALLEL:
            trail->known |= !trail->made;
            break;
        case CLICKHOUSE_CREATE_TABLE:
        case CLICKHOUSE_CREATE_TABLE_AS_SELECT:
            trail->known |= mentioned && facts->if_not_exists;
            trail->made |= mentioned;
            break;
        case CLICKHOUSE_RENAME:
        case CLICKHOUSE_RENAME_SEVERAL:
            follow_rename(probe, facts, trail);
            break;
        case CLICKHOUSE_CREATE_OR_REPLACE_TABLE:
            /* What it replaces may be this migration's as well: a statement before it says so. */
            trail->known |= (mentioned && trail->made) || facts->names == NULL;
            break;
        case CLICKHOUSE_EXCHANGE:
        case CLICKHOUSE_EXCHANGE_SEVERAL:
        case CLICKHOUSE_DROP_TABLE:
        case CLICKHOUSE_DROP_VIEW:
        case CLICKHOUSE_DROP_DICTIONARY:
        case CLICKHOUSE_DROP_SEVERAL:
        case CLICKHOUSE_DETACH:
        case CLICKHOUSE_ATTACH:
        case CLICKHOUSE_UNDROP:
            trail->known |= mentioned || facts->names == NULL;
            break;
        case CLICKHOUSE_DROP_DATABASE:
            trail->known |= str_equal(facts->name, trail->names[0].database);
            break;
        default:
            break;
    }
}

bool
probe_owns(const Probe *probe, LookName table)
{
    Trail trail = {.names = {table}, .count = 1};

    for (size_t index = probe->index; index > 0 && !trail.known; index--)
    {
        const ClickhouseFacts facts = clickhouse_classify(
            probe->server_version, probe->script->statements[index - 1].text, probe->arena);

        follow(probe, &facts, &trail);
    }

    return trail.made && !trail.known;
}

const LookThing *
probe_user(const Probe *probe, LookTopic topic, LookName table)
{
    const LookThing *user = look_user(probe->now, topic, table);

    return user != NULL ? user : look_user(probe->before, topic, table);
}
