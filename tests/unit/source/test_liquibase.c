/* Unit tests of source/formats/liquibase*.c: what of a file migrates, and what a run wants of it.
 */
#include "source/formats/liquibase_filter.h"
#include "source/formats/liquibase_lines.h"
#include "source/migration.h"

#include <string.h>

#include "unit/base/folder.h"
#include "unit/source/format_cases.h"

#define HEAD "--liquibase formatted sql\n"
#define UP   "--liquibase formatted sql"

TEST(changesets)
{
    static const Case cases[] = {
        {HEAD "--changeset me:1\na;\n--rollback x;\n--rollback y;\n"
              "--changeset me:2\nb;\n--rollback z;\n",
         UP "|a;|b;", "z;|x;|y;", NULL, false},
        {HEAD "--changeset me:1 runInTransaction:false\na;", UP "|a;", NULL, NULL, true},
        {HEAD "--changeset me:1 splitStatements:false failOnError:true stripComments:false "
              "runOnChange:false endDelimiter:; logicalFilePath:x rollbackSplitStatements:true "
              "runWith:jdbc no-attribute\n--comment: why\n--validCheckSum: any\na;",
         UP "|--comment: why|--validCheckSum: any|a;", NULL, NULL, false},
        /* Lines that are not looked at. */
        {HEAD "--changeset me:1\n--ignoreLines:2\nx\n${y}\na;\n--ignoreLines:start\nz\n"
              "--changeset\n--ignoreLines:end\nb;",
         UP "|a;|b;", NULL, NULL, false},
        /* Other databases' changesets, and those that nobody runs. */
        {HEAD
         "--changeset me:1 dbms:fakesql,mysql\na;\n--rollback x;\n"
         "--changeset me:2 dbms:mysql runInTransaction:false\n${b};\n--rollback y;\n"
         "--precondition-sql-check expectedResult:0 select 1\n"
         "--changeset me:3 dbms:!fakesql\nc;\n--changeset me:4 dbms:!mysql\nd;\n--rollback not "
         "required\n--changeset me:5 ignore:true\ne;",
         UP "|a;|d;", "x;", NULL, false},
        /* A changeset is sent by itself, so its last semicolon may be missing, either way. */
        {HEAD "--changeset me:1\na\n--rollback x\n--rollback y\n--changeset me:2\n-- c\n"
              "--changeset me:3\nb\n--rollback z\n",
         UP "|a|;|-- c|b", NULL, NULL, false},
        {HEAD "--changeset me:1\na\n--rollback x\n--rollback y\n--changeset me:2\nb\n"
              "--rollback z\n",
         UP "|a|;|b", "z|;|x|y|;", NULL, false},
        {HEAD "--changeset me\na;", NULL, NULL, "a changeset needs a name, AUTHOR:ID", false},
        {HEAD "--changeset me:\na;", NULL, NULL, "a changeset needs a name, AUTHOR:ID", false},
        {HEAD "a;", NULL, NULL, "there is SQL before the first \"--changeset\"", false},
        {HEAD, NULL, NULL, "the file has no \"--changeset\"", false},
        /* What is almost a command; a minus at a line's beginning is none. */
        {HEAD "--changesets me:1\na;", NULL, NULL, "this is almost a command of Liquibase", false},
        {HEAD "-changeset me:1\na;", NULL, NULL, "this is almost a command of Liquibase", false},
        {HEAD "--changeset a:b\na;\n--rollback: c;", UP "|a;|--rollback: c;", NULL, NULL, false},
        {HEAD "--changeset a:b\nselect 1\n- rollback_count\n -changeset 1\n-changeset_total;",
         UP "|select 1|- rollback_count|-changeset 1|-changeset_total;", NULL, NULL, false},
    };

    check_cases(&format_liquibase, cases, LENGTH_OF(cases));
}

