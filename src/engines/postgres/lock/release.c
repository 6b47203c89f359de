/*
 * release.c
 *    The advisory locks that a migration took and kept, given back at its end.
 *
 * The server's own pg_advisory_unlock_all() would give up pawl's, too, and another run could
 * begin.  How often the session took a lock is in no view, so each is given back until it is gone.
 */
#include "engines/postgres/postgres.h"

void
postgres_append_release(const Postgres *postgres, Buf *sql)
{
    buf_append(sql, STR(";\ndo $pawl$declare held record; begin loop\n"
                        "select l.classid, l.objid, l.objsubid, l.mode into held "
                        "from pg_catalog.pg_locks l where l.locktype = 'advisory' "
                        "and l.pid = pg_catalog.pg_backend_pid() "
                        "and not (l.objsubid = 2 and (l.classid::int4, l.objid::int4) = ("));
    postgres_append_lock_key(postgres, sql);
    buf_append(sql,
               STR(")) limit 1;\nexit when not found;\n"
                   "perform case "
                   "when held.objsubid = 2 and held.mode = 'ShareLock' then "
                   "pg_catalog.pg_advisory_unlock_shared(held.classid::int4, held.objid::int4) "
                   "when held.objsubid = 2 then "
                   "pg_catalog.pg_advisory_unlock(held.classid::int4, held.objid::int4) "
                   "when held.mode = 'ShareLock' then pg_catalog.pg_advisory_unlock_shared("
                   "held.classid::int8 << 32 | held.objid::int8) "
                   "else pg_catalog.pg_advisory_unlock("
                   "held.classid::int8 << 32 | held.objid::int8) end;\n"
                   "end loop; end$pawl$"));
}
