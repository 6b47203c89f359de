/*
 * substitution.c
 *    What variables in a file's text were replaced by, and the way back.
 */
#include "source/substitution.h"

#include "base/buf.h"

enum
{
    SECRET_SIZE_MIN = 6, /* what is shorter stands in too many words by chance */
};

Str
substitution_original(const Substitutions *substitutions, Str text)
{
    return substitutions->count == 0 ? text : substitutions->original;
}

/* How many of them begin at or before an offset of the text. */
static size_t
count_up_to(const Substitutions *substitutions, Str text, size_t offset)
{
    size_t low = 0;
    size_t high = substitutions->count;

    while (low < high)
    {
        const size_t middle = low + (high - low) / 2;

        if ((size_t)(substitutions->list[middle].value.data - text.data) <= offset)
            low = middle + 1;
        else
            high = middle;
    }

    return low;
}

/* An offset within a value is at the start of its variable, or at the end of it. */
static size_t
origin(const Substitutions *substitutions, Str text, size_t offset, bool end)
{
    const size_t count = count_up_to(substitutions, text, offset);

    if (count == 0)
        return offset;

    const Substitution *last = &substitutions->list[count - 1];
    const size_t value_start = (size_t)(last->value.data - text.data);
    const size_t start = (size_t)(last->variable.data - substitutions->original.data);

    if (offset < value_start + last->value.size && !(end && offset > value_start))
        return start;

    /* What ends within a value has all of the variable. */
    const size_t behind = value_start + last->value.size;

    return start + last->variable.size + (offset > behind ? offset - behind : 0);
}

size_t
substitution_origin(const Substitutions *substitutions, Str text, size_t offset)
{
    return origin(substitutions, text, offset, false);
}

Str
substitution_slice(const Substitutions *substitutions, Str text, Str slice)
{
    const size_t from = (size_t)(slice.data - text.data);

    if (substitutions->count == 0)
        return slice;

    return str_slice(substitutions->original, origin(substitutions, text, from, false),
                     origin(substitutions, text, from + slice.size, true));
}

const char *
substitution_conceal(const Substitutions *substitutions, const char *message, Arena *arena)
{
    for (size_t index = 0; index < substitutions->count && message != NULL; index++)
    {
        const Substitution *substitution = &substitutions->list[index];
        const Str value = substitution->value;
        const Str rest = str_from(message);
        SCOPED_BUF buf = {0};
        size_t from = 0;

        if (value.size < SECRET_SIZE_MIN || str_find(rest, 0, value) == rest.size)
            continue;

        for (size_t at = str_find(rest, 0, value); at < rest.size; at = str_find(rest, from, value))
        {
            buf_append(&buf, str_slice(rest, from, at));
            buf_append(&buf, substitution->variable);
            from = at + value.size;
        }

        buf_append(&buf, str_slice(rest, from, rest.size));
        message = arena_copy(arena, buf_text(&buf), buf.size);
    }

    return message;
}
