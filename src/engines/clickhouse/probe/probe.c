/*
 * probe.c
 *    From two looks at the catalog to a verdict: which family a statement belongs to.
 *
 * What holds for every kind is decided here: a statement that the query log has finished took
 * effect, whatever it was; a temporary table went with its session; other hosts and names that
 * are parameters cannot be looked at.
 */
#include "engines/clickhouse/probe/probe.h"

#include <assert.h>

#include "base/macro.h"
#include "engines/clickhouse/sql.h"

typedef struct Family
{
    Finding (*judge)(const Probe *probe);
    unsigned topics;
} Family;

enum
{
    LOOK_USERS = LOOK_READERS | LOOK_FEEDERS,
    LOOK_INSERTED = LOOK_TABLES | LOOK_PARTS | LOOK_USERS | LOOK_SINKS,
    LOOK_DATA = LOOK_TABLES | LOOK_PARTS | LOOK_DETACHED,
};

/* By kind; OTHER and everything that is not here is judged without a look. */
static const Family FAMILIES[CLICKHOUSE_KIND_COUNT] = {
    [CLICKHOUSE_CREATE_TABLE] = {probe_create, LOOK_TABLES},
    [CLICKHOUSE_CREATE_TABLE_AS_SELECT] = {probe_create, LOOK_TABLES | LOOK_USERS | LOOK_ORPHANS},
    [CLICKHOUSE_CREATE_TABLE_CLONE] = {probe_create, LOOK_TABLES | LOOK_USERS},
    [CLICKHOUSE_CREATE_OR_REPLACE_TABLE] = {probe_create, LOOK_TABLES | LOOK_ORPHANS},
    [CLICKHOUSE_CREATE_VIEW] = {probe_create, LOOK_TABLES},
    [CLICKHOUSE_CREATE_MATERIALIZED_VIEW] = {probe_create, LOOK_TABLES | LOOK_ORPHANS},
    [CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE] = {probe_create,
                                                      LOOK_TABLES | LOOK_USERS | LOOK_ORPHANS},
    [CLICKHOUSE_CREATE_DICTIONARY] = {probe_create, LOOK_TABLES},
    [CLICKHOUSE_CREATE_FUNCTION] = {probe_create, LOOK_FUNCTIONS},
    [CLICKHOUSE_CREATE_NAMED_COLLECTION] = {probe_create, LOOK_COLLECTIONS},
    [CLICKHOUSE_CREATE_DATABASE] = {probe_create, LOOK_DATABASES},
    [CLICKHOUSE_ATTACH] = {probe_create, LOOK_TABLES},
    [CLICKHOUSE_UNDROP] = {probe_create, LOOK_TABLES},
    [CLICKHOUSE_DROP_TABLE] = {probe_drop, LOOK_TABLES},
    [CLICKHOUSE_DROP_VIEW] = {probe_drop, LOOK_TABLES},
    [CLICKHOUSE_DROP_DICTIONARY] = {probe_drop, LOOK_TABLES},
    [CLICKHOUSE_DROP_SEVERAL] = {probe_drop, LOOK_TABLES},
    [CLICKHOUSE_DROP_DATABASE] = {probe_drop, LOOK_TABLES | LOOK_DATABASES},
    [CLICKHOUSE_DROP_FUNCTION] = {probe_drop, LOOK_FUNCTIONS},
    [CLICKHOUSE_DROP_NAMED_COLLECTION] = {probe_drop, LOOK_COLLECTIONS},
    [CLICKHOUSE_DETACH] = {probe_drop, LOOK_TABLES},
    [CLICKHOUSE_RENAME] = {probe_rename, LOOK_TABLES | LOOK_ROWS},
    [CLICKHOUSE_RENAME_SEVERAL] = {probe_rename, LOOK_TABLES | LOOK_ROWS},
    [CLICKHOUSE_RENAME_DATABASE] = {probe_rename, LOOK_DATABASES},
    [CLICKHOUSE_EXCHANGE] = {probe_rename, LOOK_TABLES},
    [CLICKHOUSE_EXCHANGE_SEVERAL] = {probe_rename, LOOK_TABLES},
    [CLICKHOUSE_ALTER_METADATA] = {probe_alter, LOOK_TABLES},
    [CLICKHOUSE_ALTER_COLUMN_DATA] = {probe_alter, LOOK_TABLES | LOOK_MUTATIONS},
    [CLICKHOUSE_ALTER_MIXED] = {probe_alter, LOOK_DATA | LOOK_MUTATIONS},
    [CLICKHOUSE_ALTER_DATABASE] = {probe_alter, 0},
    [CLICKHOUSE_ALTER_NAMED_COLLECTION] = {probe_collection, LOOK_COLLECTIONS},
    [CLICKHOUSE_ALTER_MUTATION] = {probe_mutation, LOOK_TABLES | LOOK_PARTS | LOOK_MUTATIONS},
    [CLICKHOUSE_DELETE] = {probe_mutation, LOOK_TABLES | LOOK_PARTS | LOOK_MUTATIONS},
    [CLICKHOUSE_UPDATE] = {probe_update, LOOK_TABLES | LOOK_PARTS},
    [CLICKHOUSE_ALTER_DROP_PARTITION] = {probe_partition, LOOK_DATA},
    [CLICKHOUSE_ALTER_DETACH_PARTITION] = {probe_partition, LOOK_DATA},
    [CLICKHOUSE_ALTER_ATTACH_PARTITION] = {probe_partition, LOOK_DATA},
    [CLICKHOUSE_ALTER_ATTACH_PARTITION_FROM] = {probe_transfer, LOOK_TABLES | LOOK_PARTS},
    [CLICKHOUSE_ALTER_REPLACE_PARTITION] = {probe_transfer, LOOK_TABLES | LOOK_PARTS},
    [CLICKHOUSE_ALTER_MOVE_PARTITION] = {probe_transfer, LOOK_TABLES | LOOK_PARTS},
    [CLICKHOUSE_ALTER_MOVE_PARTITION_DISK] = {probe_partition, LOOK_DATA},
    [CLICKHOUSE_ALTER_FREEZE_PARTITION] = {probe_partition, LOOK_DATA},
    [CLICKHOUSE_ALTER_FETCH_PARTITION] = {probe_partition, LOOK_DATA},
    [CLICKHOUSE_ALTER_OTHER_PARTITION] = {probe_partition, LOOK_DATA},
    [CLICKHOUSE_INSERT_VALUES] = {probe_insert, LOOK_INSERTED},
    [CLICKHOUSE_INSERT_SELECT] = {probe_insert, LOOK_INSERTED},
    [CLICKHOUSE_INSERT_INLINE] = {probe_insert, LOOK_INSERTED},
    [CLICKHOUSE_TRUNCATE] = {probe_truncate, LOOK_TABLES | LOOK_PARTS},
    [CLICKHOUSE_TRUNCATE_SEVERAL] = {probe_truncate, LOOK_TABLES | LOOK_PARTS},
    [CLICKHOUSE_ACCESS] = {probe_access, 0},
};

