/*
 * access.c
 *    Users, roles, profiles, quotas, policies and grants.
 *
 * GRANT, REVOKE, ALTER and SET DEFAULT ROLE say what is to be, not what to add: they may run again,
 * and so may the forms with IF [NOT] EXISTS and OR REPLACE.  Only ALTER USER ... ADD IDENTIFIED
 * adds: each time one more way to log in.  CREATE and DROP of one user, role, profile or quota are
 * one file: it is there or it is not.  Several names are several files.  Nothing else is looked at:
 * policies bear the names of tables, too, and renames move what grants point to.
 */
#include "base/macro.h"
#include "engines/clickhouse/parse/cursor.h"
#include "engines/clickhouse/parse/lex.h"
#include "engines/clickhouse/parse/names.h"
#include "engines/clickhouse/probe/probe.h"

typedef enum Deed
{
    DEED_UNKNOWN,
    DEED_REPEATABLE,
    DEED_CREATE,
    DEED_DROP,
} Deed;

typedef struct Access
{
    Deed deed;
    const char *entity; /* as LOOK_ACCESS calls it */
    LookName name;      /* of CREATE and DROP */
} Access;

static const struct
{
    const char *words;
    const char *entity;
} ENTITIES[] = {
    {"USER", "USER"},       {"ROLE", "ROLE"},   {"SETTINGS PROFILE", "PROFILE"},
    {"PROFILE", "PROFILE"}, {"QUOTA", "QUOTA"},
};

/* Whether words stand anywhere in no brackets from here on. */
static bool
comes(ClickhouseCursor cursor, const char *words)
{
    for (; clickhouse_cursor_more(&cursor); clickhouse_cursor_next(&cursor))
    {
        if (cursor.depth == 0 && clickhouse_cursor_at(&cursor, words))
            return true;
    }

    return false;
}

static bool
accept_entity(ClickhouseCursor *cursor, Access *access)
{
    for (size_t index = 0; index < LENGTH_OF(ENTITIES); index++)
    {
        if (clickhouse_cursor_accept(cursor, ENTITIES[index].words))
        {
            access->entity = ENTITIES[index].entity;
            return true;
        }
    }

    return false;
}

/* One plain name, and no list of them; a user may be `'name'@'host'`, which is not one. */
static Deed
one_name(ClickhouseCursor cursor, Deed deed, Access *access, Arena *arena)
{
    if (cursor.token.kind != CLICKHOUSE_TOKEN_WORD &&
        cursor.token.kind != CLICKHOUSE_TOKEN_QUOTED_NAME)
        return DEED_UNKNOWN;

    access->name.name = clickhouse_accept_name(&cursor, arena).name;

    return cursor.token.kind == CLICKHOUSE_TOKEN_COMMA ||
                   cursor.token.kind == CLICKHOUSE_TOKEN_SYMBOL || access->name.name.size == 0
               ? DEED_UNKNOWN
               : deed;
}

static Access
read_access(Str text, unsigned server_version, Arena *arena)
{
    ClickhouseCursor cursor = clickhouse_cursor(text, clickhouse_nests_comments(server_version));
    Access access = {.deed = DEED_UNKNOWN};

    if (comes(cursor, "ON CLUSTER") || comes(cursor, "PARALLEL WITH"))
        return access;

    const bool alters = clickhouse_cursor_at(&cursor, "ALTER");

    if (clickhouse_cursor_at(&cursor, "GRANT") || clickhouse_cursor_at(&cursor, "REVOKE") ||
        clickhouse_cursor_at(&cursor, "SET") ||
        (alters && !comes(cursor, "RENAME TO") && !comes(cursor, "ADD IDENTIFIED")))
        return (Access){.deed = DEED_REPEATABLE};

    const bool creates = clickhouse_cursor_accept(&cursor, "CREATE");

    if (comes(cursor, "IF NOT EXISTS") || comes(cursor, "OR REPLACE") || comes(cursor, "IF EXISTS"))
        return (Access){.deed = alters ? DEED_UNKNOWN : DEED_REPEATABLE};

    if (!creates && !clickhouse_cursor_accept(&cursor, "DROP"))
        return access;

    if (accept_entity(&cursor, &access))
        access.deed = one_name(cursor, creates ? DEED_CREATE : DEED_DROP, &access, arena);

    return access;
}

LookRequest
probe_access_request(Str text, unsigned server_version, Arena *arena)
{
    const Access access = read_access(text, server_version, arena);
    LookRequest request = {.server_version = server_version};
    LookName *name = NULL;

    if (access.deed != DEED_CREATE && access.deed != DEED_DROP)
        return request;

    name = ARENA_NEW(arena, LookName);
    *name = access.name;
    request.topics = LOOK_ACCESS;
    request.names = name;
    request.count = 1;

    return request;
}

static bool
is_there(const Look *look, const Access *access)
{
    for (size_t index = 0; index < look->thing_count; index++)
    {
        const LookThing *thing = &look->things[index];

        if (thing->topic == LOOK_ACCESS && str_equal(thing->about, str_from(access->entity)) &&
            look_same_name(thing->name, access->name))
            return true;
    }

    return false;
}

static Finding
judge_by_name(const Probe *probe, const Access *access)
{
    const bool creates = access->deed == DEED_CREATE;
    const bool before = is_there(probe->before, access);
    const bool now = is_there(probe->now, access);

    if (!probe->before->taken || !probe->now->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Whether %s " STR_FORMAT " was there before cannot be seen.",
                           access->entity, STR_ARGS(access->name.name));

    if (before == now)
        return probe_found(probe, VERDICT_DID_NOT, "%s " STR_FORMAT " is %s as before.",
                           access->entity, STR_ARGS(access->name.name),
                           now ? "there" : "not there,");

    return probe_found(probe, now == creates ? VERDICT_TOOK_EFFECT : VERDICT_CANNOT_TELL,
                       "%s " STR_FORMAT " %s.", access->entity, STR_ARGS(access->name.name),
                       now ? "is there, and was not before" : "is gone");
}

Finding
probe_access(const Probe *probe)
{
    const Access access = read_access(probe->text, probe->server_version, probe->arena);

    switch (access.deed)
    {
        case DEED_REPEATABLE:
            return probe_found(probe, VERDICT_DID_NOT,
                               "It says what is to be, so it may run again.");
        case DEED_CREATE:
        case DEED_DROP:
            return judge_by_name(probe, &access);
        case DEED_UNKNOWN:
            break;
    }

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "Of users, roles and policies pawl looks only at single ones that are "
                       "created or dropped.");
}
