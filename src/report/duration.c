/*
 * duration.c
 *    How long something took, for people.
 */
#include "report/duration.h"

void
duration_print(FILE *file, uint64_t duration_ms)
{
    const unsigned long long value = duration_ms;

    if (value < 1000)
        (void)fprintf(file, "%4llu ms", value);
    else if (value < 60000)
        (void)fprintf(file, "%2llu.%llu s", value / 1000, value % 1000 / 100);
    else
        (void)fprintf(file, "%llu min %02llu s", value / 60000, value % 60000 / 1000);
}
