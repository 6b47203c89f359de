/*
 * fuzz_marks.c
 *    Any bytes as comments with marks, and as data that a mark ends.
 */
#include "fuzz/fuzz.h"

#include "source/lines.h"
#include "source/mark.h"
#include "source/marks.h"

static bool
lies_in(Str slice, Str whole)
{
    return slice.size == 0 ||
           (slice.data >= whole.data && slice.data + slice.size <= whole.data + whole.size);
}

static void
check_mark(Str line)
{
    const Mark mark = mark_parse(line);

    check(lies_in(mark.argument, line), "an argument is in its comment");
    check((mark.kind == MARK_DONE_WHEN) <= (mark.argument.size > 0), "done-when has a query");
    check(mark.kind != MARK_UNKNOWN || str_find(line, 0, STR("pawl:")) < line.size, "unknown");
}

/* It is a line of its own, and there is none before it. */
static void
check_end(Str text)
{
    const Str end = marks_find_end(text);
    const size_t offset = (size_t)(end.data - text.data);
    Lines lines = {.text = text};
    Line line;

    check(offset <= text.size && lies_in(end, text), "the end is in the text");
    check(end.size > 0 || offset == text.size, "no end is the end of the text");

    while (lines_next(&lines, &line))
    {
        const bool ends =
            str_starts_with(line.text, STR("--")) && mark_parse(line.text).kind == MARK_END;

        check(!ends || line.offset >= offset, "the first end counts");
        check(line.offset != offset || ends, "an end is one");
    }
}

static void
check_repeatable(Str text)
{
    const Str mark = marks_find_repeatable(text);

    check(lies_in(mark, text), "repeatable is in the text");
    check(mark.size == 0 || mark_parse(mark).kind == MARK_REPEATABLE, "repeatable is a mark");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Str text = {.data = (const char *)data, .size = size};
    Lines lines = {.text = text};
    Line line;

    while (lines_next(&lines, &line))
        check_mark(line.text);

    check_end(text);
    check_repeatable(text);

    return 0;
}
