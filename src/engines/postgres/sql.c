/*
 * sql.c
 *    Values and names as SQL text.
 */
#include "engines/postgres/sql.h"

void
sql_append_literal(Buf *sql, Str text)
{
    size_t from = 0;

    buf_append(sql, STR("E'"));

    for (size_t index = 0; index < text.size; index++)
    {
        if (text.data[index] != '\'' && text.data[index] != '\\')
            continue;

        buf_append(sql, str_slice(text, from, index + 1));
        from = index; /* it comes twice */
    }

    buf_append(sql, str_slice(text, from, text.size));
    buf_append_char(sql, '\'');
}

void
sql_append_identifier(Buf *sql, Str name)
{
    buf_append_char(sql, '"');

    for (size_t index = 0; index < name.size; index++)
    {
        if (name.data[index] == '"')
            buf_append_char(sql, '"');

        buf_append_char(sql, name.data[index]);
    }

    buf_append_char(sql, '"');
}

void
sql_append_name(Buf *sql, Str schema, const char *table)
{
    sql_append_identifier(sql, schema);
    buf_printf(sql, ".%s", table);
}

void
sql_append_history(Buf *sql, Str schema, Str table)
{
    const bool own = str_find_char(table, 0, '.') < table.size;

    sql_append_identifier(sql, own ? str_cut(&table, '.') : schema);
    buf_append_char(sql, '.');
    sql_append_identifier(sql, table);
}

void
sql_append_qualified_literal(Buf *sql, const PostgresName *name)
{
    SCOPED_BUF text = {0};

    if (name->schema.size > 0)
    {
        sql_append_identifier(&text, name->schema);
        buf_append_char(&text, '.');
    }

    sql_append_identifier(&text, name->name);
    sql_append_literal(sql, buf_str(&text));
}
