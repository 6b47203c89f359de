/*
 * setting.c
 *    The one setting that changes how the statements after it are read.
 */
#include "engines/postgres/setting.h"

static bool
names_setting(PostgresToken token)
{
    return str_equal_nocase(postgres_token_inside(token), STR("standard_conforming_strings"));
}

/* A value the server does not understand is its error to raise: nothing changes. */
static bool
value_of(PostgresToken token, bool initial, bool current)
{
    bool conforming = false;

    if (postgres_token_is_word(token, STR("DEFAULT")))
        return initial;

    return postgres_boolean(postgres_token_inside(token), &conforming) ? !conforming : current;
}

/* SET [SESSION | LOCAL] name { = | TO } value */
static bool
after_set(PostgresLexer lexer, bool initial, bool current)
{
    PostgresToken token = postgres_lex_significant(&lexer);

    if (postgres_token_is_word(token, STR("SESSION")) ||
        postgres_token_is_word(token, STR("LOCAL")))
        token = postgres_lex_significant(&lexer);

    if (!names_setting(token))
        return current;

    (void)postgres_lex_significant(&lexer);

    return value_of(postgres_lex_significant(&lexer), initial, current);
}

/* SELECT [pg_catalog.]set_config('name', 'value', ...): the first two strings. */
static bool
after_set_config(PostgresLexer lexer, bool initial, bool current)
{
    PostgresToken token = postgres_lex_significant(&lexer);

    while (token.kind != POSTGRES_TOKEN_STRING && token.kind != POSTGRES_TOKEN_END)
        token = postgres_lex_significant(&lexer);

    if (!names_setting(token))
        return current;

    (void)postgres_lex_significant(&lexer);

    return value_of(postgres_lex_significant(&lexer), initial, current);
}

static bool
after_reset(PostgresLexer lexer, bool initial, bool current)
{
    const PostgresToken token = postgres_lex_significant(&lexer);

    return names_setting(token) || postgres_token_is_word(token, STR("ALL")) ? initial : current;
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

    return kind == POSTGRES_DISCARD_ALL ? initial : current;
}
