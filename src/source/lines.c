/*
 * lines.c
 *    A text line by line, and a copy of it of which only some lines are left.
 */
#include "source/lines.h"

#include <string.h>

bool
lines_next(Lines *lines, Line *ret_line)
{
    if (lines->next >= lines->text.size)
        return false;

    const size_t feed = str_find_char(lines->text, lines->next, '\n');
    const Str text = str_slice(lines->text, lines->next, feed);

    *ret_line = (Line){
        .text = str_ends_with(text, STR("\r")) ? str_slice(text, 0, text.size - 1) : text,
        .offset = lines->next,
        .end = feed < lines->text.size ? feed + 1 : feed,
    };
    lines->next = ret_line->end;

    return true;
}

bool
line_says_nothing(Str line)
{
    const Str trimmed = str_trim(line);

    return trimmed.size == 0 || str_starts_with(trimmed, STR("--"));
}

bool
line_says_nothing_within(Str line, bool *in_comment)
{
    Str rest = line;

    while (*in_comment || str_starts_with(str_trim(rest), STR("/*")))
    {
        size_t from = *in_comment ? 0 : str_find(rest, 0, STR("/*")) + 2;
        const size_t end = str_find(rest, from, STR("*/"));

        *in_comment = end == rest.size;

        if (*in_comment)
            return true;

        rest = str_slice(rest, end + 2, rest.size);
    }

    return line_says_nothing(rest);
}

char *
lines_blank(Str text, Arena *arena)
{
    char *blank = arena_alloc(arena, text.size + 1);

    for (size_t index = 0; index < text.size; index++)
        blank[index] = text.data[index] == '\n' ? '\n' : ' ';

    blank[text.size] = '\0';

    return blank;
}

void
lines_restore(char *blank, Str text, size_t from, size_t to)
{
    if (to > from)
        memcpy(blank + from, text.data + from, to - from);
}

void
lines_end_statement(char *blank, Str last_line, size_t at)
{
    const Str last = str_trim(last_line);

    if (last.size > 0 && !str_ends_with(last, STR(";")))
        blank[at] = ';';
}
