/*
 * place.h
 *    From an offset in a file to the line, the column and the lines around it.
 */
#ifndef SOURCE_PLACE_H
#define SOURCE_PLACE_H

#include "base/error.h"
#include "base/str.h"

/*
 * Line and column (both from 1, in bytes) of an offset, with an excerpt:
 *
 *     11 | create table run_v2
 *     12 |   (id UInt64, tenant Strng)
 *        |                       ^
 */
ErrorPlace place_of(const char *file, Str text, size_t offset, Arena *arena);

/* The line of an offset, from 1. */
unsigned place_line(Str text, size_t offset);

/* As error_set() for ERROR_SOURCE, with the place of an offset in the file. */
bool place_error(Error *err, const char *file, Str text, size_t offset, const char *format, ...)
    ATTR_PRINTF(5, 6);

#endif /* SOURCE_PLACE_H */
