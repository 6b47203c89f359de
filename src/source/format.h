/*
 * format.h
 *    How a directory's file names say what they are: one module per format.
 */
#ifndef SOURCE_FORMAT_H
#define SOURCE_FORMAT_H

#include "base/error.h"
#include "base/str.h"

/*
 * Plain: NUMBER_name.sql.  Fills the version (the name without .sql) and the number (its digits
 * without leading zeros).  ERROR_SOURCE for a name without a number and for names that carry
 * another tool's meaning (N_x.down.sql), which must never run as if they were plain.
 */
MUST_CHECK bool format_plain_name(Str file_name, Str *ret_version, Str *ret_number, Error *err);

/*
 * ERROR_SOURCE if the text carries another tool's marks: its `down` part would run with the rest.
 */
MUST_CHECK bool format_plain_text(const char *path, Str text, Error *err);

#endif /* SOURCE_FORMAT_H */
