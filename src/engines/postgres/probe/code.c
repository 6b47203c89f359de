/*
 * code.c
 *    DO and CALL outside a transaction, and whatever has no probe.
 *
 * "Transaction Management" (PL/pgSQL): called outside a transaction block, a procedure or a DO
 * block may COMMIT on its way.  How far it came is in its data alone, which only its author can
 * read.
 */
#include "engines/postgres/probe/probe.h"

static Finding
decide_code(const ProbeCase *probed)
{
    return postgres_probe_found(
        VERDICT_CANNOT_TELL,
        arena_printf(probed->arena,
                     "%s may commit on its way, and how far it came cannot be seen from outside.  "
                     "Its author can say how to tell, with \"-- pawl: done-when SELECT ...\", or "
                     "that it may run twice, with \"-- pawl: idempotent\".",
                     postgres_kind_title(probed->class.kind)));
}

static Finding
decide_unknown(const ProbeCase *probed)
{
    (void)probed;

    return postgres_probe_found(
        VERDICT_CANNOT_TELL, "It was sent, its answer was lost, and nothing in the catalogs tells "
                             "whether it took effect.");
}

const PostgresProbe POSTGRES_PROBE_CODE = {NULL, decide_code};
const PostgresProbe POSTGRES_PROBE_UNKNOWN = {NULL, decide_unknown};
