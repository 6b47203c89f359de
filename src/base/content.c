/*
 * content.c
 *    The content of a file, in memory only as far as it is looked at.
 */
#include "base/content.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

enum
{
    MAPPED_FROM = 1024 * 1024, /* bytes: below, reading is quicker, and the memory is small */
    PIECE_SIZE = 256 * 1024,
};

static MUST_CHECK bool
map(int fd, size_t size, const char *path, ErrorKind kind, Content *content, Error *err)
{
    void *start = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

    if (start == MAP_FAILED)
        return error_set(err, kind, "could not map file \"%s\": %s", path, strerror(errno));

    content->text = (Str){.data = start, .size = size};
    content->mapped = true;

    return true;
}

static void
unmap(Content *content)
{
    if (content->mapped)
        (void)munmap((void *)(uintptr_t)content->text.data, content->text.size);

    content->mapped = false;
    content->text = (Str){0};
}

bool
content_open(int folder_fd, const char *path, size_t size_max, ErrorKind kind, Content *content,
             Error *err)
{
    ATTR_CLEANUP(file_close) int fd = -1;
    size_t size = 0;

    unmap(content);

    if (!file_open(folder_fd, path, size_max, kind, &fd, &size, err))
        return false;
    if (size >= MAPPED_FROM)
        return map(fd, size, path, kind, content, err);
    if (!file_read_open(fd, path, size, size_max, kind, &content->buf, err))
        return false;

    content->text = buf_str(&content->buf);

    return true;
}

/*
 * Of a pipe or a device there is no reading at an offset, and what is full may go on; an empty file
 * is looked at, too, because some devices are so.
 */
static bool
read_small(int folder_fd, const char *path, Content *content)
{
    ATTR_CLEANUP(file_close) int fd = openat(folder_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    Buf *buf = &content->buf;

    if (fd < 0 || buf->capacity == 0)
        return false;

    const size_t room = buf->capacity - 1;
    const ssize_t got = pread(fd, buf->data, room, 0);

    if (got <= 0 || (size_t)got == room)
        return false;

    buf->size = (size_t)got;
    buf->data[buf->size] = '\0';

    return true;
}

bool
content_open_small(int folder_fd, const char *path, size_t size_max, ErrorKind kind,
                   Content *content, Error *err)
{
    unmap(content);

    if (!read_small(folder_fd, path, content))
        return content_open(folder_fd, path, size_max, kind, content, err);

    content->text = buf_str(&content->buf);

    return true;
}

void
content_close(Content *content)
{
    unmap(content);
    buf_done(&content->buf);
}

bool
content_is_mapped(const Content *content, Str part)
{
    return content != NULL && content->mapped && part.data >= content->text.data &&
           part.data + part.size <= content->text.data + content->text.size;
}

void
content_unload(const Content *content, Str part)
{
    if (!content_is_mapped(content, part))
        return;

    /* Whole pages, as the system has it; the rest of a page that is shared is read once more. */
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t from = (size_t)(part.data - content->text.data) / page * page;
    const size_t to = (size_t)(part.data - content->text.data) + part.size;

    (void)madvise((void *)(uintptr_t)(content->text.data + from), to - from, MADV_DONTNEED);
}

bool
content_next(const Content *content, Str *rest, Str *piece)
{
    const Str left = *rest;
    size_t end = left.size;

    content_unload(content, *piece);

    if (left.size > PIECE_SIZE)
        end = str_find_char(left, PIECE_SIZE - 1, '\n') + 1;
    if (end > left.size)
        end = left.size;

    *piece = str_slice(left, 0, end);
    *rest = str_slice(left, end, left.size);

    return end > 0;
}
