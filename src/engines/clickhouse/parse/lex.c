/*
 * lex.c
 *    ClickHouse SQL as tokens.
 *
 * The first byte decides which scan_...() function finds the token's end.
 */
#include "engines/clickhouse/parse/lex.h"

#include "engines/clickhouse/parse/bytes.h"
#include "engines/clickhouse/parse/number.h"
#include "engines/clickhouse/parse/quote.h"
#include "engines/clickhouse/parse/wide.h"

enum
{
    NESTED_COMMENTS_SINCE = 2010, /* ClickHouse 20.10, its pull request 14655 */
};

/* What no server accepts. */
typedef enum Flaw
{
    FLAW_UNTERMINATED_STRING,
    FLAW_UNTERMINATED_DOUBLE,
    FLAW_UNTERMINATED_BACK,
    FLAW_HEXADECIMAL,
    FLAW_BINARY,
    FLAW_COMMENT,
    FLAW_CURLY_STRING,
    FLAW_CURLY_NAME,
    FLAW_HEREDOC,
    FLAW_LONG_DASH,
    FLAW_CLIENT_COMMAND,
    FLAW_NUL,
} Flaw;

static const char *const REASONS[] = {
    [FLAW_UNTERMINATED_STRING] = "unterminated string",
    [FLAW_UNTERMINATED_DOUBLE] = "unterminated name in double quotes",
    [FLAW_UNTERMINATED_BACK] = "unterminated name in backquotes",
    [FLAW_HEXADECIMAL] = "unterminated or wrong hexadecimal string",
    [FLAW_BINARY] = "unterminated or wrong binary string",
    [FLAW_COMMENT] = "unterminated comment",
    [FLAW_CURLY_STRING] = "unterminated string in curly quotes",
    [FLAW_CURLY_NAME] = "unterminated name in curly quotes",
    [FLAW_HEREDOC] = "unterminated heredoc; a name like this needs quotes",
    [FLAW_LONG_DASH] = "a long dash means nothing in SQL",
    [FLAW_CLIENT_COMMAND] = "\\G is understood by clickhouse-client only; end the statement with ;",
    [FLAW_NUL] = "a NUL byte",
};

/* What scan() found, small enough for two registers: the lexer is as fast as this is. */
typedef struct Found
{
    size_t end;
    ClickhouseTokenKind kind;
    Flaw flaw; /* of an error */
} Found;

static inline Found
found(ClickhouseTokenKind kind, size_t end)
{
    return (Found){.end = end, .kind = kind};
}

static inline Found
flawed(Flaw flaw, size_t end)
{
    return (Found){.end = end, .kind = CLICKHOUSE_TOKEN_ERROR, .flaw = flaw};
}

static inline bool
is_gap(ClickhouseTokenKind kind)
{
    return kind >= CLICKHOUSE_TOKEN_SPACE && kind <= CLICKHOUSE_TOKEN_COMMENT;
}

/* Up to an end that is 0 if there is none: then nothing that follows can be read. */
static inline Found
enclosed(ClickhouseTokenKind kind, size_t end, Flaw flaw, Str text)
{
    return end > 0 ? found(kind, end) : flawed(flaw, text.size);
}

static Found
scan_quoted(Str text, size_t start)
{
    const size_t end = clickhouse_quoted_end(text, start);

    if (text.data[start] == '\'')
        return enclosed(CLICKHOUSE_TOKEN_STRING, end, FLAW_UNTERMINATED_STRING, text);

    return enclosed(CLICKHOUSE_TOKEN_QUOTED_NAME, end,
                    text.data[start] == '"' ? FLAW_UNTERMINATED_DOUBLE : FLAW_UNTERMINATED_BACK,
                    text);
}

static inline bool
begins_digits(char letter)
{
    return letter == 'x' || letter == 'X' || letter == 'b' || letter == 'B';
}

static Found
scan_word(Str text, size_t start)
{
    size_t at = start + 1;

    if (byte_at(text, at, '\'') && at + 1 < text.size && begins_digits(text.data[start]))
    {
        return enclosed(CLICKHOUSE_TOKEN_STRING, clickhouse_digit_string_end(text, start),
                        char_lower(text.data[start]) == 'x' ? FLAW_HEXADECIMAL : FLAW_BINARY, text);
    }

    while (word_at(text, at) || byte_at(text, at, '$'))
        at++;

    return found(CLICKHOUSE_TOKEN_WORD, at);
}

