/*
 * tsv.c
 *    Fields of TabSeparated.
 */
#include "engines/clickhouse/wire/tsv.h"

#include <string.h>

static char
escaped(char byte)
{
    switch (byte)
    {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'r':
            return '\r';
        case 'n':
            return '\n';
        case 't':
            return '\t';
        case '0':
            return '\0';
        default:
            return byte;
    }
}

/* Piece by piece: a ledger of ten thousand rows is two megabytes of this. */
Str
clickhouse_tsv_unescape(Str field, Arena *arena)
{
    size_t from = 0;
    size_t at = str_find_char(field, 0, '\\');
    size_t size = 0;

    if (at == field.size)
        return field;

    char *text = arena_alloc(arena, field.size + 1);

    for (; at + 1 < field.size; at = str_find_char(field, from, '\\'))
    {
        memcpy(text + size, field.data + from, at - from);
        size += at - from;
        text[size++] = escaped(field.data[at + 1]);
        from = at + 2;
    }

    memcpy(text + size, field.data + from, field.size - from);

    return (Str){.data = text, .size = size + field.size - from};
}

void
clickhouse_tsv_append(Buf *data, Str field)
{
    size_t from = 0;

    for (size_t index = 0; index < field.size; index++)
    {
        const char byte = field.data[index];

        if (byte != '\t' && byte != '\n' && byte != '\\')
            continue;

        buf_append(data, str_slice(field, from, index));
        buf_append_text(data, byte == '\t' ? "\\t" : byte == '\n' ? "\\n" : "\\\\");
        from = index + 1;
    }

    buf_append(data, str_slice(field, from, field.size));
}
