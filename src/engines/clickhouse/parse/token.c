/*
 * token.c
 *    One token of ClickHouse SQL: comparing words, decoding quoted names.
 */
#include "engines/clickhouse/parse/token.h"

#include <string.h>

#include "base/macro.h"

static const struct
{
    char letter;
    char byte;
} ESCAPES[] = {
    {'b', '\b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'},   {'t', '\t'},
    {'0', '\0'}, {'a', '\a'}, {'v', '\v'}, {'e', '\x1B'},
};

bool
clickhouse_token_is(const ClickhouseToken *token, Str word)
{
    return token->kind == CLICKHOUSE_TOKEN_WORD && str_equal_nocase(token->text, word);
}

static int
hex_value(char byte)
{
    const char lower = char_lower(byte);

    if (char_is_digit(byte))
        return byte - '0';

    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Writes what the escape after a backslash stands for; returns the size of its source. */
static size_t
decode_escape(Str escape, char **at)
{
    const char letter = escape.data[0];

    if (letter == 'x' && escape.size > 2 && hex_value(escape.data[1]) >= 0 &&
        hex_value(escape.data[2]) >= 0)
    {
        *(*at)++ = (char)(hex_value(escape.data[1]) * 16 + hex_value(escape.data[2]));
        return 3;
    }

    for (size_t index = 0; index < LENGTH_OF(ESCAPES); index++)
    {
        if (letter == ESCAPES[index].letter)
        {
            *(*at)++ = ESCAPES[index].byte;
            return 1;
        }
    }

    /* An unknown escape keeps its backslash, so that patterns need not double it. */
    if (str_find_char(STR("\\'\"`/="), 0, letter) == sizeof("\\'\"`/=") - 1)
        *(*at)++ = '\\';

    *(*at)++ = letter;

    return 1;
}

/* What stands between the quotes, decoded; it never grows. */
static Str
decode_name(Str inner, char quote, Arena *arena)
{
    char *name = arena_alloc(arena, inner.size + 1);
    char *end = name;
    size_t from = 0;

    while (from < inner.size)
    {
        const char byte = inner.data[from++];

        if (byte == '\\' && from < inner.size)
        {
            from += decode_escape(str_slice(inner, from, inner.size), &end);
        }
        else
        {
            *end++ = byte;
            from += byte == quote ? 1 : 0;
        }
    }

    return (Str){.data = name, .size = (size_t)(end - name)};
}

Str
clickhouse_token_name(const ClickhouseToken *token, Arena *arena)
{
    if (token->kind != CLICKHOUSE_TOKEN_QUOTED_NAME)
        return token->text;

    return clickhouse_quoted_text(token->text, arena);
}

/* A curly quote is three bytes, and nothing is escaped between two of them. */
Str
clickhouse_quoted_text(Str quoted, Arena *arena)
{
    const char quote = quoted.data[0];
    const size_t margin = quote == '"' || quote == '`' || quote == '\'' ? 1 : 3;
    const Str inner = str_slice(quoted, margin, quoted.size - margin);

    if (margin == 3 || (str_find_char(inner, 0, '\\') == inner.size &&
                        str_find_char(inner, 0, quote) == inner.size))
        return inner;

    return decode_name(inner, quote, arena);
}
