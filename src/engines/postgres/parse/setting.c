/*
 * setting.c
 *    The one setting that changes how the statements after it are read.
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

/* SET [SESSION | LOCAL] name { = | TO } value */
static bool
after_set(PostgresLexer lexer, bool initial, bool current)
{
    PostgresToken token = postgres_lex_significant(&lexer);

    if (postgres_token_is_word(token, STR("SESSION")) ||
        postgres_token_is_word(token, STR("LOCAL")))
        token = postgres_lex_significant(&lexer);

    const PostgresToken sign = postgres_lex_significant(&lexer);

    if (!names_setting(token) ||
        (!postgres_token_is_word(sign, STR("TO")) && !STR_IS(sign.text, "=")))
        return current;

    return after_value(lexer, POSTGRES_TOKEN_END, initial, current);
}

/* set_config('name', 'value', Boolean): the kind says that the statement is nothing else. */
static bool
after_set_config(PostgresLexer lexer, bool initial, bool current)
{
    PostgresToken token = postgres_lex_significant(&lexer);

    while (token.kind != POSTGRES_TOKEN_OPEN)
        token = postgres_lex_significant(&lexer);

    token = postgres_lex_significant(&lexer);
    (void)postgres_lex_significant(&lexer);

    return names_setting(token) ? after_value(lexer, POSTGRES_TOKEN_SYMBOL, initial, current)
                                : current;
}

static bool
after_reset(PostgresLexer lexer, bool initial, bool current)
{
    const PostgresToken token = postgres_lex_significant(&lexer);
    const bool touched = names_setting(token) || postgres_token_is_word(token, STR("ALL"));

    return touched && postgres_lex_peek(&lexer).kind == POSTGRES_TOKEN_END ? initial : current;
}

bool
postgres_backslash_strings_after(PostgresKind kind, Str statement, bool initial, bool current)
{
    const PostgresRole role = postgres_kind_role(kind);

    if (role != POSTGRES_ROLE_SESSION && role != POSTGRES_ROLE_LOCAL)
        return current;

    PostgresLexer lexer = {.text = statement, .backslash_strings = current};
    const PostgresToken command = postgres_lex_significant(&lexer);

    if (postgres_token_is_word(command, STR("SET")))
        return after_set(lexer, initial, current);
    if (postgres_token_is_word(command, STR("SELECT")))
        return after_set_config(lexer, initial, current);
    if (postgres_token_is_word(command, STR("RESET")))
        return after_reset(lexer, initial, current);

    return current;
}
