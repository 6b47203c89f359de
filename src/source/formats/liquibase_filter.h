/*
 * liquibase_filter.h
 *    Contexts and labels: "(a and !b) or c", held against a list of names.
 *
 * Internal to source/formats/.  Of contexts, a changeset has the expression and the run the list;
 * of labels, it is the other way round.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_FILTER_H
#define SOURCE_FORMATS_LIQUIBASE_FILTER_H

#include "base/macro.h"
#include "base/str.h"

/*
 * Whether an expression is true of a list "a, b", without case; a comma in it is an "or".  False if
 * it cannot be understood; what wants a name to be given (@name) counts as that.
 */
MUST_CHECK bool liquibase_matches(Str expression, Str list, bool *ret_matches);

#endif /* SOURCE_FORMATS_LIQUIBASE_FILTER_H */
