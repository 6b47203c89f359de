/*
 * properties.c
 *    Files of "key = value" lines, in which tools of the Java world keep settings.
 */
#include "source/formats/properties.h"

#include <fcntl.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "source/lines.h"
#include "source/place.h"

enum
{
    SIZE_MAX_READ = 1024 * 1024, /* settings, not data */
};

/* The end of the key; the line's size if it has none. */
static size_t
separator_at(Str line, const char *separators)
{
    size_t at = 0;

    while (at < line.size && strchr(separators, line.data[at]) == NULL)
        at++;

    return at;
}

static MUST_CHECK bool
take_line(Properties *properties, const Line *line, const char *separators, Error *err)
{
    const Str trimmed = str_trim(line->text);
    const size_t separator = separator_at(trimmed, separators);

    if (trimmed.size == 0 || trimmed.data[0] == '#' || trimmed.data[0] == '!')
        return true;
    if (separator == trimmed.size)
        return place_error(err, properties->path, properties->text, line->offset,
                           "the line is not KEY%cVALUE", separators[0]);

    properties->list[properties->count++] =
        (Property){.key = str_trim(str_slice(trimmed, 0, separator)),
                   .value = str_trim(str_slice(trimmed, separator + 1, trimmed.size)),
                   .offset = line->offset};

    return true;
}

bool
properties_open(const char *path, Arena *arena, Properties *ret_properties, Error *err)
{
    SCOPED_BUF buf = {0};

    *ret_properties = (Properties){.path = NULL};

    if (!file_exists(path))
        return true;
    if (!file_read(AT_FDCWD, path, SIZE_MAX_READ, ERROR_SOURCE, &buf, err))
        return false;

    ret_properties->path = arena_strdup(arena, path);
    ret_properties->text = str_copy(arena, buf_str(&buf));

    return true;
}

bool
properties_read(const char *path, const char *separators, Arena *arena, Properties *ret_properties,
                Error *err)
{
    Properties *properties = ret_properties;
    Line line;
    size_t count = 0;

    if (!properties_open(path, arena, properties, err))
        return false;

    Lines lines = {.text = properties->text};

    while (lines_next(&lines, &line))
        count++;

    properties->list = ARENA_ARRAY(arena, Property, count + 1);
    lines.next = 0;

    while (lines_next(&lines, &line))
    {
        if (!take_line(properties, &line, separators, err))
            return false;
    }

    return true;
}

const Property *
properties_find(const Properties *properties, Str key, bool nocase)
{
    for (size_t index = properties->count; index > 0; index--)
    {
        const Property *property = &properties->list[index - 1];

        if (nocase ? str_equal_nocase(property->key, key) : str_equal(property->key, key))
            return property;
    }

    return NULL;
}

const char *
properties_beside(const char *path, unsigned up, const char *name, Arena *arena)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash == NULL ? "" : arena_copy(arena, path, (size_t)(slash - path) + 1);

    for (; up > 0; up--)
        folder = arena_printf(arena, "%s../", folder);

    return arena_printf(arena, "%s%s", folder, name);
}