TEST(delimiters)
{
    static const Case cases[] = {
        {HEAD "--changeset me:1 endDelimiter:/\nselect 1 / 2\n/\nb;\n--changeset me:2\nc\n/",
         UP "|select 1 / 2|;|b;|c|/", NULL, NULL, false},
        /* A word, or one behind a line feed, only on a line of its own. */
        {HEAD "--changeset me:1 endDelimiter:\\nGO\na\ngo\nb GO\n go \nGOB\n", UP "|a|;|b GO|;|GOB",
         NULL, NULL, false},
        {HEAD "--changeset me:1 endDelimiter:go\ninsert into cargo\ngo\n",
         UP "|insert into cargo|;", NULL, NULL, false},
        {HEAD "--changeset me:1 endDelimiter:@@\na@@\nb @@\n", UP "|a;|b ;", NULL, NULL, false},
        /* What undoes has one of its own. */
        {HEAD "--changeset me:1 endDelimiter:@@ rollbackEndDelimiter:##\na@@\n"
              "/* liquibase rollback\nx ##\ny@@\n*/",
         UP "|a;", "x ;|y@@|;", NULL, false},
        {HEAD "--changeset me:1 endDelimiter:/|;\na;", NULL, NULL,
         "\"endDelimiter:/|;\" has no meaning to pawl", false},
    };

    check_cases(&format_liquibase, cases, LENGTH_OF(cases));
}

TEST(rollbacks)
{
    static const Case cases[] = {
        /* A comment holds one, whatever its lines look like. */
        {HEAD "--changeset me:1\na;\n/* liquibase rollback\nx;\n--changeset me:9\n*/\n"
              "--changeset me:2\nb;\n  /*LIQUIBASE  rollback \ny\nz; */\nc;\n",
         UP "|a;|b;|c;", "y|z;|x;|--changeset me:9|;", NULL, false},
        {HEAD "--changeset me:1\na;\n/* liquibase rollback x; */\n--rollback z;",
         UP "|a;|/* liquibase rollback x; */", "z;", NULL, false},
        {HEAD "--changeset me:1\na;\n/* liquibase rollback\nx;\n", NULL, NULL,
         "this rollback comment is not closed", false},
        /* Nothing is to be undone, in words. */
        {HEAD "--changeset me:1\na;\n--rollback EMPTY\n--changeset me:2\nb;\n"
              "--rollback not required, it is data\n--changeset me:3\nc;\n--rollback x;",
         UP "|a;|b;|c;", "x;", NULL, false},
        /* All is undone or nothing is. */
        {HEAD "--changeset me:1\na;\n--changeset me:2\nb;\n--rollback y;\n", UP "|a;|b;", NULL,
         NULL, false},
        {HEAD "--changeset me:1\na;\n--rollback\n", UP "|a;", NULL, NULL, false},
        /* What another changeset does is not in this one. */
        {HEAD "--changeset me:1\na;\n--rollback changesetId:0 changesetAuthor:me\n", UP "|a;", NULL,
         NULL, false},
    };

    check_cases(&format_liquibase, cases, LENGTH_OF(cases));
}

TEST(properties)
{
    static const Case cases[] = {
        /* Comments want none. */
        {HEAD "--property name:t value:items\n--property name:NAME value:no\n"
              "--property name:t value:later\n--changeset me:1\n-- ${nothing}\n"
              "create ${t} ${NAME} ${:t};\n--rollback drop ${t};\n",
         UP "|-- ${nothing}|create items value ${t};", "drop items;", NULL, false},
        /* Of another database, or another run: those are not there. */
        {HEAD "--property name:t value:no dbms:mysql\n--property name:t value:not context:test\n"
              "--property name:t value:neither labels:old\n"
              "--property name:t value:yes dbms:fakesql context:\"prod or test\" labels:new\n"
              "--changeset me:1\na ${t};",
         UP "|a yes;", NULL, NULL, false},
        {HEAD "--ignoreLines:1\n--property name:t value:no\n--changeset me:1\na ${t};", NULL, NULL,
         "property \"t\" has no value", false},
        {HEAD "--changeset me:1\na ${no.such};", NULL, NULL, "property \"no.such\" has no value",
         false},
    };
    static const char *const environment[] = {"NAME=value", "LIQUIBASE_COMMAND_CONTEXT_FILTER=prod",
                                              "LIQUIBASE_COMMAND_LABEL_FILTER=!old", NULL};

    check_cases_in(environment, &format_liquibase, cases, LENGTH_OF(cases));
}

