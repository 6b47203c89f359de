/* Unit tests of base/interrupt.c. */
#include "base/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include "harness/test.h"

TEST(nobody_asked_yet)
{
    interrupt_init();
    CHECK(!interrupt_requested());
    CHECK(interrupt_signal() == NULL);
}

TEST(sigint_is_remembered)
{
    interrupt_init();
    CHECK(raise(SIGINT) == 0);
    CHECK(interrupt_requested());
    CHECK_TEXT(interrupt_signal(), "SIGINT");
}

TEST(sigterm_is_remembered)
{
    interrupt_init();
    CHECK(raise(SIGTERM) == 0);
    CHECK(interrupt_requested());
    CHECK_TEXT(interrupt_signal(), "SIGTERM");
}

TEST(a_closed_pipe_is_an_error_value)
{
    int ends[2];

    interrupt_init();
    CHECK(pipe(ends) == 0);
    CHECK(close(ends[0]) == 0);
    CHECK(write(ends[1], "x", 1) == -1);
    CHECK(!interrupt_requested());
}
