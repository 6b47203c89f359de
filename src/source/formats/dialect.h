/*
 * dialect.h
 *    Whose SQL a directory's tool says that its files hold.
 *
 * Internal to source/formats/.
 */
#ifndef SOURCE_FORMATS_DIALECT_H
#define SOURCE_FORMATS_DIALECT_H

#include "base/error.h"
#include "base/str.h"

/*
 * ERROR_SOURCE if the file at path names a database that none of pawl's targets is: its files
 * would fail at the first statement that only that one has, or do something else.
 */
MUST_CHECK bool dialect_check(const char *path, Str dialect, Error *err);

#endif /* SOURCE_FORMATS_DIALECT_H */
