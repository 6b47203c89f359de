/*
 * yaml.c
 *    The configuration file as a tree of values that know their places.
 *
 * libyaml gives events; places are converted from its count of characters to
 * bytes, since it also counts U+0085 and the like as ends of lines.
 */
#include "config/yaml.h"

#include <assert.h>
#include <yaml.h>

#include "config/redact.h"
#include "source/place.h"

enum
{
    YAML_DEPTH_MAX = 8,
    YAML_NODE_COUNT_MAX = 2000,
};

typedef struct Reader
{
    yaml_parser_t parser;
    YamlFile *file;
    Arena *arena;
    Error *err;
    size_t char_count; /* a place that was converted: in characters ... */
    size_t byte_count; /* ... and in bytes, so that the next one starts from here */
    unsigned node_count;
} Reader;

bool
yaml_blame(const YamlFile *file, size_t offset, Error *err)
{
    SCOPED_ARENA scratch = {0};
    size_t at = offset < file->text.size ? offset : file->text.size;

    /* What is missing at the end is missing after the last line, not on the empty one below. */
    if (at == file->text.size && str_ends_with(file->text, STR("\n")))
        at--;

    size_t shown_at = at;
    const Str shown = config_redact_file(file->text, &shown_at, &scratch);

    err->place = place_of(file->path, file->text, at, err->arena);
    err->place.excerpt = place_of(file->path, shown, shown_at, err->arena).excerpt;

    return false;
}

bool
yaml_error(const YamlFile *file, size_t offset, Error *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *message = arena_vprintf(err->arena, format, args);
    va_end(args);

    (void)error_set(err, ERROR_CONFIG, "%s", message);

    return yaml_blame(file, offset, err);
}

bool
yaml_is_null(const YamlNode *node)
{
    return node->kind == YAML_TEXT && node->plain &&
           (node->text.size == 0 || STR_IS(node->text, "~") ||
            str_equal_nocase(node->text, STR("null")));
}

const char *
yaml_kind_name(const YamlNode *node)
{
    static const char *const NAMES[] = {
        [YAML_TEXT] = "a text", [YAML_LIST] = "a list", [YAML_MAP] = "a map"};

    return NAMES[node->kind];
}

static size_t
offset_of(Reader *reader, const yaml_mark_t *mark)
{
    const Str text = reader->file->text;

    if (mark->index < reader->char_count)
        reader->char_count = reader->byte_count = 0;

    while (reader->char_count < mark->index && reader->byte_count < text.size)
    {
        do
            reader->byte_count++;
        while (reader->byte_count < text.size &&
               ((unsigned char)text.data[reader->byte_count] >> 6) == 2);

        reader->char_count++;
    }

    return reader->byte_count;
}

static bool
refuse(Reader *reader, const yaml_event_t *event, const char *what)
{
    const size_t offset = offset_of(reader, &event->start_mark);

    (void)yaml_error(reader->file, offset, reader->err, "%s are not supported here", what);

    return error_hint(reader->err, "Write the value out; ${NAME} takes it from the environment. "
                                   "Quote a text that begins with &, * or !.");
}

static MUST_CHECK bool
parser_error(Reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem == NULL ? "out of memory" : parser->problem;
    const size_t offset = parser->error == YAML_READER_ERROR
                              ? parser->problem_offset
                              : offset_of(reader, &parser->problem_mark);

    (void)yaml_error(reader->file, offset, reader->err, "could not read YAML: %s", problem);

    if (parser->context != NULL)
        (void)error_detail(reader->err, "It happened %s in line %zu.", parser->context,
                           parser->context_mark.line + 1);

    return false;
}

static MUST_CHECK bool
next_event(Reader *reader, yaml_event_t *ret_event)
{
    return yaml_parser_parse(&reader->parser, ret_event) != 0 || parser_error(reader);
}

static MUST_CHECK bool
check_properties(Reader *reader, const yaml_event_t *event, const yaml_char_t *anchor,
                 const yaml_char_t *tag)
{
    if (anchor != NULL)
        return refuse(reader, event, "anchors");
    if (tag != NULL)
        return refuse(reader, event, "tags");

    return true;
}

static MUST_CHECK bool
read_text(Reader *reader, const yaml_event_t *event, YamlNode *node)
{
    const Str value = {.data = (const char *)event->data.scalar.value,
                       .size = event->data.scalar.length};

    if (!check_properties(reader, event, event->data.scalar.anchor, event->data.scalar.tag))
        return false;
    if (str_find_char(value, 0, '\0') < value.size)
        return yaml_error(reader->file, node->offset, reader->err, "a text holds a NUL character");

    node->kind = YAML_TEXT;
    node->text = str_copy(reader->arena, value);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

    return true;
}

