/*
 * toml.c
 *    Settings in TOML, read as properties: "flyway.placeholders.name".
 */
#include "source/formats/toml.h"

#include <string.h>

#include "source/formats/toml_reader.h"

enum
{
    DEPTH_MAX = 16, /* of lists and tables within each other */
};

static MUST_CHECK bool take_value(TomlReader *reader, Str key, size_t offset, Buf *ret_value);

static void
skip_blanks(TomlReader *reader)
{
    while (toml_here(reader) == ' ' || toml_here(reader) == '\t' || toml_here(reader) == '\r')
        reader->at++;
}

static void
skip_comment(TomlReader *reader)
{
    if (toml_here(reader) == '#')
        reader->at = str_find_char(reader->properties->text, reader->at, '\n');
}

/* Line ends and comments as well. */
static void
skip_lines(TomlReader *reader)
{
    do
    {
        skip_blanks(reader);
        skip_comment(reader);
    } while (toml_take(reader, '\n'));
}

/* ---- keys ---- */

static bool
is_bare(char byte)
{
    return char_is_word(byte) || byte == '-';
}

static MUST_CHECK bool
take_key_part(TomlReader *reader, Buf *ret_key)
{
    if (toml_here(reader) == '"' || toml_here(reader) == '\'')
        return toml_string(reader, ret_key);
    if (!is_bare(toml_here(reader)))
        return toml_refuse(reader, "a key is missing");

    while (is_bare(toml_here(reader)))
        buf_append_char(ret_key, reader->properties->text.data[reader->at++]);

    return true;
}

/* "a.b" behind what it stands in, if anything. */
static MUST_CHECK bool
take_key(TomlReader *reader, Str within, Str *ret_key)
{
    SCOPED_BUF key = {0};

    buf_append(&key, within);

    do
    {
        if (key.size > 0)
            buf_append_char(&key, '.');

        skip_blanks(reader);

        if (!take_key_part(reader, &key))
            return false;

        skip_blanks(reader);
    } while (toml_take(reader, '.'));

    *ret_key = str_copy(reader->arena, buf_str(&key));

    return true;
}

static MUST_CHECK bool
take_pair(TomlReader *reader, Str within)
{
    SCOPED_BUF value = {0};
    const size_t offset = reader->at;
    Str key;

    if (!take_key(reader, within, &key))
        return false;
    if (!toml_take(reader, '='))
        return toml_refuse(reader, "the line is not KEY = VALUE");

    return take_value(reader, key, offset, &value);
}

/* ---- values ---- */

static MUST_CHECK bool
take_list(TomlReader *reader, Str key, size_t offset, Buf *ret_value)
{
    bool first = true;

    for (skip_lines(reader); !toml_take(reader, ']'); skip_lines(reader), first = false)
    {
        if (!first)
            buf_append_char(ret_value, ',');
        if (!take_value(reader, key, offset, ret_value))
            return false;

        skip_lines(reader);

        if (!toml_take(reader, ',') && toml_here(reader) != ']')
            return toml_refuse(reader, "the list is not closed");
    }

    return true;
}

static MUST_CHECK bool
take_inline_table(TomlReader *reader, Str key)
{
    for (skip_lines(reader); !toml_take(reader, '}'); skip_lines(reader))
    {
        if (!take_pair(reader, key))
            return false;

        skip_lines(reader);

        if (!toml_take(reader, ',') && toml_here(reader) != '}')
            return toml_refuse(reader, "the table is not closed");
    }

    return true;
}

static MUST_CHECK bool
take_bare(TomlReader *reader, Buf *ret_value)
{
    const size_t from = reader->at;

    while (toml_here(reader) != '\0' && strchr(",]}#\n", toml_here(reader)) == NULL)
        reader->at++;

    const Str value = str_trim(str_slice(reader->properties->text, from, reader->at));

    buf_append(ret_value, value);

    return value.size > 0 || toml_refuse(reader, "a value is missing");
}

static MUST_CHECK bool
take_nested(TomlReader *reader, Str key, size_t offset, Buf *ret_value)
{
    const bool in_list = reader->in_list;
    const bool list = toml_take(reader, '[');

    if (reader->depth == DEPTH_MAX)
        return toml_refuse(reader, "this is nested too deep");

    reader->depth++;
    reader->in_list = in_list || list;

    const bool good = list ? take_list(reader, key, offset, ret_value)
                           : toml_take(reader, '{') && take_inline_table(reader, key);

    reader->depth--;
    reader->in_list = in_list;

    return good;
}

/* A property, unless it stands in a list or is a table of them. */
static MUST_CHECK bool
take_value(TomlReader *reader, Str key, size_t offset, Buf *ret_value)
{
    Properties *properties = reader->properties;

    skip_blanks(reader);

    const char first = toml_here(reader);
    const bool good = first == '[' || first == '{'    ? take_nested(reader, key, offset, ret_value)
                      : first == '"' || first == '\'' ? toml_string(reader, ret_value)
                                                      : take_bare(reader, ret_value);

    if (good && !reader->in_list && first != '{')
        properties->list[properties->count++] = (Property){
            .key = key, .value = str_copy(reader->arena, buf_str(ret_value)), .offset = offset};

    return good;
}

/* ---- lines ---- */

/* "[a.b]", or "[[a.b]]" of several of one name. */
static MUST_CHECK bool
take_header(TomlReader *reader, Str *ret_table)
{
    const bool several = toml_take(reader, '[');

    if (!take_key(reader, (Str){0}, ret_table))
        return false;

    return (toml_take(reader, ']') && (!several || toml_take(reader, ']'))) ||
           toml_refuse(reader, "the table's name is not closed");
}

/* Each property has an equals sign of its own. */
static size_t
count_pairs(Str text)
{
    size_t count = 0;

    for (size_t at = str_find_char(text, 0, '='); at < text.size;
         at = str_find_char(text, at + 1, '='))
        count++;

    return count;
}

bool
toml_parse(Properties *properties, Arena *arena, Error *err)
{
    TomlReader reader = {.properties = properties, .arena = arena, .err = err};
    const Str text = properties->text;
    Str table = {0};

    properties->list = ARENA_ARRAY(arena, Property, count_pairs(text) + 1);

    for (skip_lines(&reader); reader.at < text.size; skip_lines(&reader))
    {
        if (toml_take(&reader, '[') ? !take_header(&reader, &table) : !take_pair(&reader, table))
            return false;

        skip_blanks(&reader);
        skip_comment(&reader);

        if (reader.at < text.size && toml_here(&reader) != '\n')
            return toml_refuse(&reader, "the line goes on behind its value");
    }

    return true;
}

bool
toml_read(const char *path, Arena *arena, Properties *ret_properties, Error *err)
{
    return properties_open(path, arena, ret_properties, err) &&
           toml_parse(ret_properties, arena, err);
}
