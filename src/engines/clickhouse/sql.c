/*
 * sql.c
 *    Names and values as ClickHouse SQL.
 */
#include "engines/clickhouse/sql.h"

static void
append_escaped(Buf *sql, Str text, char quote)
{
    buf_append_char(sql, quote);

    for (size_t index = 0; index < text.size; index++)
    {
        if (text.data[index] == quote || text.data[index] == '\\')
            buf_append_char(sql, '\\');

        buf_append_char(sql, text.data[index]);
    }

    buf_append_char(sql, quote);
}

void
clickhouse_append_name(Buf *sql, Str name)
{
    append_escaped(sql, name, '`');
}

void
clickhouse_append_literal(Buf *sql, Str text)
{
    append_escaped(sql, text, '\'');
}

bool
clickhouse_changes_session(Str sql)
{
    size_t size = 0;

    while (size < sql.size && char_is_word(sql.data[size]))
        size++;

    const Str word = str_slice(sql, 0, size);

    return str_equal_nocase(word, STR("SET")) || str_equal_nocase(word, STR("USE"));
}
