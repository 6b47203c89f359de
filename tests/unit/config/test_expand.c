/* Unit tests of config/expand.c. */
#include "config/expand.h"

#include "harness/test.h"

static const char *const ENVIRONMENT[] = {"NAME=value", "EMPTY=", "_x1=$${NAME}", NULL};

TEST(references_are_replaced_once)
{
    static const struct
    {
        const char *text;
        const char *result;
    } CASES[] = {
        {"", ""},
        {"plain", "plain"},
        {"${NAME}", "value"},
        {"a${NAME}b${NAME}c", "avaluebvaluec"},
        {"${EMPTY}", ""},
        {"${EMPTY:-x}", "x"},
        {"${NOT_SET:-x}", "x"},
        {"${NOT_SET:-}", ""},
        {"${NOT_SET:-a:-b}", "a:-b"},
        {"${NAME:-x}", "value"},
        {"${_x1}", "$${NAME}"}, /* what a variable holds is not looked at again */
        {"$NAME $ $$ p$w", "$NAME $ $$ p$w"},
        {"$${NAME}", "${NAME}"},
        {"$${", "${"},
        {"${NAME}$${${NAME}}", "value${value}"},
        {"}", "}"},
    };
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        Error err = ERROR_INIT(&arena);
        const char *result = NULL;
        size_t offset = 0;

        CHECK(expand(str_from(CASES[index].text), ENVIRONMENT, &arena, &result, &offset, &err));
        CHECK_TEXT(result, CASES[index].result);
    }
}

TEST(errors_say_where_the_reference_begins)
{
    static const struct
    {
        const char *text;
        const char *message;
        size_t offset;
    } CASES[] = {
        {"ab${NOT_SET}", "environment variable \"NOT_SET\" is not set", 2},
        {"${NAME}${", "\"${\" without \"}\"", 7},
        {"${}", "wrong reference to an environment variable", 0},
        {"${1A}", "wrong reference to an environment variable", 0},
        {"${A B}", "wrong reference to an environment variable", 0},
        {"${A:x}", "wrong reference to an environment variable", 0},
        {"$${${NAME", "\"${\" without \"}\"", 3},
        {"${A:-${NAME}}", "the default of \"A\" holds another reference", 0},
    };
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        Error err = ERROR_INIT(&arena);
        const char *result = NULL;
        size_t offset = 99;

        CHECK(!expand(str_from(CASES[index].text), ENVIRONMENT, &arena, &result, &offset, &err));
        CHECK(err.kind == ERROR_CONFIG);
        CHECK_TEXT(err.message, CASES[index].message);
        CHECK_SIZE(offset, CASES[index].offset);
    }
}
