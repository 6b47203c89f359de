/*
 * repeat.c
 *    Statements that come to the same when they run once more.
 *
 * VACUUM, ANALYZE, CLUSTER, REINDEX, REPACK ("Description" of each): they rewrite what is there or
 * count it, and change no data.  CHECKPOINT, REFRESH MATERIALIZED VIEW: likewise.
 * ALTER SYSTEM ("Description"): sets a value in a file, to the same value again.
 * ALTER DATABASE ... SET TABLESPACE ("Parameters"): moves files to where they may be already.
 * ALTER SUBSCRIPTION ... SET (failover, two_phase): sets values, to the same values again.
 */
#include "engines/postgres/probe/probe.h"

static Finding
decide(const ProbeCase *probed)
{
    return postgres_probe_found(
        VERDICT_DID_NOT, arena_printf(probed->arena, "Running %s once more comes to the same.",
                                      postgres_kind_title(probed->class.kind)));
}

const PostgresProbe POSTGRES_PROBE_REPEAT = {NULL, decide};
