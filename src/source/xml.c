/*
 * xml.c
 *    A file in XML as a tree: the one place that knows expat, loaded at the first use.
 *
 * Names lose their prefixes, and what only declares namespaces is left out.  A document type is
 * refused: it could give names to texts, and read other files.
 */
#include <expat.h>
#include <stdlib.h>

#include "base/library.h"
#include "source/tree.h"

#define EXPAT_FUNCTIONS(X)                                                                         \
    X(XML_ErrorString)                                                                             \
    X(XML_GetCurrentByteIndex)                                                                     \
    X(XML_GetErrorCode)                                                                            \
    X(XML_Parse)                                                                                   \
    X(XML_ParserCreate)                                                                            \
    X(XML_ParserFree)                                                                              \
    X(XML_SetElementHandler)                                                                       \
    X(XML_SetStartDoctypeDeclHandler)                                                              \
    X(XML_SetUserData)                                                                             \
    X(XML_StopParser)

typedef struct Expat
{
    EXPAT_FUNCTIONS(LIBRARY_MEMBER)
} Expat;

#define EXPAT_SYMBOL(function) {#function, offsetof(Expat, function)},

static Expat expat;

/* An element that is not closed yet. */
typedef struct Element Element;
struct Element
{
    TreeNode *node;
    const TreeNode **link; /* where its next value goes */
    Element *outer;
};

typedef struct Reader
{
    XML_Parser parser;
    TreeFile *file;
    Arena *arena;
    Error *err;
    Element *open;
    unsigned depth;
    unsigned node_count;
} Reader;

static MUST_CHECK bool
load_expat(Error *err)
{
    static const char *const names[] = {"libexpat.so.1", NULL};
    static const LibrarySymbol symbols[] = {EXPAT_FUNCTIONS(EXPAT_SYMBOL)};

    if (expat.XML_StopParser != NULL)
        return true;
    if (!library_load(names, symbols, LENGTH_OF(symbols), &expat, err))
        return error_hint(err, "Install expat, which reads XML (Debian: libexpat1).");

    return true;
}

static size_t
offset_now(const Reader *reader)
{
    const XML_Index index = expat.XML_GetCurrentByteIndex(reader->parser);

    return index < 0 ? 0 : (size_t)index;
}

static void
stop(const Reader *reader)
{
    (void)expat.XML_StopParser(reader->parser, XML_FALSE);
}

static TreeNode *
add_node(Reader *reader, TreeKind kind, Str key)
{
    TreeNode *node = ARENA_NEW(reader->arena, TreeNode);
    const size_t offset = offset_now(reader);

    *node = (TreeNode){
        .kind = kind, .offset = offset, .key = str_copy(reader->arena, key), .key_offset = offset};
    reader->node_count++;

    *reader->open->link = node;
    reader->open->link = &node->next;

    return node;
}

static Str
without_prefix(const char *name)
{
    Str rest = str_from(name);
    const size_t colon = str_find_char(rest, 0, ':');

    return colon < rest.size ? str_slice(rest, colon + 1, rest.size) : rest;
}

static void
add_attributes(Reader *reader, const XML_Char **attributes)
{
    for (; attributes[0] != NULL; attributes += 2)
    {
        const Str name = str_from(attributes[0]);

        if (STR_IS(name, "xmlns") || str_find_char(name, 0, ':') < name.size)
            continue;

        add_node(reader, TREE_TEXT, name)->text = str_copy(reader->arena, str_from(attributes[1]));
    }
}

static void XMLCALL
start_element(void *context, const XML_Char *name, const XML_Char **attributes)
{
    Reader *reader = context;
    const TreeFile *file = reader->file;

    if (++reader->depth > file->depth_max || reader->node_count > file->node_max)
    {
        (void)tree_error(file, offset_now(reader), reader->err,
                         reader->depth > file->depth_max
                             ? "elements are nested more than %u deep"
                             : "more than %u elements and attributes in one file",
                         reader->depth > file->depth_max ? file->depth_max : file->node_max);
        stop(reader);
        return;
    }

    Element *element = ARENA_NEW(reader->arena, Element);
    TreeNode *node = add_node(reader, TREE_MAP, without_prefix(name));

    *element = (Element){.node = node, .link = &node->first, .outer = reader->open};
    reader->open = element;
    add_attributes(reader, attributes);
}

static void XMLCALL
end_element(void *context, const XML_Char *name)
{
    Reader *reader = context;

    (void)name;
    reader->open = reader->open->outer;
    reader->depth--;
}

static void XMLCALL
refuse_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
               int internal)
{
    Reader *reader = context;

    (void)name, (void)system, (void)public, (void)internal;
    (void)tree_error(reader->file, offset_now(reader), reader->err,
                     "document types are not supported here");
    (void)error_hint(reader->err, "Write the value out%s.", reader->file->instead);
    stop(reader);
}

static MUST_CHECK bool
parse(Reader *reader)
{
    const Str text = reader->file->text;

    if (expat.XML_Parse(reader->parser, text.data, (int)text.size, XML_TRUE) == XML_STATUS_OK)
        return true;
    if (reader->err->kind != ERROR_NONE)
        return false;

    return tree_error(reader->file, offset_now(reader), reader->err, "could not read XML: %s",
                      expat.XML_ErrorString(expat.XML_GetErrorCode(reader->parser)));
}

bool
tree_read_xml(TreeFile *file, Arena *arena, Error *err)
{
    TreeNode *root = ARENA_NEW(arena, TreeNode);
    Element frame = {.node = root, .link = &root->first};
    Reader reader = {.file = file, .arena = arena, .err = err, .open = &frame};

    if (!load_expat(err))
        return false;

    *root = (TreeNode){.kind = TREE_MAP};
    reader.parser = expat.XML_ParserCreate("UTF-8");

    if (reader.parser == NULL)
        abort();

    expat.XML_SetUserData(reader.parser, &reader);
    expat.XML_SetElementHandler(reader.parser, start_element, end_element);
    expat.XML_SetStartDoctypeDeclHandler(reader.parser, refuse_doctype);

    const bool good = tree_check_text(file, err) && parse(&reader);

    expat.XML_ParserFree(reader.parser);

    if (good)
        file->root = root;

    return good;
}