/* What decides whether or when it runs, and cannot be honoured. */
TEST(refused)
{
    static const Case cases[] = {
        {HEAD "--changeset me:1 splitStatements:true context:\"test and\"\na;", NULL, NULL,
         "\"test and\" has no meaning to pawl", false},
        {HEAD "--changeset me:1 contextFilter:@test\na;", NULL, NULL,
         "\"@test\" has no meaning to pawl", false},
        {HEAD "--changeset me:1 labels:a,@b\na;", NULL, NULL, "\"a,@b\" has no meaning to pawl",
         false},
        {HEAD "--changeset me:1 runWith:psql\na;", NULL, NULL,
         "\"runWith:psql\" has no meaning to pawl", false},
        {HEAD "--changeset a:b\n--precondition-column-exists column:t\na;", NULL, NULL,
         "\"--precondition-column-exists column:t\" has no meaning to pawl", false},
        {HEAD "--changeset a:b\n--precondition-table-exists table=t\na;", NULL, NULL,
         "\"--precondition-table-exists table=t\" has no meaning to pawl", false},
        {HEAD "--changeset a:b\n--precondition-table-exists table:s.t\na;", NULL, NULL,
         "\"--precondition-table-exists table:s.t\" has no meaning to pawl", false},
        {HEAD "--changeset a:b\n--precondition-view-exists table:t\na;", NULL, NULL,
         "\"--precondition-view-exists table:t\" has no meaning to pawl", false},
        {HEAD "--changeset a:b\n--precondition-view-exists view:\na;", NULL, NULL,
         "\"--precondition-view-exists view:\" has no meaning to pawl", false},
        {HEAD "--changeset a:b\n--precondition-table-exists table:${nothing}\na;", NULL, NULL,
         "property \"nothing\" has no value", false},
        /* How to react to preconditions means nothing where there are none. */
        {HEAD "--changeset a:b\n--preconditions onFail:HALT\na;", UP "|a;", NULL, NULL, false},
        {HEAD
         "--preconditions onFail:MARK_RAN\n--precondition-sql-check expectedResult:1 select 2\n"
         "--changeset a:b\na;",
         UP "|a;", NULL, NULL, false},
        {HEAD "--changeset a:b\n--preconditions onFail:CONTINUE\na;", NULL, NULL,
         "\"--preconditions onFail:CONTINUE\" has no meaning to pawl", false},
        {HEAD "--changeset a:b\n--preconditions onFail:HALT onError:MARK_RAN\na;", NULL, NULL,
         "\"--preconditions onFail:HALT onError:MARK_RAN\" has no meaning to pawl", false},
        {HEAD "--changeset a:b\n--precondition-sql-check select 1\na;", NULL, NULL,
         "\"--precondition-sql-check select 1\" has no meaning to pawl", false},
        {HEAD "--changeset a:b\n--precondition-sql-check expectedResult:1\na;", NULL, NULL,
         "\"--precondition-sql-check expectedResult:1\" has no meaning to pawl", false},
        /* A file of one changeset stays what it is; of several, it runs in steps. */
        {HEAD
         "--changeset a:b\n--precondition-sql-check expectedResult:1 select 1\na;\n--rollback b;",
         UP "|a;", "b;", NULL, false},
        {HEAD "--changeset a:b\n--precondition-sql-check expectedResult:1 select 1\na;\n"
              "--changeset a:c dbms:mysql\nb;",
         UP "|a;", NULL, NULL, false},
        {HEAD "--changeset a:b\n--precondition-sql-check expectedResult:1 select 1\na;\n"
              "--changeset a:c\nb;",
         UP "|a;|b;", NULL, NULL, true},
        {HEAD "--changeset a:b\n--preconditions onFail:WARN\n"
              "--precondition-sql-check expectedResult:1 select 1\na;\n--changeset a:c\nb;",
         UP "|a;|b;", NULL, NULL, false},
        {HEAD "--changeset a:b runOnChange:true\na;\n--changeset a:c\nb;", NULL, NULL,
         "some changesets of the file say runOnChange:true, and others do not", false},
        {HEAD "--changeset a:b runOnChange:true\na;\n--changeset a:c runOnChange:TRUE\nb;",
         UP "|a;|b;", NULL, NULL, false},
        {HEAD "--changeset a:b runAlways:true\na;\n--changeset a:c runAlways:true\nb;", UP "|a;|b;",
         NULL, NULL, false},
        {HEAD "--changeset a:b\na;\n--changeset a:c runAlways:true\nb;", NULL, NULL,
         "some changesets of the file say runAlways:true, and others do not", false},
        {HEAD "--changeset a:b failOnError:false\na;", UP "|a;", NULL, NULL, false},
        {HEAD "--changeset a:b failOnError:false\na;\n--changeset a:c dbms:mysql\nb;", NULL, NULL,
         "some changesets of the file say failOnError:false, and others do not", false},
        {HEAD "--changeset a:b failOnError:false\na;\n--changeset a:c failOnError:false\nb;", NULL,
         NULL, "the file has several changesets that may fail", false},
        {HEAD "--changeset a:b failOnError:false\na;\n"
              "--changeset a:c failOnError:false dbms:mysql\nb;",
         UP "|a;", NULL, NULL, false},
    };

    check_cases(&format_liquibase, cases, LENGTH_OF(cases));
}

