/*
 * clock.c
 *    Time of this machine: for durations and waiting.
 */
#include "base/clock.h"

#include <time.h>

#include "base/interrupt.h"

enum
{
    SLEEP_SLICE_MS = 50,
};

int64_t
clock_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);

    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_now_s(void)
{
    return (int64_t)time(NULL);
}

const char *
time_text(int64_t seconds, char ret_text[TIME_TEXT_SIZE])
{
    const time_t moment = (time_t)seconds;
    struct tm parts;

    if (gmtime_r(&moment, &parts) == NULL ||
        strftime(ret_text, TIME_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        ret_text[0] = '\0';

    return ret_text;
}

void
clock_sleep_ms(int64_t duration_ms)
{
    const int64_t end = clock_ms() + duration_ms;

    for (int64_t left = duration_ms; left > 0 && !interrupt_requested(); left = end - clock_ms())
    {
        const int64_t slice = left < SLEEP_SLICE_MS ? left : SLEEP_SLICE_MS;

        (void)nanosleep(&(struct timespec){.tv_nsec = slice * 1000000}, NULL);
    }
}
