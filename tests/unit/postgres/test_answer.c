/* Unit tests of what PostgreSQL's words mean. */
#include "engines/postgres/wire/answer.h"

#include <string.h>

#include "harness/test.h"

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
