/*
 * detach.c
 *    ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY.
 *
 * "DETACH PARTITION" (ALTER TABLE): it runs as two transactions; the first marks the partition as
 * being detached, the second detaches it.  "If FINALIZE is specified, a previous DETACH
 * CONCURRENTLY invocation that was canceled or interrupted is completed."
 */
#include "engines/postgres/probe/probe.h"
#include "engines/postgres/sql.h"

static bool
append_question(const ProbeCase *probed, Buf *sql)
{
    const PostgresMatch *match = &probed->class.match;

    if (match->parent.name.size == 0 || match->object.name.size == 0)
        return false;

    /* Servers before 14 have neither the command nor the column, hence to_jsonb(). */
    buf_append(sql, STR("select i.inhrelid, "
                        "pg_catalog.quote_ident(n.nspname) || '.' || "
                        "pg_catalog.quote_ident(c.relname), "
                        "case when (pg_catalog.to_jsonb(i) ->> 'inhdetachpending')::boolean "
                        "then 'pending' else 'attached' end, "
                        "pg_catalog.quote_ident(pn.nspname) || '.' || "
                        "pg_catalog.quote_ident(p.relname) "
                        "from pg_catalog.pg_inherits i "
                        "join pg_catalog.pg_class c on c.oid = i.inhrelid "
                        "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
                        "join pg_catalog.pg_class p on p.oid = i.inhparent "
                        "join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace "
                        "where p.oid = pg_catalog.to_regclass("));
    sql_append_qualified_literal(sql, &match->parent);
    buf_append(sql, STR(") and c.oid = pg_catalog.to_regclass("));
    sql_append_qualified_literal(sql, &match->object);
    buf_append(sql, STR(")"));

    return true;
}

/* row->name is the table, row->object the partition. */
static Finding
finish(const ProbeCase *probed, const ProbeFact *row)
{
    return postgres_probe_mends(
        probed, "The partition is marked as being detached, and still there.",
        arena_printf(probed->arena,
                     "alter table " STR_FORMAT " detach partition " STR_FORMAT " finalize",
                     STR_ARGS(row->name), STR_ARGS(row->object)),
        VERDICT_TOOK_EFFECT);
}

static Finding
decide(const ProbeCase *probed)
{
    if (probed->after.count > 0)
        return STR_IS(probed->after.rows[0].state, "pending")
                   ? finish(probed, &probed->after.rows[0])
                   : postgres_probe_found(VERDICT_DID_NOT, "The partition is still attached.");

    return probed->before.count > 0
               ? postgres_probe_found(VERDICT_TOOK_EFFECT,
                                      "The partition is not attached any more.")
               : postgres_probe_found(
                     VERDICT_CANNOT_TELL,
                     "The partition is not attached, and whether it was before is not "
                     "known.");
}

const PostgresProbe POSTGRES_PROBE_DETACH = {append_question, decide};
