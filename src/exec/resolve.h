/*
 * resolve.h
 *    What a person says about a statement that nobody else can tell about.
 */
#ifndef EXEC_RESOLVE_H
#define EXEC_RESOLVE_H

#include "exec/exec.h"

typedef enum Resolution
{
    RESOLVE_APPLIED, /* it took effect */
    RESOLVE_RETRY,   /* it did not, and nothing of it is left: run it again */
    RESOLVE_SKIP,    /* leave it out: it counts as done without having run */
    RESOLVE_UNDO,    /* the last statement that is done was undone by hand: run it again */
} Resolution;

/*
 * Record the resolution for a migration's statement, with the reason.  statement counts from 1; 0
 * means the one that is open.  Under the lock.  ERROR_USAGE if there is nothing of that kind to
 * resolve.
 */
MUST_CHECK bool exec_resolve(Execution *execution, Str version, uint32_t statement,
                             Resolution resolution, const char *reason, Error *err);

#endif /* EXEC_RESOLVE_H */