/*
 * A heredoc; without a tag a name, or a lone dollar.  A tag that is not closed is a name to the
 * server, but hardly to whoever wrote it: what follows would be cut at semicolons that were meant
 * to be text.
 */
static Found
scan_dollar(Str text, size_t start)
{
    const size_t tag_size = clickhouse_heredoc_tag_size(text, start);

    if (tag_size > 0)
    {
        return enclosed(CLICKHOUSE_TOKEN_STRING, clickhouse_heredoc_end(text, start, tag_size),
                        FLAW_HEREDOC, text);
    }
    if (!word_at(text, start + 1))
        return found(CLICKHOUSE_TOKEN_SYMBOL, start + 1);

    return scan_word(text, start);
}

/* A name may begin with digits (`1st`); behind a dot only plain digits are a number: t.1.2 */
static Found
scan_number(Str text, size_t start, bool after_dot)
{
    size_t at = after_dot ? clickhouse_skip_digits(text, start + 1, false, false)
                          : clickhouse_number_end(text, start);
    bool name = word_at(text, at);

    while (word_at(text, at))
        at++;

    for (size_t index = start; name && index < at; index++)
        name = word_at(text, index);

    return found(name ? CLICKHOUSE_TOKEN_WORD : CLICKHOUSE_TOKEN_NUMBER, at);
}

/* A dot joins names or begins a number. */
static Found
scan_dot(const ClickhouseLexer *lexer, size_t start)
{
    const Str text = lexer->text;
    const bool digit_follows = start + 1 < text.size && char_is_digit(text.data[start + 1]);
    const bool follows_operand =
        lexer->previous == CLICKHOUSE_TOKEN_WORD || lexer->previous == CLICKHOUSE_TOKEN_NUMBER ||
        lexer->previous == CLICKHOUSE_TOKEN_QUOTED_NAME ||
        (lexer->previous == CLICKHOUSE_TOKEN_CLOSE && lexer->previous_end != '}');

    if (follows_operand || (!digit_follows && lexer->previous != CLICKHOUSE_TOKEN_END))
        return found(CLICKHOUSE_TOKEN_DOT, start + 1);

    const size_t end = clickhouse_skip_digits(text, start + 1, false, true);

    return found(CLICKHOUSE_TOKEN_NUMBER, clickhouse_skip_exponent(text, end, 'e'));
}

/* Only a line feed ends it: neither a lone carriage return nor a backslash matters. */
static Found
scan_line_comment(ClickhouseTokenKind kind, Str text, size_t start)
{
    return found(kind, str_find_char(text, start, '\n'));
}

/* `#` begins a comment only before a space or an exclamation mark (22.2). */
static Found
scan_comment_or_symbol(Str text, size_t start, bool nested)
{
    const char byte = text.data[start];

    if (byte == '-' && byte_at(text, start + 1, '-'))
        return scan_line_comment(CLICKHOUSE_TOKEN_LINE_COMMENT, text, start);
    if ((byte == '/' && byte_at(text, start + 1, '/')) ||
        (byte == '#' && (byte_at(text, start + 1, ' ') || byte_at(text, start + 1, '!'))))
        return scan_line_comment(CLICKHOUSE_TOKEN_COMMENT, text, start);
    if (byte == '/' && byte_at(text, start + 1, '*'))
    {
        return enclosed(CLICKHOUSE_TOKEN_COMMENT, clickhouse_comment_end(text, start, nested),
                        FLAW_COMMENT, text);
    }

    return found(CLICKHOUSE_TOKEN_SYMBOL, start + 1);
}

