/*
 * buf.c
 *    A growing buffer of bytes, always terminated, for one reader at a time.
 */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
    BUF_CAPACITY_FIRST = 256,
};

char *
buf_reserve(Buf *buf, size_t size)
{
    const size_t needed = buf->size + size + 1;

    if (needed < size || needed > SIZE_MAX / 2)
        abort();

    if (needed > buf->capacity)
    {
        size_t capacity = buf->capacity == 0 ? BUF_CAPACITY_FIRST : buf->capacity;

        while (capacity < needed)
            capacity *= 2;

        char *data = realloc(buf->data, capacity);

        if (data == NULL)
        {
            (void)fprintf(stderr, "fatal: out of memory (asked for %zu bytes)\n", capacity);
            abort();
        }

        buf->data = data;
        buf->capacity = capacity;
    }

    return buf->data + buf->size;
}

void
buf_append(Buf *buf, Str text)
{
    char *end = buf_reserve(buf, text.size);

    if (text.size > 0)
        memcpy(end, text.data, text.size);

    end[text.size] = '\0';
    buf->size += text.size;
}

void
buf_append_text(Buf *buf, const char *text)
{
    buf_append(buf, str_from(text));
}

void
buf_append_char(Buf *buf, char byte)
{
    buf_append(buf, (Str){.data = &byte, .size = 1});
}

static ATTR_PRINTF(2, 0) void append_vprintf(Buf *buf, const char *format, va_list args)
{
    va_list measure;

    va_copy(measure, args);
    const int length = vsnprintf(NULL, 0, format, measure);
    va_end(measure);

    if (length < 0)
        abort();

    (void)vsnprintf(buf_reserve(buf, (size_t)length), (size_t)length + 1, format, args);
    buf->size += (size_t)length;
}

void
buf_printf(Buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append_vprintf(buf, format, args);
    va_end(args);
}

void
buf_consume(Buf *buf, size_t size)
{
    assert(size <= buf->size);

    if (size == 0)
        return;

    memmove(buf->data, buf->data + size, buf->size - size);
    buf->size -= size;
    buf->data[buf->size] = '\0';
}

void
buf_clear(Buf *buf)
{
    buf->size = 0;

    if (buf->data != NULL)
        buf->data[0] = '\0';
}

Str
buf_str(const Buf *buf)
{
    return (Str){.data = buf->data, .size = buf->size};
}

const char *
buf_text(const Buf *buf)
{
    return buf->data == NULL ? "" : buf->data;
}

void
buf_done(Buf *buf)
{
    free(buf->data);
    *buf = (Buf){0};
}
