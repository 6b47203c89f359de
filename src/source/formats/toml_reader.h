/*
 * toml_reader.h
 *    Where a file in TOML is being read, and its strings.
 *
 * Internal to source/formats/toml*.c.
 */
#ifndef SOURCE_FORMATS_TOML_READER_H
#define SOURCE_FORMATS_TOML_READER_H

#include "base/buf.h"
#include "source/formats/properties.h"

typedef struct TomlReader
{
    Properties *properties;
    size_t at;
    unsigned depth;
    bool in_list; /* what stands there is no property of its own */
    Arena *arena;
    Error *err;
} TomlReader;

/* An error at the place that is read. */
bool toml_refuse(const TomlReader *reader, const char *what);

/* The byte that is next; NUL at the end. */
char toml_here(const TomlReader *reader);

/* Go behind that byte, if it is next. */
bool toml_take(TomlReader *reader, char byte);

/* What begins with a quote: in one, or in three, which may hold line ends. */
MUST_CHECK bool toml_string(TomlReader *reader, Buf *ret_value);

#endif /* SOURCE_FORMATS_TOML_READER_H */
