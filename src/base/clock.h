/*
 * clock.h
 *    Time of this machine: for durations and waiting, never for the ledger,
 *    whose times are the server's.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since some fixed point; never goes back. */
int64_t clock_ms(void);

/* Seconds since 1970, by this machine's clock: for people only. */
int64_t clock_now_s(void);

enum
{
    TIME_TEXT_SIZE = 32,
};

/* Seconds since 1970 as "2026-11-24T00:17:04Z", written into the buffer, which is returned. */
const char *time_text(int64_t seconds, char ret_text[TIME_TEXT_SIZE]);

/* Sleeps, or returns early when a signal asks pawl to stop (interrupt.h). */
void clock_sleep_ms(int64_t duration_ms);

#endif /* BASE_CLOCK_H */
