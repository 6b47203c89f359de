/*
 * reindex.c
 *    REINDEX ... CONCURRENTLY.
 *
 * "Rebuilding Indexes Concurrently" (REINDEX): each index is built anew under a name that ends in
 * _ccnew, takes the old one's place, and the old one, then called _ccold, is dropped.  "If a
 * problem arises while rebuilding the indexes ... the recommended recovery method is to drop" the
 * invalid ones that are left, "and try again" for _ccnew.  Rebuilding once more changes nothing but
 * files, so there is nothing to find out but what was left behind.
 */
#include "engines/postgres/probe/probe.h"

/* All of the database: what a REINDEX covers is easily said, what it left is easily found. */
static bool
append_question(const ProbeCase *probed, Buf *sql)
{
    (void)probed;
    buf_append(sql, STR("select i.indexrelid, "
                        "pg_catalog.quote_ident(n.nspname) || '.' || "
                        "pg_catalog.quote_ident(c.relname), 'invalid', c.relname "
                        "from pg_catalog.pg_index i "
                        "join pg_catalog.pg_class c on c.oid = i.indexrelid "
                        "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
                        "where not i.indisvalid and c.relname ~ '_cc(new|old)[0-9]*$' "
                        "and not exists (select from pg_catalog.pg_stat_progress_create_index p "
                        "where p.index_relid = i.indexrelid) order by 1"));

    return true;
}

static Finding
decide(const ProbeCase *probed)
{
    Arena *arena = probed->arena;
    Str *repairs = ARENA_ARRAY(arena, Str, probed->after.count + 1);
    Finding finding = postgres_probe_found(
        VERDICT_DID_NOT, "It left nothing behind, and rebuilding an index once more "
                         "comes to the same.");

    for (size_t index = 0; index < probed->after.count && probed->before.looked; index++)
    {
        const ProbeFact *row = &probed->after.rows[index];

        if (postgres_probe_fact_by_id(&probed->before, row->id) == NULL)
            repairs[finding.repair_count++] = str_from(
                arena_printf(arena, "drop index concurrently " STR_FORMAT, STR_ARGS(row->object)));
    }

    if (finding.repair_count == 0)
        return finding;

    return (Finding){.verdict = VERDICT_PARTLY,
                     .evidence = arena_printf(
                         arena, "%zu half-built index%s left behind by the rebuild.",
                         finding.repair_count, finding.repair_count == 1 ? " was" : "es were"),
                     .repairs = repairs,
                     .repair_count = finding.repair_count,
                     .repaired = VERDICT_DID_NOT};
}

const PostgresProbe POSTGRES_PROBE_REINDEX = {append_question, decide};
