/*
 * lex.c
 *    ClickHouse SQL as tokens.
 *
 * The first byte decides which scan_...() function finds the token's end.
 */
#include "engines/clickhouse/lex.h"

#include <string.h>

#include "engines/clickhouse/number.h"
#include "engines/clickhouse/wide.h"

enum
{
    NESTED_COMMENTS_SINCE = 2010, /* ClickHouse 20.10, its pull request 14655 */
};

typedef enum ByteClass
{
    BYTE_SYMBOL,
    BYTE_NUL,
    BYTE_SPACE,
    BYTE_WORD,
    BYTE_DIGIT,
    BYTE_QUOTE,
    BYTE_OPEN,
    BYTE_CLOSE,
    BYTE_COMMA,
    BYTE_SEMICOLON,
    BYTE_DOT,
    BYTE_COMMENT, /* may begin one: - / # */
    BYTE_DOLLAR,
    BYTE_BACKSLASH,
    BYTE_WIDE, /* part of a character beyond ASCII */
} ByteClass;

static const unsigned char BYTE_CLASSES[256] = {
    ['\0'] = BYTE_NUL,
    ['\t' ... '\r'] = BYTE_SPACE,
    [' '] = BYTE_SPACE,
    ['A' ... 'Z'] = BYTE_WORD,
    ['a' ... 'z'] = BYTE_WORD,
    ['_'] = BYTE_WORD,
    ['0' ... '9'] = BYTE_DIGIT,
    ['\''] = BYTE_QUOTE,
    ['"'] = BYTE_QUOTE,
    ['`'] = BYTE_QUOTE,
    ['('] = BYTE_OPEN,
    ['['] = BYTE_OPEN,
    ['{'] = BYTE_OPEN,
    [')'] = BYTE_CLOSE,
    [']'] = BYTE_CLOSE,
    ['}'] = BYTE_CLOSE,
    [','] = BYTE_COMMA,
    [';'] = BYTE_SEMICOLON,
    ['.'] = BYTE_DOT,
    ['-'] = BYTE_COMMENT,
    ['/'] = BYTE_COMMENT,
    ['#'] = BYTE_COMMENT,
    ['$'] = BYTE_DOLLAR,
    ['\\'] = BYTE_BACKSLASH,
    [0x80 ... 0xFF] = BYTE_WIDE,
};

static inline ByteClass
class_at(Str text, size_t at)
{
    return (ByteClass)BYTE_CLASSES[(unsigned char)text.data[at]];
}

static inline bool
word_at(Str text, size_t at)
{
    return at < text.size && (class_at(text, at) == BYTE_WORD || class_at(text, at) == BYTE_DIGIT);
}

static inline bool
byte_at(Str text, size_t at, char byte)
{
    return at < text.size && text.data[at] == byte;
}

static inline ClickhouseToken
token(ClickhouseTokenKind kind, Str text, size_t start, size_t end)
{
    return (ClickhouseToken){.kind = kind, .text = {text.data + start, end - start}};
}

static ClickhouseToken
error_token(const char *reason, Str text, size_t start, size_t end)
{
    return (ClickhouseToken){
        .kind = CLICKHOUSE_TOKEN_ERROR, .text = str_slice(text, start, end), .reason = reason};
}

/* A quote is doubled or follows a backslash to stand for itself, in all three kinds of quotes. */
static ClickhouseToken
scan_quoted(Str text, size_t start)
{
    const char quote = text.data[start];
    size_t at = start + 1;

    while (at < text.size)
    {
        const char byte = text.data[at];

        if (byte == quote && !byte_at(text, at + 1, quote))
            return token(quote == '\'' ? CLICKHOUSE_TOKEN_STRING : CLICKHOUSE_TOKEN_QUOTED_NAME,
                         text, start, at + 1);

        at += byte == quote || byte == '\\' ? 2 : 1;
    }

    return error_token(quote == '\''  ? "unterminated string"
                       : quote == '"' ? "unterminated name in double quotes"
                                      : "unterminated name in backquotes",
                       text, start, text.size);
}

/* x'3b' or b'0101', start at the letter.  Anything but such digits spoils all that follows. */
static ClickhouseToken
scan_hex_or_binary(Str text, size_t start)
{
    const bool hex = char_lower(text.data[start]) == 'x';
    size_t at = start + 2;

    while (at < text.size && (hex ? clickhouse_hex_digit(text.data[at])
                                  : text.data[at] == '0' || text.data[at] == '1'))
        at++;

    if (!byte_at(text, at, '\''))
        return error_token(hex ? "unterminated or wrong hexadecimal string"
                               : "unterminated or wrong binary string",
                           text, start, text.size);

    return token(CLICKHOUSE_TOKEN_STRING, text, start, at + 1);
}

