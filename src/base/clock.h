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

/* Sleeps, or returns early when a signal asks pawl to stop (interrupt.h). */
void clock_sleep_ms(int64_t duration_ms);

#endif /* BASE_CLOCK_H */
