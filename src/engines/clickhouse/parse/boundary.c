/*
 * boundary.c
 *    What a text is when it is lexed alone: one statement, or nothing.
 */
#include "engines/clickhouse/parse/boundary.h"

#include "engines/clickhouse/parse/lex.h"

/* From the next token to the last one before *ret_end, which ends it one way or another. */
static Str
read_statement(ClickhouseLexer *lexer, ClickhouseToken *ret_end)
{
    ClickhouseToken token = clickhouse_lex_significant(lexer);
    const char *start = token.text.data;
    Str statement = {0};

    while (token.kind != CLICKHOUSE_TOKEN_END && token.kind != CLICKHOUSE_TOKEN_SEMICOLON &&
           token.kind != CLICKHOUSE_TOKEN_ERROR)
    {
        statement.data = start;
        statement.size = (size_t)(token.text.data + token.text.size - start);
        token = clickhouse_lex_significant(lexer);
    }

    *ret_end = token;

    return statement;
}

Str
clickhouse_only_statement(Str text, bool nested_comments)
{
    ClickhouseLexer lexer = clickhouse_lexer(text, nested_comments);
    ClickhouseToken end;
    const Str statement = read_statement(&lexer, &end);

    if (end.kind == CLICKHOUSE_TOKEN_SEMICOLON)
        end = clickhouse_lex_significant(&lexer);

    return end.kind == CLICKHOUSE_TOKEN_END ? statement : (Str){0};
}

bool
clickhouse_is_statement(Str text, bool nested_comments)
{
    ClickhouseLexer lexer = clickhouse_lexer(text, nested_comments);
    ClickhouseToken end;
    const Str statement = read_statement(&lexer, &end);

    return end.kind == CLICKHOUSE_TOKEN_END && text.size > 0 && statement.data == text.data &&
           statement.size == text.size;
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
