/*
 * file.h
 *    Reading and writing whole files, listing folders.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

typedef struct FileNames
{
    const char **names; /* without the folder, in the order of their bytes */
    size_t count;
} FileNames;

/* The names in a folder, without "." and ".."; kind is the error to raise. */
MUST_CHECK bool file_list(const char *folder, ErrorKind kind, Arena *arena, FileNames *ret_names,
                          Error *err);

/*
 * The files of a folder and of all folders in it, by their paths from there, "v2/V2__b.sql"; what
 * is hidden is left out.
 */
MUST_CHECK bool file_list_below(const char *folder, ErrorKind kind, Arena *arena,
                                FileNames *ret_names, Error *err);

/*
 * Replace the buffer's content by the file's.  A folder, a device, a dangling link or
 * a file of more than size_max bytes is an error of the given kind.  folder_fd is an
 * open folder that a relative path starts from, or AT_FDCWD.
 */
MUST_CHECK bool file_read(int folder_fd, const char *path, size_t size_max, ErrorKind kind,
                          Buf *buf, Error *err);

/* The same in two steps: its size is known before it is read. */
MUST_CHECK bool file_open(int folder_fd, const char *path, size_t size_max, ErrorKind kind,
                          int *ret_fd, size_t *ret_size, Error *err);
MUST_CHECK bool file_read_open(int fd, const char *path, size_t size, size_t size_max,
                               ErrorKind kind, Buf *buf, Error *err);

/* Create a file that must not exist yet, with its content. */
MUST_CHECK bool file_create(const char *path, Str content, ErrorKind kind, Error *err);

/* Give the file this content in one instant: written aside, then renamed. */
MUST_CHECK bool file_replace(const char *path, Str content, ErrorKind kind, Error *err);

/* Write into a file or device that is there already, from its start; false if it cannot be. */
bool file_overwrite(const char *path, Str content);

bool file_is_folder(const char *path);
bool file_exists(const char *path);

/* Cleanup handler: closes a file descriptor unless it is negative. */
void file_close(int *fd);

#endif /* BASE_FILE_H */
