/*
 * form.c
 *    Where the lexical forms of PostgreSQL end, each from the offset where it begins.
 *
 * The sections named here are those of "SQL Syntax", "Lexical Structure".
 */
#include "engines/postgres/parse/form.h"

#include <string.h>

static const char OPERATOR_BYTES[] = "~!@#^&|`?+-*/%<>=";

char
postgres_byte_at(Str text, size_t offset)
{
    return offset < text.size ? text.data[offset] : '\0';
}

static bool
is_newline(char byte)
{
    return byte == '\n' || byte == '\r';
}

bool
postgres_is_word_start(char byte)
{
    return (unsigned char)byte >= 0x80 || (char_is_word(byte) && !char_is_digit(byte));
}

static bool
is_word_part(char byte)
{
    return postgres_is_word_start(byte) || char_is_digit(byte) || byte == '$';
}

bool
postgres_is_operator(char byte)
{
    return byte != '\0' && strchr(OPERATOR_BYTES, byte) != NULL;
}

bool
postgres_starts_comment(Str text, size_t at)
{
    return (postgres_byte_at(text, at) == '-' && postgres_byte_at(text, at + 1) == '-') ||
           (postgres_byte_at(text, at) == '/' && postgres_byte_at(text, at + 1) == '*');
}

size_t
postgres_space_end(Str text, size_t at)
{
    while (char_is_space(postgres_byte_at(text, at)))
        at++;

    return at;
}

size_t
postgres_line_comment_end(Str text, size_t at)
{
    while (at < text.size && !is_newline(text.data[at]))
        at++;

    return at;
}

/* Section "Comments": block comments nest, unlike in C. */
size_t
postgres_block_comment_end(Str text, size_t at)
{
    size_t depth = 0;

    while (at < text.size)
    {
        if (postgres_byte_at(text, at) == '/' && postgres_byte_at(text, at + 1) == '*')
        {
            depth++;
            at += 2;
        }
        else if (postgres_byte_at(text, at) == '*' && postgres_byte_at(text, at + 1) == '/')
        {
            depth--;
            at += 2;
            if (depth == 0)
                return at;
        }
        else
            at++;
    }

    return POSTGRES_UNTERMINATED;
}

size_t
postgres_word_end(Str text, size_t at)
{
    while (is_word_part(postgres_byte_at(text, at)))
        at++;

    return at;
}

size_t
postgres_operator_end(Str text, size_t at)
{
    while (postgres_is_operator(postgres_byte_at(text, at)) && !postgres_starts_comment(text, at))
        at++;

    return at;
}

/* at: behind the opening quote. */
static size_t
quoted_end(Str text, size_t at, PostgresQuoteRule rule)
{
    while (at < text.size)
    {
        const char byte = text.data[at];

        if (byte == '\\' && rule.backslash)
            at += 2;
        else if (byte != rule.quote)
            at++;
        else if (rule.doubling && postgres_byte_at(text, at + 1) == rule.quote)
            at += 2;
        else
            return at + 1;
    }

    return POSTGRES_UNTERMINATED;
}

/*
 * Section "String Constants": two constants with at least one newline in the white
 * space between them are one.  Gives the offset behind the second's opening quote,
 * or `at` when the constant does not go on.
 */
static size_t
continuation_start(Str text, size_t at)
{
    bool newline = false;
    size_t next = at;

    for (;;)
    {
        const char byte = postgres_byte_at(text, next);

        if (char_is_space(byte))
        {
            newline = newline || is_newline(byte);
            next++;
        }
        else if (byte == '-' && postgres_byte_at(text, next + 1) == '-')
            next = postgres_line_comment_end(text, next);
        else
            return newline && byte == '\'' ? next + 1 : at;
    }
}

/* at: behind the opening quote. */
size_t
postgres_string_end(Str text, size_t at, PostgresQuoteRule rule)
{
    for (;;)
    {
        const size_t end = quoted_end(text, at, rule);

        if (end == POSTGRES_UNTERMINATED)
            return end;

        at = continuation_start(text, end);
        if (at == end)
            return end;
    }
}

/*
 * The size of an opening $tag$ (section "Dollar-Quoted String Constants"), or 0.  The
 * tag is an identifier without a dollar sign in it.
 */
size_t
postgres_dollar_tag_size(Str text, size_t at)
{
    size_t end = at + 1;

    if (postgres_is_word_start(postgres_byte_at(text, end)))
    {
        while (is_word_part(postgres_byte_at(text, end)) && postgres_byte_at(text, end) != '$')
            end++;
    }

    return postgres_byte_at(text, end) == '$' ? end + 1 - at : 0;
}

size_t
postgres_dollar_string_end(Str text, size_t at, size_t tag_size)
{
    const Str tag = str_slice(text, at, at + tag_size);
    const size_t found = str_find(text, at + tag_size, tag);

    return found == text.size ? POSTGRES_UNTERMINATED : found + tag_size;
}

static size_t
digits_end(Str text, size_t at)
{
    while (char_is_digit(postgres_byte_at(text, at)) ||
           (postgres_byte_at(text, at) == '_' && char_is_digit(postgres_byte_at(text, at + 1))))
        at++;

    return at;
}

/* Letters directly behind a number or a parameter belong to it. */
static size_t
junk_end(Str text, size_t at)
{
    return postgres_is_word_start(postgres_byte_at(text, at)) ? postgres_word_end(text, at) : at;
}

/*
 * A number and whatever letters follow it: 0x1F and 1e5 are numbers, 1abc is an error
 * since 15 and was a number with an alias before, and no statement ends inside either.
 */
size_t
postgres_number_end(Str text, size_t at)
{
    at = digits_end(text, at);

    if (postgres_byte_at(text, at) == '.' && postgres_byte_at(text, at + 1) != '.')
        at = digits_end(text, at + 1);

    if (char_lower(postgres_byte_at(text, at)) == 'e' &&
        (postgres_byte_at(text, at + 1) == '+' || postgres_byte_at(text, at + 1) == '-'))
        at = digits_end(text, at + 2);

    return junk_end(text, at);
}

/* $1; the caller has seen the dollar sign and a digit. */
size_t
postgres_parameter_end(Str text, size_t at)
{
    return junk_end(text, digits_end(text, at + 1));
}

size_t
postgres_identifier_end(Str text, size_t at)
{
    return quoted_end(text, at, (PostgresQuoteRule){.quote = '"', .doubling = true});
}
