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

size_t
expand_name_end(Str text, size_t at)
{
    if (at < text.size && char_is_digit(text.data[at]))
        return at;

    while (at < text.size && char_is_word(text.data[at]))
        at++;

    return at;
}

/* Which bracket closes which, found in one pass. */
typedef struct Brackets
{
    size_t *opens;  /* in order */
    size_t *closes; /* the text's size: nothing closes that one */
    size_t count;
    size_t next; /* the first that is not behind the place that is looked at */
} Brackets;

static size_t
count_in(Str text, Str needle)
{
    size_t count = 0;

    for (size_t at = str_find(text, 0, needle); at < text.size;
         at = str_find(text, at + needle.size, needle))
        count++;

    return count;
}

/* In "${A:-${B}}" the last one closes the first.  Where both look alike, they take turns. */
static void
match_brackets(const ExpandRules *rules, Str text, Arena *arena, Brackets *ret_brackets)
{
    const size_t room = count_in(text, rules->open) + 1;
    size_t *waiting = ARENA_ARRAY(arena, size_t, room);
    size_t depth = 0;
    size_t open = str_find(text, 0, rules->open);
    size_t close = str_find(text, 0, rules->close);
    Brackets brackets = {.opens = ARENA_ARRAY(arena, size_t, room),
                         .closes = ARENA_ARRAY(arena, size_t, room)};

    while (open < text.size || (close < text.size && depth > 0))
    {
        const bool closes = close < open || (close == open && depth > 0);
        const size_t end = closes ? close + rules->close.size : open + rules->open.size;

        if (closes && depth > 0)
            brackets.closes[waiting[--depth]] = close;

        if (!closes)
        {
            brackets.opens[brackets.count] = open;
            brackets.closes[brackets.count] = text.size;
            waiting[depth++] = brackets.count++;
        }

        open = open < end ? str_find(text, end, rules->open) : open;
        close = close < end ? str_find(text, end, rules->close) : close;
    }

    *ret_brackets = brackets;
}

/* Where what opens at an offset is closed, or the text's size.  Offsets must not go back. */
static size_t
closing_end(Brackets *brackets, Str text, size_t at)
{
    while (brackets->next < brackets->count && brackets->opens[brackets->next] < at)
        brackets->next++;

    return brackets->next < brackets->count && brackets->opens[brackets->next] == at
               ? brackets->closes[brackets->next]
               : text.size;
}

/* What begins here, and what names it; empty if it is no variable. */
static Str
variable_at(const ExpandRules *rules, Str text, size_t at, Brackets *brackets, Str *ret_inside)
{
    const Str here = str_slice(text, at, text.size);

    *ret_inside = (Str){0};

    if (str_starts_with(here, rules->open))
    {
        const size_t close = closing_end(brackets, text, at);

        *ret_inside = str_slice(text, at + rules->open.size, close);

        return close < text.size ? str_slice(text, at, close + rules->close.size) : (Str){0};
    }

    if (!rules->shell || here.data[0] != '$')
        return (Str){0};

    const size_t end = expand_name_end(here, 1);

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

/* Where the next of them may begin; each of the two is looked for behind its last place only. */
typedef struct Candidates
{
    size_t open;
    size_t escape;
} Candidates;

static size_t
next_candidate(const ExpandRules *rules, Str text, size_t from, Candidates *candidates)
{
    if (candidates->open < from || from == 0)
        candidates->open = str_find_char(text, from, rules->open.data[0]);
    if (candidates->escape < from || from == 0)
        candidates->escape = rules->shell ? str_find_char(text, from, '\\') : text.size;

    return candidates->open < candidates->escape ? candidates->open : candidates->escape;
}

/* Append the text with its values; expander, if there is one, keeps where they are. */
static MUST_CHECK bool
append_expanded(const ExpandRules *rules, Str text, Buf *buf, Expander *expander, Str *ret_bad,
                Error *err)
{
    SCOPED_ARENA scratch = {0};
    Candidates candidates;
    Brackets brackets;
    size_t from = 0;

    match_brackets(rules, text, &scratch, &brackets);

    for (size_t at = next_candidate(rules, text, 0, &candidates); at < text.size;
         at = next_candidate(rules, text, from, &candidates))
    {
        Str inside;
        Str plain = {0};
        const Str escape = escape_at(rules, text, at, &plain);
        const Str variable =
            escape.size > 0 ? escape : variable_at(rules, text, at, &brackets, &inside);

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
expand_append(const ExpandRules *rules, Str text, Buf *ret_value, Error *err)
{
    Str ignored;

    return append_expanded(rules, text, ret_value, NULL, &ignored, err);
}

static MUST_CHECK bool
expand_range(Expander *expander, Str text)
{
    const ExpandRequest *request = expander->request;
    Str bad;

    if (append_expanded(request->rules, text, &expander->text, expander, &bad, expander->err))
        return true;

    expander->err->place =
        place_of(request->path, request->shown.size > 0 ? request->shown : request->text,
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
