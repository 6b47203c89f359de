/*
 * boundary.c
 *    Which semicolon ends a statement.
 */
#include "engines/postgres/parse/boundary.h"

#include <assert.h>

static const struct
{
    PostgresHead from;
    Str word;
    PostgresHead to;
} STEPS[] = {
    {POSTGRES_HEAD_EMPTY, {"CREATE", 6}, POSTGRES_HEAD_CREATE},
    {POSTGRES_HEAD_CREATE, {"OR", 2}, POSTGRES_HEAD_CREATE_OR},
    {POSTGRES_HEAD_CREATE_OR, {"REPLACE", 7}, POSTGRES_HEAD_CREATE_OR_REPLACE},
    {POSTGRES_HEAD_CREATE, {"FUNCTION", 8}, POSTGRES_HEAD_ROUTINE},
    {POSTGRES_HEAD_CREATE, {"PROCEDURE", 9}, POSTGRES_HEAD_ROUTINE},
    {POSTGRES_HEAD_CREATE_OR_REPLACE, {"FUNCTION", 8}, POSTGRES_HEAD_ROUTINE},
    {POSTGRES_HEAD_CREATE_OR_REPLACE, {"PROCEDURE", 9}, POSTGRES_HEAD_ROUTINE},
};

static PostgresHead
head_after(PostgresHead head, PostgresToken token)
{
    if (head == POSTGRES_HEAD_ROUTINE)
        return head;

    for (size_t index = 0; index < LENGTH_OF(STEPS); index++)
    {
        if (STEPS[index].from == head && postgres_token_is_word(token, STEPS[index].word))
            return STEPS[index].to;
    }

    return POSTGRES_HEAD_OTHER;
}

static void
track_body(PostgresBoundary *boundary, PostgresToken token)
{
    const PostgresToken last = boundary->last;

    if (boundary->in_body)
    {
        const bool between_statements =
            last.kind == POSTGRES_TOKEN_SEMICOLON || last.text.data == boundary->body.text.data;

        if (between_statements && postgres_token_is_word(token, STR("END")))
            boundary->in_body = false;
    }
    else if (boundary->head == POSTGRES_HEAD_ROUTINE &&
             postgres_token_is_word(token, STR("ATOMIC")) &&
             postgres_token_is_word(last, STR("BEGIN")))
    {
        boundary->in_body = true;
        boundary->body = token;
    }
}

/* A parenthesis too many is left for the server to refuse, as psql does. */
static void
track_parentheses(PostgresBoundary *boundary, PostgresToken token)
{
    if (token.kind == POSTGRES_TOKEN_OPEN)
    {
        if (boundary->parentheses == 0)
            boundary->opened = token;

        boundary->parentheses++;
    }
    else if (token.kind == POSTGRES_TOKEN_CLOSE && boundary->parentheses > 0)
        boundary->parentheses--;
}

bool
postgres_boundary_ends(PostgresBoundary *boundary, PostgresToken token)
{
    assert(!postgres_token_is_gap(token) && token.text.size > 0);

    if (token.kind == POSTGRES_TOKEN_SEMICOLON && boundary->parentheses == 0 && !boundary->in_body)
        return true;

    if (boundary->first.text.size == 0)
        boundary->first = token;

    boundary->head = head_after(boundary->head, token);
    if (boundary->parentheses == 0)
        track_body(boundary, token);

    track_parentheses(boundary, token);
    boundary->last = token;

    return false;
}

Str
postgres_boundary_text(const PostgresBoundary *boundary)
{
    const Str first = boundary->first.text;
    const Str last = boundary->last.text;

    if (first.size == 0)
        return (Str){0};

    return (Str){.data = first.data, .size = (size_t)(last.data + last.size - first.data)};
}
