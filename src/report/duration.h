/*
 * duration.h
 *    How long something took, for people.
 */
#ifndef REPORT_DURATION_H
#define REPORT_DURATION_H

#include <stdint.h>
#include <stdio.h>

/* "12 ms", "3.4 s", "2 min 05 s": as much as one wants to know at that size. */
void duration_print(FILE *file, uint64_t duration_ms);

#endif /* REPORT_DURATION_H */
