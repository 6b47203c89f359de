/*
 * probe.c
 *    Which probe a statement has, and facts as text.
 */
#include "engines/postgres/probe/probe.h"

#include <assert.h>

const PostgresProbe *
postgres_probe(PostgresKind kind)
{
    static const PostgresProbe *const PROBES[POSTGRES_KIND_COUNT] = {
        [POSTGRES_CREATE_INDEX_CONCURRENTLY] = &POSTGRES_PROBE_CREATE_INDEX,
        [POSTGRES_DROP_INDEX_CONCURRENTLY] = &POSTGRES_PROBE_DROP_INDEX,
        [POSTGRES_REINDEX_INDEX_CONCURRENTLY] = &POSTGRES_PROBE_REINDEX,
        [POSTGRES_REINDEX_TABLE_CONCURRENTLY] = &POSTGRES_PROBE_REINDEX,
        [POSTGRES_REINDEX_SCHEMA_CONCURRENTLY] = &POSTGRES_PROBE_REINDEX,
        [POSTGRES_REINDEX_DATABASE_CONCURRENTLY] = &POSTGRES_PROBE_REINDEX,
        [POSTGRES_DETACH_PARTITION_CONCURRENTLY] = &POSTGRES_PROBE_DETACH,
        [POSTGRES_ALTER_TYPE_ADD_VALUE] = &POSTGRES_PROBE_ENUM,
        [POSTGRES_CREATE_DATABASE] = &POSTGRES_PROBE_CREATE_DATABASE,
        [POSTGRES_DROP_DATABASE] = &POSTGRES_PROBE_DROP_DATABASE,
        [POSTGRES_CREATE_TABLESPACE] = &POSTGRES_PROBE_CREATE_TABLESPACE,
        [POSTGRES_DROP_TABLESPACE] = &POSTGRES_PROBE_DROP_TABLESPACE,
        [POSTGRES_CREATE_SUBSCRIPTION] = &POSTGRES_PROBE_CREATE_SUBSCRIPTION,
        [POSTGRES_ALTER_SUBSCRIPTION_REFRESH] = &POSTGRES_PROBE_ALTER_SUBSCRIPTION,
        [POSTGRES_DROP_SUBSCRIPTION] = &POSTGRES_PROBE_DROP_SUBSCRIPTION,
        [POSTGRES_COMMIT_PREPARED] = &POSTGRES_PROBE_PREPARED,
        [POSTGRES_ROLLBACK_PREPARED] = &POSTGRES_PROBE_PREPARED,
        [POSTGRES_DO] = &POSTGRES_PROBE_CODE,
        [POSTGRES_CALL] = &POSTGRES_PROBE_CODE,
        [POSTGRES_VACUUM] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_ANALYZE] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_CLUSTER_ALL] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_CLUSTER] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REPACK_CONCURRENTLY] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REPACK_ALL] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REPACK] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_CHECKPOINT] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REFRESH] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REFRESH_CONCURRENTLY] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REINDEX_INDEX] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REINDEX_TABLE] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REINDEX_SCHEMA] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REINDEX_DATABASE] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_REINDEX_SYSTEM] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_ALTER_SYSTEM] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_ALTER_DATABASE_TABLESPACE] = &POSTGRES_PROBE_REPEAT,
        [POSTGRES_ALTER_SUBSCRIPTION_SLOT] = &POSTGRES_PROBE_REPEAT,
    };

    assert(kind < POSTGRES_KIND_COUNT);

    return PROBES[kind] == NULL ? &POSTGRES_PROBE_UNKNOWN : PROBES[kind];
}

const ProbeFact *
postgres_probe_fact_by_id(const ProbeFacts *facts, Str id)
{
    for (size_t index = 0; index < facts->count; index++)
    {
        if (str_equal(facts->rows[index].id, id))
            return &facts->rows[index];
    }

    return NULL;
}

const ProbeFact *
postgres_probe_fact_by_name(const ProbeFacts *facts, Str name)
{
    for (size_t index = 0; index < facts->count; index++)
    {
        if (str_equal(facts->rows[index].name, name))
            return &facts->rows[index];
    }

    return NULL;
}

Finding
postgres_probe_found(Verdict verdict, const char *evidence)
{
    return (Finding){.verdict = verdict, .evidence = evidence};
}

Finding
postgres_probe_mends(const ProbeCase *probed, const char *evidence, const char *repair,
                     Verdict repaired)
{
    Str *repairs = ARENA_NEW(probed->arena, Str);

    *repairs = str_from(repair);

    return (Finding){.verdict = VERDICT_PARTLY,
                     .evidence = evidence,
                     .repairs = repairs,
                     .repair_count = 1,
                     .repaired = repaired};
}

/* ---- facts as text ---- */

/* A name may hold anything; what it is called is for people, and the id tells objects apart. */
static void
append_field(Buf *text, Str field)
{
    for (size_t index = 0; index < field.size; index++)
    {
        const char byte = field.data[index];

        buf_append_char(text, byte == '\t' || byte == '\n' ? ' ' : byte);
    }
}

Str
postgres_probe_facts_write(const ProbeFacts *facts, Arena *arena)
{
    SCOPED_BUF text = {0};

    if (!facts->looked)
        return (Str){0};

    buf_append_char(&text, '1');

    for (size_t index = 0; index < facts->count; index++)
    {
        const ProbeFact *row = &facts->rows[index];
        const Str fields[PROBE_FIELDS] = {row->id, row->object, row->state, row->name};

        for (size_t field = 0; field < PROBE_FIELDS; field++)
        {
            buf_append_char(&text, field == 0 ? '\n' : '\t');
            append_field(&text, fields[field]);
        }
    }

    return str_copy(arena, buf_str(&text));
}

ProbeFacts
postgres_probe_facts_read(Str text, Arena *arena)
{
    Str rest = text;
    ProbeFacts facts = {0};
    size_t lines = 1;

    if (!STR_IS(str_cut(&rest, '\n'), "1"))
        return facts;

    for (size_t index = 0; index < rest.size; index++)
        lines += rest.data[index] == '\n' ? 1 : 0;

    facts.looked = true;
    facts.rows = ARENA_ARRAY(arena, ProbeFact, lines);

    while (rest.size > 0)
    {
        Str line = str_cut(&rest, '\n');
        ProbeFact *row = &facts.rows[facts.count++];

        row->id = str_cut(&line, '\t');
        row->object = str_cut(&line, '\t');
        row->state = str_cut(&line, '\t');
        row->name = line;
    }

    return facts;
}
