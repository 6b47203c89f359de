/*
 * boundary.c
 *    What a text is when it is lexed alone: one statement, or nothing.
 */
#include "engines/clickhouse/boundary.h"

#include "engines/clickhouse/lex.h"

Str
clickhouse_only_statement(Str text, bool nested_comments)
{
    ClickhouseLexer lexer = clickhouse_lexer(text, nested_comments);
    const ClickhouseToken first = clickhouse_lex_significant(&lexer);
    ClickhouseToken last = first;
    ClickhouseToken token = first;

    while (token.kind != CLICKHOUSE_TOKEN_END && token.kind != CLICKHOUSE_TOKEN_SEMICOLON &&
           token.kind != CLICKHOUSE_TOKEN_ERROR)
    {
        last = token;
        token = clickhouse_lex_significant(&lexer);
    }

    if (token.kind == CLICKHOUSE_TOKEN_SEMICOLON)
        token = clickhouse_lex_significant(&lexer);
    if (token.kind != CLICKHOUSE_TOKEN_END || last.kind == CLICKHOUSE_TOKEN_END)
        return (Str){0};

    return (Str){first.text.data, (size_t)(last.text.data + last.text.size - first.text.data)};
}

bool
clickhouse_is_gap(Str text, bool nested_comments)
{
    ClickhouseLexer lexer = clickhouse_lexer(text, nested_comments);
    ClickhouseToken token = clickhouse_lex_significant(&lexer);

    while (token.kind == CLICKHOUSE_TOKEN_SEMICOLON)
        token = clickhouse_lex_significant(&lexer);

    return token.kind == CLICKHOUSE_TOKEN_END;
}

bool
clickhouse_is_statement(Str text, bool nested_comments)
{
    ClickhouseLexer lexer = clickhouse_lexer(text, nested_comments);
    ClickhouseToken token = clickhouse_lex(&lexer);
    bool right = token.kind != CLICKHOUSE_TOKEN_END && !clickhouse_token_is_gap(&token);
    bool ends_well = right;

    while (right && token.kind != CLICKHOUSE_TOKEN_END)
    {
        right = token.kind != CLICKHOUSE_TOKEN_SEMICOLON && token.kind != CLICKHOUSE_TOKEN_ERROR;
        ends_well = !clickhouse_token_is_gap(&token);
        token = clickhouse_lex(&lexer);
    }

    return right && ends_well;
}
