/*
 * command.c
 *    Whether a record in system.mutations is that of a statement.
 */
#include "engines/clickhouse/probe/command.h"

#include <stdlib.h>

#include "engines/clickhouse/parse/alter.h"
#include "engines/clickhouse/parse/names.h"

static bool
is_bracket_or_comma(const ClickhouseToken *token)
{
    return token->kind == CLICKHOUSE_TOKEN_COMMA ||
           ((token->kind == CLICKHOUSE_TOKEN_OPEN || token->kind == CLICKHOUSE_TOKEN_CLOSE) &&
            str_find_char(STR("()"), 0, token->text.data[0]) < 2);
}

static bool
is_symbol(const ClickhouseToken *token, char symbol)
{
    return token->kind == CLICKHOUSE_TOKEN_SYMBOL && token->text.data[0] == symbol;
}

static void
skip_brackets(ClickhouseCursor *cursor)
{
    while (is_bracket_or_comma(&cursor->token))
        clickhouse_cursor_next(cursor);
}

/* A token in the words that both sides share. */
typedef struct Word
{
    ClickhouseTokenKind kind;
    Str text;
} Word;

/* The server writes the database before a subquery's tables, and AS before each alias. */
static bool
skip_added(ClickhouseCursor *cursor, Str database, Arena *arena)
{
    ClickhouseCursor ahead = *cursor;

    if (clickhouse_cursor_accept(cursor, "AS"))
        return true;
    if ((ahead.token.kind != CLICKHOUSE_TOKEN_WORD &&
         ahead.token.kind != CLICKHOUSE_TOKEN_QUOTED_NAME) ||
        !str_equal(clickhouse_token_name(&ahead.token, arena), database))
        return false;

    clickhouse_cursor_next(&ahead);
    if (ahead.token.kind != CLICKHOUSE_TOKEN_DOT)
        return false;

    clickhouse_cursor_next(&ahead);
    *cursor = ahead;

    return true;
}

/* The next token that counts; END at the end. */
static Word
next_word(ClickhouseCursor *cursor, Str database, Arena *arena)
{
    do
        skip_brackets(cursor);
    while (skip_added(cursor, database, arena));

    const ClickhouseToken token = cursor->token;

    if (!clickhouse_cursor_more(cursor))
        return (Word){.kind = CLICKHOUSE_TOKEN_END};

    clickhouse_cursor_next(cursor);
    if (is_symbol(&token, '=') && is_symbol(&cursor->token, '='))
    {
        clickhouse_cursor_next(cursor);
    }
    else if (is_symbol(&token, '<') && is_symbol(&cursor->token, '>'))
    {
        clickhouse_cursor_next(cursor);
        return (Word){.kind = CLICKHOUSE_TOKEN_SYMBOL, .text = STR("!=")};
    }
    else if (is_symbol(&token, '!') && is_symbol(&cursor->token, '='))
    {
        clickhouse_cursor_next(cursor);
        return (Word){.kind = CLICKHOUSE_TOKEN_SYMBOL, .text = STR("!=")};
    }

    const bool name = token.kind == CLICKHOUSE_TOKEN_QUOTED_NAME;

    return (Word){.kind = name ? CLICKHOUSE_TOKEN_WORD : token.kind,
                  .text = name ? clickhouse_token_name(&token, arena) : token.text};
}

/* Strings are compared without their quotes' way of escaping. */
static Str
decoded(Str string, Arena *arena)
{
    return string.size >= 2 && string.data[0] == '\'' ? clickhouse_quoted_text(string, arena)
                                                      : string;
}

static bool
same_word(const Word *left, const Word *right, Arena *arena)
{
    if (left->kind != right->kind)
        return false;
    if (left->kind == CLICKHOUSE_TOKEN_STRING)
        return str_equal(decoded(left->text, arena), decoded(right->text, arena));
    if (left->kind != CLICKHOUSE_TOKEN_NUMBER)
        return str_equal_nocase(left->text, right->text);

    const double left_value = strtod(str_terminate(arena, left->text), NULL);
    const double right_value = strtod(str_terminate(arena, right->text), NULL);

    return left_value <= right_value && left_value >= right_value;
}

/* DELETE FROM t [IN PARTITION p] WHERE c is recorded as UPDATE _row_exists = 0 ... WHERE c. */
static ClickhouseCursor
commands_of(const Probe *probe, bool *ret_lightweight)
{
    ClickhouseCursor cursor =
        clickhouse_cursor(probe->text, clickhouse_nests_comments(probe->server_version));

    *ret_lightweight = clickhouse_cursor_accept(&cursor, "DELETE FROM");
    if (!*ret_lightweight)
        return clickhouse_alter_commands(probe->server_version, probe->text, probe->arena);

    (void)clickhouse_accept_name(&cursor, probe->arena);
    if (clickhouse_cursor_accept(&cursor, "ON CLUSTER"))
        (void)clickhouse_accept_name(&cursor, probe->arena);

    return cursor;
}

bool
probe_has_commands(const Probe *probe, Str commands)
{
    bool lightweight = false;
    ClickhouseCursor wanted = commands_of(probe, &lightweight);
    ClickhouseCursor found =
        clickhouse_cursor(commands, clickhouse_nests_comments(probe->server_version));

    skip_brackets(&found);

    if (lightweight && !clickhouse_cursor_accept(&found, "UPDATE _row_exists"))
        return false;
    if (lightweight) /* = 0 */
    {
        (void)next_word(&found, probe->database, probe->arena);
        (void)next_word(&found, probe->database, probe->arena);
    }

    for (;;)
    {
        skip_brackets(&wanted);

        const Word left = wanted.depth == 0 && clickhouse_cursor_at(&wanted, "SETTINGS")
                              ? (Word){.kind = CLICKHOUSE_TOKEN_END}
                              : next_word(&wanted, probe->database, probe->arena);
        const Word right = next_word(&found, probe->database, probe->arena);

        if (!same_word(&left, &right, probe->arena))
            return false;
        if (left.kind == CLICKHOUSE_TOKEN_END)
            return true;
    }
}
