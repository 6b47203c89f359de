/*
 * setting.c
 *    Which setting a statement is about, and the one that changes how others are read.
 */
#include "engines/postgres/parse/setting.h"

static bool
names_setting(PostgresToken token)
{
    return str_equal_nocase(postgres_token_inside(token), STR("standard_conforming_strings"));
}

/*
 * The value at the lexer, with which the statement ends.  One that the server does not
 * understand is its error to raise: nothing changes.
 */
static bool
after_value(PostgresLexer lexer, PostgresTokenKind closed_by, bool initial, bool current)
{
    const PostgresToken value = postgres_lex_significant(&lexer);
    bool conforming = false;

    if (postgres_lex_peek(&lexer).kind != closed_by)
        return current;
    if (postgres_token_is_word(value, STR("DEFAULT")))
        return initial;

    return postgres_boolean(postgres_token_inside(value), &conforming) ? !conforming : current;
}

/* SET [SESSION | LOCAL] name { = | TO } value, behind the name. */
static bool
after_set(PostgresLexer lexer, bool initial, bool current)
{
    const PostgresToken sign = postgres_lex_significant(&lexer);

    return postgres_token_is_word(sign, STR("TO")) || STR_IS(sign.text, "=")
               ? after_value(lexer, POSTGRES_TOKEN_END, initial, current)
               : current;
}

/* set_config('name', 'value', Boolean), behind the name. */
static bool
after_set_config(PostgresLexer lexer, bool initial, bool current)
{
    (void)postgres_lex_significant(&lexer);

    return after_value(lexer, POSTGRES_TOKEN_SYMBOL, initial, current);
}

static bool
after_reset(PostgresLexer lexer, bool initial, bool current)
{
    return postgres_lex_peek(&lexer).kind == POSTGRES_TOKEN_END ? initial : current;
}

PostgresToken
postgres_setting_name(PostgresKind kind, PostgresLexer *lexer)
{
    PostgresToken token = postgres_lex_significant(lexer);

    /* The kind says that the statement is nothing else. */
    while (kind == POSTGRES_SET_CONFIG && token.kind != POSTGRES_TOKEN_OPEN)
        token = postgres_lex_significant(lexer);

    do
        token = postgres_lex_significant(lexer);
    while (postgres_token_is_word(token, STR("SESSION")) ||
           postgres_token_is_word(token, STR("LOCAL")));

    return token;
}

bool
postgres_backslash_strings_after(PostgresKind kind, Str statement, bool initial, bool current)
{
    if (kind != POSTGRES_SET && kind != POSTGRES_SET_LOCAL && kind != POSTGRES_SET_CONFIG &&
        kind != POSTGRES_RESET)
        return current;

    PostgresLexer lexer = {.text = statement, .backslash_strings = current};
    const PostgresToken name = postgres_setting_name(kind, &lexer);
    const bool all = kind == POSTGRES_RESET && postgres_token_is_word(name, STR("ALL"));

    if (!all && !names_setting(name))
        return current;
    if (kind == POSTGRES_SET_CONFIG)
        return after_set_config(lexer, initial, current);

    return kind == POSTGRES_RESET ? after_reset(lexer, initial, current)
                                  : after_set(lexer, initial, current);
}
