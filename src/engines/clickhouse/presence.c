/*
 * presence.c
 *    Whether a table or a view is there, by its exact name, in the database of the connection or in
 *    another.
 */
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/sql.h"

void
clickhouse_append_presence(const GuardObject *object, Buf *sql)
{
    buf_append(sql, STR("SELECT count() > 0 FROM system.tables WHERE name = "));
    clickhouse_append_literal(sql, object->name);
    buf_append(sql, STR(" AND database = "));

    if (object->schema.size > 0)
        clickhouse_append_literal(sql, object->schema);
    else
        buf_append(sql, STR("currentDatabase()"));

    buf_append(sql, object->view ? STR(" AND engine LIKE '%View'")
                                 : STR(" AND engine NOT LIKE '%View' AND engine != 'Dictionary'"));
}
