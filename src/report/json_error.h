/*
 * json_error.h
 *    An error as a JSON object, the same in the document and in a log's line.
 */
#ifndef REPORT_JSON_ERROR_H
#define REPORT_JSON_ERROR_H

#include "base/error.h"
#include "report/value.h"

Value *json_error(const Error *err);

#endif /* REPORT_JSON_ERROR_H */
