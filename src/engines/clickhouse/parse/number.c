/*
 * number.c
 *    Where a number in ClickHouse SQL ends.
 */
#include "engines/clickhouse/parse/number.h"

bool
clickhouse_hex_digit(char byte)
{
    return char_is_digit(byte) || (char_lower(byte) >= 'a' && char_lower(byte) <= 'f');
}

size_t
clickhouse_skip_digits(Str text, size_t at, bool hex, bool block_start)
{
    while (at < text.size)
    {
        const bool digit = hex ? clickhouse_hex_digit(text.data[at]) : char_is_digit(text.data[at]);
        const bool separator =
            text.data[at] == '_' && !block_start && at + 1 < text.size &&
            (hex ? clickhouse_hex_digit(text.data[at + 1]) : char_is_digit(text.data[at + 1]));

        if (!digit && !separator)
            break;

        block_start = false;
        at++;
    }

    return at;
}

size_t
clickhouse_skip_exponent(Str text, size_t at, char letter)
{
    if (at + 1 >= text.size || char_lower(text.data[at]) != letter)
        return at;

    at++;
    if (at + 1 < text.size && (text.data[at] == '-' || text.data[at] == '+'))
        at++;

    return clickhouse_skip_digits(text, at, false, true);
}

size_t
clickhouse_number_end(Str text, size_t start)
{
    const char letter = char_lower(text.data[start + 2 < text.size ? start + 1 : start]);
    const bool zero = text.data[start] == '0';
    const bool hex = zero && letter == 'x' && clickhouse_hex_digit(text.data[start + 2]);
    const bool binary =
        zero && letter == 'b' && (text.data[start + 2] == '0' || text.data[start + 2] == '1');
    size_t at = clickhouse_skip_digits(text, start + (hex || binary ? 2 : 1), hex, hex || binary);

    if (at < text.size && text.data[at] == '.')
        at = clickhouse_skip_digits(text, at + 1, hex, true);

    return clickhouse_skip_exponent(text, at, hex ? 'p' : 'e');
}
