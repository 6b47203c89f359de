/*
 * toml.h
 *    Settings in TOML, read as properties: "flyway.placeholders.name".
 *
 * Internal to source/formats/.  https://toml.io, v1.0.0.  Tables, dotted and quoted keys, strings
 * of all four kinds, lists and inline tables; numbers, dates and truth values are kept as they are
 * written, and a list is its values with commas between them.
 */
#ifndef SOURCE_FORMATS_TOML_H
#define SOURCE_FORMATS_TOML_H

#include "source/formats/properties.h"

/* As properties_read(): a file that is not there has none; what cannot be read has its place. */
MUST_CHECK bool toml_read(const char *path, Arena *arena, Properties *ret_properties, Error *err);

/* The same of a text that is there: the properties' path and text are set, and nothing else. */
MUST_CHECK bool toml_parse(Properties *properties, Arena *arena, Error *err);

#endif /* SOURCE_FORMATS_TOML_H */