static ClickhouseToken
scan_word(Str text, size_t start)
{
    size_t at = start + 1;

    if (byte_at(text, at, '\'') && at + 1 < text.size &&
        memchr("xXbB", text.data[start], 4) != NULL)
        return scan_hex_or_binary(text, start);

    while (word_at(text, at) || byte_at(text, at, '$'))
        at++;

    return token(CLICKHOUSE_TOKEN_WORD, text, start, at);
}

/*
 * $tag$ ... $tag$, the tag being word characters (any bytes from 21.9 to 25.7).  Without
 * the second $tag$ it is no heredoc; the server then reads a name or a lone dollar.
 */
static ClickhouseToken
scan_dollar(Str text, size_t start)
{
    size_t tag_end = start + 1;

    while (word_at(text, tag_end))
        tag_end++;

    if (byte_at(text, tag_end, '$'))
    {
        const Str tag = str_slice(text, start, tag_end + 1);
        const size_t close = str_find(text, tag_end + 1, tag);

        if (close < text.size)
            return token(CLICKHOUSE_TOKEN_STRING, text, start, close + tag.size);
    }

    if (!word_at(text, start + 1))
        return token(CLICKHOUSE_TOKEN_SYMBOL, text, start, start + 1);

    return scan_word(text, start);
}

/* A name may begin with digits (`1st`); behind a dot only plain digits are a number: t.1.2 */
static ClickhouseToken
scan_number(Str text, size_t start, bool after_dot)
{
    size_t at = after_dot ? clickhouse_skip_digits(text, start + 1, false, false)
                          : clickhouse_number_end(text, start);
    bool name = word_at(text, at);

    while (word_at(text, at))
        at++;

    for (size_t index = start; name && index < at; index++)
        name = word_at(text, index);

    return token(name ? CLICKHOUSE_TOKEN_WORD : CLICKHOUSE_TOKEN_NUMBER, text, start, at);
}

/* A dot joins names or begins a number. */
static ClickhouseToken
scan_dot(const ClickhouseLexer *lexer, size_t start)
{
    const Str text = lexer->text;
    const bool digit_follows = start + 1 < text.size && char_is_digit(text.data[start + 1]);
    const bool follows_operand =
        lexer->previous == CLICKHOUSE_TOKEN_WORD || lexer->previous == CLICKHOUSE_TOKEN_NUMBER ||
        lexer->previous == CLICKHOUSE_TOKEN_QUOTED_NAME ||
        (lexer->previous == CLICKHOUSE_TOKEN_CLOSE && lexer->previous_end != '}');

    if (follows_operand || (!digit_follows && lexer->previous != CLICKHOUSE_TOKEN_END))
        return token(CLICKHOUSE_TOKEN_DOT, text, start, start + 1);

    const size_t end = clickhouse_skip_digits(text, start + 1, false, true);

    return token(CLICKHOUSE_TOKEN_NUMBER, text, start, clickhouse_skip_exponent(text, end, 'e'));
}

/* Only a line feed ends it: neither a lone carriage return nor a backslash matters. */
static ClickhouseToken
scan_line_comment(ClickhouseTokenKind kind, Str text, size_t start)
{
    return token(kind, text, start, str_find_char(text, start, '\n'));
}

static ClickhouseToken
scan_block_comment(Str text, size_t start, bool nested)
{
    size_t depth = 1;
    size_t at = start + 2;

    while (at + 1 < text.size)
    {
        if (nested && text.data[at] == '/' && text.data[at + 1] == '*')
        {
            depth++;
            at += 2;
        }
        else if (text.data[at] == '*' && text.data[at + 1] == '/')
        {
            depth--;
            at += 2;
            if (depth == 0)
                return token(CLICKHOUSE_TOKEN_COMMENT, text, start, at);
        }
        else
            at++;
    }

    return error_token("unterminated comment", text, start, text.size);
}

/* `#` begins a comment only before a space or an exclamation mark (22.2). */
static ClickhouseToken
scan_comment_or_symbol(Str text, size_t start, bool nested)
{
    const char byte = text.data[start];

    if (byte == '-' && byte_at(text, start + 1, '-'))
        return scan_line_comment(CLICKHOUSE_TOKEN_LINE_COMMENT, text, start);
    if ((byte == '/' && byte_at(text, start + 1, '/')) ||
        (byte == '#' && (byte_at(text, start + 1, ' ') || byte_at(text, start + 1, '!'))))
        return scan_line_comment(CLICKHOUSE_TOKEN_COMMENT, text, start);
    if (byte == '/' && byte_at(text, start + 1, '*'))
        return scan_block_comment(text, start, nested);

    return token(CLICKHOUSE_TOKEN_SYMBOL, text, start, start + 1);
}

