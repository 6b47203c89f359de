/*
 * tree.c
 *    A file of keys and values as a tree: what is wrong with it, and where.
 */
#include "source/tree.h"

#include "source/place.h"

bool
tree_blame(const TreeFile *file, size_t offset, Error *err)
{
    SCOPED_ARENA scratch = {0};
    size_t at = offset < file->text.size ? offset : file->text.size;

    /* What is missing at the end is missing after the last line, not on the empty one below. */
    if (at == file->text.size && str_ends_with(file->text, STR("\n")))
        at--;

    err->place = place_of(file->path, file->text, at, err->arena);

    if (file->show != NULL)
    {
        size_t shown_at = at;
        const Str shown = file->show(file->text, &shown_at, &scratch);

        err->place.excerpt = place_of(file->path, shown, shown_at, err->arena).excerpt;
    }

    return false;
}

bool
tree_error(const TreeFile *file, size_t offset, Error *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *message = arena_vprintf(err->arena, format, args);
    va_end(args);

    (void)error_set(err, file->kind, "%s", message);

    return tree_blame(file, offset, err);
}

bool
tree_check_text(const TreeFile *file, Error *err)
{
    const size_t wrong = str_utf8_error(file->text);

    return wrong == file->text.size || tree_error(file, wrong, err, "the file is not valid UTF-8");
}

bool
tree_is_null(const TreeNode *node)
{
    return node->kind == TREE_TEXT && node->plain &&
           (node->text.size == 0 || STR_IS(node->text, "~") ||
            str_equal_nocase(node->text, STR("null")));
}

const char *
tree_kind_name(const TreeNode *node)
{
    static const char *const NAMES[] = {
        [TREE_TEXT] = "a text", [TREE_LIST] = "a list", [TREE_MAP] = "a map"};

    return NAMES[node->kind];
}
