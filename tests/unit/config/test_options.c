/* Unit tests of config/options.c and config/suggest.c. */
#include "config/options.h"

#include "config/suggest.h"

#include "harness/test.h"

static bool
set(Options *options, OptionId id, OptionSource source, const char *text, Arena *arena)
{
    const OptionGiven given = {.source = source, .text = text};
    Error err = ERROR_INIT(arena);

    return option_set(options, id, &given, arena, &err);
}

TEST(declarations_are_complete_and_names_unique)
{
    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        const OptionSpec *spec = option_spec(id);

        CHECK(spec->name != NULL && spec->help != NULL && spec->manual != NULL);
        CHECK(strlen(spec->help) <= 48); /* one line beside the option's name */
        CHECK(spec->help[strlen(spec->help) - 1] != '.');
        CHECK(spec->manual[strlen(spec->manual) - 1] == '.');
        CHECK((spec->placeholder == NULL) == option_is_flag(id));

        for (OptionId other = 0; other < id; other++)
        {
            CHECK(strcmp(spec->name, option_spec(other)->name) != 0);
            CHECK(spec->letter == 0 || spec->letter != option_spec(other)->letter);
            CHECK(spec->env == NULL || option_spec(other)->env == NULL ||
                  strcmp(spec->env, option_spec(other)->env) != 0);
        }
    }
}

TEST(fallbacks_hold_until_somebody_says_something)
{
    Options options;

    options_init(&options);

    CHECK(option_ms(&options, OPTION_WAIT) == 0);
    CHECK(option_ms(&options, OPTION_CONNECT_TIMEOUT) == 10000);
    CHECK(option_is_on(&options, OPTION_LEDGER_SYNC));
    CHECK(!option_is_on(&options, OPTION_DRY_RUN));
    CHECK(option_is(&options, OPTION_OUT_OF_ORDER, "apply"));
    CHECK(option_text(&options, OPTION_DIR) == NULL);
}

TEST(the_stronger_source_wins_in_any_order)
{
    static const OptionSource SOURCES[] = {OPTION_FROM_FILE, OPTION_FROM_ENVIRONMENT,
                                           OPTION_FROM_FLAG};
    static const char *const TEXTS[] = {"1", "2", "3"};
    SCOPED_ARENA arena = {0};

    for (size_t first = 0; first < LENGTH_OF(SOURCES); first++)
    {
        for (size_t second = 0; second < LENGTH_OF(SOURCES); second++)
        {
            Options options;

            options_init(&options);
            CHECK(set(&options, OPTION_WAIT, SOURCES[first], TEXTS[first], &arena));
            CHECK(set(&options, OPTION_WAIT, SOURCES[second], TEXTS[second], &arena));
            CHECK_TEXT(option_text(&options, OPTION_WAIT), TEXTS[first > second ? first : second]);
        }
    }
}

TEST(a_value_that_does_not_count_is_checked_all_the_same)
{
    Options options;
    SCOPED_ARENA arena = {0};

    options_init(&options);
    CHECK(set(&options, OPTION_WAIT, OPTION_FROM_FLAG, "5", &arena));
    CHECK(!set(&options, OPTION_WAIT, OPTION_FROM_FILE, "five", &arena));
    CHECK(option_ms(&options, OPTION_WAIT) == 5000);
}

TEST(lists_grow_within_a_source)
{
    Options options;
    const OptionValue *value = &options.values[OPTION_TARGET];
    SCOPED_ARENA arena = {0};

    options_init(&options);
    CHECK(set(&options, OPTION_TARGET, OPTION_FROM_ENVIRONMENT, "a, b,,c ", &arena));
    CHECK_SIZE(value->item_count, 3);
    CHECK_TEXT(value->items[1], "b");
    CHECK_TEXT(value->items[2], "c");

    CHECK(set(&options, OPTION_TARGET, OPTION_FROM_FLAG, "x,y", &arena));
    CHECK(set(&options, OPTION_TARGET, OPTION_FROM_FLAG, "z", &arena));
    CHECK(set(&options, OPTION_TARGET, OPTION_FROM_ENVIRONMENT, "a", &arena));
    CHECK_SIZE(value->item_count, 2);
    CHECK_TEXT(value->items[0], "x,y");
    CHECK_TEXT(value->items[1], "z");
}

TEST(flags_in_the_environment)
{
    static const struct
    {
        const char *entry;
        OptionId id;
        bool on;
    } CASES[] = {
        {"PAWL_JSON=1", OPTION_JSON, true},
        {"PAWL_JSON=True", OPTION_JSON, true},
        {"PAWL_JSON=off", OPTION_JSON, false},
        {"PAWL_JSON=", OPTION_JSON, false},
        {"PAWL_LEDGER_SYNC=no", OPTION_LEDGER_SYNC, false},
        {"NO_COLOR=0", OPTION_NO_COLOR, true},
        {"NO_COLOR=", OPTION_NO_COLOR, false},
        {"NO_COLORS=1", OPTION_NO_COLOR, false},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        const char *const environment[] = {"OTHER=x", CASES[index].entry, NULL};
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        Options options;

        options_init(&options);
        CHECK(options_from_environment(&options, environment, &arena, &err));
        CHECK(option_is_on(&options, CASES[index].id) == CASES[index].on);
    }
}

TEST(keys_are_names_with_underscores)
{
    SCOPED_ARENA arena = {0};
    OptionId id = OPTION_COUNT;

    CHECK_TEXT(option_key(OPTION_CONNECT_TIMEOUT, &arena), "connect_timeout");
    CHECK(option_by_key(STR("connect_timeout"), OPTION_IN_FILE, &id));
    CHECK(id == OPTION_CONNECT_TIMEOUT);
    CHECK(!option_by_key(STR("connect-timeout"), OPTION_IN_FILE, &id));
    CHECK(!option_by_key(STR("connect_timeout"), OPTION_IN_TARGET, &id));
    CHECK(!option_by_key(STR("connect_timeou"), OPTION_IN_FILE, &id));
    CHECK(!option_by_key(STR("allow_drift"), OPTION_IN_FILE, &id));
}

TEST(suggestions_are_near_or_absent)
{
    static const char *const WORDS[] = {"up", "status", "plan", "baseline", "statement-timeout"};
    static const struct
    {
        const char *word;
        const char *found;
    } CASES[] = {
        {"statsu", "status"},
        {"stauts", "status"},
        {"pln", "plan"},
        {"plans", "plan"},
        {"pu", "up"},
        {"basline", "baseline"},
        {"base", "baseline"},
        {"statement", "statement-timeout"},
        {"sta", NULL},
        {"x", NULL},
        {"destroy", NULL},
        {"", NULL},
        {"a-word-that-is-much-longer-than-any-name-of-ours", NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        const char *found = suggest(str_from(CASES[index].word), WORDS, LENGTH_OF(WORDS));

        if (CASES[index].found == NULL)
            CHECK(found == NULL);
        else
            CHECK_TEXT(found, CASES[index].found);
    }
}
