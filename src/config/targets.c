/*
 * targets.c
 *    Which targets there are, their names, and which of them were asked for.
 *
 * A target that was not asked for is never looked into: its variables may be unset.
 */
#include "config/targets.h"

#include <assert.h>

#include "base/file.h"
#include "config/suggest.h"
#include "config/target.h"

typedef struct Drafts
{
    Draft *items;
    size_t count;
} Drafts;

static void
push(Drafts *drafts, Arena *arena, Draft draft)
{
    /* A handful of targets: growing by one each time is simple and cheap enough. */
    Draft *items = ARENA_ARRAY(arena, Draft, drafts->count + 1);

    for (size_t index = 0; index < drafts->count; index++)
        items[index] = drafts->items[index];

    items[drafts->count++] = draft;
    drafts->items = items;
}

static void
add_from_file(const Loader *loader, Drafts *drafts)
{
    for (const TreeNode *node = loader->targets == NULL ? NULL : loader->targets->first;
         node != NULL; node = node->next)
        push(drafts, loader->arena, (Draft){.node = node});
}

static void
add_from_environment(const Loader *loader, Drafts *drafts)
{
    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
    {
        const char *variable = config_variable((*engine)->name, OPTION_URL, loader->arena);
        const char *url = environment_get(loader->environment, str_from(variable));

        if (url != NULL && url[0] != '\0')
            push(drafts, loader->arena, (Draft){.name = (*engine)->name});
    }
}

/* Without any URL, folders with the engines' names still say for whom they are. */
static void
add_from_folders(const Loader *loader, Drafts *drafts)
{
    const char *root = option_text(loader->options, OPTION_DIR);

    if (loader->need != CONFIG_FOLDERS || root == NULL)
        return;

    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
    {
        if (target_dir_below(root, (*engine)->name, loader->arena) != NULL)
            push(drafts, loader->arena, (Draft){.name = (*engine)->name});
    }

    if (drafts->count == 0)
        push(drafts, loader->arena, (Draft){.name = "default"});
}

static bool
no_targets(Error *err)
{
    const char *variables = NULL;

    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
    {
        const char *variable = config_variable((*engine)->name, OPTION_URL, err->arena);

        variables = variables == NULL ? variable
                                      : arena_printf(err->arena, "%s or %s", variables, variable);
    }

    (void)error_set(err, ERROR_CONFIG, "no database is configured");

    return error_hint(err,
                      "Give one database with --url URL --dir DIR; or set %s and give --dir DIR; "
                      "or list targets in " CONFIG_FILE_NAME ".",
                      variables);
}

static MUST_CHECK bool
find_drafts(const Loader *loader, Drafts *drafts, Error *err)
{
    const OptionValue *url = &loader->options->values[OPTION_URL];

    if (url->source == OPTION_FROM_FLAG)
        push(drafts, loader->arena, (Draft){.by_option = true});
    if (drafts->count == 0)
        add_from_file(loader, drafts);
    if (drafts->count == 0)
        add_from_environment(loader, drafts);
    if (drafts->count == 0 && url->text != NULL)
        push(drafts, loader->arena, (Draft){.by_option = true});
    if (drafts->count == 0)
        add_from_folders(loader, drafts);

    return drafts->count > 0 || no_targets(err);
}

static bool
is_target_name(Str name)
{
    for (size_t index = 0; index < name.size; index++)
    {
        if (!char_is_word(name.data[index]) && strchr("-.", name.data[index]) == NULL)
            return false;
    }

    return name.size > 0 && name.size <= 64;
}

/* A name is taken as it stands: it is shown everywhere, so no variable may leak into it. */
static MUST_CHECK bool
name_of_node(const Loader *loader, const TreeNode *node, const char **ret_name, Error *err)
{
    if (node->kind == TREE_TEXT && is_target_name(node->text))
    {
        *ret_name = str_terminate(loader->arena, node->text);
        return true;
    }

    (void)tree_error(&loader->file, node->offset, err, "wrong name of a target");

    return error_hint(err, "A name is made of at most 64 letters, digits and _ - . characters.");
}

