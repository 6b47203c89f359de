/* Unit tests of the formats: which one a directory has, and what of a file migrates. */
#include "source/migration.h"

#include <string.h>

#include "unit/base/folder.h"
#include "unit/source/format_cases.h"

TEST(goose)
{
    static const Case cases[] = {
        {"-- +goose Up\ncreate a;\n-- +goose Down\ndrop a;\n", "create a;", "drop a;", NULL, false},
        {"-- +goose Up\ncreate a;\n", "create a;", NULL, NULL, false},
        {"--+goose up\r\ncreate a;\r\n", "create a;", NULL, NULL, false},
        {"\n-- a comment\n-- +goose Up\na;\n", "a;", NULL, NULL, false},
        {"-- +goose NO TRANSACTION\n-- +goose Up\na;\n", "a;", NULL, NULL, true},
        {"-- +goose Up\n-- +goose StatementBegin\na; b;\n-- +goose StatementEnd\nc;", "a; b;|c;",
         NULL, NULL, false},
        {"-- +goose Up\n-- +goose StatementBegin\na\n\n-- +goose StatementEnd\n"
         "-- +goose StatementBegin\nb;\n-- +goose StatementEnd\n"
         "-- +goose StatementBegin\n-- +goose StatementEnd\n"
         "-- +goose Down\n-- +goose StatementBegin\nc\n-- +goose StatementEnd\nd",
         "a|;|b;", "c|;|d", NULL, false},
        {"-- +goose Up\n$NAME ${NAME} ${NO:-x};\n", "$NAME ${NAME} ${NO:-x};", NULL, NULL, false},
        {"-- +goose Up\n-- +goose ENVSUB ON\n$NAME ${NAME} ${NO:-x} $$ $ $1;\n-- +goose ENVSUB "
         "OFF\n$NAME",
         "value value x $ $ $1;|$NAME", NULL, NULL, false},
        {"-- +goose Up\n-- +goose ENVSUB ON\n[${EMPTY}] [${EMPTY:-e}] [${EMPTY-e}] [${NO-n}];",
         "[] [e] [] [n];", NULL, NULL, false},
        {"-- +goose Up\n-- +goose ENVSUB ON\n$NO;", NULL, NULL, "variable \"NO\" is not set",
         false},
        {"-- +goose Up\n-- +goose ENVSUB ON\n${NO?give it};", NULL, NULL,
         "variable \"NO\" is not set: give it", false},
        {"-- +goose Up\n-- +goose ENVSUB ON\n  -- to $NO, ${NAME};\n-- ${NAME}\n$NAME;",
         "-- to $NO, ${NAME};|-- value|value;", NULL, NULL, false},
        {"-- +goose Up\n-- +goose ENVSUB ON\na; -- $NO", NULL, NULL, "variable \"NO\" is not set",
         false},
        {"-- +goose Down\na;", NULL, NULL, "\"+goose Down\" stands before \"+goose Up\"", false},
        {"-- +goose Up\n-- +goose Up\n", NULL, NULL, "the file has this annotation twice", false},
        {"a;\n-- +goose Up\n", NULL, NULL, "there is SQL before \"-- +goose Up\"", false},
        {"-- +goose Up\n  -- +goose Down\n", NULL, NULL,
         "an annotation must begin at the first column", false},
        {"-- +goose Up\n-- +goose Sideways\n", NULL, NULL, "goose knows no such annotation", false},
        {"-- +goose Up\n-- +goose StatementBegin\na;", NULL, NULL,
         "a StatementBegin has no StatementEnd", false},
        {"-- +goose Up\n-- +goose StatementEnd\na;", NULL, NULL,
         "StatementEnd has no StatementBegin", false},
        {"-- nothing\n", NULL, NULL, "the file has no \"-- +goose Up\"", false},
    };

    check_cases(&format_goose, cases, LENGTH_OF(cases));
}

#define ALMOST "the file has no \"-- migrate:down\", only what looks like it"

