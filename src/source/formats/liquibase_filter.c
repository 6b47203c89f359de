/*
 * liquibase_filter.c
 *    Contexts and labels: "(a and !b) or c", held against a list of names.
 */
#include "source/formats/liquibase_filter.h"

enum
{
    DEPTH_MAX = 32, /* of brackets: more is no filter that anybody wrote */
};

typedef struct Parser
{
    Str rest;
    Str list;
    unsigned depth;
    bool bad;
} Parser;

static bool parse_or(Parser *parser);

static bool
is_sign(char byte)
{
    return byte == '(' || byte == ')' || byte == ',' || byte == '!';
}

/* A sign, or what stands before the next sign or blank; empty at the end. */
static Str
next_token(const Parser *parser)
{
    const Str rest = str_trim(parser->rest);
    size_t end = rest.size > 0 && is_sign(rest.data[0]) ? 1 : 0;

    while (end < rest.size && !is_sign(rest.data[0]) && !is_sign(rest.data[end]) &&
           !char_is_space(rest.data[end]))
        end++;

    return str_slice(rest, 0, end);
}

static void
skip(Parser *parser, Str token)
{
    const Str rest = str_trim(parser->rest);

    parser->rest = str_slice(rest, token.size, rest.size);
}

static bool
take(Parser *parser, Str wanted)
{
    const Str token = next_token(parser);

    if (!str_equal_nocase(token, wanted))
        return false;

    skip(parser, token);

    return true;
}

static bool
in_list(Str list, Str name)
{
    while (list.size > 0)
    {
        if (str_equal_nocase(str_trim(str_cut(&list, ',')), name))
            return true;
    }

    return false;
}

static bool
parse_name(Parser *parser)
{
    const Str name = next_token(parser);

    parser->bad = parser->bad || name.size == 0 || is_sign(name.data[0]) || name.data[0] == '@' ||
                  name.data[0] == '$' || str_equal_nocase(name, STR("and")) ||
                  str_equal_nocase(name, STR("or"));
    skip(parser, name);

    return in_list(parser->list, name);
}

static bool
parse_one(Parser *parser)
{
    bool negated = false;

    while (take(parser, STR("!")) || take(parser, STR("not")))
        negated = !negated;

    if (!take(parser, STR("(")))
        return parse_name(parser) != negated;

    if (parser->depth == DEPTH_MAX)
    {
        parser->bad = true;
        return false;
    }

    parser->depth++;

    const bool inside = parse_or(parser);

    parser->depth--;
    parser->bad = parser->bad || !take(parser, STR(")"));

    return inside != negated;
}

static bool
parse_and(Parser *parser)
{
    bool all = parse_one(parser);

    while (take(parser, STR("and")))
        all = parse_one(parser) && all;

    return all;
}

static bool
parse_or(Parser *parser)
{
    bool any = parse_and(parser);

    while (take(parser, STR(",")) || take(parser, STR("or")))
        any = parse_and(parser) || any;

    return any;
}

bool
liquibase_matches(Str expression, Str list, bool *ret_matches)
{
    Parser parser = {.rest = expression, .list = list};

    *ret_matches = parse_or(&parser);

    return !parser.bad && str_trim(parser.rest).size == 0;
}