static MUST_CHECK bool
name_draft(const Loader *loader, Draft *draft, Error *err)
{
    const TreeNode *node = draft->node == NULL ? NULL : setting_node(draft->node, "name");
    const EngineOps *engine = NULL;
    const char *url = NULL;

    if (node != NULL)
        return name_of_node(loader, node, &draft->name, err);
    if (draft->name != NULL)
        return true;

    if (draft->node != NULL && setting_node(draft->node, "url") == NULL)
        return tree_error(&loader->file, draft->node->offset, err,
                          "a target has neither a name nor a url");
    if (!target_find_engine(loader, draft, &url, &engine, err))
        return false;

    assert(engine != NULL);
    draft->name = engine->name;

    return true;
}

static MUST_CHECK bool
name_drafts(const Loader *loader, Drafts *drafts, Error *err)
{
    for (size_t index = 0; index < drafts->count; index++)
    {
        Draft *draft = &drafts->items[index];

        if (!name_draft(loader, draft, err))
            return false;

        assert(draft->name != NULL);

        for (size_t other = 0; other < index; other++)
        {
            if (strcmp(drafts->items[other].name, draft->name) != 0)
                continue;

            assert(draft->node != NULL); /* all others have names of their own */
            (void)tree_error(&loader->file, draft->node->offset, err,
                             "two targets have the name \"%s\"", draft->name);
            return error_hint(err, "Give each a name of its own with name:.");
        }
    }

    return true;
}

static bool
unknown_target(const Loader *loader, const Drafts *drafts, const char *name, Error *err)
{
    const OptionSource source = loader->options->values[OPTION_TARGET].source;
    const char **names = ARENA_ARRAY(err->arena, const char *, drafts->count);
    const char *list = "";

    for (size_t index = 0; index < drafts->count; index++)
    {
        names[index] = drafts->items[index].name;
        list = arena_printf(err->arena, "%s%s%s", list, index == 0 ? "" : ", ", names[index]);
    }

    const char *near = suggest(str_from(name), names, drafts->count);

    (void)error_set(err, source == OPTION_FROM_FLAG ? ERROR_USAGE : ERROR_CONFIG,
                    "unknown target \"%s\"", name);

    return near != NULL ? error_hint(err, "Did you mean \"%s\"? Targets: %s.", near, list)
                        : error_hint(err, "Targets: %s.", list);
}

/* Keep the drafts that --target names, all of them if it names none. */
static MUST_CHECK bool
select_drafts(const Loader *loader, Drafts *drafts, Error *err)
{
    const OptionValue *wanted = &loader->options->values[OPTION_TARGET];
    bool *const keep = ARENA_ARRAY(loader->arena, bool, drafts->count);
    size_t kept = 0;

    if (wanted->item_count == 0)
        return true;

    for (size_t item = 0; item < wanted->item_count; item++)
    {
        size_t index = 0;

        while (index < drafts->count && strcmp(drafts->items[index].name, wanted->items[item]) != 0)
            index++;

        if (index == drafts->count)
            return unknown_target(loader, drafts, wanted->items[item], err);

        keep[index] = true;
    }

    for (size_t index = 0; index < drafts->count; index++)
    {
        if (keep[index])
            drafts->items[kept++] = drafts->items[index];
    }

    drafts->count = kept;

    return true;
}

bool
targets_load(const Loader *loader, Config *config, Error *err)
{
    Drafts drafts = {0};

    if (!find_drafts(loader, &drafts, err) || !name_drafts(loader, &drafts, err) ||
        !select_drafts(loader, &drafts, err))
        return false;

    config->targets = ARENA_ARRAY(loader->arena, Target, drafts.count);
    config->count = drafts.count;

    for (size_t index = 0; index < drafts.count; index++)
    {
        if (!target_complete(loader, &drafts.items[index], drafts.count == 1,
                             &config->targets[index], err))
            return false;
    }

    return true;
}
