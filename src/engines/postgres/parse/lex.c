/*
 * lex.c
 *    PostgreSQL's tokens, as far as they decide where a statement ends.
 */
#include "engines/postgres/parse/lex.h"

#include <assert.h>
#include <string.h>

#include "engines/postgres/parse/form.h"

/* The token up to end; an end that was not found or a NUL before it makes an error. */
static PostgresToken
token_to(PostgresLexer *lexer, PostgresTokenKind kind, size_t end, const char *unterminated)
{
    const size_t start = lexer->offset;
    PostgresToken token = {.kind = kind};

    if (end == POSTGRES_UNTERMINATED)
        token = (PostgresToken){.kind = POSTGRES_TOKEN_ERROR, .reason = unterminated};

    lexer->offset = end < lexer->text.size ? end : lexer->text.size;
    token.text = str_slice(lexer->text, start, lexer->offset);

    if (token.text.size > 0 && memchr(token.text.data, '\0', token.text.size) != NULL)
    {
        token.kind = POSTGRES_TOKEN_ERROR;
        token.reason = "NUL byte";
    }

    return token;
}

static PostgresToken
string_token(PostgresLexer *lexer, size_t prefix_size, bool doubling, bool backslash)
{
    const PostgresQuoteRule rule = {.quote = '\'', .doubling = doubling, .backslash = backslash};
    const size_t inside = lexer->offset + prefix_size + 1;

    return token_to(lexer, POSTGRES_TOKEN_STRING, postgres_string_end(lexer->text, inside, rule),
                    "unterminated quoted string");
}

static PostgresToken
identifier_token(PostgresLexer *lexer, size_t prefix_size)
{
    const size_t inside = lexer->offset + prefix_size + 1;

    return token_to(lexer, POSTGRES_TOKEN_QUOTED, postgres_identifier_end(lexer->text, inside),
                    "unterminated quoted identifier");
}

/*
 * A word, unless a quote directly behind its one letter makes it the prefix of a
 * constant: E'' with backslashes, B'' and X'' without doubling, N'' as '', U&'' and U&"".
 */
static PostgresToken
word_token(PostgresLexer *lexer)
{
    const Str text = lexer->text;
    const size_t at = lexer->offset;
    const char letter = char_lower(text.data[at]);
    const char next = postgres_byte_at(text, at + 1);

    if (next == '\'' && letter == 'e')
        return string_token(lexer, 1, true, true);
    if (next == '\'' && (letter == 'b' || letter == 'x'))
        return string_token(lexer, 1, false, false);
    if (next == '\'' && letter == 'n')
        return string_token(lexer, 1, true, lexer->backslash_strings);

    if (next == '&' && letter == 'u' && postgres_byte_at(text, at + 2) == '\'')
        return string_token(lexer, 2, true, false);
    if (next == '&' && letter == 'u' && postgres_byte_at(text, at + 2) == '"')
        return identifier_token(lexer, 2);

    return token_to(lexer, POSTGRES_TOKEN_WORD, postgres_word_end(text, at), NULL);
}

static PostgresToken
dollar_token(PostgresLexer *lexer)
{
    const Str text = lexer->text;
    const size_t at = lexer->offset;
    const size_t tag_size = postgres_dollar_tag_size(text, at);

    if (tag_size > 0)
        return token_to(lexer, POSTGRES_TOKEN_STRING,
                        postgres_dollar_string_end(text, at, tag_size),
                        "unterminated dollar-quoted string");
    if (char_is_digit(postgres_byte_at(text, at + 1)))
        return token_to(lexer, POSTGRES_TOKEN_PARAMETER, postgres_parameter_end(text, at), NULL);

    return token_to(lexer, POSTGRES_TOKEN_SYMBOL, at + 1, NULL);
}

static PostgresToken
symbol_token(PostgresLexer *lexer)
{
    static const struct
    {
        char byte;
        PostgresTokenKind kind;
    } KINDS[] = {
        {'(', POSTGRES_TOKEN_OPEN},
        {')', POSTGRES_TOKEN_CLOSE},
        {';', POSTGRES_TOKEN_SEMICOLON},
        {'\\', POSTGRES_TOKEN_BACKSLASH},
    };
    const char byte = lexer->text.data[lexer->offset];
    PostgresTokenKind kind = POSTGRES_TOKEN_SYMBOL;

    for (size_t index = 0; index < LENGTH_OF(KINDS); index++)
    {
        if (KINDS[index].byte == byte)
            kind = KINDS[index].kind;
    }

    return token_to(lexer, kind, lexer->offset + 1, NULL);
}

/* What begins with a sign: comments come before operators, which share their bytes. */
static PostgresToken
sign_token(PostgresLexer *lexer)
{
    const Str text = lexer->text;
    const size_t at = lexer->offset;
    const char byte = text.data[at];

    if (postgres_starts_comment(text, at) && byte == '-')
        return token_to(lexer, POSTGRES_TOKEN_LINE_COMMENT, postgres_line_comment_end(text, at),
                        NULL);
    if (postgres_starts_comment(text, at))
        return token_to(lexer, POSTGRES_TOKEN_BLOCK_COMMENT, postgres_block_comment_end(text, at),
                        "unterminated /* comment");
    if (postgres_is_operator(byte))
        return token_to(lexer, POSTGRES_TOKEN_OPERATOR, postgres_operator_end(text, at), NULL);
    if (byte == '.' && char_is_digit(postgres_byte_at(text, at + 1)))
        return token_to(lexer, POSTGRES_TOKEN_NUMBER, postgres_number_end(text, at), NULL);

    return symbol_token(lexer);
}

PostgresToken
postgres_lex_next(PostgresLexer *lexer)
{
    assert(lexer->offset <= lexer->text.size);

    const size_t at = lexer->offset;

    if (at == lexer->text.size)
        return token_to(lexer, POSTGRES_TOKEN_END, at, NULL);

    const char byte = lexer->text.data[at];

    if (char_is_space(byte))
        return token_to(lexer, POSTGRES_TOKEN_SPACE, postgres_space_end(lexer->text, at), NULL);
    if (postgres_is_word_start(byte))
        return word_token(lexer);
    if (char_is_digit(byte))
        return token_to(lexer, POSTGRES_TOKEN_NUMBER, postgres_number_end(lexer->text, at), NULL);
    if (byte == '\'')
        return string_token(lexer, 0, true, lexer->backslash_strings);
    if (byte == '"')
        return identifier_token(lexer, 0);
    if (byte == '$')
        return dollar_token(lexer);

    return sign_token(lexer);
}

PostgresToken
postgres_lex_significant(PostgresLexer *lexer)
{
    PostgresToken token = postgres_lex_next(lexer);

    while (postgres_token_is_gap(token))
        token = postgres_lex_next(lexer);

    return token;
}

PostgresToken
postgres_lex_peek(const PostgresLexer *lexer)
{
    PostgresLexer ahead = *lexer;

    return postgres_lex_significant(&ahead);
}

bool
postgres_token_is_gap(PostgresToken token)
{
    return token.kind == POSTGRES_TOKEN_SPACE || token.kind == POSTGRES_TOKEN_LINE_COMMENT ||
           token.kind == POSTGRES_TOKEN_BLOCK_COMMENT;
}

bool
postgres_token_is_word(PostgresToken token, Str word)
{
    return token.kind == POSTGRES_TOKEN_WORD && str_equal_nocase(token.text, word);
}
