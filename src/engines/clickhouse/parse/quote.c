/*
 * quote.c
 *    Where quoted text and comments in ClickHouse SQL end.
 */
#include "engines/clickhouse/parse/quote.h"

#include "engines/clickhouse/parse/bytes.h"
#include "engines/clickhouse/parse/number.h"

size_t
clickhouse_quoted_end(Str text, size_t start)
{
    const char quote = text.data[start];
    size_t at = start + 1;
    size_t quote_at = start;

    while (at < text.size)
    {
        if (quote_at < at)
            quote_at = str_find_char(text, at, quote);

        const size_t backslash_at = str_find_char(str_slice(text, 0, quote_at), at, '\\');

        if (backslash_at < quote_at)
        {
            at = backslash_at + 2;
        }
        else if (quote_at < text.size && !byte_at(text, quote_at + 1, quote))
        {
            return quote_at + 1;
        }
        else
        {
            at = quote_at + 2;
        }
    }

    return 0;
}

size_t
clickhouse_curly_end(Str text, size_t start)
{
    const bool single = text.data[start + 2] == '\x98';
    const Str closing = single ? STR("\xE2\x80\x99") : STR("\xE2\x80\x9D");
    const size_t close = str_find(text, start + closing.size, closing);

    return close < text.size ? close + closing.size : 0;
}

size_t
clickhouse_digit_string_end(Str text, size_t start)
{
    const bool hex = char_lower(text.data[start]) == 'x';
    size_t at = start + 2;

    while (at < text.size && (hex ? clickhouse_hex_digit(text.data[at])
                                  : text.data[at] == '0' || text.data[at] == '1'))
        at++;

    return byte_at(text, at, '\'') ? at + 1 : 0;
}

size_t
clickhouse_heredoc_tag_size(Str text, size_t start)
{
    size_t at = start + 1;

    while (word_at(text, at))
        at++;

    return byte_at(text, at, '$') ? at + 1 - start : 0;
}

size_t
clickhouse_heredoc_end(Str text, size_t start, size_t tag_size)
{
    const Str tag = str_slice(text, start, start + tag_size);
    const size_t close = str_find(text, start + tag_size, tag);

    return close < text.size ? close + tag_size : 0;
}

size_t
clickhouse_comment_end(Str text, size_t start, bool nested)
{
    size_t depth = 1;
    size_t at = start + 2;

    while (depth > 0 && at + 1 < text.size)
    {
        const bool opens = nested && text.data[at] == '/' && text.data[at + 1] == '*';
        const bool closes = text.data[at] == '*' && text.data[at + 1] == '/';

        depth += opens ? 1 : 0;
        depth -= closes ? 1 : 0;
        at += opens || closes ? 2 : 1;
    }

    return depth == 0 ? at : 0;
}
