/*
 * liquibase_changelog.c
 *    A changelog of Liquibase in XML, YAML or JSON: which files it includes, in which order.
 */
#include "source/formats/liquibase_changelog.h"

#define ROOT "databaseChangeLog"

enum
{
    DEPTH_MAX = 100,
    NODE_MAX = 100 * 1000,
};

typedef struct Reader
{
    LiquibaseChangelog *changelog;
    Error *err;
} Reader;

bool
liquibase_may_be_changelog(Str file_name)
{
    static const char *const ENDINGS[] = {".xml", ".yaml", ".yml", ".json"};

    for (size_t index = 0; index < LENGTH_OF(ENDINGS); index++)
    {
        if (str_ends_with(file_name, str_from(ENDINGS[index])))
            return true;
    }

    return false;
}

bool
liquibase_is_changelog(Str text)
{
    return str_find(text, 0, STR(ROOT)) < text.size;
}

static MUST_CHECK bool
refuse(const Reader *reader, const TreeNode *node, const char *hint)
{
    (void)tree_error(&reader->changelog->file, node->key_offset, reader->err,
                     "\"" STR_FORMAT "\" of a changelog has no meaning to pawl",
                     STR_ARGS(node->key));

    return error_hint(reader->err, "%s", hint);
}

static MUST_CHECK bool
check_value(const Reader *reader, const TreeNode *node)
{
    if (node->kind != TREE_TEXT)
        return tree_error(&reader->changelog->file, node->offset, reader->err,
                          "\"" STR_FORMAT "\" must be a text, not %s", STR_ARGS(node->key),
                          tree_kind_name(node));

    return str_find(node->text, 0, STR("${")) == node->text.size ||
           refuse(reader, node, "Write the value out: properties are for SQL files here.");
}

static MUST_CHECK bool
take_flag(const Reader *reader, const TreeNode *node, bool *ret_yes)
{
    *ret_yes = str_equal_nocase(node->text, STR("true"));

    return *ret_yes || str_equal_nocase(node->text, STR("false")) ||
           tree_error(&reader->changelog->file, node->offset, reader->err,
                      "\"" STR_FORMAT "\" must be true or false", STR_ARGS(node->key));
}

static Str
without_root(Str path)
{
    if (str_starts_with(path, STR("classpath*:")))
        path = str_slice(path, sizeof("classpath*:") - 1, path.size);
    else if (str_starts_with(path, STR("classpath:")))
        path = str_slice(path, sizeof("classpath:") - 1, path.size);

    while (str_starts_with(path, STR("/")))
        path = str_slice(path, 1, path.size);

    return path;
}

/* Liquibase takes the separator of Windows everywhere. */
static Str
with_slashes(Str path, Arena *arena)
{
    char *copy = arena_copy(arena, path.data, path.size);

    for (size_t index = 0; index < path.size; index++)
    {
        if (copy[index] == '\\')
            copy[index] = '/';
    }

    return (Str){.data = copy, .size = path.size};
}

static MUST_CHECK bool
take_attribute(const Reader *reader, const TreeNode *node, LiquibaseInclude *include,
               bool *ret_ignored)
{
    const char *hint = "Liquibase would choose files by it: name each one by an include.";
    bool must_exist = true;

    if (!check_value(reader, node))
        return false;

    if (str_equal(node->key, include->all ? STR("path") : STR("file")))
        include->path = without_root(with_slashes(str_trim(node->text), reader->changelog->arena));
    else if (STR_IS(node->key, "relativeToChangelogFile"))
        return take_flag(reader, node, &include->relative);
    else if (STR_IS(node->key, "ignore"))
        return take_flag(reader, node, ret_ignored);
    else if (str_equal(node->key,
                       include->all ? STR("errorIfMissingOrEmpty") : STR("errorIfMissing")))
    {
        if (!take_flag(reader, node, &must_exist))
            return false;

        include->may_be_missing = !must_exist;
    }
    else if (STR_IS(node->key, "contextFilter") || STR_IS(node->key, "context"))
        include->contexts = node->text;
    else if (STR_IS(node->key, "labels"))
        include->labels = node->text;
    else if (include->all && STR_IS(node->key, "endsWithFilter"))
        include->ends_with = node->text;
    else
        return refuse(reader, node, hint);

    return true;
}

static MUST_CHECK bool
take_include(Reader *reader, const TreeNode *node, bool all)
{
    LiquibaseChangelog *changelog = reader->changelog;
    LiquibaseInclude include = {.all = all, .offset = node->key_offset};
    bool ignored = false;

    if (node->kind != TREE_MAP)
        return tree_error(&changelog->file, node->offset, reader->err,
                          "\"" STR_FORMAT "\" must be a map, not %s", STR_ARGS(node->key),
                          tree_kind_name(node));

    for (const TreeNode *attribute = node->first; attribute != NULL; attribute = attribute->next)
    {
        if (!take_attribute(reader, attribute, &include, &ignored))
            return false;
    }

    if (include.path.size == 0)
        return tree_error(&changelog->file, node->key_offset, reader->err,
                          "\"" STR_FORMAT "\" has no \"%s\"", STR_ARGS(node->key),
                          all ? "path" : "file");
    if (!ignored)
        changelog->includes[changelog->count++] = include;

    return true;
}