static MUST_CHECK bool read_node(Reader *reader, const yaml_event_t *event, unsigned depth,
                                 YamlNode **ret_node);

static MUST_CHECK bool
check_key(Reader *reader, const YamlNode *map, const YamlNode *key)
{
    if (key->kind != YAML_TEXT)
        return yaml_error(reader->file, key->offset, reader->err, "a key must be a text, not %s",
                          yaml_kind_name(key));

    for (const YamlNode *node = map->first; node != NULL; node = node->next)
    {
        if (str_equal(node->key, key->text))
            return yaml_error(reader->file, key->offset, reader->err,
                              "key \"" STR_FORMAT "\" appears twice", STR_ARGS(key->text));
    }

    return true;
}

/* The values of a list, or the keys and values of a map, up to its end. */
static MUST_CHECK bool
read_children(Reader *reader, unsigned depth, YamlNode *parent)
{
    const YamlNode **link = &parent->first;
    const YamlNode *key = NULL;

    for (;;)
    {
        ATTR_CLEANUP(yaml_event_delete) yaml_event_t event = {0};
        YamlNode *node = NULL;

        if (!next_event(reader, &event))
            return false;
        if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT)
            return true;
        if (!read_node(reader, &event, depth + 1, &node))
            return false;

        if (parent->kind == YAML_MAP && key == NULL)
        {
            if (!check_key(reader, parent, node))
                return false;

            key = node;
            continue;
        }
        if (key != NULL)
        {
            node->key = key->text;
            node->key_offset = key->offset;
            key = NULL;
        }

        *link = node;
        link = &node->next;
    }
}

static MUST_CHECK bool
read_node(Reader *reader, const yaml_event_t *event, unsigned depth, YamlNode **ret_node)
{
    YamlNode *node = ARENA_NEW(reader->arena, YamlNode);

    node->offset = offset_of(reader, &event->start_mark);
    *ret_node = node;

    if (event->type == YAML_ALIAS_EVENT)
        return refuse(reader, event, "aliases");
    if (++reader->node_count > YAML_NODE_COUNT_MAX)
        return yaml_error(reader->file, node->offset, reader->err,
                          "more than %d keys and values in one file", YAML_NODE_COUNT_MAX);
    if (event->type == YAML_SCALAR_EVENT)
        return read_text(reader, event, node);
    if (depth >= YAML_DEPTH_MAX)
        return yaml_error(reader->file, node->offset, reader->err,
                          "values are nested more than %d deep", YAML_DEPTH_MAX);

    assert(event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT);

    const bool list = event->type == YAML_SEQUENCE_START_EVENT;
    const yaml_char_t *anchor =
        list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor;
    const yaml_char_t *tag = list ? event->data.sequence_start.tag : event->data.mapping_start.tag;

    node->kind = list ? YAML_LIST : YAML_MAP;

    return check_properties(reader, event, anchor, tag) && read_children(reader, depth, node);
}

/* One event of the frame around the only document; anything else is an error. */
static MUST_CHECK bool
read_document(Reader *reader)
{
    for (;;)
    {
        ATTR_CLEANUP(yaml_event_delete) yaml_event_t event = {0};
        YamlNode *node = NULL;

        if (!next_event(reader, &event))
            return false;
        if (event.type == YAML_STREAM_END_EVENT)
            return true;
        if (event.type == YAML_STREAM_START_EVENT || event.type == YAML_DOCUMENT_END_EVENT)
            continue;

        if (reader->file->root != NULL)
            return yaml_error(reader->file, offset_of(reader, &event.start_mark), reader->err,
                              "the file holds more than one YAML document");
        if (event.type == YAML_DOCUMENT_START_EVENT)
            continue;
        if (!read_node(reader, &event, 0, &node))
            return false;

        reader->file->root = node;
    }
}

bool
yaml_read(const char *path, Str text, Arena *arena, YamlFile *ret_file, Error *err)
{
    Reader reader = {.file = ret_file, .arena = arena, .err = err};
    const size_t wrong = str_utf8_error(text);

    *ret_file = (YamlFile){.path = path, .text = text};

    if (wrong < text.size)
        return yaml_error(ret_file, wrong, err, "the file is not valid UTF-8");
    if (yaml_parser_initialize(&reader.parser) == 0)
        return error_set(err, ERROR_INTERNAL, "could not start the YAML reader");

    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.data, text.size);

    const bool done = read_document(&reader);

    yaml_parser_delete(&reader.parser);

    return done;
}
