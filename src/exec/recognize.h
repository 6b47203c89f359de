/*
 * recognize.h
 *    Read a target's directory again where its tool's table shows another format than its names.
 */
#ifndef EXEC_RECOGNIZE_H
#define EXEC_RECOGNIZE_H

#include "exec/exec.h"

/*
 * Behind reading the ledger.  The journal says whose history it took over; a database without one
 * is asked which tools' tables it has.  Nothing is asked where the format is known.
 */
MUST_CHECK bool exec_recognize(Execution *execution, Error *err);

#endif /* EXEC_RECOGNIZE_H */
