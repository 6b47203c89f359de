/* Unit tests of engines/postgres/answer.c: what the server's words and numbers mean. */
#include "engines/postgres/wire/answer.h"

#include "harness/test.h"

TEST(the_context_of_an_error_names_the_line_of_a_copy)
{
    static const struct
    {
        const char *context;
        uint64_t line;
    } CASES[] = {
        {NULL, 0},
        {"", 0},
        {"COPY t, line 3", 3},
        {"COPY t, line 12, column i: \"x, line 4\"", 12},
        {"COPY t, line 1: \"a\tb\"", 1},
        {"PL/pgSQL function f() line 7 at RAISE\nCOPY t, line 2: \"a\"", 2},
        {"PL/pgSQL function f() line 7 at RAISE", 0},
        {"SQL statement \"COPY t, line 3\"", 0},
        {"COPY t", 0},
        {"COPY t, line ", 0},
        {"COPY t, line x", 0},
        {"COPY t, Zeile 3", 0},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
        CHECK_SIZE(postgres_copy_line(CASES[index].context), CASES[index].line);
}
