/*
 * expand.c
 *    Variables in the text of a migration, where its format or its target asks for that.
 */
#include "source/expand.h"

#include "source/place.h"

/* A variable that was found: offsets, as the texts still grow. */
typedef struct Found
{
    Str variable;
    size_t at;
    size_t size;
} Found;

typedef struct Expander
{
    const ExpandRequest *request;
    Arena *arena;
    Buf text;
    Found *list;
    size_t count;
    size_t capacity;
    Error *err;
} Expander;

/* ---- values ---- */

const char *
expand_lookup(const char *const *environment, Str name)
{
    for (; environment != NULL && *environment != NULL; environment++)
    {
        const Str pair = str_from(*environment);

        if (str_starts_with(pair, name) && pair.size > name.size && pair.data[name.size] == '=')
            return pair.data + name.size + 1;
    }

    return NULL;
}

static size_t
name_end(Str text, size_t at)
{
    if (at < text.size && char_is_digit(text.data[at]))
        return at;

    while (at < text.size && char_is_word(text.data[at]))
        at++;

    return at;
}

static MUST_CHECK bool
not_set(Str name, Str message, Error *err)
{
    if (message.size > 0)
        (void)error_set(err, ERROR_SOURCE, "variable \"" STR_FORMAT "\" is not set: " STR_FORMAT,
                        STR_ARGS(name), STR_ARGS(message));
    else
        (void)error_set(err, ERROR_SOURCE, "variable \"" STR_FORMAT "\" is not set",
                        STR_ARGS(name));

    return error_hint(err, "Set it in the environment of pawl, or give a default: ${NAME:-value}.");
}

/* ---- finding them ---- */

static void
add_found(Expander *expander, Str variable, size_t at)
{
    if (expander->count == expander->capacity)
    {
        const size_t capacity = expander->capacity == 0 ? 16 : expander->capacity * 2;
        Found *list = ARENA_ARRAY(expander->arena, Found, capacity);

        for (size_t index = 0; index < expander->count; index++)
            list[index] = expander->list[index];

        expander->list = list;
        expander->capacity = capacity;
    }

    expander->list[expander->count++] =
        (Found){.variable = variable, .at = at, .size = expander->text.size - at};
}

/* The end of "${A:-${B}}", before its last bracket; the text's size if there is none. */
static size_t
closing_end(const ExpandRules *rules, Str text, size_t at)
{
    size_t close = str_find(text, at, rules->close);

    for (size_t open = str_find(text, at, rules->open); open < close && close < text.size;
         open = str_find(text, open + rules->open.size, rules->open))
        close = str_find(text, close + rules->close.size, rules->close);

    return close;
}

/* What begins here, and what names it; empty if it is no variable. */
static Str
variable_at(const ExpandRules *rules, Str text, size_t at, Str *ret_inside)
{
    const Str here = str_slice(text, at, text.size);

    *ret_inside = (Str){0};

    if (str_starts_with(here, rules->open))
    {
        const size_t close = closing_end(rules, here, rules->open.size);

        *ret_inside = str_slice(here, rules->open.size, close);

        return close < here.size ? str_slice(here, 0, close + rules->close.size) : (Str){0};
    }

    if (!rules->shell || here.data[0] != '$')
        return (Str){0};

    const size_t end = name_end(here, 1);

    *ret_inside = str_slice(here, 1, end);

    return end > 1 ? str_slice(here, 0, end) : (Str){0};
}

/* What stands for a text that would be a variable: "$${", or in shells "$$" and "\\$", where a
 * backslash hides the one behind it, too. */
static Str
escape_at(const ExpandRules *rules, Str text, size_t at, Str *ret_value)
{
    const Str escaped = rules->escaped;

    if (escaped.size > 0 && str_starts_with(str_slice(text, at, text.size), escaped))
    {
        *ret_value = rules->open;
        return str_slice(text, at, at + escaped.size);
    }

    const Str pair = str_slice(text, at, at + 2 < text.size ? at + 2 : text.size);
    const bool dollar = STR_IS(pair, "$$") || STR_IS(pair, "\\$");

    *ret_value = dollar ? STR("$") : pair;

    return rules->shell && (dollar || STR_IS(pair, "\\\\")) ? pair : (Str){0};
}

/* Where the next of them may begin. */
static size_t
next_candidate(const ExpandRules *rules, Str text, size_t from)
{
    const size_t open = str_find_char(text, from, rules->open.data[0]);
    const size_t escape = rules->shell ? str_find_char(text, from, '\\') : text.size;

    return open < escape ? open : escape;
}