static Found
scan_wide(Str text, size_t start)
{
    size_t end = start;
    const unsigned character = clickhouse_wide_character(text, start, &end);

    if (clickhouse_wide_space(character))
        return found(CLICKHOUSE_TOKEN_SPACE, end);
    if (character == 0x2018)
    {
        return enclosed(CLICKHOUSE_TOKEN_STRING, clickhouse_curly_end(text, start),
                        FLAW_CURLY_STRING, text);
    }
    if (character == 0x201C)
    {
        return enclosed(CLICKHOUSE_TOKEN_QUOTED_NAME, clickhouse_curly_end(text, start),
                        FLAW_CURLY_NAME, text);
    }
    if (character == 0x2014)
        return flawed(FLAW_LONG_DASH, end);

    for (end = start + 1; end < text.size && ((unsigned char)text.data[end] >> 6) == 2;)
        end++;

    return found(CLICKHOUSE_TOKEN_SYMBOL, end);
}

static Found
scan_space(Str text, size_t start)
{
    size_t end = start + 1;

    while (end < text.size && class_at(text, end) == BYTE_SPACE)
        end++;

    return found(CLICKHOUSE_TOKEN_SPACE, end);
}

static Found
scan_backslash(Str text, size_t start)
{
    if (byte_at(text, start + 1, 'G'))
        return flawed(FLAW_CLIENT_COMMAND, start + 2);

    return found(CLICKHOUSE_TOKEN_SYMBOL, start + 1);
}

static Found
scan(const ClickhouseLexer *lexer, size_t start)
{
    const Str text = lexer->text;

    switch (class_at(text, start))
    {
        case BYTE_NUL:
            return flawed(FLAW_NUL, start + 1);
        case BYTE_SPACE:
            return scan_space(text, start);
        case BYTE_WORD:
            return scan_word(text, start);
        case BYTE_DIGIT:
            return scan_number(text, start, lexer->previous == CLICKHOUSE_TOKEN_DOT);
        case BYTE_QUOTE:
            return scan_quoted(text, start);
        case BYTE_OPEN:
            return found(CLICKHOUSE_TOKEN_OPEN, start + 1);
        case BYTE_CLOSE:
            return found(CLICKHOUSE_TOKEN_CLOSE, start + 1);
        case BYTE_COMMA:
            return found(CLICKHOUSE_TOKEN_COMMA, start + 1);
        case BYTE_SEMICOLON:
            return found(CLICKHOUSE_TOKEN_SEMICOLON, start + 1);
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

    return found(CLICKHOUSE_TOKEN_SYMBOL, start + 1);
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

/* Steps over the next token; the end of the text is one without a byte. */
static inline Found
step(ClickhouseLexer *lexer)
{
    const size_t start = lexer->offset;

    if (start == lexer->text.size)
        return found(CLICKHOUSE_TOKEN_END, start);

    const Found next = scan(lexer, start);

    lexer->offset = next.end;

    if (!is_gap(next.kind))
    {
        /* Each statement is sent alone: the first of its tokens has none before it. */
        lexer->previous =
            next.kind == CLICKHOUSE_TOKEN_SEMICOLON ? CLICKHOUSE_TOKEN_END : next.kind;
        lexer->previous_end = lexer->text.data[next.end - 1];
    }

    return next;
}

static inline ClickhouseToken
token_of(const ClickhouseLexer *lexer, size_t start, Found next)
{
    if (next.kind == CLICKHOUSE_TOKEN_END)
        return (ClickhouseToken){.kind = CLICKHOUSE_TOKEN_END};

    return (ClickhouseToken){
        .kind = next.kind,
        .text = {.data = lexer->text.data + start, .size = next.end - start},
        .reason = next.kind == CLICKHOUSE_TOKEN_ERROR ? REASONS[next.flaw] : NULL,
    };
}

ClickhouseToken
clickhouse_lex(ClickhouseLexer *lexer)
{
    const size_t start = lexer->offset;

    return token_of(lexer, start, step(lexer));
}

void
clickhouse_lex_skip_space(ClickhouseLexer *lexer)
{
    while (lexer->offset < lexer->text.size && class_at(lexer->text, lexer->offset) == BYTE_SPACE)
        lexer->offset++;
}

ClickhouseToken
clickhouse_lex_significant(ClickhouseLexer *lexer)
{
    size_t start;
    Found next;

    do
    {
        clickhouse_lex_skip_space(lexer);
        start = lexer->offset;
        next = step(lexer);
    } while (is_gap(next.kind));

    return token_of(lexer, start, next);
}
