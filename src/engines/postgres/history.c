/*
 * history.c
 *    How other tools' histories are read from PostgreSQL: the texts of the queries, without I/O.
 */
#include "engines/postgres/history.h"

#include "engines/postgres/store.h"

/* Types: text, varchar, char, name. */
void
history_append_columns(Buf *sql, Str schema)
{
    buf_append(sql, STR("select c.relname, a.attname, (a.atttypid in (25, 1043, 1042, 19))::int\n"
                        "from pg_catalog.pg_class c\n"
                        "join pg_catalog.pg_namespace n on n.oid = c.relnamespace\n"
                        "join pg_catalog.pg_attribute a on a.attrelid = c.oid\n"
                        "where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped\n"
                        "  and n.nspname = "));
    store_append_literal(sql, schema);
    buf_append(sql, STR("\n  and pg_catalog.lower(c.relname) in ("));
    history_append_names(sql);
    buf_append(sql, STR(")\norder by c.relname, a.attnum"));
}

/* The alias keeps ORDER BY from meaning the text of a column that is also selected. */
void
history_append_read(Buf *sql, Str schema, const HistoryFound *found)
{
    for (size_t index = 0; index < found->column_count; index++)
    {
        buf_append_text(sql, index == 0 ? "select h." : ", h.");
        store_append_identifier(sql, found->columns[index]);
        buf_append(sql, STR("::text"));
    }

    buf_append(sql, STR("\nfrom "));
    store_append_identifier(sql, schema);
    buf_append_char(sql, '.');
    store_append_identifier(sql, found->name);
    buf_append(sql, STR(" h order by h."));
    store_append_identifier(sql, found->order);
}
