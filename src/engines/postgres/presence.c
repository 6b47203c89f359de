/*
 * presence.c
 *    Whether a table or a view is there, as Liquibase would say.
 *
 * It looks at the connection's schema unless told another, compares names without case, and takes
 * a partitioned table for one, but neither a foreign one nor, as a view, a materialized one (seen
 * with 4.31.1).
 */
#include "engines/postgres/postgres.h"

#include "engines/postgres/sql.h"

void
postgres_append_presence(const GuardObject *object, Buf *sql)
{
    buf_printf(sql,
               "SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_class c "
               "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
               "WHERE c.relkind IN (%s) AND pg_catalog.lower(c.relname) = pg_catalog.lower(",
               object->view ? "'v'" : "'r', 'p'");
    sql_append_literal(sql, object->name);
    buf_append(sql, STR(") AND pg_catalog.lower(n.nspname) = pg_catalog.lower("));

    if (object->schema.size > 0)
        sql_append_literal(sql, object->schema);
    else
        buf_append(sql, STR("pg_catalog.current_schema()"));

    buf_append(sql, STR(")) THEN 1 ELSE 0 END"));
}
