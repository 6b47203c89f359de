/*
 * mirror.c
 *    The table of another tool, kept up to date: the texts of the queries, without I/O.
 */
#include "engines/clickhouse/ledger/store.h"
#include "engines/clickhouse/sql.h"

static void
append_table(Buf *sql, Str database, const MirrorChange *change)
{
    clickhouse_append_name(sql, database);
    buf_append_char(sql, '.');
    clickhouse_append_name(sql, change->found->name);
}

static void
append_where_key(Buf *sql, const MirrorChange *change)
{
    buf_append(sql, STR(" WHERE toString("));
    clickhouse_append_name(sql, change->columns[0]);
    buf_append(sql, STR(") = "));
    clickhouse_append_literal(sql, change->values[0]);
}

static void
append_insert(Buf *sql, Str database, const MirrorChange *change)
{
    buf_append(sql, STR("INSERT INTO "));
    append_table(sql, database, change);

    for (size_t index = 0; index < change->count; index++)
    {
        buf_append_text(sql, index == 0 ? " (" : ", ");
        clickhouse_append_name(sql, change->columns[index]);
    }

    buf_append(sql, STR(") SELECT "));

    for (size_t index = 0; index < change->count; index++)
    {
        buf_append_text(sql, index == 0 ? "" : ", ");
        clickhouse_append_literal(sql, change->values[index]);
    }

    if (change->behind)
        return;

    /* As a sub-query: a table without rows would leave nothing to choose from. */
    buf_append(sql, STR(" WHERE (SELECT count() FROM "));
    append_table(sql, database, change);
    append_where_key(sql, change);
    buf_append(sql, STR(") = 0"));
}

void
clickhouse_store_append_mirror(Buf *sql, Str database, const MirrorChange *change)
{
    if (change->comes)
    {
        append_insert(sql, database, change);
        return;
    }

    buf_append(sql, STR("ALTER TABLE "));
    append_table(sql, database, change);
    buf_append(sql, STR(" DELETE"));
    append_where_key(sql, change);
}

void
clickhouse_store_append_mirror_left(Buf *sql, Str database, const MirrorChange *change)
{
    buf_append(sql, STR("SELECT count() FROM "));
    append_table(sql, database, change);
    append_where_key(sql, change);
    buf_append(sql, STR(" FORMAT TabSeparated"));
}
