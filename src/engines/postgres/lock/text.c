/*
 * text.c
 *    What taking the lock asks the server, whichever way it is taken.
 */
#include "engines/postgres/postgres.h"
#include "engines/postgres/sql.h"
#include "ledger/columns.h"

void
postgres_append_ledger_moved(const Postgres *postgres, const LockRequest *request, Buf *sql)
{
    SCOPED_BUF journal = {0};

    sql_append_name(&journal, postgres->schema, JOURNAL_TABLE);

    if (!postgres->has_journal)
    {
        buf_append(sql, STR("select 1 where pg_catalog.to_regclass("));
        sql_append_literal(sql, buf_str(&journal));
        buf_append(sql, STR(") is not null;\n"));
        return;
    }

    buf_printf(sql,
               "select 1 from (select generation, seq from %s "
               "order by generation desc, run desc, seq desc limit 1) newest "
               "where (generation, seq) <> (%llu, %u);\n",
               buf_text(&journal), (unsigned long long)request->ledger_generation,
               request->ledger_seq);
}

void
postgres_append_lock_timeout(const Postgres *postgres, bool local, Buf *sql)
{
    if (postgres->options.lock_timeout_ms == 0)
        return;

    /* Whoever set one for this user, this database or in the URL meant it. */
    buf_printf(sql,
               "select pg_catalog.set_config('lock_timeout', '%lld', %s) "
               "from pg_catalog.pg_settings where name = 'lock_timeout' "
               "and source not in ('client', 'user', 'database', 'database user');\n",
               (long long)postgres->options.lock_timeout_ms, local ? "true" : "false");
}
