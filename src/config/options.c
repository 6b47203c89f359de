/*
 * options.c
 *    The options that options.def declares, with their values and where each came from.
 */
#include "config/options.h"

#include <assert.h>

enum
{
    OPTION_SECONDS_MAX = 1000000, /* eleven days; keeps milliseconds far from overflow */
};

static const OptionSpec SPECS[OPTION_COUNT] = {
#define OPTION(id, commands, ...) [OPTION_##id] = {__VA_ARGS__},
#include "config/options.def"
#undef OPTION
};

const OptionSpec *
option_spec(OptionId id)
{
    assert(id < OPTION_COUNT);

    return &SPECS[id];
}

bool
option_is_flag(OptionId id)
{
    return option_spec(id)->kind == OPTION_FLAG || option_spec(id)->kind == OPTION_FLAG_IF_SET;
}

const char *
option_key(OptionId id, Arena *arena)
{
    char *key = arena_strdup(arena, option_spec(id)->name);

    for (char *byte = strchr(key, '-'); byte != NULL; byte = strchr(byte, '-'))
        *byte = '_';

    return key;
}

static bool
key_is_name(Str key, const char *name)
{
    if (key.size != strlen(name))
        return false;

    for (size_t index = 0; index < key.size; index++)
    {
        if (key.data[index] != (name[index] == '-' ? '_' : name[index]))
            return false;
    }

    return true;
}

bool
option_by_key(Str key, unsigned flags, OptionId *ret_id)
{
    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        if ((SPECS[id].flags & flags) == flags && key_is_name(key, SPECS[id].name))
        {
            *ret_id = id;
            return true;
        }
    }

    return false;
}

void
options_init(Options *options)
{
    *options = (Options){0};

    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        const OptionGiven given = {.source = OPTION_FROM_FALLBACK, .text = SPECS[id].fallback};
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);

        if (given.text != NULL)
        {
            const bool valid = option_set(options, id, &given, &arena, &err);

            assert(valid);
            (void)valid;
        }
    }
}

/* How the person who gave the value knows the option. */
static const char *
spelling(OptionId id, OptionSource source, Arena *arena)
{
    if (source == OPTION_FROM_FILE)
        return arena_printf(arena, "key \"%s\"", option_key(id, arena));
    if (source == OPTION_FROM_ENVIRONMENT)
        return arena_printf(arena, "environment variable \"%s\"", SPECS[id].env);

    return arena_printf(arena, "option \"--%s\"", SPECS[id].name);
}

bool
option_parse_switch(Str text, int64_t *ret_number)
{
    static const struct
    {
        const char *word;
        bool on;
    } WORDS[] = {
        {"on", true},  {"off", false}, {"true", true}, {"false", false},
        {"yes", true}, {"no", false},  {"1", true},    {"0", false},
    };

    for (size_t index = 0; index < LENGTH_OF(WORDS); index++)
    {
        if (str_equal_nocase(text, str_from(WORDS[index].word)))
        {
            *ret_number = WORDS[index].on;
            return true;
        }
    }

    return false;
}

static bool
is_choice(Str text, const char *choices)
{
    Str rest = str_from(choices);

    while (rest.size > 0)
    {
        if (str_equal(text, str_cut(&rest, '|')))
            return true;
    }

    return false;
}

/* "30", "0.5": to milliseconds. */
static bool
parse_seconds(Str text, int64_t *ret_ms)
{
    const bool has_point = str_find_char(text, 0, '.') < text.size;
    const Str whole = str_cut(&text, '.');
    uint64_t seconds = 0;
    uint64_t fraction = 0;

    if (!str_to_u64(whole, &seconds) || seconds > OPTION_SECONDS_MAX)
        return false;
    if (has_point && (text.size > 3 || !str_to_u64(text, &fraction)))
        return false;

    for (size_t digits = text.size; digits < 3; digits++)
        fraction *= 10;

    *ret_ms = (int64_t)(seconds * 1000 + fraction);

    return true;
}

