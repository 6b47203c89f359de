/*
 * config.c
 *    From file, environment and flags to the databases that a command works on.
 */
#include "config/config.h"

#include <fcntl.h>

#include "base/file.h"
#include "config/redact.h"
#include "config/suggest.h"
#include "config/targets.h"

enum
{
    CONFIG_SIZE_MAX = 64 * 1024,
    CONFIG_DEPTH_MAX = 8,
    CONFIG_NODE_MAX = 2000,
};

static bool
unknown_key(const Loader *loader, const TreeNode *node, unsigned flags, const char *extra,
            Error *err)
{
    const char *keys[OPTION_COUNT + 1] = {extra};
    const char *list = extra;
    size_t count = 1;

    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        if ((option_spec(id)->flags & flags) == 0)
            continue;

        keys[count] = option_key(id, err->arena);
        list = arena_printf(err->arena, "%s, %s", list, keys[count++]);
    }

    const char *near = suggest(node->key, keys, count);

    (void)tree_error(&loader->file, node->key_offset, err, "unknown key \"" STR_FORMAT "\"",
                     STR_ARGS(node->key));

    return near != NULL ? error_hint(err, "Did you mean \"%s\"?", near)
                        : error_hint(err, "Known keys: %s.", list);
}

static MUST_CHECK bool
check_target(const Loader *loader, const TreeNode *target, Error *err)
{
    OptionId id = OPTION_COUNT;

    if (target->kind != TREE_MAP)
        return tree_error(&loader->file, target->offset, err,
                          "a target must be a map of keys, not %s", tree_kind_name(target));

    for (const TreeNode *node = target->first; node != NULL; node = node->next)
    {
        if (!STR_IS(node->key, "name") && !option_by_key(node->key, OPTION_IN_TARGET, &id))
            return unknown_key(loader, node, OPTION_IN_TARGET, "name", err);
    }

    return true;
}

static MUST_CHECK bool
take_targets(Loader *loader, const TreeNode *list, Error *err)
{
    if (list->kind != TREE_LIST && !tree_is_null(list))
        return tree_error(&loader->file, list->offset, err, "targets must be a list, not %s",
                          tree_kind_name(list));

    if (list->first == NULL)
    {
        (void)tree_error(&loader->file, list->key_offset, err, "the list of targets is empty");
        return error_hint(err, "Add one below it: \"  - url: ...\" and \"    dir: ...\".");
    }

    for (const TreeNode *node = list->first; node != NULL; node = node->next)
    {
        if (!check_target(loader, node, err))
            return false;
    }

    loader->targets = list;

    return true;
}

static MUST_CHECK bool
take_option(Loader *loader, const TreeNode *node, OptionId id, Error *err)
{
    OptionGiven given = {.source = OPTION_FROM_FILE,
                         .shown = str_terminate(loader->arena, node->text),
                         .offset = node->offset};

    if (!setting_of_node(loader, node, id, &given.text, err))
        return false;

    return option_set(loader->options, id, &given, loader->arena, err) ||
           tree_blame(&loader->file, node->offset, err);
}

static MUST_CHECK bool
take_file(Loader *loader, Error *err)
{
    const TreeNode *root = loader->file.root;
    OptionId id = OPTION_COUNT;

    if (root == NULL || tree_is_null(root))
        return true;
    if (root->kind != TREE_MAP)
        return tree_error(&loader->file, root->offset, err,
                          "the file must be a map of keys, not %s", tree_kind_name(root));

    for (const TreeNode *node = root->first; node != NULL; node = node->next)
    {
        const bool targets = STR_IS(node->key, "targets");

        if (!targets && !option_by_key(node->key, OPTION_IN_FILE, &id))
            return unknown_key(loader, node, OPTION_IN_FILE, "targets", err);
        if (targets ? !take_targets(loader, node, err) : !take_option(loader, node, id, err))
            return false;
    }

    return true;
}

/* A configuration file that nobody named need not exist. */
static MUST_CHECK bool
read_file(Loader *loader, Error *err)
{
    SCOPED_BUF buf = {0};
    const char *path = option_text(loader->options, OPTION_CONFIG);

    if (path == NULL && !file_exists(CONFIG_FILE_NAME))
        return true;
    if (path == NULL)
        path = CONFIG_FILE_NAME;
    if (!file_read(AT_FDCWD, path, CONFIG_SIZE_MAX, ERROR_CONFIG, &buf, err))
        return false;

    loader->file = (TreeFile){
        .path = path,
        /* It outlives the buffer: errors found later show lines of it. */
        .text = str_copy(loader->arena, buf_str(&buf)),
        .kind = ERROR_CONFIG,
        .depth_max = CONFIG_DEPTH_MAX,
        .node_max = CONFIG_NODE_MAX,
        .instead = "; ${NAME} takes it from the environment",
        .show = config_redact_file,
    };

    return tree_read_yaml(&loader->file, loader->arena, err) && take_file(loader, err);
}

bool
config_load(Options *options, const char *const *environment, ConfigNeed need, Arena *arena,
            Config *ret_config, Error *err)
{
    Loader loader = {.options = options, .environment = environment, .need = need, .arena = arena};

    *ret_config = (Config){0};

    if (!read_file(&loader, err))
        return false;

    ret_config->file = loader.file.path;

    return targets_load(&loader, ret_config, err);
}