TEST(dbmate)
{
    static const Case cases[] = {
        {"-- migrate:up\ncreate a;\n-- migrate:down\ndrop a;\n", "create a;", "drop a;", NULL,
         false},
        {"-- migrate:up transaction:false\na;\n-- migrate:down\nb;", "a;", "b;", NULL, true},
        {"-- migrate:up transaction:true\na;\n", "a;", NULL, NULL, false},
        {"-- migrate:up\na;\n-- migrate:down\nb;\n-- migrate:up\nc;\n-- migrate:down\nd;", "a;|c;",
         "b;|d;", NULL, false},
        {"-- migrate:up\na\n-- migrate:down\nb\n-- migrate:up\nc\n-- migrate:down\nd", "a|;|c",
         "b|;|d", NULL, false},
        {"-- migrate:up\na;\n-- migrate:upper\nb;", "a;|-- migrate:upper|b;", NULL, NULL, false},
        {"-- migrate:down\na;", NULL, NULL, "\"-- migrate:down\" stands before \"-- migrate:up\"",
         false},
        {"a;\n-- migrate:up\n", NULL, NULL, "there is SQL before the first \"-- migrate:up\"",
         false},
        {"-- migrate:up\na;\n  -- migrate:down\nb;", NULL, NULL, ALMOST, false},
        {"-- migrate:up\na;\n\n-- Migrate:Down\n\nb;", NULL, NULL, ALMOST, false},
        {"-- migrate:up\na;\n-- migrate: down\nb;\n-- migrate:up\nc;", NULL, NULL, ALMOST, false},
        {"-- migrate:up\na;\n--\t+migrate Down\nb;", NULL, NULL, ALMOST, false},
        {"-- migrate:up\na;\n-- migrate:downs\nb;", NULL, NULL, ALMOST, false},
        {"-- migrate:up\na;\n-- migrate: down\n-- b;", "a;|-- migrate: down|-- b;", NULL, NULL,
         false},
        {"-- migrate:up\na;\n  -- migrate:down\nb;\n-- migrate:down\nc;", "a;|-- migrate:down|b;",
         "c;", NULL, false},
        {"-- migrate:up\na;\n-- migrated down\nb;", "a;|-- migrated down|b;", NULL, NULL, false},
        {"-- nothing\n", NULL, NULL, "the file has no \"-- migrate:up\"", false},
    };

    check_cases(&format_dbmate, cases, LENGTH_OF(cases));
}

TEST(sql_migrate)
{
    static const Case cases[] = {
        {"-- +migrate Up\ncreate a;\n-- +migrate Down\ndrop a;\n", "create a;", "drop a;", NULL,
         false},
        {"-- why\n\n-- +migrate Up notransaction\r\na;\n-- +migrate Down\nb;", "a;", "b;", NULL,
         true},
        {"-- +migrate Down\nb;\n-- +migrate Up\na;\n-- +migrate Down\nc;", "a;", "b;|c;", NULL,
         false},
        {"-- +migrate Up\na;\n-- +migrate Down notransaction\nb;", "a;", "b;", NULL, false},
        {"/* whose */\n/* a\n\nb; */ -- c\n-- +migrate Up\na;", "a;", NULL, NULL, false},
        {"/* a\n*/ b;\n-- +migrate Up\na;", NULL, NULL,
         "there is SQL before the first \"-- +migrate Up\"", false},
        {"-- +migrate Up\n-- +migrate StatementBegin\na; b\n\n-- +migrate StatementEnd\nc;",
         "a; b|;|c;", NULL, NULL, false},
        {"-- +migrate Down\n-- nothing\n", "", "-- nothing", NULL, false},
        {"-- +migrate up\na;", NULL, NULL, "sql-migrate knows no such annotation", false},
        {"--+migrate Up\na;", NULL, NULL, "sql-migrate wants \"-- +migrate \" at the first column",
         false},
        {"  -- +migrate Up\na;", NULL, NULL,
         "sql-migrate wants \"-- +migrate \" at the first column", false},
        {"a;\n-- +migrate Up\n", NULL, NULL, "there is SQL before the first \"-- +migrate Up\"",
         false},
        {"-- +migrate StatementBegin\n-- +migrate Up\n", NULL, NULL,
         "the annotation stands before \"+migrate Up\"", false},
        {"-- +migrate Up\n-- +migrate StatementBegin\na;", NULL, NULL,
         "a StatementBegin has no StatementEnd", false},
        {"-- +migrate Up\n-- +migrate StatementEnd\na;", NULL, NULL,
         "StatementEnd has no StatementBegin", false},
        {"-- +migrate Up\n-- +migrate StatementBegin\na;\n-- +migrate Down\n", NULL, NULL,
         "a StatementBegin before this line has no StatementEnd", false},
        {"-- nothing\n", NULL, NULL, "the file has no \"-- +migrate Up\"", false},
    };

    check_cases(&format_sql_migrate, cases, LENGTH_OF(cases));
}

