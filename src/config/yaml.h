/*
 * yaml.h
 *    The configuration file as a tree of values that know their places.
 *
 * Plain YAML only: what would make a value mean something else than it seems to
 * say (aliases, anchors, tags, several documents) is refused.
 */
#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include "base/error.h"
#include "base/str.h"

typedef enum YamlKind
{
    YAML_TEXT,
    YAML_LIST,
    YAML_MAP,
} YamlKind;

typedef struct YamlNode YamlNode;
struct YamlNode
{
    YamlKind kind;
    Str text;              /* of a YAML_TEXT, terminated; without its quotes */
    bool plain;            /* a YAML_TEXT without quotes */
    size_t offset;         /* of the value in the file */
    Str key;               /* of a value in a YAML_MAP */
    size_t key_offset;     /* of the key in the file */
    const YamlNode *first; /* of a list or map: its values in the file's order */
    const YamlNode *next;  /* in the list or map that holds this value */
};

typedef struct YamlFile
{
    const char *path;
    Str text;
    const YamlNode *root; /* NULL if the file is empty */
} YamlFile;

/* Read a text into *ret_file, which keeps a view of it; ERROR_CONFIG with the place. */
MUST_CHECK bool yaml_read(const char *path, Str text, Arena *arena, YamlFile *ret_file, Error *err);

/* As error_set() for ERROR_CONFIG, with the place of an offset; passwords are hidden. */
bool yaml_error(const YamlFile *file, size_t offset, Error *err, const char *format, ...)
    ATTR_PRINTF(4, 5);

/* Give an error that is set its place; returns false. */
bool yaml_blame(const YamlFile *file, size_t offset, Error *err);

/* Whether a key has no value: nothing, ~ or null. */
bool yaml_is_null(const YamlNode *node);

/* "a text", "a list", "a map": for messages. */
const char *yaml_kind_name(const YamlNode *node);

#endif /* CONFIG_YAML_H */
