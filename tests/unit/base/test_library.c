/* Unit tests of base/library.c, with the C library as the library. */
#include "base/library.h"

#include <stdlib.h>
#include <string.h>

#include "harness/test.h"

#define FUNCTIONS(X) X(strlen) X(labs)

typedef struct Functions
{
    FUNCTIONS(LIBRARY_MEMBER)
} Functions;

static const LibrarySymbol SYMBOLS[] = {
    {"strlen", offsetof(Functions, strlen)},
    {"labs", offsetof(Functions, labs)},
};

TEST(functions_are_found_and_work)
{
    static const char *const names[] = {"libc.so.6", NULL};
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Functions functions = {0};

    CHECK(library_load(names, SYMBOLS, LENGTH_OF(SYMBOLS), &functions, &err));
    CHECK(err.kind == ERROR_NONE);
    CHECK_SIZE(functions.strlen("four"), 4);
    CHECK(functions.labs(-7) == 7);
}

TEST(the_first_name_that_exists_is_taken)
{
    static const char *const names[] = {"libpawl-no-such.so.9", "libc.so.6", NULL};
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Functions functions = {0};

    CHECK(library_load(names, SYMBOLS, LENGTH_OF(SYMBOLS), &functions, &err));
    CHECK(err.kind == ERROR_NONE);
    CHECK(functions.labs(-7) == 7);
}

TEST(a_missing_library_is_named_with_the_loaders_reason)
{
    static const char *const names[] = {"libpawl-no-such.so.9", "libpawl-nor-this.so", NULL};
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Functions functions = {0};

    CHECK(!library_load(names, SYMBOLS, LENGTH_OF(SYMBOLS), &functions, &err));
    CHECK(err.kind == ERROR_CONFIG);
    CHECK_TEXT(err.message, "could not load library \"libpawl-no-such.so.9\"");
    CHECK(strstr(err.detail, "libpawl-no-such.so.9") != NULL);
    CHECK(err.hint == NULL);
    CHECK(functions.strlen == NULL);
}

TEST(a_missing_function_is_named_with_the_library_that_lacks_it)
{
    static const char *const names[] = {"libpawl-no-such.so.9", "libc.so.6", NULL};
    static const LibrarySymbol symbols[] = {
        {"strlen", offsetof(Functions, strlen)},
        {"pawl_no_such_function", offsetof(Functions, labs)},
    };
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Functions functions = {0};

    CHECK(!library_load(names, symbols, LENGTH_OF(symbols), &functions, &err));
    CHECK(err.kind == ERROR_CONFIG);
    CHECK_TEXT(err.message, "library \"libc.so.6\" lacks the function pawl_no_such_function");
}
