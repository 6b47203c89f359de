/*
 * tree.h
 *    A file of keys and values, in YAML or XML, as a tree of values that know their places.
 *
 * Plain values only: what would make one mean something else than it seems to say (aliases,
 * anchors, tags, several documents, entities of one's own) is refused.
 */
#ifndef SOURCE_TREE_H
#define SOURCE_TREE_H

#include "base/error.h"
#include "base/str.h"

typedef enum TreeKind
{
    TREE_TEXT,
    TREE_LIST,
    TREE_MAP,
} TreeKind;

typedef struct TreeNode TreeNode;
struct TreeNode
{
    TreeKind kind;
    Str text;              /* of a TREE_TEXT, terminated; without its quotes */
    bool plain;            /* a TREE_TEXT without quotes */
    size_t offset;         /* of the value in the file */
    Str key;               /* of a value in a TREE_MAP */
    size_t key_offset;     /* of the key in the file */
    const TreeNode *first; /* of a list or map: its values in the file's order */
    const TreeNode *next;  /* in the list or map that holds this value */
};

typedef struct TreeFile
{
    const char *path;
    Str text;
    ErrorKind kind;      /* of what is wrong with it */
    unsigned depth_max;  /* how deep values may be nested ... */
    unsigned node_max;   /* ... and how many there may be */
    const char *instead; /* ends "Write the value out" in a hint; "" if there is no other way */

    /* What may be shown of the text; *offset, a place in it, becomes the same place in the result.
     * NULL: all of it. */
    Str (*show)(Str text, size_t *offset, Arena *arena);

    const TreeNode *root; /* NULL if the file is empty */
} TreeFile;

/*
 * Read the file's text, of which the tree keeps a view.  In XML an element is a map of its
 * attributes and of the elements in it, under their names, of which several may be the same; text
 * between them is passed over.
 */
MUST_CHECK bool tree_read_yaml(TreeFile *file, Arena *arena, Error *err);
MUST_CHECK bool tree_read_xml(TreeFile *file, Arena *arena, Error *err);

/* As error_set() for the file's kind, with the place of an offset. */
bool tree_error(const TreeFile *file, size_t offset, Error *err, const char *format, ...)
    ATTR_PRINTF(4, 5);

/* Give an error that is set its place; returns false. */
bool tree_blame(const TreeFile *file, size_t offset, Error *err);

/* ERROR_SOURCE or the like, with the place, unless it is UTF-8. */
MUST_CHECK bool tree_check_text(const TreeFile *file, Error *err);

/* Whether a key has no value: nothing, ~ or null. */
bool tree_is_null(const TreeNode *node);

/* "a text", "a list", "a map": for messages. */
const char *tree_kind_name(const TreeNode *node);

#endif /* SOURCE_TREE_H */
