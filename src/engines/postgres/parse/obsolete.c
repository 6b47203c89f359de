/*
 * obsolete.c
 *    From where on a file of steps has no need of what a statement did to its session.
 */
#include "engines/postgres/parse/obsolete.h"

#include "engines/postgres/parse/match.h"
#include "engines/postgres/parse/setting.h"

static bool
is_setting(PostgresKind kind)
{
    return kind == POSTGRES_SET || kind == POSTGRES_SET_CONFIG || kind == POSTGRES_RESET;
}

/* How strings are read makes no difference to a name without backslashes. */
static PostgresLexer
lexer_at(const Shape *shape, size_t index)
{
    return (PostgresLexer){.text = shape->script->statements[index].text};
}

static PostgresToken
name_at(const Shape *shape, size_t index)
{
    PostgresLexer lexer = lexer_at(shape, index);

    return postgres_setting_name(shape->kinds[index], &lexer);
}

/* RESET ALL leaves the two that say who it is that runs what follows. */
static bool
replaces(const Shape *shape, size_t later, PostgresToken name)
{
    if (!is_setting(shape->kinds[later]))
        return false;

    const PostgresToken other = name_at(shape, later);

    if (shape->kinds[later] == POSTGRES_RESET && postgres_token_is_word(other, STR("ALL")))
        return !str_equal_nocase(postgres_token_inside(name), STR("role")) &&
               !str_equal_nocase(postgres_token_inside(name), STR("authorization"));

    return str_equal_nocase(postgres_token_inside(other), postgres_token_inside(name));
}

static size_t
next_of_setting(const Shape *shape, size_t index)
{
    const PostgresToken name = name_at(shape, index);

    for (size_t later = index + 1; later < shape->script->count; later++)
    {
        if (replaces(shape, later, name))
            return later;
    }

    return 0;
}

/* Also in a string: it may be code, as that of DO is. */
static bool
mentions(const Shape *shape, size_t index, Str name)
{
    PostgresLexer lexer = lexer_at(shape, index);
    PostgresToken token = postgres_lex_significant(&lexer);

    while (token.kind != POSTGRES_TOKEN_END)
    {
        const Str inside = postgres_token_inside(token);

        /* Read by the other rule for backslashes, a string may have no end: then all is in it. */
        if (token.kind == POSTGRES_TOKEN_ERROR)
            return true;
        if (token.kind == POSTGRES_TOKEN_STRING ? str_contains_nocase(inside, name)
                                                : str_equal_nocase(inside, name))
            return true;

        token = postgres_lex_significant(&lexer);
    }

    return false;
}

/* Only who names it can miss it. */
static size_t
behind_last_mention(const Shape *shape, size_t index)
{
    PostgresLexer lexer = lexer_at(shape, index);
    size_t from = index + 1;

    (void)postgres_lex_significant(&lexer);

    const Str name = postgres_token_inside(postgres_lex_significant(&lexer));

    for (size_t later = index + 1; later < shape->script->count; later++)
    {
        if (mentions(shape, later, name))
            from = later + 1;
    }

    return from;
}

size_t
postgres_obsolete_from(const Shape *shape, size_t index)
{
    if (is_setting(shape->kinds[index]))
        return next_of_setting(shape, index);
    if (shape->kinds[index] == POSTGRES_PREPARE)
        return behind_last_mention(shape, index);

    /* If it fails, there is nothing that it could take away. */
    return shape->kinds[index] == POSTGRES_DEALLOCATE ? index + 1 : 0;
}
