/*
 * split_case.h
 *    What the tests of split.c and shape.c share: files that split, and files that do not.
 */
#ifndef UNIT_POSTGRES_SPLIT_CASE_H
#define UNIT_POSTGRES_SPLIT_CASE_H

#include <stdio.h>

#include "engines/postgres/parse/split.h"
#include "harness/test.h"

#define T(literal_)                                                                                \
    {                                                                                              \
        (literal_), sizeof(literal_) - 1                                                           \
    }

#define NO_TRANSACTION "-- pawl: no-transaction\n"

typedef struct ErrorCase
{
    Str text;
    const char *message;
    unsigned line;
    unsigned column;
} ErrorCase;

static inline Script
split_file(Str text, bool backslash_strings, Arena *arena)
{
    Error err = ERROR_INIT(arena);
    Script script = {0};
    const bool done =
        postgres_split((PostgresSplitRules){.backslash_strings = backslash_strings},
                       &(ScriptSource){.path = "a.sql", .text = text}, arena, &script, &err);

    (void)fprintf(stderr, "case " STR_FORMAT "\n", STR_ARGS(text));
    if (!done)
        (void)fprintf(stderr, "error %s\n", err.message);
    CHECK(done);

    return script;
}

static inline void
check_errors(const ErrorCase *cases, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        Script script = {.count = 7};

        (void)fprintf(stderr, "case " STR_FORMAT "\n", STR_ARGS(cases[index].text));
        CHECK(!postgres_split((PostgresSplitRules){0},
                              &(ScriptSource){.path = "a.sql", .text = cases[index].text}, &arena,
                              &script, &err));
        CHECK_TEXT(err.message, cases[index].message);
        CHECK(err.kind == ERROR_SOURCE);
        CHECK_TEXT(err.place.file, "a.sql");
        CHECK_SIZE(err.place.line, cases[index].line);
        CHECK_SIZE(err.place.column, cases[index].column);
        CHECK_SIZE(script.count, 7);
    }
}

#endif /* UNIT_POSTGRES_SPLIT_CASE_H */
