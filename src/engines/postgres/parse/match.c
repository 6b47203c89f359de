/*
 * match.c
 *    Patterns over the head of a statement, for the table in classify.c.
 */
#include "engines/postgres/parse/match.h"

enum
{
    NAME_SIZE_MAX = 63, /* NAMEDATALEN - 1: the server cuts longer names off */
};

typedef struct Matcher
{
    PostgresLexer lexer;
    Arena *arena;
    PostgresMatch match;
} Matcher;

bool
postgres_boolean(Str text, bool *ret_value)
{
    static const struct
    {
        Str word;
        size_t size_min; /* "o" alone could be either */
        bool value;
    } WORDS[] = {
        {{"true", 4}, 1, true}, {{"false", 5}, 1, false}, {{"yes", 3}, 1, true},
        {{"no", 2}, 1, false},  {{"on", 2}, 2, true},     {{"off", 3}, 2, false},
        {{"1", 1}, 1, true},    {{"0", 1}, 1, false},
    };

    for (size_t index = 0; index < LENGTH_OF(WORDS); index++)
    {
        const Str word = WORDS[index].word;

        if (text.size >= WORDS[index].size_min && text.size <= word.size &&
            str_equal_nocase(text, str_slice(word, 0, text.size)))
        {
            *ret_value = WORDS[index].value;
            return true;
        }
    }

    return false;
}

Str
postgres_token_inside(PostgresToken token)
{
    const Str text = token.text;
    const bool quoted = text.size >= 2 && (text.data[0] == '\'' || text.data[0] == '"');

    return quoted ? str_slice(text, 1, text.size - 1) : text;
}

/* ---- names ---- */

/* Section "Identifiers and Key Words": cut off at 63 bytes, never within a character. */
static size_t
clipped_size(const char *name, size_t size)
{
    if (size <= NAME_SIZE_MAX)
        return size;

    size = NAME_SIZE_MAX;
    while (size > 0 && ((unsigned char)name[size] & 0xC0) == 0x80)
        size--;

    return size;
}

/* Folding is of ASCII letters only, as the server does it for UTF-8. */
static Str
name_of(PostgresToken token, Arena *arena)
{
    const bool quoted = token.kind == POSTGRES_TOKEN_QUOTED;
    const Str inside = postgres_token_inside(token);
    char *name = arena_copy(arena, inside.data, inside.size);
    size_t size = 0;

    for (size_t index = 0; index < inside.size; index++)
    {
        const char byte = inside.data[index];

        name[size++] = quoted ? byte : char_lower(byte);
        if (quoted && byte == '"')
            index++; /* its double */
    }

    return (Str){.data = name, .size = clipped_size(name, size)};
}

/* [[catalog.]schema.]name; the catalog can only be the current one. */
static bool
match_name(Matcher *matcher, PostgresName *ret_name)
{
    PostgresName name = {0};
    bool readable = true;

    for (;;)
    {
        const PostgresToken token = postgres_lex_significant(&matcher->lexer);

        if (token.kind != POSTGRES_TOKEN_WORD && token.kind != POSTGRES_TOKEN_QUOTED)
            return false;

        /* U&"..." has escapes that pawl does not decode. */
        if (token.kind == POSTGRES_TOKEN_QUOTED && token.text.data[0] != '"')
            readable = false;

        name.schema = name.name;
        name.name = readable ? name_of(token, matcher->arena) : (Str){0};

        if (!STR_IS(postgres_lex_peek(&matcher->lexer).text, "."))
            break;

        (void)postgres_lex_significant(&matcher->lexer);
    }

    *ret_name = readable ? name : (PostgresName){0};

    return true;
}

/* ---- elements ---- */

/* Behind the group in parentheses that begins at the lexer, if one does. */
static void
skip_group(PostgresLexer *lexer)
{
    size_t depth = 0;

    if (postgres_lex_peek(lexer).kind != POSTGRES_TOKEN_OPEN)
        return;

    do
    {
        const PostgresToken token = postgres_lex_significant(lexer);

        if (token.kind == POSTGRES_TOKEN_END)
            return;
        if (token.kind == POSTGRES_TOKEN_OPEN)
            depth++;
        if (token.kind == POSTGRES_TOKEN_CLOSE)
            depth--;
    } while (depth > 0);
}

/* A quoted token never equals a word: "table" is a name. */
static bool
token_is_one_of(PostgresToken token, Str words)
{
    while (words.size > 0)
    {
        const Str word = str_cut(&words, '|');

        if (token.kind != POSTGRES_TOKEN_END && str_equal_nocase(token.text, word))
            return true;
    }

    return false;
}

static bool
match_words(Matcher *matcher, Str words, bool optional)
{
    if (!token_is_one_of(postgres_lex_peek(&matcher->lexer), words))
        return optional;

    (void)postgres_lex_significant(&matcher->lexer);

    return true;
}

