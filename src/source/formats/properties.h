/*
 * properties.h
 *    Files of "key = value" lines, in which tools of the Java world keep settings.
 */
#ifndef SOURCE_FORMATS_PROPERTIES_H
#define SOURCE_FORMATS_PROPERTIES_H

#include "base/error.h"
#include "base/str.h"

typedef struct Property
{
    Str key;
    Str value;
    size_t offset; /* of its line */
} Property;

/* {0}: a file that is not there. */
typedef struct Properties
{
    const char *path;
    Str text;
    Property *list; /* in the order of the file */
    size_t count;
} Properties;

/*
 * separators: the bytes that may end a key, "=" or "=:".  Lines that begin with # or ! are
 * comments.  A file that is not there has no properties; one that cannot be read is an error, and
 * so is a line without a separator, with its place.
 */
MUST_CHECK bool properties_read(const char *path, const char *separators, Arena *arena,
                                Properties *ret_properties, Error *err);

/* Only its text, for files that look otherwise; no path if it is not there. */
MUST_CHECK bool properties_open(const char *path, Arena *arena, Properties *ret_properties,
                                Error *err);

/* The last property of that key, compared without case if nocase; NULL if there is none. */
const Property *properties_find(const Properties *properties, Str key, bool nocase);

/* A file beside another one, "a/x.conf" for "a/1.sql", or `up` folders above that. */
const char *properties_beside(const char *path, unsigned up, const char *name, Arena *arena);

#endif /* SOURCE_FORMATS_PROPERTIES_H */