/* Each as "WHAT|expected". */
static const char *
question_words(const GuardQuestion *question, Arena *arena)
{
    const GuardObject *object = &question->object;

    return question->sql.size > 0
               ? arena_printf(arena, STR_FORMAT "|" STR_FORMAT, STR_ARGS(question->sql),
                              STR_ARGS(question->expected))
               : arena_printf(arena, "%s " STR_FORMAT "." STR_FORMAT "|" STR_FORMAT,
                              object->view ? "view" : "table", STR_ARGS(object->schema),
                              STR_ARGS(object->name), STR_ARGS(question->expected));
}

TEST(questions)
{
    static const struct
    {
        const char *line;
        const char *words;
    } cases[] = {
        {"sql-check expectedResult:0 select 1;", "select 1|0"},
        {"sql-check expectedResult:'0 rows' select 1 ; ;", "select 1|0 rows"},
        {"sql-check expectedResult:\"it's\"  select ${name}", "select value|it's"},
        {"sql-check expectedResult:${name} select 1", "select 1|value"},
        {"sql-check 0 select 1", "select 1|0"},
        {"sql-check '' select 1", "select 1|"},
        {"table-exists table:t", "table .t|1"},
        {"table-exists schema:s, TABLE:a_1, x", "table s.a_1|1"},
        {"table-exists table:no table:t table:", "table .t|1"},
        {"table-exists table:${name}", "table .value|1"},
        {"view-exists view:v schema:s'", "view s.v|1"},
    };
    static const char *const environment[] = {"name=value", NULL};

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        FormatText text = {0};
        const FormatRequest request = {
            .path = "1.sql",
            .text = str_from(arena_printf(&arena, HEAD "--changeset a:b\n--precondition-%s\na;\n",
                                          cases[index].line)),
            .engine = "fake",
            .environment = environment};

        CHECK(format_liquibase.part(&request, &arena, &text, &err));
        CHECK_SIZE(text.guard_count, 1);
        CHECK_TEXT(question_words(&text.guards[0].questions[0], &arena), cases[index].words);
        CHECK_TEXT(str_terminate(&arena, text.guards[0].questions[0].words), cases[index].line);
    }
}

TEST(without_a_filter_all_run)
{
    static const Case cases[] = {
        {HEAD "--changeset a:1 context:test\na;\n--changeset a:2 labels:x,y\nb;\n--changeset a:3\n"
              "c;",
         UP "|a;|b;|c;", NULL, NULL, false},
    };

    check_cases(&format_liquibase, cases, LENGTH_OF(cases));
}

