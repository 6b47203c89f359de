/*
 * expand.h
 *    ${NAME} in the text of a migration, where its format asks for that.
 */
#ifndef SOURCE_EXPAND_H
#define SOURCE_EXPAND_H

#include "base/buf.h"
#include "base/error.h"

/*
 * Append the text with its variables' values: $NAME, ${NAME}, ${NAME:-default} (unset or empty),
 * ${NAME-default} (unset), ${NAME?message} (an error if unset), $$ for a dollar sign.  A name that
 * is not set and has no default is an error: a statement with a hole is not what anyone wrote.
 * environment is "NAME=value" texts with NULL at its end; NULL is an empty one.
 */
MUST_CHECK bool expand_variables(Str text, const char *const *environment, Buf *ret_text,
                                 Error *err);

#endif /* SOURCE_EXPAND_H */
