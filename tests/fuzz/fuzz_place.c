/*
 * fuzz_place.c
 *    Any bytes as a file, and any place in it.
 *
 * The first line of the input is the offset in decimal, so that the corpus stays readable.
 */
#include "fuzz/fuzz.h"
#include "source/place.h"

enum
{
    SHOWN_WIDTH_MAX = 160, /* number, bar, 120 bytes, and some room */
};

static void
check_position(const ErrorPlace *place, Str text, size_t offset)
{
    unsigned line = 1;
    size_t start = 0;

    for (size_t at = 0; at < offset; at++)
    {
        if (text.data[at] == '\n')
        {
            line++;
            start = at + 1;
        }
    }

    check(place->line == line, "line");
    check(place->column == offset - start + 1, "column");
}

/* At most four lines, and one more with nothing but blanks and a caret below the right one. */
static void
check_excerpt(const ErrorPlace *place, Str text)
{
    Str rest = str_from(place->excerpt);
    unsigned lines = 0;
    unsigned carets = 0;

    check(str_utf8_error(text) < text.size || str_utf8_error(rest) == rest.size, "UTF-8");

    while (rest.size > 0)
    {
        const Str line = str_trim(str_cut(&rest, '\n'));

        carets += str_starts_with(line, STR("|")) && str_ends_with(line, STR("^")) ? 1 : 0;
        lines++;
        check(str_starts_with(line, STR("|")) || line.size <= SHOWN_WIDTH_MAX, "width");
    }

    check(lines >= 2 && lines <= 5, "count of lines");
    check(carets >= 1, "caret");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    Str text = {.data = (const char *)data, .size = size};
    uint64_t number = 0;

    if (!str_to_u64(str_cut(&text, '\n'), &number) ||
        str_find_char(text, 0, '\0') < text.size) /* files with NUL bytes get no excerpt read */
        return 0;

    const size_t offset = (size_t)(number % (text.size + 1));
    const ErrorPlace place = place_of("1.sql", text, offset, &arena);

    check_position(&place, text, offset);
    check_excerpt(&place, text);

    return 0;
}