static bool
beyond_looks(const ClickhouseFacts *facts)
{
    return facts->on_cluster || facts->temporary || facts->names == NULL;
}

static Str
home_of(const ClickhouseFacts *facts, Str written, Str database)
{
    if (facts->of_databases || facts->kind == CLICKHOUSE_CREATE_FUNCTION ||
        facts->kind == CLICKHOUSE_DROP_FUNCTION ||
        facts->kind == CLICKHOUSE_CREATE_NAMED_COLLECTION ||
        facts->kind == CLICKHOUSE_ALTER_NAMED_COLLECTION ||
        facts->kind == CLICKHOUSE_DROP_NAMED_COLLECTION)
        return (Str){0};

    return written.size > 0 ? written : database;
}

LookRequest
probe_request(const ClickhouseFacts *facts, Str text, Str database, unsigned server_version,
              Arena *arena)
{
    LookRequest request = {.server_version = server_version};
    LookName *names = NULL;

    if (facts->kind == CLICKHOUSE_ACCESS)
        return probe_access_request(text, server_version, arena);
    if (beyond_looks(facts) || FAMILIES[facts->kind].topics == 0)
        return request;

    names = ARENA_ARRAY(arena, LookName, facts->name_count + 1);
    for (size_t index = 0; index < facts->name_count; index++)
        names[index] =
            (LookName){.database = home_of(facts, facts->names[index].database, database),
                       .name = facts->names[index].name};

    request.topics = FAMILIES[facts->kind].topics;
    request.names = names;
    request.count = facts->name_count;

    /* A database is looked at with all its tables. */
    if (facts->kind == CLICKHOUSE_DROP_DATABASE ||
        (facts->of_databases && facts->kind == CLICKHOUSE_TRUNCATE_SEVERAL))
        names[request.count++] = (LookName){.database = facts->name};

    return request;
}

