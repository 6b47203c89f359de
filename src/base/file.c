/*
 * file.c
 *    Reading and writing whole files, listing folders.
 */
#include "base/file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
file_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);

    *fd = -1;
}

static void
folder_close(DIR **folder)
{
    if (*folder != NULL)
        (void)closedir(*folder);
}

static void
names_push(FileNames *list, size_t *capacity, Arena *arena, const char *name)
{
    if (list->count == *capacity)
    {
        *capacity = *capacity == 0 ? 64 : *capacity * 2;

        const char **grown = ARENA_ARRAY(arena, const char *, *capacity);

        if (list->count > 0)
            memcpy(grown, list->names, list->count * sizeof(*grown));

        list->names = grown;
    }

    list->names[list->count++] = arena_strdup(arena, name);
}

static int
compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

bool
file_list(const char *folder, ErrorKind kind, Arena *arena, FileNames *ret_names, Error *err)
{
    ATTR_CLEANUP(folder_close) DIR *stream = opendir(folder);
    FileNames list = {0};
    size_t capacity = 0;

    if (stream == NULL)
        return error_set(err, kind, "could not open directory \"%s\": %s", folder, strerror(errno));

    for (;;)
    {
        errno = 0;
        const struct dirent *entry = readdir(stream);

        if (entry == NULL)
            break;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            names_push(&list, &capacity, arena, entry->d_name);
    }

    if (errno != 0)
        return error_set(err, kind, "could not read directory \"%s\": %s", folder, strerror(errno));

    if (list.count > 0)
        qsort(list.names, list.count, sizeof(*list.names), compare_names);

    *ret_names = list;

    return true;
}

enum
{
    DEPTH_MAX = 16, /* what is deeper is a symbolic link to a folder above it */
};

static bool
is_too_deep(const char *path)
{
    unsigned depth = 0;

    for (; *path != '\0'; path++)
        depth += *path == '/' ? 1 : 0;

    return depth > DEPTH_MAX;
}

bool
file_list_below(const char *folder, ErrorKind kind, Arena *arena, FileNames *ret_names, Error *err)
{
    FileNames list = {0};
    FileNames todo = {0};
    size_t list_capacity = 0;
    size_t todo_capacity = 0;

    names_push(&todo, &todo_capacity, arena, "");

    for (size_t next = 0; next < todo.count; next++)
    {
        const char *below = todo.names[next];
        FileNames found;

        if (is_too_deep(below))
            return error_set(err, kind, "folder \"%s/%s\" lies too deep", folder, below);
        if (!file_list(arena_printf(arena, "%s/%s", folder, below), kind, arena, &found, err))
            return false;

        for (size_t index = 0; index < found.count; index++)
        {
            const char *name = arena_printf(arena, "%s%s", below, found.names[index]);

            if (found.names[index][0] == '.')
                continue;
            if (file_is_folder(arena_printf(arena, "%s/%s", folder, name)))
                names_push(&todo, &todo_capacity, arena, arena_printf(arena, "%s/", name));
            else
                names_push(&list, &list_capacity, arena, name);
        }
    }

    if (list.count > 1)
        qsort(list.names, list.count, sizeof(*list.names), compare_names);

    *ret_names = list;

    return true;
}

/* What is known about a file before it is read. */
typedef struct Reading
{
    const char *path;
    size_t size_expected;
    size_t size_max;
    ErrorKind kind; /* of the error to raise */
} Reading;

/*
 * One read() takes a small file whole, and coming short of the room for one byte more it says so;
 * a file may grow or shrink while we read it.
 */
static MUST_CHECK bool
read_all(int fd, const Reading *reading, Buf *buf, Error *err)
{
    for (;;)
    {
        const size_t room = buf->capacity - buf->size - 1;
        const ssize_t got = read(fd, buf->data + buf->size, room);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(err, reading->kind, "could not read file \"%s\": %s", reading->path,
                             strerror(errno));

        buf->size += (size_t)got;
        buf->data[buf->size] = '\0';

        if (got == 0)
            return true;
        if (buf->size > reading->size_max)
            return error_set(err, reading->kind, "file \"%s\" is larger than %zu bytes",
                             reading->path, reading->size_max);
        if ((size_t)got < room && buf->size >= reading->size_expected)
            return true;
        if ((size_t)got == room)
            (void)buf_reserve(buf, buf->capacity);
    }
}

bool
file_open(int folder_fd, const char *path, size_t size_max, ErrorKind kind, int *ret_fd,
          size_t *ret_size, Error *err)
{
    ATTR_CLEANUP(file_close) int fd = openat(folder_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;

    if (fd < 0 || fstat(fd, &status) != 0)
        return error_set(err, kind, "could not open file \"%s\": %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_set(err, kind, "\"%s\" is %s, not a file", path,
                         S_ISDIR(status.st_mode) ? "a directory" : "a device or pipe");
    if ((size_t)status.st_size > size_max)
        return error_set(err, kind, "file \"%s\" is larger than %zu bytes", path, size_max);

    *ret_fd = fd;
    *ret_size = (size_t)status.st_size;
    fd = -1;

    return true;
}

bool
file_read_open(int fd, const char *path, size_t size, size_t size_max, ErrorKind kind, Buf *buf,
               Error *err)
{
    const Reading reading = {
        .path = path, .size_expected = size, .size_max = size_max, .kind = kind};

    buf_clear(buf);
    (void)buf_reserve(buf, size + 1);

    return read_all(fd, &reading, buf, err);
}

bool
file_read(int folder_fd, const char *path, size_t size_max, ErrorKind kind, Buf *buf, Error *err)
{
    ATTR_CLEANUP(file_close) int fd = -1;
    size_t size = 0;

    return file_open(folder_fd, path, size_max, kind, &fd, &size, err) &&
           file_read_open(fd, path, size, size_max, kind, buf, err);
}

static bool
write_all(int fd, Str content)
{
    while (content.size > 0)
    {
        const ssize_t put = write(fd, content.data, content.size);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;

        content = str_slice(content, (size_t)put, content.size);
    }

    return true;
}

bool
file_create(const char *path, Str content, ErrorKind kind, Error *err)
{
    ATTR_CLEANUP(file_close)
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if (fd < 0)
        return error_set(err, kind, "could not create file \"%s\": %s", path, strerror(errno));

    if (!write_all(fd, content))
    {
        (void)error_set(err, kind, "could not write file \"%s\": %s", path, strerror(errno));
        (void)unlink(path);
        return false;
    }

    return true;
}

bool
file_replace(const char *path, Str content, ErrorKind kind, Error *err)
{
    const char *aside = arena_printf(err->arena, "%s.%ld.tmp", path, (long)getpid());

    if (!file_create(aside, content, kind, err))
        return false;
    if (rename(aside, path) == 0)
        return true;

    (void)error_set(err, kind, "could not write file \"%s\": %s", path, strerror(errno));
    (void)unlink(aside);

    return false;
}

bool
file_overwrite(const char *path, Str content)
{
    ATTR_CLEANUP(file_close)
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);

    return fd >= 0 && write_all(fd, content);
}

bool
file_is_folder(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool
file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}
