/* Unit tests of base/clock.c. */
#include "base/clock.h"

#include <signal.h>

#include "base/interrupt.h"

#include "harness/test.h"

TEST(seconds_as_text)
{
    static const struct
    {
        int64_t seconds;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"},
        {1, "1970-01-01T00:00:01Z"},
        {-1, "1969-12-31T23:59:59Z"},
        {951782400, "2000-02-29T00:00:00Z"},
        {1795479424, "2026-11-24T00:17:04Z"},
        {4102444799, "2099-12-31T23:59:59Z"},
        {253402300799, "9999-12-31T23:59:59Z"},
        {253402300800, "10000-01-01T00:00:00Z"},
        {INT64_MAX, ""}, /* a year that no calendar here can say */
        {INT64_MIN, ""},
    };

    for (size_t index = 0; index < sizeof(cases) / sizeof(cases[0]); index++)
    {
        char text[TIME_TEXT_SIZE] = "garbage";

        CHECK(time_text(cases[index].seconds, text) == text);
        CHECK_TEXT(text, cases[index].text);
    }
}

TEST(the_clock_never_goes_back)
{
    int64_t last = clock_ms();

    for (int round = 0; round < 10000; round++)
    {
        const int64_t now = clock_ms();

        CHECK(now >= last);
        last = now;
    }
}

TEST(sleep_takes_its_time)
{
    const int64_t start = clock_ms();

    clock_sleep_ms(120); /* more than two of its slices */
    CHECK(clock_ms() - start >= 120);
    CHECK(clock_ms() - start < 5000);
    clock_sleep_ms(0);
    clock_sleep_ms(-5);
}

TEST(a_signal_ends_the_sleep)
{
    const int64_t start = clock_ms();

    interrupt_init();
    CHECK(raise(SIGINT) == 0);
    clock_sleep_ms(60 * 1000);
    CHECK(clock_ms() - start < 5000);
}
