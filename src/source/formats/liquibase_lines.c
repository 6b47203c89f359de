/*
 * liquibase_lines.c
 *    The lines of Liquibase's formatted SQL that are commands: `--changeset author:id ...`.
 */
#include "source/formats/liquibase_lines.h"

#include "source/formats/properties.h"
#include "source/place.h"

bool
liquibase_command(Str line, const char *word, Str *ret_rest)
{
    const Str trimmed = str_trim(line);

    if (!str_starts_with(trimmed, STR("--")))
        return false;

    const Str words = str_trim(str_slice(trimmed, 2, trimmed.size));
    const Str wanted = str_from(word);

    if (words.size < wanted.size || !str_equal_nocase(str_slice(words, 0, wanted.size), wanted))
        return false;

    *ret_rest = str_slice(words, wanted.size, words.size);

    if (ret_rest->size > 0 && !char_is_space(ret_rest->data[0]) && ret_rest->data[0] != ':')
        return false;

    *ret_rest = str_trim(*ret_rest);

    return true;
}

/* ---- attributes ---- */

/* Up to a blank that is not quoted. */
static Str
cut_word(Str *rest)
{
    const Str text = str_trim(*rest);
    char quote = '\0';
    size_t end = 0;

    for (; end < text.size && (quote != '\0' || !char_is_space(text.data[end])); end++)
    {
        if (text.data[end] == quote)
            quote = '\0';
        else if (quote == '\0' && text.data[end] == '"')
            quote = text.data[end];
    }

    *rest = str_slice(text, end, text.size);

    return str_slice(text, 0, end);
}

static Str
unquote(Str text)
{
    const bool quoted = text.size > 1 && text.data[0] == '"' && str_ends_with(text, STR("\""));

    return quoted ? str_slice(text, 1, text.size - 1) : text;
}

/* "name:value", the value perhaps in quotes. */
static bool
is_attribute(Str attribute, const char *name, Str *ret_value)
{
    const Str wanted = str_from(name);

    if (attribute.size <= wanted.size || attribute.data[wanted.size] != ':' ||
        !str_equal_nocase(str_slice(attribute, 0, wanted.size), wanted))
        return false;

    *ret_value = unquote(str_slice(attribute, wanted.size + 1, attribute.size));

    return true;
}

/* "fakesql,!h2": ours is what begins with the engine's name. */
static bool
is_for(Str list, const char *engine)
{
    const Str name = str_from(engine);
    bool others_only = true;

    while (list.size > 0)
    {
        Str word = str_trim(str_cut(&list, ','));
        const bool not = str_starts_with(word, STR("!"));

        word = not ? str_slice(word, 1, word.size) : word;

        const bool ours =
            STR_IS(word, "all") ||
            (word.size >= name.size && str_equal_nocase(str_slice(word, 0, name.size), name));

        if (ours)
            return !not ;

        others_only = others_only && not ;
    }

    return others_only;
}

/* What decides whether or when a changeset runs, by the value that leaves it as it is. */
static bool
is_refused(Str attribute)
{
    static const struct
    {
        const char *name;
        const char *harmless;
    } DECISIVE[] = {{"runAlways", "false"}, {"runOnChange", "false"}, {"failOnError", "true"},
                    {"ignore", "false"},    {"runWith", "jdbc"},      {"context", ""},
                    {"contextFilter", ""},  {"contexts", ""},         {"labels", ""}};

    for (size_t index = 0; index < LENGTH_OF(DECISIVE); index++)
    {
        Str value;

        if (is_attribute(attribute, DECISIVE[index].name, &value))
            return !str_equal_nocase(value, str_from(DECISIVE[index].harmless));
    }

    return false;
}

/* A delimiter is a text at a line's end; a pattern is more than pawl can tell apart from SQL. */
static bool
take_delimiter(Str value, LiquibaseChangeset *changeset)
{
    const Str feed = STR("\\n");

    if (str_starts_with(value, feed))
        value = str_slice(value, feed.size, value.size);

    for (size_t index = 0; index < value.size; index++)
    {
        if (value.data[index] == '\\' || value.data[index] == '|' || value.data[index] == '*')
            return false;
    }

    changeset->delimiter = STR_IS(value, ";") ? (Str){0} : value;

    return value.size > 0;
}