TEST(formats_of_files_that_are_one_part)
{
    static const Case sqlx[] = {
        {"a;", "a;", NULL, NULL, false},
        {"-- no-transaction\na;", "-- no-transaction|a;", NULL, NULL, true},
        {"a;\n-- no-transaction\n", "a;|-- no-transaction", NULL, NULL, false},
    };
    static const Case drizzle[] = {
        {"a;--> statement-breakpoint\nb\n--> statement-breakpoint\r\nc", "a;;|b|;|c", NULL, NULL,
         false},
        {"a; --> breakpoint\n", "a; --> breakpoint", NULL, NULL, false},
    };
    static const Case npm[] = {{"${NAME} $${NAME}", "${NAME} $${NAME}", NULL, NULL, false}};

    check_cases(&format_sqlx, sqlx, LENGTH_OF(sqlx));
    check_cases(&format_plain, sqlx, LENGTH_OF(sqlx));
    check_cases(&format_drizzle, drizzle, LENGTH_OF(drizzle));
    check_cases(&format_clickhouse_migrations, npm, LENGTH_OF(npm));
}

TEST(npms_tool_replaces_variables_when_told_to)
{
    static const char *const told[] = {"CH_MIGRATIONS_SUBSTITUTE_ENV=true", "NAME=value", NULL};
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FormatText text;
    const FormatRequest request = {
        .path = "1_a.sql", .text = STR("${NAME} $${NAME} $NAME"), .environment = told};

    CHECK(format_clickhouse_migrations.part(&request, &arena, &text, &err));
    CHECK(format_expand("1_a.sql", &text, &arena, &err));
    CHECK(STR_IS(text.text, "value ${NAME} $NAME"));
    CHECK(text.settings_first);
}

/* A folder with these names and, in each file, this text. */
static void
check_folder(const char *names, const char *text, const char *format, const char *versions)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Source source;
    const char *found = "";
    Str rest = str_from(names);

    folder_enter();

    while (rest.size > 0)
    {
        const Str name = str_cut(&rest, ' ');
        const size_t slash = str_find_char(name, 0, '/');

        /* Several files may share a folder. */
        if (slash < name.size)
            (void)mkdir(str_terminate(&arena, str_slice(name, 0, slash)), 0777);
        if (slash + 1 < name.size || slash == name.size)
            folder_put(str_terminate(&arena, name), str_from(text));
    }

    if (!source_read(".", NULL, &arena, &source, &err))
    {
        CHECK_TEXT(err.message, versions);
        return;
    }

    for (size_t index = 0; index < source.count; index++)
        found = arena_printf(&arena, "%s%s" STR_FORMAT "%s%s", found, index == 0 ? "" : " ",
                             STR_ARGS(source.migrations[index].version),
                             migration_down_file(&source.migrations[index]) == NULL ? "" : "-",
                             source.migrations[index].alien ? "!" : "");

    if (source.left_out_count > 0)
        found = arena_printf(&arena, "%s; %s of %zu left out", found, source.left_out,
                             source.left_out_count);

    CHECK_TEXT(source.format->name, format);
    CHECK_TEXT(found, versions);
}

