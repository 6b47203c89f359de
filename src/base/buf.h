/*
 * buf.h
 *    A growing buffer of bytes, always terminated, for one reader at a time.
 *
 * Unlike an arena it can be emptied and used again, so a loop over 10,000 files
 * needs the memory of one.  Out of memory ends the process (arena.h says why).
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

#include "base/macro.h"
#include "base/str.h"

typedef struct Buf
{
    char *data; /* NULL until something was appended */
    size_t size;
    size_t capacity;
} Buf;

void buf_append(Buf *buf, Str text);
void buf_append_text(Buf *buf, const char *text);
void buf_append_char(Buf *buf, char byte);
void buf_printf(Buf *buf, const char *format, ...) ATTR_PRINTF(2, 3);

/* Room for size more bytes; the caller writes them at the returned place, then adds to buf->size.
 */
char *buf_reserve(Buf *buf, size_t size);

/* Drop the first size bytes. */
void buf_consume(Buf *buf, size_t size);

/* Keep the memory, forget the content. */
void buf_clear(Buf *buf);

Str buf_str(const Buf *buf);

/* Terminated content; "" while nothing was appended. */
const char *buf_text(const Buf *buf);

void buf_done(Buf *buf);

#define SCOPED_BUF ATTR_CLEANUP(buf_done) Buf

#endif /* BASE_BUF_H */
