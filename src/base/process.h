/*
 * process.h
 *    Another program, run to its end.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include "base/buf.h"
#include "base/error.h"

typedef struct Program
{
    const char *path;
    const char *const *arguments;   /* its own name first, NULL at their end */
    const char *const *environment; /* "NAME=value", NULL at its end */
} Program;

/*
 * Run it with nothing to read, append what it writes to its standard output and to its standard
 * error, and wait until it ended.  *ret_status is its exit code, or 128 and the signal that killed
 * it.  kind is the error's if it cannot be started; a signal to pawl ends it (ERROR_INTERRUPTED).
 */
MUST_CHECK bool process_run(const Program *program, ErrorKind kind, Buf *output, Buf *messages,
                            int *ret_status, Error *err);

#endif /* BASE_PROCESS_H */
