/*
 * cursor.c
 *    A statement's significant tokens one after the other, for the classifier.
 */
#include "engines/clickhouse/parse/cursor.h"

/* A bracket lies outside of what it encloses, the closing one as well. */
static void
take_next(ClickhouseCursor *cursor)
{
    cursor->token = clickhouse_lex_significant(&cursor->lexer);

    if (cursor->token.kind == CLICKHOUSE_TOKEN_CLOSE && cursor->depth > 0)
        cursor->depth--;
}

ClickhouseCursor
clickhouse_cursor(Str text, bool nested_comments)
{
    ClickhouseCursor cursor = {.lexer = clickhouse_lexer(text, nested_comments)};

    take_next(&cursor);

    return cursor;
}

void
clickhouse_cursor_next(ClickhouseCursor *cursor)
{
    if (cursor->token.kind == CLICKHOUSE_TOKEN_OPEN)
        cursor->depth++;

    take_next(cursor);
}

bool
clickhouse_cursor_more(const ClickhouseCursor *cursor)
{
    return cursor->token.kind != CLICKHOUSE_TOKEN_END &&
           cursor->token.kind != CLICKHOUSE_TOKEN_ERROR;
}

bool
clickhouse_cursor_accept(ClickhouseCursor *cursor, const char *words)
{
    if (!clickhouse_cursor_may_be(cursor, words))
        return false;

    Str rest = str_from(words);
    ClickhouseCursor ahead = *cursor;

    while (rest.size > 0)
    {
        if (!clickhouse_token_is(&ahead.token, str_cut(&rest, ' ')))
            return false;

        clickhouse_cursor_next(&ahead);
    }

    *cursor = ahead;

    return true;
}

bool
clickhouse_cursor_at(const ClickhouseCursor *cursor, const char *words)
{
    ClickhouseCursor ahead = *cursor;

    return clickhouse_cursor_accept(&ahead, words);
}
