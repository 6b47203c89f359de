/* Unit tests of engines/postgres/wire/answer.c: what the server's words and numbers mean. */
#include "engines/postgres/wire/answer.h"

#include <string.h>

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

TEST(refusals_and_what_helps)
{
    static const struct
    {
        const char *message;
        ErrorKind kind;
        const char *hint; /* a word of it; NULL: none */
    } cases[] = {
        {"FATAL:  password authentication failed for user \"a\"", ERROR_PERMISSION,
         "password_file"},
        {"fe_sendauth: no password supplied", ERROR_PERMISSION, "password_file"},
        {"FATAL:  no pg_hba.conf entry for host \"h\"", ERROR_PERMISSION, "pg_hba.conf"},
        {"FATAL:  database \"a\" does not exist", ERROR_CONFIG, "makes no databases"},
        {"FATAL:  role \"a\" does not exist", ERROR_CONFIG, "no roles"},
        {"could not translate host name \"h\" to address", ERROR_CONNECT, "%40"},
        {"invalid integer value \"a\" for connection option \"port\"", ERROR_CONFIG, NULL},
        {"FATAL:  sorry, too many clients already", ERROR_CONNECT, NULL},
        {"FATALER FEHLER", ERROR_CONNECT, NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const char *hint = postgres_refusal_hint(cases[index].message);

        CHECK(postgres_refusal_kind(cases[index].message) == cases[index].kind);
        CHECK((hint == NULL) == (cases[index].hint == NULL));
        CHECK(hint == NULL || strstr(hint, cases[index].hint) != NULL);
    }
}
