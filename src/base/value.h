/*
 * value.h
 *    JSON values, on their way out and in: the one place that knows jansson.
 *
 * Whatever is put into an object or a list belongs to it from then on.
 */
#ifndef BASE_VALUE_H
#define BASE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
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

/* How many values a list has (0: it is none), and one of them; borrowed. */
size_t value_count(const Value *list);
Value *value_at(const Value *list, size_t index);

/* False if the object has no such whole number from 0. */
MUST_CHECK bool value_get_number(const Value *object, const char *name, uint64_t *ret_number);

/* A text as a value, to be freed; NULL with the reason, in the arena, and the offset of it. */
MUST_CHECK Value *value_parse(Str text, Arena *arena, const char **ret_reason, size_t *ret_offset);

/* Append it as JSON; pretty: over several lines. */
void value_write(const Value *value, bool pretty, Buf *buf);

void value_free(Value *value); /* accepts NULL */

#endif /* BASE_VALUE_H */
