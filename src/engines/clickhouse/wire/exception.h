/*
 * exception.h
 *    What ClickHouse says when it refuses: "Code: 60. DB::Exception: ...".
 */
#ifndef CLICKHOUSE_EXCEPTION_H
#define CLICKHOUSE_EXCEPTION_H

#include "base/error.h"
#include "base/str.h"

typedef struct ClickhouseException
{
    unsigned code;   /* ErrorCodes.cpp */
    Str message;     /* without the code and the class name in front */
    size_t position; /* byte offset in the query of a syntax error; SIZE_MAX if not told */
} ClickhouseException;

/*
 * Parse an exception's text.  All versions begin it with "Code: N" and a comma (18.16: "Code: 60,
 * e.displayText() = DB::Exception: ...") or a full stop.
 */
MUST_CHECK bool clickhouse_exception_parse(Str text, ClickhouseException *ret_exception);

/*
 * Find an exception at the end of an answer whose status was good already.  From 25.11 on it
 * stands between "__exception__" lines; before, the text simply follows the data.
 */
MUST_CHECK bool clickhouse_exception_find(Str answer, Str *ret_text);

/* Set the error from an exception's text: kind, message, code, the server's text. */
bool clickhouse_exception_error(Str text, const ClickhouseException *exception, Error *err);

#endif /* CLICKHOUSE_EXCEPTION_H */
