/*
 * json_error.h
 *    What the document and a log's lines have in common: an error as an object, and printing.
 */
#ifndef REPORT_JSON_ERROR_H
#define REPORT_JSON_ERROR_H

#include <stdio.h>

#include "base/error.h"
#include "base/value.h"

Value *json_error(const Error *err);

/* pretty: over several lines.  Ends with a line feed, and flushes. */
void json_print(const Value *value, bool pretty, FILE *file);

#endif /* REPORT_JSON_ERROR_H */
