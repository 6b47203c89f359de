/*
 * content.h
 *    The content of a file, in memory only as far as it is looked at.
 *
 * A small file is read.  A large one, a dump with its rows say, is mapped: it takes memory only
 * where it was looked at, and content_unload() gives that back.  Whoever goes through all of it
 * does so piece by piece (content_next()), so 50 MB of rows never are 50 MB of memory.
 *
 * A mapped file that somebody shortens ends the process when it is looked at (SIGBUS), and one
 * that is written to in place changes under its reader: see content_is_mapped().
 */
#ifndef BASE_CONTENT_H
#define BASE_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

typedef struct Content
{
    Str text;
    Buf buf;     /* of a small file */
    bool mapped; /* text is the mapping */
} Content;

/*
 * Open a file's content in the place of what *content held, whose memory is used again.  Errors
 * and folder_fd are as for file_read().
 */
MUST_CHECK bool content_open(int folder_fd, const char *path, size_t size_max, ErrorKind kind,
                             Content *content, Error *err);

/*
 * The same for one of thousands, whose sizes nobody asks for: a file that leaves room in the buffer
 * takes one system call less.  Where a file system may give less of a file than there is, that is
 * what comes; before a text is sent it is opened by content_open().
 */
MUST_CHECK bool content_open_small(int folder_fd, const char *path, size_t size_max, ErrorKind kind,
                                   Content *content, Error *err);

/* Accepts a zeroed content, and one that is closed. */
void content_close(Content *content);

/* Let what was looked at go out of memory, as far as it is mapped; it comes back when needed.
 * Accepts NULL, and a part of another text: nothing happens. */
void content_unload(const Content *content, Str part);

/* Whether a part of a text is the file itself rather than a copy.  Accepts NULL. */
bool content_is_mapped(const Content *content, Str part);

/*
 * Take the next piece off *rest, a part of a text: all of it, or if that is long some of its lines
 * (all pieces but the last end with a line feed, whatever the length of a line).  *piece is empty
 * at first; what it held goes out of memory.  False when nothing is left.
 *
 *     Str rest = text, piece = {0};
 *     while (content_next(content, &rest, &piece))
 *         ...
 */
bool content_next(const Content *content, Str *rest, Str *piece);

#define SCOPED_CONTENT ATTR_CLEANUP(content_close) Content

#endif /* BASE_CONTENT_H */
