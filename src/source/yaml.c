/*
 * yaml.c
 *    A file in YAML, of which JSON is a part, as a tree: the one place that knows libyaml.
 *
 * libyaml gives events; places are converted from its count of characters to
 * bytes, since it also counts U+0085 and the like as ends of lines.
 */
#include "source/tree.h"

#include <assert.h>
#include <yaml.h>

typedef struct Reader
{
    yaml_parser_t parser;
    TreeFile *file;
    Arena *arena;
    Error *err;
    size_t char_count; /* a place that was converted: in characters ... */
    size_t byte_count; /* ... and in bytes, so that the next one starts from here */
    unsigned node_count;
} Reader;

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

    (void)tree_error(reader->file, offset, reader->err, "%s are not supported here", what);

    return error_hint(reader->err,
                      "Write the value out%s. Quote a text that begins with &, * or !.",
                      reader->file->instead);
}

static MUST_CHECK bool
parser_error(Reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem == NULL ? "out of memory" : parser->problem;
    const size_t offset = parser->error == YAML_READER_ERROR
                              ? parser->problem_offset
                              : offset_of(reader, &parser->problem_mark);

    (void)tree_error(reader->file, offset, reader->err, "could not read YAML: %s", problem);

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
read_text(Reader *reader, const yaml_event_t *event, TreeNode *node)
{
    const Str value = {.data = (const char *)event->data.scalar.value,
                       .size = event->data.scalar.length};

    if (!check_properties(reader, event, event->data.scalar.anchor, event->data.scalar.tag))
        return false;
    if (str_find_char(value, 0, '\0') < value.size)
        return tree_error(reader->file, node->offset, reader->err, "a text holds a NUL character");

    node->kind = TREE_TEXT;
    node->text = str_copy(reader->arena, value);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

    return true;
}

static MUST_CHECK bool read_node(Reader *reader, const yaml_event_t *event, unsigned depth,
                                 TreeNode **ret_node);

static MUST_CHECK bool
check_key(Reader *reader, const TreeNode *map, const TreeNode *key)
{
    if (key->kind != TREE_TEXT)
        return tree_error(reader->file, key->offset, reader->err, "a key must be a text, not %s",
                          tree_kind_name(key));

    for (const TreeNode *node = map->first; node != NULL; node = node->next)
    {
        if (str_equal(node->key, key->text))
            return tree_error(reader->file, key->offset, reader->err,
                              "key \"" STR_FORMAT "\" appears twice", STR_ARGS(key->text));
    }

    return true;
}

/* The values of a list, or the keys and values of a map, up to its end. */
static MUST_CHECK bool
read_children(Reader *reader, unsigned depth, TreeNode *parent)
{
    const TreeNode **link = &parent->first;
    const TreeNode *key = NULL;

    for (;;)
    {
        ATTR_CLEANUP(yaml_event_delete) yaml_event_t event = {0};
        TreeNode *node = NULL;

        if (!next_event(reader, &event))
            return false;
        if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT)
            return true;
        if (!read_node(reader, &event, depth + 1, &node))
            return false;

        if (parent->kind == TREE_MAP && key == NULL)
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
read_node(Reader *reader, const yaml_event_t *event, unsigned depth, TreeNode **ret_node)
{
    TreeNode *node = ARENA_NEW(reader->arena, TreeNode);

    node->offset = offset_of(reader, &event->start_mark);
    *ret_node = node;

    if (event->type == YAML_ALIAS_EVENT)
        return refuse(reader, event, "aliases");
    if (++reader->node_count > reader->file->node_max)
        return tree_error(reader->file, node->offset, reader->err,
                          "more than %u keys and values in one file", reader->file->node_max);
    if (event->type == YAML_SCALAR_EVENT)
        return read_text(reader, event, node);
    if (depth >= reader->file->depth_max)
        return tree_error(reader->file, node->offset, reader->err,
                          "values are nested more than %u deep", reader->file->depth_max);

    assert(event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT);

    const bool list = event->type == YAML_SEQUENCE_START_EVENT;
    const yaml_char_t *anchor =
        list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor;
    const yaml_char_t *tag = list ? event->data.sequence_start.tag : event->data.mapping_start.tag;

    node->kind = list ? TREE_LIST : TREE_MAP;

    return check_properties(reader, event, anchor, tag) && read_children(reader, depth, node);
}

/* One event of the frame around the only document; anything else is an error. */
static MUST_CHECK bool
read_document(Reader *reader)
{
    for (;;)
    {
        ATTR_CLEANUP(yaml_event_delete) yaml_event_t event = {0};
        TreeNode *node = NULL;

        if (!next_event(reader, &event))
            return false;
        if (event.type == YAML_STREAM_END_EVENT)
            return true;
        if (event.type == YAML_STREAM_START_EVENT || event.type == YAML_DOCUMENT_END_EVENT)
            continue;

        if (reader->file->root != NULL)
            return tree_error(reader->file, offset_of(reader, &event.start_mark), reader->err,
                              "the file holds more than one YAML document");
        if (event.type == YAML_DOCUMENT_START_EVENT)
            continue;
        if (!read_node(reader, &event, 0, &node))
            return false;

        reader->file->root = node;
    }
}

bool
tree_read_yaml(TreeFile *file, Arena *arena, Error *err)
{
    Reader reader = {.file = file, .arena = arena, .err = err};

    if (!tree_check_text(file, err))
        return false;
    if (yaml_parser_initialize(&reader.parser) == 0)
        return error_set(err, ERROR_INTERNAL, "could not start the YAML reader");

    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)file->text.data,
                                 file->text.size);

    const bool done = read_document(&reader);

    yaml_parser_delete(&reader.parser);

    return done;
}