TEST(filters)
{
    static const Case cases[] = {
        {HEAD "--changeset a:1 context:test\na;\n--changeset a:2 contextFilter:\"!test\"\nb;\n"
              "--changeset a:3\nc;\n--changeset a:4 context:test contextFilter:PROD\nd;\n"
              "--changeset a:5 contextFilter:prod context:test\ne;\n"
              "--changeset a:6 context:\"dev, (eu and prod)\"\nf;",
         UP "|b;|c;|d;|e;|f;", NULL, NULL, false},
        {HEAD "--changeset a:1 labels:v1\na;\n--changeset a:2 labels:\"v2, hot\"\nb;\n"
              "--changeset a:3 labels:v2,slow\nc;\n--changeset a:4\nd;",
         UP "|b;|d;", NULL, NULL, false},
    };
    static const char *const environment[] = {"LIQUIBASE_COMMAND_CONTEXTS=prod, eu",
                                              "LIQUIBASE_COMMAND_LABEL_FILTER=v2 and !slow", NULL};

    check_cases_in(environment, &format_liquibase, cases, LENGTH_OF(cases));
}

TEST(filters_of_the_properties_file)
{
    static const Case cases[] = {
        {HEAD "--changeset a:1 context:test\na;\n--changeset a:2 context:prod\nb ${t};\n"
              "--changeset a:3 labels:old\nc;",
         UP "|b items;", NULL, NULL, false},
    };
    static const Case broken[] = {
        {HEAD "--changeset a:1\na;", NULL, NULL,
         "Liquibase's filter of labels is not understood: \"a or\"", false},
    };

    folder_enter();
    CHECK(mkdir("a", 0700) == 0);
    folder_put("liquibase.properties",
               STR("contexts: prod\nlabel-filter=not old\nparameter.t: items\n"));
    check_cases(&format_liquibase, cases, LENGTH_OF(cases));
    folder_put("liquibase.properties", STR("liquibase.command.labelFilter=a or\n"));
    check_cases(&format_liquibase, broken, LENGTH_OF(broken));
}

TEST(settings_say_where_things_are_made)
{
    static const char *const environment[] = {"LIQUIBASE_COMMAND_DEFAULT_SCHEMA_NAME=own", NULL};
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FormatRequest request = {.path = "a/1.sql", .text = STR(HEAD "--changeset a:1\na;")};
    FormatText part;

    folder_enter();
    CHECK(mkdir("a", 0700) == 0);
    CHECK(format_liquibase.part(&request, &arena, &part, &err));
    CHECK_SIZE(part.schema.size, 0);
    folder_put("liquibase.properties", STR("defaultSchemaName: app\n"));
    CHECK(format_liquibase.part(&request, &arena, &part, &err));
    CHECK(STR_IS(part.schema, "app"));
    request.environment = environment;
    CHECK(format_liquibase.part(&request, &arena, &part, &err));
    CHECK(STR_IS(part.schema, "own"));
}