/* IF [NOT] EXISTS: there as a whole or not at all. */
static bool
match_clause(Matcher *matcher, Str clause)
{
    PostgresLexer ahead = matcher->lexer;
    const bool negated = STR_IS(clause, "IF_NOT_EXISTS");

    if (!postgres_token_is_word(postgres_lex_significant(&ahead), STR("IF")))
        return true;
    if (negated && !postgres_token_is_word(postgres_lex_significant(&ahead), STR("NOT")))
        return true;
    if (!postgres_token_is_word(postgres_lex_significant(&ahead), STR("EXISTS")))
        return true;

    matcher->lexer = ahead;
    *(negated ? &matcher->match.if_not_exists : &matcher->match.if_exists) = true;

    return true;
}

static bool
match_object(Matcher *matcher, bool optional)
{
    const PostgresToken next = postgres_lex_peek(&matcher->lexer);

    if (optional && (next.kind == POSTGRES_TOKEN_END || postgres_token_is_word(next, STR("ON"))))
        return true;
    if (!match_name(matcher, &matcher->match.object))
        return false;

    PostgresLexer ahead = matcher->lexer;

    skip_group(&ahead);
    matcher->match.several = STR_IS(postgres_lex_significant(&ahead).text, ",");

    return true;
}

static bool
match_skip_to(Matcher *matcher, Str words)
{
    for (;;)
    {
        skip_group(&matcher->lexer);

        const PostgresToken token = postgres_lex_significant(&matcher->lexer);

        if (token.kind == POSTGRES_TOKEN_END)
            return false;
        if (token_is_one_of(token, words))
            return true;
    }
}

/* "NAME", "NAME value" or "NAME = value" at the lexer; a name alone means true. */
static bool
option_holds(PostgresLexer lexer, Str name, Str wanted)
{
    if (!postgres_token_is_word(postgres_lex_significant(&lexer), name))
        return false;

    PostgresToken value = postgres_lex_significant(&lexer);
    bool on = true;

    if (STR_IS(value.text, "="))
        value = postgres_lex_significant(&lexer);
    if (STR_IS(wanted, "*"))
        return true;
    if (value.kind != POSTGRES_TOKEN_CLOSE && !STR_IS(value.text, ",") &&
        !postgres_boolean(postgres_token_inside(value), &on))
        return false;

    return on == STR_IS(wanted, "TRUE");
}

/* element: "(NAME)", "(NAME=FALSE)" or "(NAME*)". */
static bool
match_option(Matcher *matcher, Str element)
{
    Str wanted = str_slice(element, 1, element.size - 1);
    const bool given = str_ends_with(wanted, STR("*"));
    const Str name = str_cut(&wanted, given ? '*' : '=');
    bool found = false;

    if (given)
        wanted = STR("*");
    else if (wanted.size == 0)
        wanted = STR("TRUE");

    PostgresToken token = postgres_lex_significant(&matcher->lexer);

    if (token.kind != POSTGRES_TOKEN_OPEN)
        return false;

    while (token.kind != POSTGRES_TOKEN_CLOSE && token.kind != POSTGRES_TOKEN_END)
    {
        const bool at_name = token.kind == POSTGRES_TOKEN_OPEN || STR_IS(token.text, ",");

        found = found || (at_name && option_holds(matcher->lexer, name, wanted));
        skip_group(&matcher->lexer);
        token = postgres_lex_significant(&matcher->lexer);
    }

    return found;
}

static bool
match_element(Matcher *matcher, Str element)
{
    const Str rest = str_slice(element, 1, element.size);

    if (STR_IS(element, "@") || STR_IS(element, "?@"))
        return match_object(matcher, element.size > 1);
    if (STR_IS(element, "^"))
        return match_name(matcher, &matcher->match.parent);
    if (str_starts_with(element, STR("?IF_")))
        return match_clause(matcher, rest);
    if (STR_IS(element, "()"))
    {
        skip_group(&matcher->lexer);
        return true;
    }
    if (element.data[0] == '(' && rest.size > 0)
        return match_option(matcher, element);
    if (element.data[0] == '~')
        return match_skip_to(matcher, rest);
    if (STR_IS(element, "'"))
        return postgres_lex_significant(&matcher->lexer).kind == POSTGRES_TOKEN_STRING;
    if (STR_IS(element, "$"))
        return postgres_lex_peek(&matcher->lexer).kind == POSTGRES_TOKEN_END;
    if (element.data[0] == '?')
        return match_words(matcher, rest, true);

    return match_words(matcher, element, false);
}

bool
postgres_match_begins(Str pattern, PostgresToken first)
{
    return token_is_one_of(first, str_cut(&pattern, ' '));
}

bool
postgres_match(Str pattern, PostgresLexer lexer, Arena *arena, PostgresMatch *ret_match)
{
    Matcher matcher = {.lexer = lexer, .arena = arena};

    while (pattern.size > 0)
    {
        if (!match_element(&matcher, str_cut(&pattern, ' ')))
            return false;
    }

    *ret_match = matcher.match;

    return true;
}
