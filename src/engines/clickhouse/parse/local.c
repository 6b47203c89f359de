/*
 * local.c
 *    A definition as the server tells it, made one that holds in any database.
 */
#include "engines/clickhouse/parse/local.h"

#include "engines/clickhouse/parse/lex.h"

/* Where in the definition we are, as far as it decides what a string means. */
typedef enum Place
{
    PLACE_OTHER,
    PLACE_ENGINE, /* within ENGINE = Name(...) */
    PLACE_SOURCE, /* within SOURCE(...) */
    PLACE_LOOKUP, /* the first argument of dictGet() and its like */
} Place;

typedef struct Localizer
{
    Str database;
    Buf *sql;
    ClickhouseReference reference;
    Arena *arena;
    ClickhouseToken before[3]; /* the last significant ones, newest first */
    Place place;
    size_t depth;   /* of brackets */
    size_t started; /* the depth at which the place ends */
} Localizer;

static bool
is_name(const ClickhouseToken *token)
{
    return token->kind == CLICKHOUSE_TOKEN_WORD || token->kind == CLICKHOUSE_TOKEN_QUOTED_NAME;
}

static bool
is_database(const Localizer *localizer, const ClickhouseToken *token)
{
    return is_name(token) &&
           str_equal(clickhouse_token_name(token, localizer->arena), localizer->database);
}

static bool
looks_up(Str name)
{
    return str_starts_with(name, STR("dictGet")) || str_starts_with(name, STR("dictHas")) ||
           str_starts_with(name, STR("joinGet")) || STR_IS(name, "dictIsIn");
}

/* What an opening bracket behind these tokens begins. */
static Place
place_behind(const Localizer *localizer)
{
    const ClickhouseToken *before = localizer->before;

    if (before[0].kind != CLICKHOUSE_TOKEN_WORD)
        return PLACE_OTHER;
    if (looks_up(before[0].text))
        return PLACE_LOOKUP;
    if (clickhouse_token_is(&before[0], STR("SOURCE")))
        return PLACE_SOURCE;

    return STR_IS(before[1].text, "=") && clickhouse_token_is(&before[2], STR("ENGINE"))
               ? PLACE_ENGINE
               : PLACE_OTHER;
}

static void
follow(Localizer *localizer, const ClickhouseToken *token)
{
    if (token->kind == CLICKHOUSE_TOKEN_OPEN)
    {
        const Place place = place_behind(localizer);

        localizer->depth++;

        if (localizer->place == PLACE_OTHER && place != PLACE_OTHER)
        {
            localizer->place = place;
            localizer->started = localizer->depth;
        }
    }

    const bool closes = token->kind == CLICKHOUSE_TOKEN_CLOSE;
    const bool next_argument =
        token->kind == CLICKHOUSE_TOKEN_COMMA && localizer->place == PLACE_LOOKUP;

    if ((closes || next_argument) && localizer->depth == localizer->started)
        localizer->place = PLACE_OTHER;
    if (closes && localizer->depth > 0)
        localizer->depth--;

    localizer->before[2] = localizer->before[1];
    localizer->before[1] = localizer->before[0];
    localizer->before[0] = *token;
}

/* A string in a place where it is a name, or a database and a name; false if it stays as it is. */
static bool
take_string(const Localizer *localizer, const ClickhouseToken *token)
{
    const Str inside = clickhouse_quoted_text(token->text, localizer->arena);
    const size_t size = localizer->database.size;
    const bool qualified = inside.size > size + 1 && inside.data[size] == '.' &&
                           str_starts_with(inside, localizer->database);
    const Str name = qualified ? str_slice(inside, size + 1, inside.size) : inside;

    localizer->reference.call(localizer->reference.context, name, false);

    if (localizer->place == PLACE_ENGINE && str_equal(inside, localizer->database))
    {
        buf_append(localizer->sql, STR("currentDatabase()"));
        return true;
    }
    if (!qualified || localizer->place != PLACE_LOOKUP)
        return false;

    /* Its name as it is written: the quote, then what follows the dot. */
    const size_t dot = str_find_char(token->text, 0, '.');

    buf_append_char(localizer->sql, '\'');
    buf_append(localizer->sql, str_slice(token->text, dot + 1, token->text.size));

    return true;
}

/* DB 'this' in a SOURCE: without it the dictionary's own database is meant. */
static bool
drops_source(const Localizer *localizer, ClickhouseLexer lexer, const ClickhouseToken *token)
{
    if (localizer->place != PLACE_SOURCE || !clickhouse_token_is(token, STR("DB")))
        return false;

    const ClickhouseToken value = clickhouse_lex_significant(&lexer);

    return value.kind == CLICKHOUSE_TOKEN_STRING &&
           str_equal(clickhouse_quoted_text(value.text, localizer->arena), localizer->database);
}

/* database.name: the name is what is left, behind the dot that the lexer passes. */
static bool
drops_database(const Localizer *localizer, ClickhouseLexer *lexer, const ClickhouseToken *token)
{
    ClickhouseLexer ahead = *lexer;

    if (localizer->before[0].kind == CLICKHOUSE_TOKEN_DOT || !is_database(localizer, token) ||
        clickhouse_lex(&ahead).kind != CLICKHOUSE_TOKEN_DOT)
        return false;

    *lexer = ahead;

    const ClickhouseToken name = clickhouse_lex(&ahead);

    if (is_name(&name))
        localizer->reference.call(localizer->reference.context,
                                  clickhouse_token_name(&name, localizer->arena), false);

    return true;
}

static void
take(Localizer *localizer, ClickhouseLexer *lexer, const ClickhouseToken *token)
{
    if (drops_source(localizer, *lexer, token))
    {
        Buf *sql = localizer->sql;

        /* With the space before it, or if it is the first, behind it. */
        (void)clickhouse_lex_significant(lexer);
        if (sql->data[sql->size - 1] == ' ')
            sql->data[--sql->size] = '\0';
        else
            clickhouse_lex_skip_space(lexer);

        return;
    }
    if (is_name(token) && drops_database(localizer, lexer, token))
        return;

    if (token->kind == CLICKHOUSE_TOKEN_WORD)
        localizer->reference.call(localizer->reference.context, token->text, true);

    if (localizer->place == PLACE_ENGINE && is_database(localizer, token))
        buf_append(localizer->sql, STR("currentDatabase()"));
    else if (token->kind != CLICKHOUSE_TOKEN_STRING || localizer->place == PLACE_OTHER ||
             !take_string(localizer, token))
        buf_append(localizer->sql, token->text);

    if (!clickhouse_token_is_gap(token))
        follow(localizer, token);
}

void
clickhouse_append_local(Buf *sql, Str definition, Str database, ClickhouseReference reference)
{
    SCOPED_ARENA scratch = {0};
    ClickhouseLexer lexer = clickhouse_lexer(definition, false);
    Localizer localizer = {
        .database = database, .sql = sql, .reference = reference, .arena = &scratch};

    for (;;)
    {
        const ClickhouseToken token = clickhouse_lex(&lexer);

        if (token.kind == CLICKHOUSE_TOKEN_END)
            return;

        take(&localizer, &lexer, &token);
    }
}