TEST(a_directory_shows_its_format)
{
    check_folder("", "", "plain", "");
    check_folder("1_a.sql 2_b.sql R__v.sql", "", "plain", "1_a 2_b R__v");
    check_folder("00001_a.sql 2_b.sql 3_c.go 3_c_test.go", "-- +goose Up\n", "goose",
                 "00001_a 2_b 3_c!");
    check_folder("1_a.sql 01_b.sql", "-- +goose Up\n", "goose",
                 "\"01_b.sql\" and \"1_a.sql\" have the same version");
    check_folder("10_b.sql 9_a.sql", "-- migrate:up\n", "dbmate", "10_b 9_a");
    check_folder("2_b.up.sql 2_b.down.sql 1_a.up.sql 10_c.up.sql", "", "golang-migrate",
                 "1_a 2_b- 10_c");
    check_folder("1_a.up.sql 2-b.sql", "", "golang-migrate",
                 "could not read directory \".\": \"2-b.sql\" is not named NUMBER_name.up.sql");
    check_folder("V1__a.sql V1_10__c.sql V1.2__b.sql R__z.sql U1.2__b.sql B1__base.sql", "",
                 "flyway", "V1__a V1.2__b- V1_10__c R__z");
    check_folder("R__z.sql R__y.sql notes.txt", "", "flyway", "R__y R__z");
    check_folder("R__z.sql 1_a/README.md", "", "flyway", "R__z");
    check_folder("R__z.sql 1_a/up.sql", "", "diesel", "1_a; R__z.sql of 1 left out");
    check_folder("R__z.sql a.sql", "", "plain",
                 "could not read directory \".\": \"a.sql\" has no number in front");
    check_folder("R__z.sql afterMigrate.sql", "", "flyway",
                 "\"./afterMigrate.sql\" is a callback, which Flyway runs at every migrate");
    check_folder("1_a.sql", "--liquibase formatted sql\n", "liquibase", "1_a");
}

TEST(a_number_may_have_dots)
{
    check_folder("1.9.0.sql 1.10.0.sql 1.10_b.sql 1_a.sql 2.x.sql", "", "plain",
                 "1_a 1.9.0 1.10.0 1.10_b 2.x");
    check_folder("0001-a.sql 02.b-c.sql 3.sql", "", "plain", "0001-a 02.b-c 3");
}

TEST(endings_in_capitals)
{
    check_folder("1_A.SQL 2_b.Sql 3_c.sql", "", "plain", "1_A 2_b 3_c");
    check_folder("1_a.sql 2_B.SQL", "-- +goose Up\n", "goose", "1_a; 2_B.SQL of 1 left out");
}

TEST(what_a_tool_leaves_out_is_left_out)
{
    check_folder("1_a.sql seed.sql schema.sql README.md", "-- +goose Up\n", "goose",
                 "1_a; schema.sql of 2 left out");
    check_folder("1_a.sql seed.sql", "-- migrate:up\n", "dbmate", "1_a; seed.sql of 1 left out");
    check_folder("1_a.up.sql seed.sql 1_a.down_copy.sql", "", "golang-migrate",
                 "1_a; 1_a.down_copy.sql of 2 left out");
    check_folder("V1__a.sql seed.sql Views.sql afterClean.sql", "", "flyway",
                 "V1__a; Views.sql of 3 left out");
}

/* What looks as if it was meant to run is an error still. */
TEST(what_a_tool_would_leave_out_by_mistake)
{
    check_folder("1_a.sql 1_a.down.sql 2_b.down.sql 2_b.sql 2_c.sql", "", "plain", "1_a- 2_b- 2_c");
    check_folder("1_a.sql 2_b/migration.sql 3_c/notes.txt", "", "plain", "1_a; 2_b of 1 left out");
    check_folder("1_a.up.sql b.up.sql", "", "golang-migrate",
                 "could not read directory \".\": \"b.up.sql\" is not named NUMBER_name.up.sql");
    check_folder("1_a.sql 2b.sql", "-- +goose Up\n", "goose",
                 "could not read directory \".\": \"2b.sql\" is not named NUMBER_name.sql");
    check_folder("V1__a.sql V2_b.sql", "", "flyway",
                 "could not read directory \".\": \"V2_b.sql\" is not named V1__name.sql");
    check_folder("V1__a.sql R_b.sql", "", "flyway",
                 "could not read directory \".\": \"R_b.sql\" is not named V1__name.sql");
    check_folder("V1__a.sql afterEachMigrate__b.sql", "", "flyway",
                 "\"./afterEachMigrate__b.sql\" is a callback, which Flyway runs at every migrate");
    check_folder("V1__a.sql V2__b.java V2__b$Row.class Util.java R__c.kt V3_d.class", "", "flyway",
                 "V1__a V2__b! R__c!");
    check_folder("1_a.sql seed.sql", "", "plain",
                 "could not read directory \".\": \"seed.sql\" has no number in front");
}