static void
take_attribute(Str attribute, const char *engine, LiquibaseChangeset *changeset)
{
    Str value;
    bool good = !is_refused(attribute);

    if (is_attribute(attribute, "runInTransaction", &value))
        changeset->no_transaction = str_equal_nocase(value, STR("false"));
    else if (is_attribute(attribute, "endDelimiter", &value))
        good = take_delimiter(value, changeset);
    else if (is_attribute(attribute, "dbms", &value))
    {
        good = engine != NULL;
        changeset->for_others = good && !is_for(value, engine);
    }

    if (!good && changeset->refused.size == 0)
        changeset->refused = attribute;
}

bool
liquibase_parse_changeset(Str words, const char *engine, LiquibaseChangeset *ret_changeset)
{
    LiquibaseChangeset *changeset = ret_changeset;
    const bool quoted = str_starts_with(words, STR("\""));
    const size_t colon = str_find_char(words, quoted ? str_find_char(words, 1, '"') : 0, ':');
    Str rest = colon < words.size ? str_slice(words, colon + 1, words.size) : (Str){0};

    *changeset = (LiquibaseChangeset){.author = unquote(str_trim(str_slice(words, 0, colon))),
                                      .id = unquote(cut_word(&rest))};

    for (Str word = cut_word(&rest); word.size > 0; word = cut_word(&rest))
        take_attribute(word, engine, changeset);

    return changeset->author.size > 0 && changeset->id.size > 0;
}

/* ---- properties ---- */

typedef struct Parameters
{
    const FormatRequest *request;
    Properties shared; /* liquibase.properties */
    Arena *arena;
} Parameters;

/* "--property name:x value:y"; false if the line is none, or of another name. */
static bool
property_value(Str line, Str name, Str *ret_value)
{
    Str words;
    Str found = {0};
    Str value;
    bool has_value = false;

    if (!liquibase_command(line, "property", &words))
        return false;

    while (words.size > 0)
    {
        const Str word = cut_word(&words);

        if (is_attribute(word, "name", &value))
            found = value;
        if (is_attribute(word, "value", &value))
        {
            *ret_value = value;
            has_value = true;
        }
    }

    return has_value && str_equal(found, name);
}

static bool
value_in_file(Str text, Str name, Str *ret_value)
{
    Lines lines = {.text = text};
    Line line;

    while (lines_next(&lines, &line))
    {
        if (property_value(line.text, name, ret_value))
            return true;
    }

    return false;
}

static bool
append_parameter(const ExpandRules *rules, Str inside, Buf *ret_value, Error *err)
{
    const Parameters *parameters = rules->context;
    const char *variable = expand_lookup(parameters->request->environment, inside);
    const Property *property = properties_find(
        &parameters->shared,
        str_from(arena_printf(parameters->arena, "parameter." STR_FORMAT, STR_ARGS(inside))), true);
    Str value = {0};

    if (str_starts_with(inside, STR(":")))
    {
        buf_printf(ret_value, "${" STR_FORMAT "}", STR_ARGS(str_slice(inside, 1, inside.size)));
        return true;
    }

    if (variable != NULL)
        value = str_from(variable);
    else if (property != NULL)
        value = property->value;
    else if (!value_in_file(parameters->request->text, inside, &value))
    {
        (void)error_set(err, ERROR_SOURCE, "property \"" STR_FORMAT "\" has no value",
                        STR_ARGS(inside));
        return error_hint(err,
                          "Set it in the environment, as parameter." STR_FORMAT
                          " in liquibase.properties, or by --property in the file; ${:name} stands "
                          "for ${name} itself.",
                          STR_ARGS(inside));
    }

    buf_append(ret_value, value);

    return true;
}

bool
liquibase_rules(const FormatRequest *request, Arena *arena, const ExpandRules **ret_rules,
                Error *err)
{
    Parameters *parameters = ARENA_NEW(arena, Parameters);
    FormatRequest *kept = ARENA_NEW(arena, FormatRequest);
    ExpandRules *rules = ARENA_NEW(arena, ExpandRules);

    *kept = *request;
    *parameters = (Parameters){.request = kept, .arena = arena};
    *rules = (ExpandRules){
        .open = STR("${"), .close = STR("}"), .value = append_parameter, .context = parameters};
    *ret_rules = rules;

    for (unsigned up = 0; up < 2 && parameters->shared.path == NULL; up++)
    {
        const char *path = properties_beside(request->path, up, "liquibase.properties", arena);

        if (!properties_read(path, ":=", arena, &parameters->shared, err))
            return false;
    }

    return true;
}
