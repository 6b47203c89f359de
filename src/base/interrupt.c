/*
 * interrupt.c
 *    SIGINT and SIGTERM as a flag that the loops look at.
 */
#include "base/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t requested_signal;

static void
remember(int signal_number)
{
    requested_signal = signal_number;
}

void
interrupt_init(void)
{
    /* No SA_RESTART: a poll() under way must return so that the flag is seen. */
    const struct sigaction action = {.sa_handler = remember};
    const struct sigaction ignore = {.sa_handler = SIG_IGN};

    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGPIPE, &ignore, NULL);
}

bool
interrupt_requested(void)
{
    return requested_signal != 0;
}

const char *
interrupt_signal(void)
{
    switch (requested_signal)
    {
        case 0:
            return NULL;
        case SIGINT:
            return "SIGINT";
        default:
            return "SIGTERM";
    }
}
