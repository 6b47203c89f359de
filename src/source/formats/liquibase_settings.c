/*
 * liquibase_settings.c
 *    What Liquibase is told from outside a file: which changesets a run is about, and properties.
 */
#include "source/formats/liquibase_settings.h"

#include <stdlib.h>

#include "source/formats/liquibase_filter.h"
#include "source/formats/liquibase_lines.h"
#include "source/formats/liquibase_scope.h"

/* ---- which changesets ---- */

typedef struct Setting
{
    const char *variables[2];
    const char *keys[6];
} Setting;

/* The names that Liquibase has had for them, "context-filter" being "contextFilter"; then NULL. */
static const Setting CONTEXTS = {
    {"LIQUIBASE_COMMAND_CONTEXT_FILTER", "LIQUIBASE_COMMAND_CONTEXTS"},
    {"liquibase.command.contextFilter", "liquibase.command.contexts", "contextFilter",
     "context-filter", "contexts", "liquibase.contexts"},
};
static const Setting LABELS = {
    {"LIQUIBASE_COMMAND_LABEL_FILTER", "LIQUIBASE_COMMAND_LABELS"},
    {"liquibase.command.labelFilter", "liquibase.command.labels", "labelFilter", "label-filter",
     "labels", "liquibase.labels"},
};
static const Setting SCHEMA = {
    {"LIQUIBASE_COMMAND_DEFAULT_SCHEMA_NAME"},
    {"liquibase.command.defaultSchemaName", "defaultSchemaName", "default-schema-name"},
};
static const Setting CHANGELOG = {
    {"LIQUIBASE_COMMAND_CHANGELOG_FILE"},
    {"liquibase.command.changelogFile", "changelogFile", "changelog-file"},
};

static Str
setting_of(const LiquibaseSettings *settings, const Setting *setting)
{
    for (size_t index = 0;
         index < LENGTH_OF(setting->variables) && setting->variables[index] != NULL; index++)
    {
        const char *value =
            expand_lookup(settings->request.environment, str_from(setting->variables[index]));

        if (value != NULL)
            return str_trim(str_from(value));
    }

    for (size_t index = 0; index < LENGTH_OF(setting->keys) && setting->keys[index] != NULL;
         index++)
    {
        const Property *property =
            properties_find(&settings->shared, str_from(setting->keys[index]), true);

        if (property != NULL)
            return str_trim(property->value);
    }

    return (Str){0};
}

bool
liquibase_settings(const FormatRequest *request, Arena *arena, LiquibaseSettings *ret_settings,
                   Error *err)
{
    LiquibaseSettings *settings = ret_settings;
    bool ignored;

    *settings = (LiquibaseSettings){.request = *request, .arena = arena};

    for (unsigned up = 0; up < request->depth + 2 && settings->shared.path == NULL; up++)
    {
        const char *path = properties_beside(request->path, up, "liquibase.properties", arena);

        if (!properties_read(path, ":=", arena, &settings->shared, err))
            return false;
    }

    settings->contexts = setting_of(settings, &CONTEXTS);
    settings->labels = setting_of(settings, &LABELS);
    settings->schema = setting_of(settings, &SCHEMA);

    if (settings->labels.size == 0 || liquibase_matches(settings->labels, STR(""), &ignored))
        return true;

    (void)error_set(err, ERROR_SOURCE,
                    "Liquibase's filter of labels is not understood: \"" STR_FORMAT "\"",
                    STR_ARGS(settings->labels));

    return error_hint(err, "It is made of labels, \"and\", \"or\", \"not\" and brackets.");
}

Str
liquibase_root_changelog(const LiquibaseSettings *settings)
{
    return setting_of(settings, &CHANGELOG);
}

bool
liquibase_wants(const LiquibaseSettings *settings, Str contexts, Str labels, bool *ret_wants)
{
    bool in_context = true;
    bool labelled = true;

    if (contexts.size > 0 && !liquibase_matches(contexts, settings->contexts, &in_context))
        return false;
    if (labels.size > 0 && settings->labels.size > 0 &&
        !liquibase_matches(settings->labels, labels, &labelled))
        return false;

    *ret_wants = (settings->contexts.size == 0 || in_context) && labelled;

    /* "@name" wants a filter to be there, and "${name}" a value. */
    return str_find_char(labels, 0, '@') == labels.size &&
           str_find_char(labels, 0, '$') == labels.size;
}

