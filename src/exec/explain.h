/*
 * explain.h
 *    What is known about the migrations that are not finished, for people.
 */
#ifndef EXEC_EXPLAIN_H
#define EXEC_EXPLAIN_H

#include "exec/exec.h"

/*
 * Tell about each unfinished migration, or only about `version` if it is not empty: its statements
 * one by one with the evidence, what it left behind, and the next command.  Changes nothing and
 * takes no lock, so what it sees may still be moving.  *ret_count: how many there were.
 */
MUST_CHECK bool exec_explain(Execution *execution, Str version, size_t *ret_count, Error *err);

#endif /* EXEC_EXPLAIN_H */