/* Append the text with its values; expander, if there is one, keeps where they are. */
static MUST_CHECK bool
append_expanded(const ExpandRules *rules, Str text, Buf *buf, Expander *expander, Str *ret_bad,
                Error *err)
{
    size_t from = 0;

    for (size_t at = next_candidate(rules, text, 0); at < text.size;
         at = next_candidate(rules, text, from))
    {
        Str inside;
        Str plain = {0};
        const Str escape = escape_at(rules, text, at, &plain);
        const Str variable = escape.size > 0 ? escape : variable_at(rules, text, at, &inside);

        buf_append(buf, str_slice(text, from, at));
        from = at + (variable.size > 0 ? variable.size : 1);

        const size_t before = buf->size;

        if (variable.size == 0)
            buf_append(buf, str_slice(text, at, from));
        else if (escape.size > 0)
            buf_append(buf, plain);
        else if (!rules->value(rules, inside, buf, err))
        {
            *ret_bad = variable;
            return false;
        }

        if (variable.size > 0 && expander != NULL)
            add_found(expander, variable, before);
    }

    buf_append(buf, str_slice(text, from, text.size));

    return true;
}

bool
expand_environment(const ExpandRules *rules, Str inside, Buf *ret_value, Error *err)
{
    const size_t end = name_end(inside, 0);
    const Str name = str_slice(inside, 0, end);
    Str rest = str_slice(inside, end, inside.size);
    const char *value = expand_lookup(rules->context, name);
    Str bad;
    const bool colon = str_starts_with(rest, STR(":"));

    if (name.size == 0)
        return error_set(err, ERROR_SOURCE, "\"${" STR_FORMAT "}\" names no variable",
                         STR_ARGS(inside));
    if (colon)
        rest = str_slice(rest, 1, rest.size);
    if (colon && value != NULL && value[0] == '\0')
        value = NULL;

    const char how = rest.size > 0 ? rest.data[0] : '\0';
    const Str word = rest.size > 0 ? str_slice(rest, 1, rest.size) : rest;

    if ((how != '\0' && how != '-' && how != '?') || (colon && how == '\0'))
        return error_set(err, ERROR_SOURCE, "\"${" STR_FORMAT "}\" is not understood",
                         STR_ARGS(inside));

    if (value != NULL)
        buf_append_text(ret_value, value);
    else if (how == '-')
        return append_expanded(rules, word, ret_value, NULL, &bad, err);
    else
        return not_set(name, word, err);

    return true;
}

static MUST_CHECK bool
expand_range(Expander *expander, Str text)
{
    const ExpandRequest *request = expander->request;
    Str bad;

    if (append_expanded(request->rules, text, &expander->text, expander, &bad, expander->err))
        return true;

    expander->err->place = place_of(request->path, request->text,
                                    (size_t)(bad.data - request->text.data), expander->err->arena);

    return false;
}

static MUST_CHECK bool
expand_ranges(Expander *expander)
{
    const ExpandRequest *request = expander->request;
    const Str text = request->text;
    size_t at = 0;

    if (request->range_count == 0)
        return expand_range(expander, text);

    for (size_t index = 0; index < request->range_count; index++)
    {
        const ExpandRange range = request->ranges[index];

        buf_append(&expander->text, str_slice(text, at, range.from));

        if (!expand_range(expander, str_slice(text, range.from, range.to)))
            return false;

        at = range.to;
    }

    buf_append(&expander->text, str_slice(text, at, text.size));

    return true;
}

static void
finish(const Expander *expander, Str *ret_text, Substitutions *ret_substitutions)
{
    Substitution *list = ARENA_ARRAY(expander->arena, Substitution, expander->count + 1);

    *ret_text = str_copy(expander->arena, buf_str(&expander->text));
    *ret_substitutions = (Substitutions){
        .original = expander->request->text, .list = list, .count = expander->count};

    for (size_t index = 0; index < expander->count; index++)
    {
        const Found *found = &expander->list[index];

        list[index] =
            (Substitution){.variable = found->variable,
                           .value = str_slice(*ret_text, found->at, found->at + found->size)};
    }
}

bool
expand_text(const ExpandRequest *request, Arena *arena, Str *ret_text,
            Substitutions *ret_substitutions, Error *err)
{
    Expander expander = {.request = request, .arena = arena, .err = err};
    const bool good = expand_ranges(&expander);

    if (good)
        finish(&expander, ret_text, ret_substitutions);

    buf_done(&expander.text);

    return good;
}
