/* Unit tests of base/error.c. */
#include "base/error.h"

#include <string.h>

#include "harness/test.h"

TEST(set_fills_kind_and_message_and_returns_false)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    CHECK(err.kind == ERROR_NONE);
    CHECK(!error_set(&err, ERROR_CONFIG, "no %s", "url"));
    CHECK(err.kind == ERROR_CONFIG);
    CHECK_TEXT(err.message, "no url");
    CHECK(err.detail == NULL && err.hint == NULL && err.code == NULL && err.server == NULL);
    CHECK(err.place.file == NULL);
}

TEST(wrap_puts_its_context_in_front_and_keeps_the_rest)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    (void)error_set(&err, ERROR_SOURCE, "100%% wrong");
    CHECK(!error_detail(&err, "It was %d.", 1));
    CHECK(!error_hint(&err, "Do %d.", 2));
    CHECK(!error_wrap(&err, "file %d", 3));
    CHECK(!error_wrap(&err, "target \"%s\"", "a"));
    CHECK_TEXT(err.message, "target \"a\": file 3: 100% wrong");
    CHECK_TEXT(err.detail, "It was 1.");
    CHECK_TEXT(err.hint, "Do 2.");
    CHECK(err.kind == ERROR_SOURCE);
}

TEST(a_later_detail_or_hint_takes_the_place_of_the_first)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    (void)error_set(&err, ERROR_USAGE, "x");
    (void)error_detail(&err, "one");
    (void)error_detail(&err, "%s, two", err.detail);
    CHECK_TEXT(err.detail, "one, two");
}

TEST(clear_makes_it_usable_again)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    (void)error_set(&err, ERROR_USAGE, "x");
    (void)error_hint(&err, "y");
    error_clear(&err);
    CHECK(err.kind == ERROR_NONE);
    CHECK(err.hint == NULL && err.message == NULL);
    CHECK(err.arena == &arena);
    CHECK(!error_set(&err, ERROR_LOCKED, "z"));
    CHECK_TEXT(err.message, "z");
}

/* Supervisors and scripts rely on them: a change here breaks somebody's pipeline. */
TEST(exit_codes_and_slugs_are_a_contract)
{
    static const struct
    {
        ErrorKind kind;
        int exit_code;
        const char *slug;
    } cases[] = {
        {ERROR_NONE, 0, "none"},
        {ERROR_INTERNAL, 1, "internal"},
        {ERROR_USAGE, 2, "usage"},
        {ERROR_CONFIG, 3, "config"},
        {ERROR_SOURCE, 4, "source"},
        {ERROR_CONNECT, 10, "connect"},
        {ERROR_LOCKED, 11, "locked"},
        {ERROR_INTERRUPTED, 12, "interrupted"},
        {ERROR_PENDING, 13, "pending"},
        {ERROR_STATEMENT, 20, "statement"},
        {ERROR_DRIFT, 21, "drift"},
        {ERROR_DECISION, 22, "decision"},
        {ERROR_LEDGER, 23, "ledger"},
        {ERROR_PERMISSION, 24, "permission"},
        {ERROR_UNSUPPORTED, 25, "unsupported"},
    };

    CHECK_SIZE(LENGTH_OF(cases), ERROR_KIND_COUNT);

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        CHECK_SIZE((size_t)error_exit_code(cases[index].kind), (size_t)cases[index].exit_code);
        CHECK_TEXT(error_slug(cases[index].kind), cases[index].slug);
        CHECK(strlen(error_meaning(cases[index].kind)) > 0);
    }
}
