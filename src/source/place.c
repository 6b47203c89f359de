/*
 * place.c
 *    From an offset in a file to the line, the column and the lines around it.
 */
#include "source/place.h"

#include <assert.h>

#include "base/buf.h"

enum
{
    EXCERPT_LINES_BEFORE = 2,
    EXCERPT_LINES_AFTER = 1,
    EXCERPT_WIDTH_MAX = 120,
    NUMBER_WIDTH_MIN = 5,
    CONTINUATIONS_MAX = 3, /* of one UTF-8 character; what has more is no text */
};

static size_t
line_start(Str text, size_t offset)
{
    while (offset > 0 && text.data[offset - 1] != '\n')
        offset--;

    return offset;
}

static Str
line_at(Str text, size_t start)
{
    const Str line = str_slice(text, start, str_find_char(text, start, '\n'));

    return str_ends_with(line, STR("\r")) ? str_slice(line, 0, line.size - 1) : line;
}

static bool
is_continuation(Str line, size_t at)
{
    return at < line.size && ((unsigned char)line.data[at] >> 6) == 2;
}

/* Where the character begins that an offset lies in: a line is never cut inside one. */
static size_t
character_start(Str line, size_t at)
{
    size_t start = at;

    while (start > 0 && at - start < CONTINUATIONS_MAX && is_continuation(line, start))
        start--;

    return start;
}

/* A long line (a dump's, a generated one) is shown from near the column on. */
static size_t
window_start(Str line, size_t column_offset)
{
    if (line.size <= EXCERPT_WIDTH_MAX || column_offset < EXCERPT_WIDTH_MAX / 2)
        return 0;

    return character_start(line, column_offset - EXCERPT_WIDTH_MAX / 2);
}

static void
print_line(Buf *buf, unsigned number, Str line, size_t from)
{
    const size_t start = character_start(line, from < line.size ? from : line.size);
    Str shown = str_slice(line, start, line.size);

    if (shown.size > EXCERPT_WIDTH_MAX)
        shown.size = character_start(shown, EXCERPT_WIDTH_MAX);

    buf_printf(buf, "%*u | " STR_FORMAT "\n", NUMBER_WIDTH_MIN, number, STR_ARGS(shown));
}

/* Tabs stay tabs, so that the caret lands below its byte however wide they are shown. */
static void
print_caret(Buf *buf, unsigned number, Str line, size_t from, size_t column_offset)
{
    char shown[16];
    const int width = snprintf(shown, sizeof(shown), "%*u", NUMBER_WIDTH_MIN, number);

    buf_printf(buf, "%*s | ", width, "");

    for (size_t index = from; index < column_offset; index++)
    {
        const bool tab = index < line.size && line.data[index] == '\t';

        if (!is_continuation(line, index))
            buf_append_char(buf, tab ? '\t' : ' ');
    }

    buf_append_text(buf, "^\n");
}

static const char *
excerpt_of(Str text, size_t offset, unsigned line_number, Arena *arena)
{
    SCOPED_BUF buf = {0};
    const size_t error_start = line_start(text, offset);
    const size_t column_offset = offset - error_start;
    const size_t from = window_start(line_at(text, error_start), column_offset);
    size_t start = error_start;
    unsigned number = line_number;

    while (number > 1 && line_number - number < EXCERPT_LINES_BEFORE)
    {
        start = line_start(text, start - 1);
        number--;
    }

    /* The line of the place itself is shown even where the text ends before it. */
    for (; number <= line_number + EXCERPT_LINES_AFTER &&
           (start < text.size || number == line_number);
         number++)
    {
        print_line(&buf, number, line_at(text, start), from);
        if (number == line_number)
            print_caret(&buf, number, line_at(text, start), from, column_offset);

        start = str_find_char(text, start, '\n') + 1;
    }

    return arena_copy(arena, buf_text(&buf), buf.size);
}

unsigned
place_line(Str text, size_t offset)
{
    unsigned line = 1;

    for (size_t at = str_find_char(text, 0, '\n'); at < offset;
         at = str_find_char(text, at + 1, '\n'))
        line++;

    return line;
}

ErrorPlace
place_of(const char *file, Str text, size_t offset, Arena *arena)
{
    assert(offset <= text.size);

    const unsigned line = place_line(text, offset);

    return (ErrorPlace){.file = arena_strdup(arena, file),
                        .line = line,
                        .column = (unsigned)(offset - line_start(text, offset)) + 1,
                        .excerpt = excerpt_of(text, offset, line, arena)};
}

bool
place_error(Error *err, const char *file, Str text, size_t offset, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *message = arena_vprintf(err->arena, format, args);
    va_end(args);

    err->place = place_of(file, text, offset, err->arena);

    return error_set(err, ERROR_SOURCE, "%s", message);
}
