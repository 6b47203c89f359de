/*
 * setting.c
 *    One key of one target: which of its sources says it, and what.
 */
#include "config/setting.h"

#include <assert.h>

#include "config/expand.h"

const char *
config_variable(const char *target_name, OptionId id, Arena *arena)
{
    char *variable = arena_printf(arena, "PAWL_%s_%s", target_name, option_spec(id)->name);

    for (char *byte = variable; *byte != '\0'; byte++)
    {
        if (!char_is_word(*byte))
            *byte = '_';
        else if (*byte == char_lower(*byte) && !char_is_digit(*byte) && *byte != '_')
            *byte = (char)(*byte - 'a' + 'A');
    }

    return variable;
}

const TreeNode *
setting_node(const TreeNode *map, const char *key)
{
    const TreeNode *node = map->first;

    assert(map->kind == TREE_MAP);

    while (node != NULL && !str_equal(node->key, str_from(key)))
        node = node->next;

    return node;
}

/* Paths in the file start from its folder, so that it works wherever pawl is called. */
static const char *
path_from_file(const Loader *loader, const char *path)
{
    const char *slash = strrchr(loader->file.path, '/');

    if (path[0] == '/' || slash == NULL)
        return path;

    return arena_printf(loader->arena, "%.*s/%s", (int)(slash - loader->file.path),
                        loader->file.path, path);
}

/* Where in the file the reference begins that stands at an offset of a value's text. */
static size_t
reference_offset(const Loader *loader, const TreeNode *node, size_t offset)
{
    const Str file = loader->file.text;
    size_t at = node->offset < file.size ? node->offset : file.size;

    /* Quotes, escapes and folded lines shift it, but the first "${" is the first "${". */
    for (size_t seen = str_find(node->text, 0, STR("${")); seen < offset;
         seen = str_find(node->text, seen + 2, STR("${")))
        at = str_find(file, at, STR("${")) + 2;

    at = at < file.size ? str_find(file, at, STR("${")) : file.size;

    return at < file.size ? at : node->offset;
}

bool
setting_of_node(const Loader *loader, const TreeNode *node, OptionId id, const char **ret_text,
                Error *err)
{
    const OptionKind kind = option_spec(id)->kind;
    const char *text = NULL;
    size_t offset = 0;

    if (node->kind != TREE_TEXT)
        return tree_error(&loader->file, node->offset, err,
                          "key \"" STR_FORMAT "\" must be a text, not %s", STR_ARGS(node->key),
                          tree_kind_name(node));
    if (tree_is_null(node))
        return tree_error(&loader->file, node->key_offset, err,
                          "key \"" STR_FORMAT "\" has no value", STR_ARGS(node->key));
    if (!expand(node->text, loader->environment, loader->arena, &text, &offset, err))
        return tree_blame(&loader->file, reference_offset(loader, node, offset), err);
    if (text[0] == '\0')
        return tree_error(&loader->file, node->offset, err, "key \"" STR_FORMAT "\" is empty",
                          STR_ARGS(node->key));

    *ret_text = kind == OPTION_FILE || kind == OPTION_FOLDER ? path_from_file(loader, text) : text;

    return true;
}

static bool
from_option(const Loader *loader, OptionId id, OptionSource source, Setting *setting)
{
    const OptionSpec *spec = option_spec(id);
    const OptionValue *value = &loader->options->values[id];

    if (value->text == NULL || value->source != source)
        return false;

    *setting = (Setting){.text = value->text, .source = source, .offset = value->offset};

    if (source == OPTION_FROM_FLAG)
        setting->origin = arena_printf(loader->arena, "--%s", spec->name);
    else
        setting->origin = source == OPTION_FROM_ENVIRONMENT ? spec->env : spec->name;

    return true;
}

static bool
from_own_variable(const Loader *loader, const char *name, OptionId id, Setting *setting)
{
    if (name == NULL)
        return false;

    const char *variable = config_variable(name, id, loader->arena);
    const char *text = environment_get(loader->environment, str_from(variable));

    if (text == NULL || text[0] == '\0')
        return false;

    *setting =
        (Setting){.text = text, .source = OPTION_FROM_ENVIRONMENT, .origin = variable, .own = true};

    return true;
}

bool
setting_find(const Loader *loader, const Draft *draft, OptionId id, Setting *ret_setting,
             Error *err)
{
    const TreeNode *node =
        draft->node == NULL ? NULL : setting_node(draft->node, option_key(id, loader->arena));
    const bool general = id != OPTION_URL || draft->by_option;

    *ret_setting = (Setting){0};

    if ((general && from_option(loader, id, OPTION_FROM_FLAG, ret_setting)) ||
        from_own_variable(loader, draft->name, id, ret_setting) ||
        (general && from_option(loader, id, OPTION_FROM_ENVIRONMENT, ret_setting)))
        return true;

    if (node == NULL)
    {
        if (general)
            (void)from_option(loader, id, OPTION_FROM_FILE, ret_setting);

        return true;
    }

    *ret_setting = (Setting){.source = OPTION_FROM_FILE,
                             .origin = option_spec(id)->name,
                             .offset = node->offset,
                             .own = true};

    return setting_of_node(loader, node, id, &ret_setting->text, err);
}

bool
setting_blame(const Loader *loader, const Setting *setting, Error *err)
{
    if (setting->source == OPTION_FROM_FILE)
        return tree_blame(&loader->file, setting->offset, err);

    return error_detail(err, "The value comes from %s.", setting->origin);
}
