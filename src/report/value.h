/*
 * value.h
 *    JSON values on their way out: the one place that knows jansson.
 *
 * Whatever is put into an object or a list belongs to it from then on.
 */
#ifndef REPORT_VALUE_H
#define REPORT_VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

typedef struct json_t Value;

Value *value_object(void);
Value *value_list(void);
Value *value_null(void);
Value *value_bool(bool yes);
Value *value_number(uint64_t number);

/* Bytes that are no UTF-8 (a server's text, a file's name) are shown as U+FFFD. */
Value *value_str(Str text);

/* NULL is null. */
Value *value_text(const char *text);

void value_put(Value *object, const char *name, Value *value);
void value_put_number(Value *object, const char *name, uint64_t number);
void value_append(Value *list, Value *value);

/* A new object at the end of the list; borrowed. */
Value *value_append_object(Value *list);

/* The object's list of that name, made when first needed; borrowed. */
Value *value_list_of(Value *object, const char *name);

/* Borrowed; NULL if there is none. */
Value *value_get(const Value *object, const char *name);
Value *value_last(const Value *list);
const char *value_string(const Value *value);

/* pretty: over several lines.  Ends with a line feed, and flushes. */
void value_print(const Value *value, bool pretty, FILE *file);

void value_free(Value *value); /* accepts NULL */

#endif /* REPORT_VALUE_H */