TEST(flyway_looks_into_folders)
{
    check_folder("one/V1__a.sql two/V2__b.sql two/U2__b.sql R__v.sql .git/V3__c.sql", "", "flyway",
                 "V1__a V2__b- R__v");
    check_folder("V3__c.sql one/V1__a.sql one/README.md", "", "flyway", "V1__a V3__c");
    check_folder("one/V1__a.sql two/V1.0__b.sql", "", "flyway",
                 "\"two/V1.0__b.sql\" and \"one/V1__a.sql\" have the same version");
    check_folder("V1__a.sql one/R__v.sql two/R__v.sql", "", "flyway",
                 "\"one/R__v.sql\" and \"two/R__v.sql\" have the same name");
    check_folder("1_a.sql old/V1__a.sql", "", "plain", "1_a");
    check_folder("one/R__b.sql two/R__a.sql", "", "flyway", "R__a R__b");
}

TEST(a_baseline_stands_for_what_is_gone)
{
    check_folder("B5__base.sql V6__b.sql", "", "flyway", "B5__base V6__b");
    check_folder("B5__base.sql V5__b.sql V6__c.sql", "", "flyway", "V5__b V6__c");
    check_folder("B5__base.sql V6__b.sql B7__base.sql V8__c.sql", "", "flyway",
                 "B5__base V6__b V8__c");
}

/* Put one file with the mark between others without it. */
TEST(a_marked_file_runs_after_the_others)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Source source;

    folder_enter();
    folder_put("1_a.sql", STR("select 1"));
    folder_put("2_view.sql", STR("-- the view\n-- pawl: repeatable\nselect 2"));
    folder_put("3_b.sql", STR("select 3 -- pawl: repeatable"));
    folder_put("R__c.sql", STR("-- pawl: repeatable\n"));
    CHECK(source_read(".", NULL, &arena, &source, &err));
    CHECK_SIZE(source.count, 4);
    CHECK(STR_IS(source.migrations[1].version, "3_b") && !source.migrations[1].repeatable);
    CHECK(STR_IS(source.migrations[2].version, "2_view") && source.migrations[2].repeatable);
    CHECK(STR_IS(source.migrations[3].version, "R__c"));

    folder_put("0_schema_migrations.sql", STR("--pawl: repeatable\n"));
    CHECK(!source_read(".", NULL, &arena, &source, &err));
    CHECK_TEXT(err.message, "this file cannot be repeatable");
    CHECK_SIZE(err.place.line, 1);
}

TEST(only_plain_files_are_made_repeatable_by_a_mark)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Source source;

    folder_enter();
    folder_put("1_a.sql", STR("-- +goose Up\n-- pawl: repeatable\nselect 1;"));
    CHECK(!source_read(".", NULL, &arena, &source, &err));
    CHECK_TEXT(err.message, "this file cannot be repeatable");
    CHECK_SIZE(err.place.line, 2);
}

TEST(a_migration_may_be_a_folder)
{
    check_folder("20260101_a/migration.sql 0_init/migration.sql migration_lock.toml", "", "prisma",
                 "0_init 20260101_a");
    check_folder("0_init/migration.sql seed.sql", "", "prisma", "0_init; seed.sql of 1 left out");
    check_folder("1_a/migration.sql 1_a/down.sql 2_b/migration.sql", "", "prisma", "1_a- 2_b");
    check_folder("2026-01-02-000000_b/up.sql 2026-01-02-000000_b/down.sql 00000000000000_a/up.sql "
                 ".keep",
                 "", "diesel", "00000000000000_a 2026-01-02-000000_b-");
    check_folder("20170306174733_a/up.sql 2017-02-01-000000_b/up.sql 20180101000000_c/up.sql", "",
                 "diesel", "2017-02-01-000000_b 20170306174733_a 20180101000000_c");
    check_folder("2017-09-26-200549_b/up.sql 20170306174733_a/up.sql", "", "diesel",
                 "20170306174733_a 2017-09-26-200549_b");
    check_folder("1_a/up.sql 2_b/", "", "diesel", "folder \"./2_b\" has no up.sql");
    check_folder("1_a/up.sql more/", "", "diesel",
                 "could not read directory \".\": \"more\" is no folder with a number in front");
    /* Files decide first, and folders beside them are left alone. */
    check_folder("1_a.sql 2_b/up.sql", "", "plain", "1_a; 2_b of 1 left out");
    check_folder("backup/up.sql", "", "plain", "");
}