/* Between curly quotes nothing is escaped: the first closing one ends it. */
static ClickhouseToken
scan_curly_quoted(Str text, size_t start, bool single)
{
    const Str closing = single ? STR("\xE2\x80\x99") : STR("\xE2\x80\x9D");
    const size_t close = str_find(text, start + closing.size, closing);

    if (close == text.size)
        return error_token(single ? "unterminated string in curly quotes"
                                  : "unterminated name in curly quotes",
                           text, start, text.size);

    return token(single ? CLICKHOUSE_TOKEN_STRING : CLICKHOUSE_TOKEN_QUOTED_NAME, text, start,
                 close + closing.size);
}

static ClickhouseToken
scan_wide(Str text, size_t start)
{
    size_t end = start;
    const unsigned character = clickhouse_wide_character(text, start, &end);

    if (clickhouse_wide_space(character))
        return token(CLICKHOUSE_TOKEN_SPACE, text, start, end);
    if (character == 0x2018 || character == 0x201C)
        return scan_curly_quoted(text, start, character == 0x2018);
    if (character == 0x2014)
        return error_token("a long dash means nothing in SQL", text, start, end);

    for (end = start + 1; end < text.size && ((unsigned char)text.data[end] >> 6) == 2;)
        end++;

    return token(CLICKHOUSE_TOKEN_SYMBOL, text, start, end);
}

static ClickhouseToken
scan_space(Str text, size_t start)
{
    size_t end = start + 1;

    while (end < text.size && class_at(text, end) == BYTE_SPACE)
        end++;

    return token(CLICKHOUSE_TOKEN_SPACE, text, start, end);
}

static ClickhouseToken
scan_backslash(Str text, size_t start)
{
    if (byte_at(text, start + 1, 'G'))
        return error_token("\\G is understood by clickhouse-client only; end the statement with ;",
                           text, start, start + 2);

    return token(CLICKHOUSE_TOKEN_SYMBOL, text, start, start + 1);
}

static ClickhouseToken
scan(const ClickhouseLexer *lexer, size_t start)
{
    const Str text = lexer->text;

    switch (class_at(text, start))
    {
        case BYTE_NUL:
            return error_token("a NUL byte", text, start, start + 1);
        case BYTE_SPACE:
            return scan_space(text, start);
        case BYTE_WORD:
            return scan_word(text, start);
        case BYTE_DIGIT:
            return scan_number(text, start, lexer->previous == CLICKHOUSE_TOKEN_DOT);
        case BYTE_QUOTE:
            return scan_quoted(text, start);
        case BYTE_OPEN:
            return token(CLICKHOUSE_TOKEN_OPEN, text, start, start + 1);
        case BYTE_CLOSE:
            return token(CLICKHOUSE_TOKEN_CLOSE, text, start, start + 1);
        case BYTE_COMMA:
            return token(CLICKHOUSE_TOKEN_COMMA, text, start, start + 1);
        case BYTE_SEMICOLON:
            return token(CLICKHOUSE_TOKEN_SEMICOLON, text, start, start + 1);
        case BYTE_DOT:
            return scan_dot(lexer, start);
        case BYTE_COMMENT:
            return scan_comment_or_symbol(text, start, lexer->nested_comments);
        case BYTE_DOLLAR:
            return scan_dollar(text, start);
        case BYTE_BACKSLASH:
            return scan_backslash(text, start);
        case BYTE_WIDE:
            return scan_wide(text, start);
        case BYTE_SYMBOL:
            break;
    }

    return token(CLICKHOUSE_TOKEN_SYMBOL, text, start, start + 1);
}

bool
clickhouse_nests_comments(unsigned server_version)
{
    return server_version == 0 || server_version >= NESTED_COMMENTS_SINCE;
}

ClickhouseLexer
clickhouse_lexer(Str text, bool nested_comments)
{
    return (ClickhouseLexer){.text = text, .nested_comments = nested_comments};
}

ClickhouseToken
clickhouse_lex(ClickhouseLexer *lexer)
{
    if (lexer->offset == lexer->text.size)
        return (ClickhouseToken){.kind = CLICKHOUSE_TOKEN_END};

    const ClickhouseToken next = scan(lexer, lexer->offset);

    lexer->offset += next.text.size;

    /* Each statement is sent alone: the first of its tokens has none before it. */
    if (!clickhouse_token_is_gap(&next))
    {
        const bool ends = next.kind == CLICKHOUSE_TOKEN_SEMICOLON;

        lexer->previous = ends ? CLICKHOUSE_TOKEN_END : next.kind;
        lexer->previous_end = next.text.data[next.text.size - 1];
    }

    return next;
}

ClickhouseToken
clickhouse_lex_significant(ClickhouseLexer *lexer)
{
    ClickhouseToken next = clickhouse_lex(lexer);

    while (clickhouse_token_is_gap(&next))
        next = clickhouse_lex(lexer);

    return next;
}
