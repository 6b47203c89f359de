/*
 * error.h
 *    The one error object that travels up to main().
 *
 * A function that can fail returns bool, is MUST_CHECK and takes an Error last.
 * It fills the Error and returns false; it never prints.  A caller either
 * handles the error and calls error_clear(), or adds context with error_wrap()
 * and returns false itself.  Only cli/ prints, once.
 *
 * Wording: the message is one lower-case line without a full stop; detail and
 * hint are whole sentences.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

#include "base/arena.h"

typedef enum ErrorKind
{
    ERROR_NONE = 0,
#define ERROR_KIND(kind, exit_code, slug, meaning) kind,
#include "base/error.def"
#undef ERROR_KIND
    ERROR_KIND_COUNT,
} ErrorKind;

/* Where in a file; line and column count from 1, in bytes; 0 if unknown. */
typedef struct ErrorPlace
{
    const char *file; /* NULL if no file is to blame */
    unsigned line;
    unsigned column;
    const char *excerpt; /* the lines around it with a caret below the column, or NULL */
} ErrorPlace;

typedef struct Error
{
    Arena *arena;   /* owns the texts below */
    ErrorKind kind; /* ERROR_NONE until set */
    const char *message;
    const char *detail; /* NULL if none */
    const char *hint;   /* NULL if none: what to do next */
    const char *code;   /* the server's own code (an SQLSTATE, a number), or NULL */
    const char *server; /* the server's own text, unshortened, or NULL */
    ErrorPlace place;
} Error;

#define ERROR_INIT(arena_) ((Error){.arena = (arena_)})

/* Set the error and return false, so that callers can write: return error_set(...) */
bool error_set(Error *err, ErrorKind kind, const char *format, ...) ATTR_PRINTF(3, 4);

/* Prefix the message with what the caller was doing; returns false. */
bool error_wrap(Error *err, const char *format, ...) ATTR_PRINTF(2, 3);

/* Add to an error that is set; each returns false for the same reason. */
bool error_detail(Error *err, const char *format, ...) ATTR_PRINTF(2, 3);
bool error_hint(Error *err, const char *format, ...) ATTR_PRINTF(2, 3);

/* Hand an error of a shorter-lived arena over; returns false. */
bool error_move(Error *err, const Error *from);

/* Make the error reusable after the caller has dealt with it. */
void error_clear(Error *err);

int error_exit_code(ErrorKind kind);
const char *error_slug(ErrorKind kind);
const char *error_meaning(ErrorKind kind);

#endif /* BASE_ERROR_H */