bool
liquibase_is_for(Str list, const char *engine)
{
    const Str name = str_from(engine);
    bool others_only = true;

    while (list.size > 0)
    {
        Str word = str_trim(str_cut(&list, ','));
        const bool not = str_starts_with(word, STR("!"));

        word = not ? str_slice(word, 1, word.size) : word;

        const bool ours = STR_IS(word, "all") || str_starts_with_nocase(word, name);

        if (ours)
            return !not ;

        others_only = others_only && not ;
    }

    return others_only;
}

/* ---- properties ---- */

/* "--property name:x value:y dbms:z"; false if it is for other databases, or other runs. */
static bool
take_property(const LiquibaseSettings *settings, Str words, Property *ret_property)
{
    const char *engine = settings->request.engine;
    Str contexts = {0};
    Str labels = {0};
    Str value;
    bool wants = true;

    *ret_property = (Property){0};

    while (words.size > 0)
    {
        const Str word = liquibase_cut_word(&words);

        if (liquibase_attribute(word, "name", &value))
            ret_property->key = value;
        else if (liquibase_attribute(word, "value", &value))
            ret_property->value = value;
        else if (liquibase_attribute(word, "context", &value) ||
                 liquibase_attribute(word, "contextFilter", &value))
            contexts = value;
        else if (liquibase_attribute(word, "labels", &value))
            labels = value;
        else if (liquibase_attribute(word, "dbms", &value) &&
                 (engine == NULL || !liquibase_is_for(value, engine)))
            return false;
    }

    return ret_property->key.size > 0 && ret_property->value.data != NULL &&
           liquibase_wants(settings, contexts, labels, &wants) && wants;
}

static int
compare_properties(const void *left_item, const void *right_item)
{
    const Property *left = left_item;
    const Property *right = right_item;
    const int order = str_compare(left->key, right->key);

    if (order != 0)
        return order;

    return left->offset < right->offset ? -1 : left->offset > right->offset;
}

static void
gather_properties(LiquibaseSettings *settings)
{
    LiquibaseLines lines = {.lines.text = settings->request.text};
    LiquibaseKind kind;
    Property property;
    Line line;
    Str words;
    const size_t room = liquibase_count(settings->request.text, LIQUIBASE_PROPERTY);

    settings->own = ARENA_ARRAY(settings->arena, Property, room + 1);

    while (liquibase_next(&lines, &line, &kind, &words))
    {
        if (kind != LIQUIBASE_PROPERTY || !take_property(settings, words, &property))
            continue;

        property.offset = line.offset;
        settings->own[settings->own_count++] = property;
    }

    qsort(settings->own, settings->own_count, sizeof(*settings->own), compare_properties);
}

/* Of several of one name the first in the file. */
static const Property *
find_own(const LiquibaseSettings *settings, Str name)
{
    size_t low = 0;
    size_t high = settings->own_count;

    while (low < high)
    {
        const size_t middle = low + (high - low) / 2;

        if (str_compare(settings->own[middle].key, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }

    return low < settings->own_count && str_equal(settings->own[low].key, name)
               ? &settings->own[low]
               : NULL;
}

static bool
append_parameter(const ExpandRules *rules, Str inside, Buf *ret_value, Error *err)
{
    const LiquibaseSettings *settings = rules->context;
    const char *variable = expand_lookup(settings->request.environment, inside);
    const Property *property = properties_find(
        &settings->shared,
        str_from(arena_printf(settings->arena, "parameter." STR_FORMAT, STR_ARGS(inside))), true);

    if (str_starts_with(inside, STR(":")))
    {
        buf_printf(ret_value, "${" STR_FORMAT "}", STR_ARGS(str_slice(inside, 1, inside.size)));
        return true;
    }

    const LiquibaseScope *defined = liquibase_scope_find(settings->request.scope, inside);

    if (property == NULL && defined == NULL)
        property = find_own(settings, inside);

    if (variable != NULL || property != NULL || defined != NULL)
    {
        buf_append(ret_value, variable != NULL   ? str_from(variable)
                              : property != NULL ? property->value
                                                 : defined->value);
        return true;
    }

    (void)error_set(err, ERROR_SOURCE, "property \"" STR_FORMAT "\" has no value",
                    STR_ARGS(inside));

    return error_hint(err,
                      "Set it in the environment, as parameter." STR_FORMAT
                      " in liquibase.properties, or by a property in its changelog, or "
                      "by --property in the file; ${:name} stands for ${name} itself.",
                      STR_ARGS(inside));
}

const ExpandRules *
liquibase_rules(LiquibaseSettings *settings)
{
    ExpandRules *rules = ARENA_NEW(settings->arena, ExpandRules);

    gather_properties(settings);
    *rules = (ExpandRules){
        .open = STR("${"), .close = STR("}"), .value = append_parameter, .context = settings};

    return rules;
}