/* NULL if the text is a value of the option, else what it should have been. */
static const char *
parse_value(const OptionSpec *spec, const char *text, int64_t *ret_number, Arena *arena)
{
    const Str value = str_from(text);

    switch (spec->kind)
    {
        case OPTION_FLAG:
        case OPTION_SWITCH:
            return option_parse_switch(value, ret_number) ? NULL : "on or off";
        case OPTION_FLAG_IF_SET:
            *ret_number = 1;
            return NULL;
        case OPTION_CHOICE:
            return is_choice(value, spec->placeholder)
                       ? NULL
                       : arena_printf(arena, "one of %s", spec->placeholder);
        case OPTION_SECONDS:
            return parse_seconds(value, ret_number)
                       ? NULL
                       : arena_printf(arena, "a number of seconds from 0 to %d, such as 30 or 0.5",
                                      OPTION_SECONDS_MAX);
        case OPTION_TEXT:
        case OPTION_LIST:
        case OPTION_FILE:
        case OPTION_FOLDER:
            return value.size > 0 ? NULL : "a text that is not empty";
    }

    return NULL;
}

static void
push_item(OptionValue *value, const char *item, Arena *arena)
{
    const char **items = ARENA_ARRAY(arena, const char *, value->item_count + 1);

    for (size_t index = 0; index < value->item_count; index++)
        items[index] = value->items[index];

    items[value->item_count++] = item;
    value->items = items;
}

static void
keep_list(OptionValue *value, const OptionGiven *given, Arena *arena)
{
    Str rest = str_from(given->text);

    if (given->source != value->source)
        *value = (OptionValue){.source = given->source};

    value->text = given->text;

    if (given->source != OPTION_FROM_ENVIRONMENT)
    {
        push_item(value, given->text, arena);
        return;
    }

    while (rest.size > 0)
    {
        const Str item = str_trim(str_cut(&rest, ','));

        if (item.size > 0)
            push_item(value, str_terminate(arena, item), arena);
    }
}

bool
option_set(Options *options, OptionId id, const OptionGiven *given, Arena *arena, Error *err)
{
    const OptionSpec *spec = option_spec(id);
    OptionValue *value = &options->values[id];
    int64_t number = 1;

    if (given->text != NULL)
    {
        const char *want = parse_value(spec, given->text, &number, arena);

        if (want != NULL)
        {
            (void)error_set(err, given->source == OPTION_FROM_FLAG ? ERROR_USAGE : ERROR_CONFIG,
                            "invalid value \"%s\" for %s",
                            given->shown == NULL ? given->text : given->shown,
                            spelling(id, given->source, err->arena));
            return error_hint(err, "It must be %s.", want);
        }
    }

    if (given->source < value->source)
        return true;

    if (spec->kind == OPTION_LIST)
        keep_list(value, given, arena);
    else
        *value = (OptionValue){.source = given->source,
                               .text = given->text,
                               .number = number,
                               .offset = given->offset};

    return true;
}

bool
options_from_environment(Options *options, const char *const *environment, Arena *arena, Error *err)
{
    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        const char *env = SPECS[id].env;
        OptionGiven given = {.source = OPTION_FROM_ENVIRONMENT};

        if (env != NULL)
            given.text = environment_get(environment, str_from(env));

        /* An empty variable is how a manifest or a shell line unsets one. */
        if (given.text == NULL || given.text[0] == '\0')
            continue;

        if (!option_set(options, id, &given, arena, err))
            return false;
    }

    return true;
}

const char *
environment_get(const char *const *environment, Str name)
{
    for (const char *const *entry = environment; *entry != NULL; entry++)
    {
        if (strncmp(*entry, name.data, name.size) == 0 && (*entry)[name.size] == '=')
            return *entry + name.size + 1;
    }

    return NULL;
}

const char *
option_text(const Options *options, OptionId id)
{
    assert(id < OPTION_COUNT);

    return options->values[id].text;
}

bool
option_is_on(const Options *options, OptionId id)
{
    assert(option_is_flag(id) || option_spec(id)->kind == OPTION_SWITCH);

    return options->values[id].number != 0;
}

int64_t
option_ms(const Options *options, OptionId id)
{
    assert(option_spec(id)->kind == OPTION_SECONDS);

    return options->values[id].number;
}

bool
option_is(const Options *options, OptionId id, const char *word)
{
    assert(option_spec(id)->kind == OPTION_CHOICE);
    assert(is_choice(str_from(word), option_spec(id)->placeholder));

    return str_equal(str_from(options->values[id].text), str_from(word));
}
