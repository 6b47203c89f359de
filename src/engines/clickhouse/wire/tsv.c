/*
 * tsv.c
 *    Fields of TabSeparated.
 */
#include "engines/clickhouse/wire/tsv.h"

Str
clickhouse_tsv_unescape(Str field, Arena *arena)
{
    static const char escapes[] = "b\bf\fr\rn\nt\t0\0";
    char *text = NULL;
    size_t size = 0;

    if (str_find_char(field, 0, '\\') == field.size)
        return field;

    text = arena_alloc(arena, field.size + 1);

    for (size_t index = 0; index < field.size; index++)
    {
        char byte = field.data[index];

        if (byte == '\\' && index + 1 < field.size)
        {
            byte = field.data[++index];

            for (size_t pair = 0; pair + 2 < sizeof(escapes); pair += 2)
            {
                if (escapes[pair] == byte)
                {
                    byte = escapes[pair + 1];
                    break;
                }
            }
        }

        text[size++] = byte;
    }

    return (Str){.data = text, .size = size};
}

void
clickhouse_tsv_append(Buf *data, Str field)
{
    for (size_t index = 0; index < field.size; index++)
    {
        switch (field.data[index])
        {
            case '\t':
                buf_append(data, STR("\\t"));
                break;
            case '\n':
                buf_append(data, STR("\\n"));
                break;
            case '\\':
                buf_append(data, STR("\\\\"));
                break;
            default:
                buf_append_char(data, field.data[index]);
        }
    }
}
