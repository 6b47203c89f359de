/*
 * expand.c
 *    ${NAME} in the text of a migration, where its format asks for that.
 */
#include "source/expand.h"

#include <string.h>

static const char *
value_of(Str name, const char *const *environment)
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

/* What stands between the braces: a name, then perhaps an operator and a word. */
static MUST_CHECK bool
expand_braced(Str inside, const char *const *environment, Buf *ret_text, Error *err)
{
    const size_t end = name_end(inside, 0);
    const Str name = str_slice(inside, 0, end);
    Str rest = str_slice(inside, end, inside.size);
    const char *value = value_of(name, environment);
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

    if (how != '\0' && how != '-' && how != '?')
        return error_set(err, ERROR_SOURCE, "\"${" STR_FORMAT "}\" is not understood",
                         STR_ARGS(inside));

    if (value != NULL)
        buf_append_text(ret_text, value);
    else if (how == '-')
        buf_append(ret_text, word);
    else
        return not_set(name, word, err);

    return true;
}

bool
expand_variables(Str text, const char *const *environment, Buf *ret_text, Error *err)
{
    size_t from = 0;

    for (size_t at = str_find_char(text, 0, '$'); at < text.size;
         at = str_find_char(text, from, '$'))
    {
        buf_append(ret_text, str_slice(text, from, at));

        const char next = at + 1 < text.size ? text.data[at + 1] : '\0';
        const size_t close = str_find_char(text, at, '}');
        const size_t end = name_end(text, at + 1);

        if (next == '$')
        {
            buf_append_char(ret_text, '$');
            from = at + 2;
        }
        else if (next == '{' && close < text.size)
        {
            if (!expand_braced(str_slice(text, at + 2, close), environment, ret_text, err))
                return false;

            from = close + 1;
        }
        else if (end > at + 1)
        {
            if (!expand_braced(str_slice(text, at + 1, end), environment, ret_text, err))
                return false;

            from = end;
        }
        else
        {
            buf_append_char(ret_text, '$');
            from = at + 1;
        }
    }

    buf_append(ret_text, str_slice(text, from, text.size));

    return true;
}
