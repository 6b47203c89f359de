/*
 * format_cases.h
 *    What of a file migrates up and down, as a table.
 *
 * Shared by the tests of the formats.
 */
#ifndef UNIT_SOURCE_FORMAT_CASES_H
#define UNIT_SOURCE_FORMAT_CASES_H

#include "source/format.h"

#include "harness/test.h"

typedef struct Case
{
    const char *text;
    const char *up;      /* blanks at line ends left out; NULL: refused */
    const char *down;    /* NULL: refused */
    const char *message; /* of the refusal of up */
    bool no_transaction;
} Case;

/* Lines without the blanks that stand where other parts were, without empty ones. */
static inline const char *
squeeze(Str text, Arena *arena)
{
    const char *squeezed = "";

    while (text.size > 0)
    {
        const Str line = str_trim(str_cut(&text, '\n'));

        if (line.size > 0)
            squeezed = arena_printf(arena, "%s%s" STR_FORMAT, squeezed,
                                    squeezed[0] == '\0' ? "" : "|", STR_ARGS(line));
    }

    return squeezed;
}

static inline void
check_part(const Format *format, const Case *test, FormatPart part, const char *expected,
           const char *const *environment)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FormatText text = {0};
    const FormatRequest request = {.path = "a/1.sql",
                                   .text = str_from(test->text),
                                   .part = part,
                                   .engine = "fake",
                                   .environment = environment};
    const bool good = format->part(&request, &arena, &text, &err) &&
                      format_expand(request.path, &text, &arena, &err);

    CHECK_TEXT(good ? squeeze(text.text, &arena) : "refused",
               expected == NULL ? "refused" : expected);

    if (good && part == FORMAT_UP)
        CHECK(text.no_transaction == test->no_transaction);
    if (!good)
        CHECK(err.kind == ERROR_SOURCE && err.message != NULL);
    if (!good && part == FORMAT_UP)
        CHECK_TEXT(err.message, test->message);
}

/* With variables of the environment, NULL at their end. */
static inline void
check_cases_in(const char *const *environment, const Format *format, const Case *cases,
               size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        check_part(format, &cases[index], FORMAT_UP, cases[index].up, environment);
        check_part(format, &cases[index], FORMAT_DOWN, cases[index].down, environment);
    }
}

static inline void
check_cases(const Format *format, const Case *cases, size_t count)
{
    static const char *const environment[] = {"NAME=value", "EMPTY=", NULL};

    check_cases_in(environment, format, cases, count);
}

#endif /* UNIT_SOURCE_FORMAT_CASES_H */
