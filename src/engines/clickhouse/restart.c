/*
 * restart.c
 *    After a restart of the server: is a statement that it acknowledged provably undone?
 */
#include "engines/clickhouse/evidence.h"

/* Whether the statement, or one whose objects are not known, may have changed one of the names. */
static bool
may_touch(const Clickhouse *clickhouse, const Attempt *later, const Probe *probe)
{
    const Str home = clickhouse_database_of(clickhouse, later, probe->arena);
    const ClickhouseFacts facts =
        clickhouse_classify(clickhouse->version, clickhouse_text_of(later), probe->arena);

    if (probe_leaves_definitions(&facts))
        return false;
    if (facts.names == NULL || facts.of_databases || facts.kind == CLICKHOUSE_OTHER)
        return true;

    for (size_t index = 0; index < facts.name_count; index++)
    {
        const Str database = facts.names[index].database;
        const LookName name = {.database = database.size > 0 ? database : home,
                               .name = facts.names[index].name};

        for (size_t own = 0; own < probe->facts->name_count; own++)
        {
            if (look_same_name(name, probe_name(probe, own)))
                return true;
        }
    }

    return false;
}

bool
clickhouse_reverted(void *self, const Attempt *attempts, size_t count, Arena *arena,
                    size_t *ret_index, const char **ret_evidence, Error *err)
{
    const Clickhouse *clickhouse = self;

    *ret_evidence = NULL;

    for (size_t index = 0; index < count && *ret_evidence == NULL; index++)
    {
        Probe probe;
        bool touched = false;

        const ClickhouseFacts facts =
            clickhouse_classify(clickhouse->version, clickhouse_text_of(&attempts[index]), arena);

        /* A look costs a round trip: CREATE and INSERT, of which it proves nothing, need none. */
        if (attempts[index].snapshot.size == 0 || facts.kind == CLICKHOUSE_CREATE_TABLE ||
            probe_leaves_definitions(&facts))
            continue;
        if (!clickhouse_look_again(clickhouse, &attempts[index], arena, &probe, err))
            return false;

        for (size_t later = 0; later < index && !touched; later++)
            touched = may_touch(clickhouse, &attempts[later], &probe);

        *ret_index = index;
        *ret_evidence = touched ? NULL : probe_reverted(&probe);
    }

    return true;
}
