/*
 * json_error.c
 *    What the document and a log's lines have in common: an error as an object, and printing.
 */
#include "report/json_error.h"

Value *
json_error(const Error *err)
{
    Value *object = value_object();

    value_put(object, "kind", value_text(error_slug(err->kind)));
    value_put(object, "exit_code", value_number((uint64_t)error_exit_code(err->kind)));
    value_put(object, "message", value_text(err->message));
    value_put(object, "detail", value_text(err->detail));
    value_put(object, "hint", value_text(err->hint));
    value_put(object, "code", value_text(err->code));
    value_put(object, "server", value_text(err->server));
    value_put(object, "file", value_text(err->place.file));

    if (err->place.file != NULL)
    {
        value_put(object, "line", value_number((uint64_t)err->place.line));
        value_put(object, "column", value_number((uint64_t)err->place.column));
    }

    return object;
}

void
json_print(const Value *value, bool pretty, FILE *file)
{
    SCOPED_BUF text = {0};

    value_write(value, pretty, &text);
    buf_append_char(&text, '\n');
    (void)fwrite(text.data, 1, text.size, file);
    (void)fflush(file);
}
