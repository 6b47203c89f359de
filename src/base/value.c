/*
 * value.c
 *    JSON values, on their way out and in: the one place that knows jansson.
 */
#include "base/value.h"

#include <jansson.h>

Value *
value_object(void)
{
    return json_object();
}

Value *
value_list(void)
{
    return json_array();
}

Value *
value_null(void)
{
    return json_null();
}

Value *
value_bool(bool yes)
{
    return json_boolean(yes);
}

Value *
value_number(uint64_t number)
{
    return json_integer((json_int_t)number);
}

/* jansson takes no text that is not UTF-8, and the member would be missing. */
Value *
value_str(Str text)
{
    SCOPED_BUF mended = {0};
    size_t good = str_utf8_error(text);

    if (good == text.size)
        return json_stringn(text.data == NULL ? "" : text.data, text.size);

    for (; good < text.size; good = str_utf8_error(text))
    {
        buf_append(&mended, str_slice(text, 0, good));
        buf_append(&mended, STR("\xEF\xBF\xBD"));
        text = str_slice(text, good + 1, text.size);
    }

    buf_append(&mended, text);

    return json_stringn(mended.data, mended.size);
}

Value *
value_text(const char *text)
{
    return text == NULL ? json_null() : value_str(str_from(text));
}

void
value_put(Value *object, const char *name, Value *value)
{
    (void)json_object_set_new(object, name, value);
}

void
value_put_number(Value *object, const char *name, uint64_t number)
{
    value_put(object, name, value_number(number));
}

void
value_append(Value *list, Value *value)
{
    (void)json_array_append_new(list, value);
}

Value *
value_append_object(Value *list)
{
    Value *object = value_object();

    value_append(list, object);

    return object;
}

Value *
value_list_of(Value *object, const char *name)
{
    Value *list = json_object_get(object, name);

    if (list == NULL)
    {
        list = value_list();
        value_put(object, name, list);
    }

    return list;
}

Value *
value_get(const Value *object, const char *name)
{
    return json_object_get(object, name);
}

Value *
value_last(const Value *list)
{
    return json_array_get(list, json_array_size(list) - 1);
}

const char *
value_string(const Value *value)
{
    return json_string_value(value);
}

size_t
value_count(const Value *list)
{
    return json_array_size(list);
}

Value *
value_at(const Value *list, size_t index)
{
    return json_array_get(list, index);
}

bool
value_get_number(const Value *object, const char *name, uint64_t *ret_number)
{
    const json_t *number = json_object_get(object, name);

    if (!json_is_integer(number) || json_integer_value(number) < 0)
        return false;

    *ret_number = (uint64_t)json_integer_value(number);

    return true;
}

Value *
value_parse(Str text, Arena *arena, const char **ret_reason, size_t *ret_offset)
{
    json_error_t error;
    Value *value = json_loadb(text.data == NULL ? "" : text.data, text.size, 0, &error);

    if (value != NULL)
        return value;

    *ret_reason = arena_strdup(arena, error.text);
    *ret_offset = error.position < 0 ? 0 : (size_t)error.position;

    return NULL;
}

static int
take_piece(const char *piece, size_t size, void *context)
{
    buf_append(context, (Str){.data = piece, .size = size});

    return 0;
}

void
value_write(const Value *value, bool pretty, Buf *buf)
{
    (void)json_dump_callback(value, take_piece, buf, pretty ? JSON_INDENT(2) : JSON_COMPACT);
}

void
value_free(Value *value)
{
    json_decref(value);
}
