/* Unit tests of source/formats/flyway_settings.c and source/formats/properties.c: settings beside
 * scripts. */
#include "source/formats/flyway_settings.h"
#include "source/formats/toml.h"

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

TEST(settings_say_where_things_are_made)
{
    static const struct
    {
        const char *file;
        const char *settings;
        const char *expected;
    } cases[] = {
        {"flyway.conf", "flyway.user=me\n", ""},
        {"flyway.conf", "flyway.schemas= app , more\n", "app"},
        {"flyway.conf", "flyway.schemas=app\nflyway.defaultSchema=own\n", "own"},
        {"flyway.toml", "[environments.default]\nschemas = [\"app\", \"more\"]\n", "app"},
        {"flyway.toml",
         "[flyway]\nenvironment = \"here\"\n[environments.default]\nschemas = [\"app\"]\n"
         "[environments.here]\nschemas = [\"own\"]\n",
         "own"},
        {"flyway.toml",
         "[flyway]\ndefaultSchema = \"own\"\n[environments.default]\nschemas = [\"app\"]\n", "own"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        FormatText text = {0};

        folder_enter();
        CHECK(mkdir("sql", 0700) == 0);
        folder_put(cases[index].file, str_from(cases[index].settings));
        CHECK_TEXT(load("a", &arena, &text), "a");
        CHECK_TEXT(str_terminate(&arena, text.schema), cases[index].expected);
    }
}

TEST(what_flyway_would_run_in_each_session_is_refused)
{
    SCOPED_ARENA arena = {0};
    FormatText text = {0};

    folder_enter();
    CHECK(mkdir("sql", 0700) == 0);
    folder_put("flyway.conf", STR("flyway.initSql=SET ROLE owner\n"));
    CHECK_TEXT(load("a", &arena, &text), "(null):0: pawl cannot do what Flyway's initSql asks for");
    folder_put("flyway.conf", STR("flyway.initSql=\n"));
    CHECK_TEXT(load("a", &arena, &text), "a");
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
/* Two files of it together, and a flyway.conf that is left alone then. */
TEST(settings_in_toml)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FormatText text;
    FlywaySettings settings;
    const FormatRequest request = {.path = "sql/V1__a.sql", .environment = environment};

    folder_enter();
    CHECK(mkdir("sql", 0700) == 0);
    folder_put("flyway.conf", STR("flyway.placeholders.owner=conf\n"));
    folder_put("flyway.toml", STR("[environments.default]\nurl = \"jdbc:x\" # c\n[flyway]\n"
                                  "schemas = [ \"app\", # c\n 'more' ,\n]\ntable='history'\n"
                                  "placeholderPrefix = \"@(\"\nplaceholderSuffix = ')'\n"
                                  "[flyway.placeholders]\nowner = \"ann\"\n\"a b\" = 'x'\n"));
    folder_put("flyway.user.toml", STR("flyway.placeholders = { owner = \"bob\", port = 5432 }\n"));
    CHECK_TEXT(load("@(owner) @(port) @(a b) ${owner} @(flyway:defaultSchema)", &arena, &text),
               "bob 5432 x ${owner} app");
    CHECK(flyway_read(&request, &arena, &settings, &err));
    CHECK(STR_IS(flyway_setting(&settings, "schemas", ""), "app,more"));
    CHECK(STR_IS(flyway_setting(&settings, "table", ""), "history"));
}

TEST(the_hint_names_the_placeholder)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    SCOPED_BUF value = {0};
    const FlywaySettings settings = {.path = "V1__a.sql", .arena = &arena};
    const ExpandRules rules = {.context = &settings};

    CHECK(!flyway_placeholder(&rules, STR("tableName"), &value, &err));
    CHECK_TEXT(err.hint, "Set FLYWAY_PLACEHOLDERS_TABLENAME in the environment, "
                         "flyway.placeholders.tableName in flyway.conf, or tableName under "
                         "[flyway.placeholders] in flyway.toml.  Where ${...} is text "
                         "like any other: FLYWAY_PLACEHOLDER_REPLACEMENT=false.");
}

/* All properties as "key=value|...", or the error's message and place. */
static const char *
read_toml(const char *text, Arena *arena)
{
    Error err = ERROR_INIT(arena);
    Properties properties;
    const char *all = "";

    folder_put("a.toml", str_from(text));

    if (!toml_read("a.toml", arena, &properties, &err))
        return arena_printf(arena, "%u:%u: %s", err.place.line, err.place.column, err.message);

    for (size_t index = 0; index < properties.count; index++)
        all = arena_printf(arena, "%s%s" STR_FORMAT "=" STR_FORMAT, all, index == 0 ? "" : "|",
                           STR_ARGS(properties.list[index].key),
                           STR_ARGS(properties.list[index].value));

    return all;
}

TEST(toml)
{
    static const struct
    {
        const char *text;
        const char *expected;
    } cases[] = {
        {"", ""},
        {"# c\r\n\r\na = 1\r\n", "a=1"},
        {"a.b = true\n[c . 'd']\n e=1979-05-27 07:32:00 # c\n[[f]]\ng=-1.5e3",
         "a.b=true|c.d.e=1979-05-27 07:32:00|f.g=-1.5e3"},
        {"a = \"x\\t\\\"\\u00e9\\U0001F600\\\\\" # c", "a=x\t\"\u00e9\U0001F600\\"},
        {"a = 'x\\t\"'\nb = ''\nc=\"\"", "a=x\\t\"|b=|c="},
        {"a = \"\"\"\nx\n\"y\" \\\n  z\"\"\"\nb='''\r\nit's'''", "a=x\n\"y\" z|b=it's"},
        {"a = \"\"\"x\"\"\"\"", "a=x\""},
        {"a = [1, [\"x\", 'y'], {b = 2}]\nc={d={e=1},f.g=2}", "a=1,x,y,|c.d.e=1|c.f.g=2"},
        {"a = []\nb={}", "a="},
        {"a", "1:2: the line is not KEY = VALUE"},
        {"a =", "1:4: a value is missing"},
        {"= 1", "1:1: a key is missing"},
        {"a = 1 = 2\n\"b\" = \"c\" d", "2:11: the line goes on behind its value"},
        {"[a", "1:3: the table's name is not closed"},
        {"[[a]\n", "1:5: the table's name is not closed"},
        {"a = \"x\n\"", "1:7: the string is not closed"},
        {"a = '''x", "1:9: the string is not closed"},
        {"a = \"\\q\"", "1:7: this escape is not known"},
        {"a = \"\\ud800\"", "1:12: this is no character"},
        {"a = \"\\u00g0\"", "1:10: this is no character"},
        {"a = [1 2", "1:9: the list is not closed"},
        {"a = [1", "1:7: the list is not closed"},
        {"a = {b = 1", "1:11: the table is not closed"},
        {"a = [[[[[[[[[[[[[[[[[1", "1:22: this is nested too deep"},
        {"a={a={a={a={a={a={a={a={a={a={a={a={a={a={a={a={a={a=1", "1:51: this is nested too deep"},
    };

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};

        CHECK_TEXT(read_toml(cases[index].text, &arena), cases[index].expected);
    }
}
