/*
 * create_index.c
 *    CREATE INDEX CONCURRENTLY.
 *
 * "Building Indexes Concurrently" (CREATE INDEX): the index is entered into the catalogs first, not
 * valid, and becomes valid in the last of several transactions; "if a problem arises while scanning
 * the table ... the command will fail but leave behind an 'invalid' index", and "the recommended
 * recovery method in such cases is to drop the index and try again".  So on the table that it
 * names: a new valid index is the statement's effect; a new invalid one is half of it, and used by
 * no query, so dropping it undoes the statement.
 *
 * IF NOT EXISTS looks at the name alone and is content with an invalid index: there the invalid one
 * of an earlier attempt is in the way as well, and goes.
 */
#include "engines/postgres/probe/probe.h"
#include "engines/postgres/sql.h"

static bool
append_question(const ProbeCase *probed, Buf *sql)
{
    if (probed->class.match.parent.name.size == 0)
        return false;

    buf_append(sql, STR("select i.indexrelid, "
                        "pg_catalog.quote_ident(n.nspname) || '.' || "
                        "pg_catalog.quote_ident(c.relname), "
                        "case when i.indisvalid then 'valid' when exists ("
                        "select from pg_catalog.pg_stat_progress_create_index p "
                        "where p.index_relid = i.indexrelid) "
                        "then 'building' else 'invalid' end, c.relname "
                        "from pg_catalog.pg_index i "
                        "join pg_catalog.pg_class c on c.oid = i.indexrelid "
                        "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
                        "where i.indrelid = pg_catalog.to_regclass("));
    sql_append_qualified_literal(sql, &probed->class.match.parent);
    buf_append(sql, STR(") order by 1"));

    return true;
}

static Finding
drop_invalid(const ProbeCase *probed, const ProbeFact *index, const char *origin)
{
    return postgres_probe_mends(
        probed,
        arena_printf(probed->arena, "Index " STR_FORMAT " is there but not valid: %s.",
                     STR_ARGS(index->object), origin),
        arena_printf(probed->arena, "drop index concurrently " STR_FORMAT, STR_ARGS(index->object)),
        VERDICT_DID_NOT);
}

static Finding
about_new(const ProbeCase *probed, const ProbeFact *index)
{
    if (STR_IS(index->state, "valid"))
        return postgres_probe_found(VERDICT_TOOK_EFFECT,
                                    arena_printf(probed->arena,
                                                 "Index " STR_FORMAT " is there and valid.",
                                                 STR_ARGS(index->object)));
    if (STR_IS(index->state, "building"))
        return postgres_probe_found(
            VERDICT_RUNNING, arena_printf(probed->arena, "Index " STR_FORMAT " is being built.",
                                          STR_ARGS(index->object)));

    return drop_invalid(probed, index, "its build did not end");
}

static Finding
about_old(const ProbeCase *probed, const ProbeFact *index)
{
    const bool content = probed->class.match.if_not_exists;

    if (STR_IS(index->state, "building"))
        return about_new(probed, index);
    if (STR_IS(index->state, "invalid") && content)
        return drop_invalid(probed, index, "an earlier attempt left it");
    if (STR_IS(index->state, "invalid"))
        return postgres_probe_found(
            VERDICT_DID_NOT,
            arena_printf(probed->arena,
                         "Index " STR_FORMAT " was there before and is not valid; drop it, or say "
                         "IF NOT EXISTS, with which pawl replaces it.",
                         STR_ARGS(index->object)));

    return postgres_probe_found(
        VERDICT_DID_NOT, arena_printf(probed->arena, "Index " STR_FORMAT " was there before%s.",
                                      STR_ARGS(index->object),
                                      content ? ", so running it again changes nothing" : ""));
}

/* The index that the statement is about: by its name, or the only new one if it gives none. */
static const ProbeFact *
index_of(const ProbeCase *probed, bool *ret_several)
{
    const ProbeFact *found = NULL;

    *ret_several = false;

    if (probed->class.match.object.name.size > 0)
        return postgres_probe_fact_by_name(&probed->after, probed->class.match.object.name);

    for (size_t index = 0; index < probed->after.count && probed->before.looked; index++)
    {
        const ProbeFact *row = &probed->after.rows[index];

        if (postgres_probe_fact_by_id(&probed->before, row->id) != NULL)
            continue;

        *ret_several = found != NULL;
        found = row;
    }

    return found;
}

static Finding
decide(const ProbeCase *probed)
{
    bool several = false;
    const ProbeFact *index = index_of(probed, &several);

    if (several)
        return postgres_probe_found(
            VERDICT_CANNOT_TELL,
            "The statement gives its index no name, and its table has more than one "
            "new index.");
    if (index == NULL && probed->class.match.object.name.size == 0 && !probed->before.looked)
        return postgres_probe_found(
            VERDICT_CANNOT_TELL,
            "The statement gives its index no name, and which indexes its table had "
            "before is not known.");
    if (index == NULL)
        return postgres_probe_found(VERDICT_DID_NOT, "There is no such index on its table.");
    if (probed->before.looked && postgres_probe_fact_by_id(&probed->before, index->id) != NULL)
        return about_old(probed, index);

    return about_new(probed, index);
}

const PostgresProbe POSTGRES_PROBE_CREATE_INDEX = {append_question, decide};
