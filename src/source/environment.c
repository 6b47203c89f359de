/*
 * environment.c
 *    What a variable stands for where it is one of the environment: as in shells, and by the rules
 *    of the library that goose has for them.
 */
#include "source/expand.h"

enum
{
    DEPTH_MAX = 32, /* of defaults within defaults: more is no file that anybody wrote */
};

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

/* A default or a message, which may hold variables itself. */
static MUST_CHECK bool
append_word(const ExpandRules *rules, Str word, Buf *ret_value, Error *err)
{
    ExpandRules inner = *rules;

    if (++inner.depth > DEPTH_MAX)
        return error_set(err, ERROR_SOURCE, "variables are nested more than %d deep", DEPTH_MAX);

    return expand_append(&inner, word, ret_value, err);
}

static MUST_CHECK bool
not_understood(Str inside, Error *err)
{
    (void)error_set(err, ERROR_SOURCE, "\"${" STR_FORMAT "}\" is not understood", STR_ARGS(inside));

    return error_hint(err, "pawl knows NAME, NAME:-default, NAME-default, NAME?message and "
                           "NAME:offset:length.");
}

/* "3" or " -3": a place counted from the front, or from the end. */
static bool
parse_place(Str text, size_t size, size_t *ret_place)
{
    const Str trimmed = str_trim(text);
    const bool behind = str_starts_with(trimmed, STR("-"));
    uint64_t number = 0;

    if (!str_to_u64(behind ? str_slice(trimmed, 1, trimmed.size) : trimmed, &number))
        return false;

    const size_t steps = number < size ? (size_t)number : size;

    *ret_place = behind ? size - steps : steps;

    return true;
}

/* "offset" or "offset:length" of a value, in bytes; a length below 0 counts from the value's end.
 */
static MUST_CHECK bool
append_slice(Str inside, Str places, Str value, Buf *ret_value, Error *err)
{
    Str length = places;
    const Str offset = str_cut(&length, ':');
    const bool has_length = offset.size < places.size;
    const bool from_end = str_starts_with(str_trim(length), STR("-"));
    size_t from = 0;
    size_t to = value.size;

    if (!parse_place(offset, value.size, &from) ||
        (has_length && !parse_place(length, from_end ? value.size : value.size - from, &to)))
        return not_understood(inside, err);

    to = has_length && !from_end ? from + to : to;

    const Str slice = str_slice(value, from, to < from ? from : to);

    if (str_utf8_error(slice) < slice.size)
        return error_set(err, ERROR_SOURCE, "\"${" STR_FORMAT "}\" cuts a character in two",
                         STR_ARGS(inside));

    buf_append(ret_value, slice);

    return true;
}

static MUST_CHECK bool
refuse_unset(const ExpandRules *rules, Str name, Str word, Error *err)
{
    SCOPED_BUF message = {0};

    return append_word(rules, word, &message, err) && not_set(name, buf_str(&message), err);
}

bool
expand_environment(const ExpandRules *rules, Str inside, Buf *ret_value, Error *err)
{
    const size_t end = expand_name_end(inside, 0);
    const Str name = str_slice(inside, 0, end);
    Str rest = str_slice(inside, end, inside.size);
    const char *value = expand_lookup(rules->context, name);
    const bool colon = str_starts_with(rest, STR(":"));

    if (name.size == 0)
        return error_set(err, ERROR_SOURCE, "\"${" STR_FORMAT "}\" names no variable",
                         STR_ARGS(inside));
    if (colon)
        rest = str_slice(rest, 1, rest.size);

    const char how = rest.size > 0 ? rest.data[0] : '\0';
    const Str word = rest.size > 0 ? str_slice(rest, 1, rest.size) : rest;
    const bool slice = colon && how != '-' && how != '?';

    if (how != '\0' && how != '-' && how != '?' && !slice)
        return not_understood(inside, err);
    if (colon && !slice && value != NULL && value[0] == '\0')
        value = NULL;

    if (value == NULL)
        return how == '-' ? append_word(rules, word, ret_value, err)
                          : refuse_unset(rules, name, how == '?' ? word : STR(""), err);
    if (slice)
        return append_slice(inside, rest, str_from(value), ret_value, err);

    buf_append_text(ret_value, value);

    return true;
}
