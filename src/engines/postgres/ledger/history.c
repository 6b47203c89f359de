/*
 * history.c
 *    Other tools' histories in PostgreSQL: which there are, and their rows.
 */
#include "engines/postgres/postgres.h"
#include "engines/postgres/sql.h"

/*
 * Types: text, varchar, char, name.  A table of another schema is told with it, and only by its
 * name: what its columns say may be about a schema that is not migrated here.
 */
static void
append_columns(Buf *sql, Str schema, Str table)
{
    buf_append(sql, STR("select t.name, a.attname, (a.atttypid in (25, 1043, 1042, 19))::int\n"
                        "from (select c.oid, s.own, case when s.own\n"
                        "  then c.relname::text else n.nspname || '.' || c.relname end as name\n"
                        "  from pg_catalog.pg_class c\n"
                        "  join pg_catalog.pg_namespace n on n.oid = c.relnamespace\n"
                        "  cross join lateral (select n.nspname = "));
    sql_append_literal(sql, schema);
    buf_append(sql, STR(" as own) s\n"
                        "  where c.relkind in ('r', 'p')) t\n"
                        "join pg_catalog.pg_attribute a on a.attrelid = t.oid\n"
                        "where a.attnum > 0 and not a.attisdropped\n"
                        "  and (pg_catalog.lower(t.name) in ("));
    history_append_names(sql);
    buf_append(sql, STR(", pg_catalog.lower("));
    sql_append_literal(sql, table);
    buf_append(sql, STR(")) or t.own and exists (select from pg_catalog.pg_attribute b\n"
                        "    where b.attrelid = t.oid and pg_catalog.lower(b.attname) in ("));
    history_append_telltales(sql);
    buf_append(sql, STR(")))\norder by t.name, a.attnum"));
}

/* The alias keeps ORDER BY from meaning the text of a column that is also selected. */
static void
append_read(Buf *sql, Str schema, const HistoryFound *found)
{
    for (size_t index = 0; index < found->column_count; index++)
    {
        buf_append_text(sql, index == 0 ? "select h." : ", h.");
        sql_append_identifier(sql, found->columns[index]);
        buf_append(sql, STR("::text"));
    }

    buf_append(sql, STR("\nfrom "));
    sql_append_history(sql, schema, found->name);
    buf_append(sql, STR(" h order by h."));
    sql_append_identifier(sql, found->order);
}

static bool
hand_over(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    const EngineFields *taker = context;

    (void)result, (void)err;
    taker->call(taker->context, fields, count);

    return true;
}

bool
postgres_history_columns(void *self, Str table, EngineFields seen, Error *err)
{
    const Postgres *postgres = self;
    SCOPED_BUF sql = {0};

    append_columns(&sql, postgres->schema, table);

    return postgres_query_own(postgres, &sql, (PostgresRows){hand_over, &seen}, err);
}

bool
postgres_history_read(void *self, const HistoryFound *found, EngineFields row, Error *err)
{
    const Postgres *postgres = self;
    SCOPED_BUF sql = {0};

    append_read(&sql, postgres->schema, found);

    return postgres_query_own(postgres, &sql, (PostgresRows){hand_over, &row}, err);
}
