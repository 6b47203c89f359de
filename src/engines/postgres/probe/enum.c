/*
 * enum.c
 *    ALTER TYPE ... ADD VALUE.
 *
 * "Notes" (ALTER TYPE): since 12 it may run in a transaction block, so it shares one with its row
 * in the ledger and is never in doubt; this is for rows that announced it all the same.  It adds
 * one label, and labels are never taken away.
 */
#include "engines/postgres/probe/probe.h"
#include "engines/postgres/sql.h"

static bool
append_question(const ProbeCase *probed, Buf *sql)
{
    if (probed->class.match.object.name.size == 0)
        return false;

    buf_append(sql, STR("select e.oid, '', '', e.enumlabel from pg_catalog.pg_enum e "
                        "where e.enumtypid = pg_catalog.to_regtype("));
    sql_append_qualified_literal(sql, &probed->class.match.object);
    buf_append(sql, STR(") order by 1"));

    return true;
}

static Finding
decide(const ProbeCase *probed)
{
    if (!probed->before.looked)
        return postgres_probe_found(VERDICT_CANNOT_TELL,
                                    "Which values the type had before is not known.");

    for (size_t index = 0; index < probed->after.count; index++)
    {
        const ProbeFact *row = &probed->after.rows[index];

        if (postgres_probe_fact_by_id(&probed->before, row->id) == NULL)
            return postgres_probe_found(
                VERDICT_TOOK_EFFECT,
                arena_printf(probed->arena, "The type has the new value \"" STR_FORMAT "\".",
                             STR_ARGS(row->name)));
    }

    return postgres_probe_found(VERDICT_DID_NOT, "The type has the values that it had before.");
}

const PostgresProbe POSTGRES_PROBE_ENUM = {append_question, decide};