static MUST_CHECK bool
take_property(Reader *reader, const TreeNode *node)
{
    LiquibaseChangelog *changelog = reader->changelog;
    LiquibaseProperty property = {.local = false};
    bool global = true;

    for (const TreeNode *attribute = node->first; attribute != NULL; attribute = attribute->next)
    {
        if (!check_value(reader, attribute))
            return false;

        if (STR_IS(attribute->key, "name"))
            property.name = attribute->text;
        else if (STR_IS(attribute->key, "value"))
            property.value = attribute->text;
        else if (STR_IS(attribute->key, "dbms"))
            property.databases = attribute->text;
        else if (STR_IS(attribute->key, "contextFilter") || STR_IS(attribute->key, "context"))
            property.contexts = attribute->text;
        else if (STR_IS(attribute->key, "labels"))
            property.labels = attribute->text;
        else if (!STR_IS(attribute->key, "global"))
            return refuse(reader, attribute, "Write its properties one by one.");
        else if (!take_flag(reader, attribute, &global))
            return false;
    }

    if (property.name.size == 0 || property.value.data == NULL)
        return tree_error(&changelog->file, node->key_offset, reader->err,
                          "the property has no name or no value");

    property.local = !global;
    changelog->properties[changelog->property_count++] = property;

    return true;
}

/*
 * Whether all that a changeset does is to tag: Liquibase's own table gets a word, and the database
 * stays as it is.  In XML its changes stand in it, in YAML in a list "changes".
 */
static bool
only_tags(const TreeNode *changeset)
{
    bool tags = false;

    for (const TreeNode *node = changeset->first; node != NULL; node = node->next)
    {
        const bool changes = STR_IS(node->key, "changes") || node->key.size == 0;

        if (node->kind == TREE_TEXT || STR_IS(node->key, "comment"))
            continue;
        if (!STR_IS(node->key, "tagDatabase") && !(changes && only_tags(node)))
            return false;

        tags = true;
    }

    return tags;
}

static MUST_CHECK bool
take_item(Reader *reader, const TreeNode *node)
{
    const char *changeset = "Write it as formatted SQL and include that file, or run it with "
                            "Liquibase and take over by `pawl adopt`.";

    if (STR_IS(node->key, "include"))
        return take_include(reader, node, false);
    if (STR_IS(node->key, "includeAll"))
        return take_include(reader, node, true);
    if (STR_IS(node->key, "changeSet"))
        return only_tags(node) || refuse(reader, node, changeset);
    if (STR_IS(node->key, "preConditions"))
        return refuse(reader, node, "Ask it in an SQL file, by --precondition-sql-check.");
    if (STR_IS(node->key, "logicalFilePath"))
        return refuse(reader, node, "Say it in the first line of the SQL files.");
    if (STR_IS(node->key, "property"))
        return take_property(reader, node);
    if (STR_IS(node->key, "objectQuotingStrategy") || STR_IS(node->key, "changeLogId"))
        return true;

    return refuse(reader, node, "pawl knows include and includeAll.");
}

/* How many there may be: in YAML it is a list of maps, in XML the elements themselves. */
static size_t
count_items(const TreeNode *parent)
{
    size_t count = 0;

    for (const TreeNode *node = parent->first; node != NULL; node = node->next)
        count += parent->kind == TREE_LIST ? count_items(node) : 1;

    return count;
}

static MUST_CHECK bool
take_items(Reader *reader, const TreeNode *parent)
{
    for (const TreeNode *node = parent->first; node != NULL; node = node->next)
    {
        const bool good = parent->kind == TREE_LIST && node->kind == TREE_MAP
                              ? take_items(reader, node)
                              : node->key.size > 0 && take_item(reader, node);

        if (good)
            continue;

        return reader->err->kind != ERROR_NONE
                   ? false
                   : tree_error(&reader->changelog->file, node->offset, reader->err,
                                "a changelog's list has maps, not %s", tree_kind_name(node));
    }

    return true;
}

static const TreeNode *
find_root(const TreeFile *file)
{
    const TreeNode *node =
        file->root == NULL || file->root->kind != TREE_MAP ? NULL : file->root->first;

    while (node != NULL && !STR_IS(node->key, ROOT))
        node = node->next;

    return node;
}

bool
liquibase_changelog(const char *path, Str text, Arena *arena, LiquibaseChangelog *ret_changelog,
                    Error *err)
{
    Reader reader = {.changelog = ret_changelog, .err = err};
    TreeFile *file = &ret_changelog->file;

    *ret_changelog = (LiquibaseChangelog){.arena = arena,
                                          .file = {.path = path,
                                                   .text = text,
                                                   .kind = ERROR_SOURCE,
                                                   .depth_max = DEPTH_MAX,
                                                   .node_max = NODE_MAX,
                                                   .instead = ""}};

    if (!(str_ends_with(str_from(path), STR(".xml")) ? tree_read_xml(file, arena, err)
                                                     : tree_read_yaml(file, arena, err)))
        return false;

    const TreeNode *root = find_root(file);

    if (root == NULL)
        return tree_error(file, 0, err, "the changelog has no \"%s\"", ROOT);

    if (root->kind == TREE_TEXT && !tree_is_null(root))
        return tree_error(file, root->offset, err, "\"%s\" must be a list, not a text", ROOT);

    const size_t room = count_items(root) + 1;

    ret_changelog->includes = ARENA_ARRAY(arena, LiquibaseInclude, room);
    ret_changelog->properties = ARENA_ARRAY(arena, LiquibaseProperty, room);

    return take_items(&reader, root);
}
