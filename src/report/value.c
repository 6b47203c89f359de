/*
 * value.c
 *    JSON values on their way out: the one place that knows jansson.
 */
#include "report/value.h"

#include <jansson.h>

#include "base/buf.h"

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

void
value_print(const Value *value, bool pretty, FILE *file)
{
    (void)json_dumpf(value, file, pretty ? JSON_INDENT(2) : JSON_COMPACT);
    (void)fputs("\n", file);
    (void)fflush(file);
}

void
value_free(Value *value)
{
    json_decref(value);
}