/* What may run twice, or says by what is there whether it ran. */
bool
probe_needs_snapshot(const ClickhouseFacts *facts)
{
    const bool leaves_data = facts->kind == CLICKHOUSE_CREATE_TABLE_AS_SELECT ||
                             facts->kind == CLICKHOUSE_CREATE_TABLE_CLONE ||
                             facts->kind == CLICKHOUSE_CREATE_MATERIALIZED_VIEW ||
                             facts->kind == CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE;
    const Family *family = &FAMILIES[facts->kind];

    if (family->judge == probe_create && facts->if_not_exists && !leaves_data)
        return false;

    return !(family->judge == probe_drop && facts->if_exists);
}

bool
probe_expects_nothing(const ClickhouseFacts *facts)
{
    return FAMILIES[facts->kind].judge == probe_create && !facts->or_replace &&
           !facts->if_not_exists;
}

bool
probe_adds_a_name(const ClickhouseFacts *facts)
{
    const bool empty = facts->kind == CLICKHOUSE_CREATE_TABLE ||
                       facts->kind == CLICKHOUSE_CREATE_VIEW ||
                       facts->kind == CLICKHOUSE_CREATE_DICTIONARY;

    return empty && probe_expects_nothing(facts) && facts->name_count == 1 && !beyond_looks(facts);
}

Str
probe_database(const Script *script, size_t index, Str home, unsigned server_version, Arena *arena)
{
    Str database = home;

    for (size_t before = 0; before < index; before++)
    {
        if ((script->statements[before].flags & STATEMENT_SESSION) == 0)
            continue;

        const ClickhouseFacts facts =
            clickhouse_classify(server_version, script->statements[before].text, arena);

        if (facts.kind == CLICKHOUSE_USE)
            database = facts.name;
    }

    return database;
}

Finding
probe_judge(const Probe *probe)
{
    const ClickhouseFacts *facts = probe->facts;
    const Family *family = &FAMILIES[facts->kind];

    if (probe->finished)
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "The server's query log says that it finished.");

    if (family->judge == NULL)
        return probe_other(probe);

    if (facts->on_cluster)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "It ran on several hosts (ON CLUSTER), each of which may have done it "
                           "or not: look at system.distributed_ddl_queue, and at each host.");

    if (facts->temporary)
        return probe_found(probe, VERDICT_DID_NOT,
                           "It is about a temporary table, and the session that had it is gone.");

    if (family->topics != 0 && facts->names == NULL)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Which objects it is about cannot be read from its text.");

    if (family->topics != 0 && !probe->now->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "The server does not show what is there: SELECT on system.tables and "
                           "system.parts is needed.");

    return family->judge(probe);
}

/* ---- for the families ---- */

LookName
probe_name(const Probe *probe, size_t index)
{
    assert(index < probe->facts->name_count);

    const ClickhouseName *name = &probe->facts->names[index];

    return (LookName){.database = home_of(probe->facts, name->database, probe->database),
                      .name = name->name};
}

const char *
probe_words(const Probe *probe, LookName name)
{
    return arena_printf(probe->arena, STR_FORMAT "%s" STR_FORMAT, STR_ARGS(name.database),
                        name.database.size > 0 ? "." : "", STR_ARGS(name.name));
}

Str
probe_statement(const Probe *probe, const char *words, LookName name)
{
    SCOPED_BUF sql = {0};

    buf_printf(&sql, "%s ", words);

    if (name.database.size > 0)
    {
        clickhouse_append_name(&sql, name.database);
        buf_append_char(&sql, '.');
    }

    clickhouse_append_name(&sql, name.name);

    return str_copy(probe->arena, buf_str(&sql));
}

/* A definition from its first bracket on: without the name, which a rename changes. */
static Str
body_of(Str query)
{
    return query.size > 0 && query.data[0] == '#'
               ? query
               : str_slice(query, str_find_char(query, 0, '('), query.size);
}

bool
probe_same_table(const LookTable *left, const LookTable *right)
{
    if (left == NULL || right == NULL)
        return left == right;

    if (left->uuid.size > 0 || right->uuid.size > 0)
        return str_equal(left->uuid, right->uuid);

    return str_equal(left->engine, right->engine) &&
           str_equal(body_of(left->query), body_of(right->query));
}

Finding
probe_found(const Probe *probe, Verdict verdict, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *evidence = arena_vprintf(probe->arena, format, args);
    va_end(args);

    return (Finding){.verdict = verdict, .evidence = evidence};
}

Finding
probe_mend(const Probe *probe, const Str *repairs, size_t count, Verdict repaired,
           const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *evidence = arena_vprintf(probe->arena, format, args);
    va_end(args);

    return (Finding){.verdict = VERDICT_PARTLY,
                     .evidence = evidence,
                     .repairs = repairs,
                     .repair_count = count,
                     .repaired = repaired};
}
