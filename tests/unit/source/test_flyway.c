/* Unit tests of source/formats/flyway_settings.c and source/formats/properties.c: settings beside
 * scripts. */
#include "source/formats/flyway_settings.h"

#include <string.h>

#include "source/migration.h"
#include "unit/base/folder.h"

static const char *const environment[] = {"FLYWAY_PLACEHOLDERS_TABLE=from_env", "FLYWAY_USER=me",
                                          "HOST=h1", NULL};

/* Load sql/V1__a.sql with this text; the text that would run, or the error's message. */
static const char *
load(const char *text, Arena *arena, FormatText *ret_text)
{
    const SourceOptions options = {.format = &format_flyway, .environment = environment};
    Error err = ERROR_INIT(arena);
    Source *source = ARENA_NEW(arena, Source);

    folder_put("sql/V1__a.sql", str_from(text));

    if (!source_read("sql", &options, arena, source, &err) ||
        !migration_load(&source->migrations[0], FORMAT_UP, arena, ret_text, &err))
        return arena_printf(arena, "%s:%u: %s", err.place.file, err.place.line, err.message);

    return str_terminate(arena, ret_text->text);
}

TEST(placeholders_come_from_environment_and_configuration)
{
    static const struct
    {
        const char *text;
        const char *expected;
    } cases[] = {
        {"a ${table} ${TABLE}", "a from_env from_env"},
        {"'${owner}' -- ${Owner}", "'ann' -- ann"},
        {"${host}", "h1:5432"},
        {"${flyway:filename}", "V1__a.sql"},
        {"${flyway:table}", "history"},
        {"${flyway:user}", "me"},
        {"${flyway:defaultSchema}", "app"},
        {"${flyway:environment}", "default"},
        {"${flyway:database}", "known"},
        {"$1 $body$ $", "$1 $body$ $"},
        {"\n${nobody}", "sql/V1__a.sql:2: placeholder \"nobody\" has no value"},
        {"${flyway:nothing}", "sql/V1__a.sql:1: placeholder \"flyway:nothing\" has no value"},
        {"${unset}", "sql/V1__a.sql:1: \"flyway.placeholders.unset\" in Flyway's configuration: "
                     "variable \"NO\" is not set"},
    };

    folder_enter();
    CHECK(mkdir("sql", 0700) == 0);
    folder_put("flyway.conf",
               STR("# project\r\nflyway.placeholders.table = from_file\r\n"
                   "flyway.placeholders.owner=ann\n\n! other\nflyway.table=history\n"
                   "flyway.schemas=app, more\nflyway.placeholders.host=${HOST}:5432\n"
                   "flyway.placeholders.flyway:database=known\nflyway.placeholders.unset=${NO}\n"));

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        FormatText text;

        CHECK_TEXT(load(cases[index].text, &arena, &text), cases[index].expected);
    }

    /* The one beside the scripts is nearer. */
    SCOPED_ARENA arena = {0};
    FormatText text;

    folder_put("sql/flyway.conf", STR("flyway.placeholderPrefix=@(\nflyway.placeholderSuffix=)\n"));
    CHECK_TEXT(load("@(table) ${table}", &arena, &text), "from_env ${table}");
    folder_put("sql/flyway.conf", STR("flyway.placeholderReplacement=false\n"));
    CHECK_TEXT(load("${table}", &arena, &text), "${table}");
    folder_put("sql/flyway.conf", STR("flyway.placeholderPrefix=\n"));
    CHECK_TEXT(load("${table}", &arena, &text),
               "(null):0: Flyway's placeholders have an empty prefix or suffix");
}

TEST(a_script_has_settings_of_its_own)
{
    static const struct
    {
        const char *settings;
        const char *expected;
        bool no_transaction;
    } cases[] = {
        {"", "from_env", false},
        {"executeInTransaction=false\n", "from_env", true},
        {"executeInTransaction = TRUE", "from_env", false},
        {"placeholderReplacement=false\nencoding=utf-8\nshouldExecute=true\n", "${table}", false},
        {"\nshouldExecute=${env}==prod\n",
         "sql/V1__a.sql.conf:2: pawl cannot do what \"shouldExecute=${env}==prod\" asks for",
         false},
        {"encoding=UTF-16",
         "sql/V1__a.sql.conf:1: pawl cannot do what \"encoding=UTF-16\" asks for", false},
        {"executeIntransaction=false",
         "sql/V1__a.sql.conf:1: pawl cannot do what \"executeIntransaction=false\" asks for",
         false},
        {"executeInTransaction", "sql/V1__a.sql.conf:1: the line is not KEY=VALUE", false},
    };

    folder_enter();
    CHECK(mkdir("sql", 0700) == 0);

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        FormatText text = {0};

        folder_put("sql/V1__a.sql.conf", str_from(cases[index].settings));
        CHECK_TEXT(load("${table}", &arena, &text), cases[index].expected);
        CHECK(text.no_transaction == cases[index].no_transaction);
    }
}

TEST(several_files_may_be_named)
{
    static const char *const named[] = {"FLYWAY_CONFIG_FILES=one.conf, two.conf,none.conf", NULL};
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FlywaySettings settings;
    const FormatRequest request = {.path = "sql/V1__a.sql", .environment = named};

    folder_enter();
    folder_put("one.conf", STR("flyway.table=one\nflyway.user=one\n"));
    folder_put("two.conf", STR("flyway.table=two\n"));
    folder_put("flyway.conf", STR("flyway.environment=unread\n"));
    CHECK(flyway_read(&request, &arena, &settings, &err));
    CHECK(STR_IS(flyway_setting(&settings, "table", ""), "two"));
    CHECK(STR_IS(flyway_setting(&settings, "user", ""), "one"));
    CHECK(STR_IS(flyway_setting(&settings, "environment", "no"), "no"));
}
