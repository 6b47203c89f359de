/*
 * wide.c
 *    The characters beyond ASCII that mean something between ClickHouse's tokens.
 */
#include "engines/clickhouse/parse/wide.h"

unsigned
clickhouse_wide_character(Str text, size_t start, size_t *ret_end)
{
    const unsigned char lead = (unsigned char)text.data[start];
    const size_t size = lead >= 0xE0 ? 3 : 2;
    unsigned character = lead & (size == 3 ? 0x0FU : 0x1FU);

    *ret_end = start + size;
    if (lead < 0xC2 || lead > 0xEF || text.size - start < size)
        return 0;

    for (size_t at = start + 1; at < *ret_end; at++)
    {
        const unsigned char byte = (unsigned char)text.data[at];

        if (byte >> 6 != 2)
            return 0;

        character = character << 6 | (byte & 0x3FU);
    }

    return size == 3 && character < 0x800 ? 0 : character; /* a longer form than it needs */
}

bool
clickhouse_wide_space(unsigned character)
{
    return character == 0x85 || character == 0xA0 || character == 0x180E ||
           (character >= 0x2000 && character <= 0x200D) || character == 0x2028 ||
           character == 0x2029 || character == 0x202F || character == 0x205F ||
           character == 0x2060 || character == 0x3000 || character == 0xFEFF;
}