/* drizzle's files are those of its journal, in its order. */
TEST(an_index_says_which_files_there_are)
{
    static const char index[] = "{\"entries\": [{\"tag\": \"0001_b\", \"when\": 20}, "
                                "{\"tag\": \"0000_a\", \"when\": 1720000000001}]}";
    static const struct
    {
        const char *index;
        const char *message;
    } wrong[] = {
        {"{\"entries\": [{\"tag\": \"0009_x\", \"when\": 1}]}",
         "\"./meta/_journal.json\" names \"0009_x.sql\", which is not there"},
        {"{\"entries\": [{\"tag\": \"0000_a\"}]}",
         "entry 1 of \"./meta/_journal.json\" has no `tag` and `when`"},
        {"{}", "\"./meta/_journal.json\" has no `entries`"},
        {"{\"entries\": [", "']' expected near end of file"},
    };
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Source source;

    folder_enter();
    CHECK(mkdir("meta", 0700) == 0);
    folder_put("meta/_journal.json", STR(index));
    folder_put("0000_a.sql", STR("a"));
    folder_put("0001_b.sql", STR("b"));
    folder_put("0002_c.sql", STR("c"));
    CHECK(source_read(".", NULL, &arena, &source, &err));
    CHECK(source.format == &format_drizzle);
    CHECK_SIZE(source.count, 2);
    CHECK(STR_IS(source.migrations[0].version, "0001_b"));
    CHECK(STR_IS(source.migrations[1].version, "0000_a"));
    CHECK(STR_IS(migration_key(&source.migrations[1], &arena), "1720000000001"));

    for (size_t at = 0; at < LENGTH_OF(wrong); at++)
    {
        folder_put("meta/_journal.json", str_from(wrong[at].index));
        CHECK(!source_read(".", NULL, &arena, &source, &err));
        CHECK_TEXT(err.message, wrong[at].message);
        error_clear(&err);
    }
}

TEST(a_folder_of_diesel_may_say_no_transaction)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Source source;
    FormatText text;

    folder_enter();
    CHECK(mkdir("1_a", 0700) == 0);
    folder_put("1_a/up.sql", STR("a"));
    CHECK(source_read(".", NULL, &arena, &source, &err));
    CHECK(migration_load(&source.migrations[0], FORMAT_UP, &arena, &text, &err));
    CHECK(!text.no_transaction);
    folder_put("1_a/metadata.toml", STR("run_in_transaction = false\n"));
    CHECK(migration_load(&source.migrations[0], FORMAT_UP, &arena, &text, &err));
    CHECK(text.no_transaction);
}

TEST(what_its_tool_records_of_a_file_apart)
{
    SCOPED_ARENA arena = {0};
    FormatRecord *parts = NULL;

    const FormatRequest blocks = {.text =
                                      STR("-- migrate:up\na;\n-- migrate:down\n-- migrate:up\nb;")};

    CHECK_SIZE(format_dbmate.parts(&blocks, &arena, &parts), 2);
}

/* The number as another tool's table has it. */
TEST(a_key_has_no_dashes)
{
    SCOPED_ARENA arena = {0};
    const Migration dashed = {
        .version = STR("2026-01-02-030405_a"), .number_start = 0, .number_size = 17};
    const Migration plain = {.version = STR("0007_a"), .number_start = 3, .number_size = 1};

    CHECK(STR_IS(migration_key(&dashed, &arena), "20260102030405"));
    CHECK(STR_IS(migration_key(&plain, &arena), "7"));
}
