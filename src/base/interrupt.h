/*
 * interrupt.h
 *    SIGINT and SIGTERM as a flag that the loops look at.
 *
 * The handler does nothing else: what a statement under way means for the
 * ledger is decided where the statement is, not in a signal handler.
 */
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <stdbool.h>

/* Install the handlers, and ignore SIGPIPE: a closed socket is an error value. */
void interrupt_init(void);

bool interrupt_requested(void);

/* The name of the signal that asked ("SIGTERM"), or NULL. */
const char *interrupt_signal(void);

#endif /* BASE_INTERRUPT_H */