TEST(expressions)
{
    static const struct
    {
        const char *expression;
        const char *list;
        const char *result;
    } cases[] = {
        {"a", "a", "true"},
        {"A", "b, a", "true"},
        {"a", "", "false"},
        {"!a", "b", "true"},
        {"not a", "a", "false"},
        {"! ! a", "a", "true"},
        {"a,b", "b", "true"},
        {"a or b and c", "a", "true"},
        {"a or b and c", "b", "false"},
        {"(a or b) and c", "b,c", "true"},
        {"(a or b) and !(c or d)", "b,d", "false"},
        {"band", "band", "true"},
        {"a and", "a", "bad"},
        {"and", "and", "bad"},
        {"a b", "a", "bad"},
        {"(a", "a", "bad"},
        {"a)", "a", "bad"},
        {"", "a", "bad"},
        {"@a", "a", "bad"},
        {"${a}", "a", "bad"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        bool matches = false;
        const bool good = liquibase_matches(str_from(cases[index].expression),
                                            str_from(cases[index].list), &matches);

        CHECK_TEXT(!good ? "bad" : matches ? "true" : "false", cases[index].result);
    }
}

TEST(brackets_have_a_limit)
{
    char deep[] = "((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))";
    bool matches;

    CHECK(!liquibase_matches(str_from(deep), STR("a"), &matches));
}

TEST(what_is_recorded_apart)
{
    SCOPED_ARENA arena = {0};
    FormatRecord *records = NULL;
    const FormatRequest changesets = {
        .path = "1.sql",
        .text = STR(HEAD "--changeset ann:1 x:y\na;\n"
                         "-- changeset bob:2\nb;\n--changeset eve:3 dbms:mysql\nc;\n"
                         "--changeset \"Ann B\": \"4 5\" dbms:!mysql\nd;\n"
                         "/* liquibase rollback\n--changeset no:1\n*/\n"
                         "--changeset ann:5 dbms:h2,FakeSQL\n"),
        .engine = "fake"};

    CHECK_SIZE(format_liquibase.parts(&changesets, &arena, &records), 4);
    CHECK(STR_IS(records[0].name, "ann:1") && STR_IS(records[1].name, "bob:2"));
    CHECK(STR_IS(records[2].name, "Ann B:4 5") && STR_IS(records[3].name, "ann:5"));
    CHECK_SIZE(records[0].file.size, 0);
}

/* Seen with Liquibase 4.33.0: the first line wins over a changeset. */
TEST(the_file_that_a_changeset_is_recorded_under)
{
    SCOPED_ARENA arena = {0};
    FormatRecord *records = NULL;
    const FormatRequest one = {
        .path = "1.sql",
        .text =
            STR("-- why\n--liquibase formatted sql logicalFilePath:db/all\n--changeset a:1\na;\n"
                "--changeset a:2 logicalFilePath:own.sql\nb;\n")};
    const FormatRequest two = {.path = "2.sql",
                               .text = STR(HEAD "--changeset a:1 logicalFilePath:db/own.sql\na;\n"
                                                "--changeset a:2\nb;\n")};

    CHECK_SIZE(format_liquibase.parts(&one, &arena, &records), 2);
    CHECK(STR_IS(records[0].file, "all") && STR_IS(records[1].file, "all"));
    CHECK_SIZE(format_liquibase.parts(&two, &arena, &records), 2);
    CHECK(STR_IS(records[0].file, "own") && records[1].file.size == 0);
}

TEST(habits)
{
    static const struct
    {
        const char *text;
        FormatHabits habits;
    } cases[] = {
        {"--changeset a:1\n", {false, false, false}},
        {"--changeset a:1 runonchange:TRUE\n", {true, false, false}},
        {"--changeset a:1 runOnChange:false\n", {false, false, false}},
        {"--changeset a:1 runAlways:true failOnError:false\n", {false, true, true}},
        {"--changeset a:1 failOnError:true runAlways:no\n", {false, false, false}},
        {"--changeset a:1 runAlways:true\n--changeset a:2\n", {false, false, false}},
        {"--changeset a:1 runAlways:true\n--changeset a:2 runAlways:true runOnChange:true\n",
         {false, true, false}},
        {"-- about runAlways:true\n", {false, false, false}},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const FormatHabits found = format_liquibase.habits(str_from(cases[index].text));

        CHECK(found.on_change == cases[index].habits.on_change);
        CHECK(found.always == cases[index].habits.always);
        CHECK(found.may_fail == cases[index].habits.may_fail);
    }
}

/* It keeps its place, and runs again when it changed, or always. */
TEST(a_file_that_runs_again)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Source source;

    folder_enter();
    folder_put("1_a.sql", STR(HEAD "--changeset a:1\na;\n"));
    folder_put("2_b.sql", STR(HEAD "--changeset a:2 runOnChange:true\nb;\n"));
    folder_put("3_c.sql", STR(HEAD "--changeset a:3 runOnChange:true\nc;\n--changeset a:4\nd;\n"));
    folder_put("4_d.sql", STR(HEAD "--changeset a:5 runAlways:true failOnError:false\ne;\n"));
    CHECK(source_read(".", NULL, &arena, &source, &err));
    CHECK_SIZE(source.count, 4);
    CHECK(STR_IS(source.migrations[1].version, "2_b") && source.migrations[1].repeatable);
    CHECK(!source.migrations[0].repeatable && !source.migrations[2].repeatable);
    CHECK(!source.migrations[1].always && !source.migrations[1].may_fail);
    CHECK(source.migrations[3].repeatable && source.migrations[3].always);
    CHECK(source.migrations[3].may_fail);
}
