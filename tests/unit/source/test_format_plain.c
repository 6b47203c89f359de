/* Unit tests of source/formats/plain.c. */
#include "source/format.h"

#include <stdio.h>
#include <string.h>

#include "harness/test.h"

TEST(names_give_version_and_number)
{
    static const struct
    {
        const char *name;
        const char *version;
        const char *number;
    } cases[] = {
        {"0001_init.sql", "0001_init", "1"},
        {"1_init.sql", "1_init", "1"},
        {"1.sql", "1", "1"},
        {"0.sql", "0", "0"},
        {"0000_schema_migrations.sql", "0000_schema_migrations", "0"},
        {"20261124001704_add.sql", "20261124001704_add", "20261124001704"},
        {"99999999999999999999999999_x.sql", "99999999999999999999999999_x",
         "99999999999999999999999999"},
        {"12abc.sql", "12abc", "12"},
        {"1-x.sql", "1-x", "1"},
        {"1 x.sql", "1 x", "1"},
        {"1_x.y.sql", "1_x.y", "1"},
        {"1_x.sql.sql", "1_x.sql", "1"},
        {"1_\xC3\xBC.sql", "1_\xC3\xBC", "1"},
        {"1_up.sql", "1_up", "1"},
        {"1_x.upper.sql", "1_x.upper", "1"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        FormatName name;

        CHECK(format_plain.name_file(str_from(cases[index].name), &name, &err));
        CHECK(name.role == FILE_UP);
        CHECK_TEXT(str_terminate(&arena, name.version), cases[index].version);
        CHECK_TEXT(str_terminate(&arena, name.number), cases[index].number);
    }
}

TEST(names_of_other_tools_are_refused)
{
    static const struct
    {
        const char *name;
        const char *message;
    } cases[] = {
        {"init.sql", "\"init.sql\" has no number in front"},
        {"_1.sql", "\"_1.sql\" has no number in front"},
        {"-1.sql", "\"-1.sql\" has no number in front"},
        {" 1.sql", "\" 1.sql\" has no number in front"},
        {"V1__init.sql", "\"V1__init.sql\" has no number in front"},
        {"\xC2\xB2_x.sql", "\"\xC2\xB2_x.sql\" has no number in front"},
        {"1_x.up.sql", "\"1_x.up.sql\" is named as golang-migrate names its files"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        FormatName name;

        CHECK(!format_plain.name_file(str_from(cases[index].name), &name, &err));
        CHECK(err.kind == ERROR_SOURCE);
        CHECK_TEXT(err.message, cases[index].message);
        CHECK(err.hint != NULL);
    }
}

TEST(marks_of_other_tools_are_found_where_they_mean_something)
{
    static const struct
    {
        const char *text;
        const char *tool; /* NULL: an ordinary text */
        unsigned line;
    } cases[] = {
        {"", NULL, 0},
        {"create table a (b int);\n-- goose\n", NULL, 0},
        {"-- +goose Up\ncreate table a (b int);\n-- +goose Down\n", "goose", 1},
        {"create table a (b int);\n-- +goose Down\ndrop table a;\n", "goose", 2},
        {"\r\n-- +goose Down\r\n", "goose", 2},
        {"select 1; -- +goose Down", NULL, 0},
        {"  \t-- +goose Down", "goose", 1},
        {"x -- +goose Down\n-- +goose Up", "goose", 2},
        {"--  +goose Up", "goose", 1},
        {"--migrate:up\n", "dbmate", 1},
        {"-- liquibase formatted sql\n", "Liquibase", 1},
        {"-- migrate:up\nselect 1;\n-- migrate:down\n", "dbmate", 1},
        {"select 1;\n\n-- migrate:down", "dbmate", 3},
        {"-- +migrate Up\na;\n-- +migrate Down\nb;", "sql-migrate", 1},
        {"--liquibase formatted sql\n", "Liquibase", 1},
        {"-- pawl: no-transaction\n", NULL, 0},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        const FormatRequest request = {.path = "a/1.sql", .text = str_from(cases[index].text)};
        FormatText part;
        const bool plain = format_plain.part(&request, &arena, &part, &err);

        CHECK(plain == (cases[index].tool == NULL));

        if (plain)
            continue;

        CHECK(err.kind == ERROR_SOURCE);
        CHECK_TEXT(err.message,
                   arena_printf(&arena, "the file is written for %s", cases[index].tool));
        CHECK_TEXT(err.place.file, "a/1.sql");
        CHECK_SIZE(err.place.line, cases[index].line);
        CHECK_SIZE(err.place.column, 1);
        CHECK(err.hint != NULL);
    }
}

TEST(a_file_beside_it_undoes_a_migration)
{
    static const struct
    {
        const char *name;
        const char *version;
        const char *number;
    } cases[] = {
        {"0001_init.down.sql", "0001_init", "1"},
        {"1.10.2.down.sql", "1.10.2", "1.10.2"},
        {"7.down.sql", "7", "7"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        FormatName name;

        CHECK(format_plain.name_file(str_from(cases[index].name), &name, &err));
        CHECK(name.role == FILE_DOWN);
        CHECK_TEXT(str_terminate(&arena, name.version), cases[index].version);
        CHECK_TEXT(str_terminate(&arena, name.number), cases[index].number);
    }
}

TEST(a_file_that_would_undo_itself_is_refused)
{
    static const struct
    {
        const char *text;
        const char *tool; /* NULL: an ordinary text */
        unsigned line;
    } cases[] = {
        {"create table a ();\n---- create above / drop below ----\n\ndrop table a;\n", "tern", 2},
        {"-- Up Migration\ncreate a;\n-- Down Migration\ndrop a;", "node-pg-migrate", 3},
        {"create a;\r\n-- //@UNDO\r\n-- why\r\ndrop a;\r\n", "MyBatis Migrations", 2},
        {"create a;\n--//@UNDO\ndrop a;", "MyBatis Migrations", 2},
        {"create a;\n-- @UNDO\ndrop a;", "MyBatis Migrations", 2},
        {"-- rambler up\na;\n-- rambler down\nb;", "rambler", 3},
        {"# --- !Ups\na;\n# --- !Downs\nb;", "Play's evolutions", 3},
        {"-- +micrate Up\na;\n-- +micrate Down\nb;", "micrate", 3},
        {"-- migrator:up\n-- @stmt\na;\n-- migrator:down\n-- @stmt\nb;", "another tool", 4},
        {"a;\n-- ROLLBACK BELOW --\nb;", "another tool", 2},
        {"-- @up\na;\n-- @down\nb;", "another tool", 3},
        {"-- UP\na;\n  -- DOWN\nb;", "another tool", 3},
        /* What is commented out, or not there, does no harm; nor do other comments. */
        {"-- Up\na;\n-- Down\n-- b;\n\n", NULL, 0},
        {"-- down with it\na;", NULL, 0},
        {"a; -- down\nb;", NULL, 0},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        FormatRequest request = {.path = "a/1.sql", .text = str_from(cases[index].text)};
        FormatText part;

        (void)fprintf(stderr, "case %s\n", cases[index].text);
        CHECK(format_plain.part(&request, &arena, &part, &err) == (cases[index].tool == NULL));

        if (cases[index].tool == NULL)
            continue;

        CHECK_TEXT(err.message, arena_printf(&arena,
                                             "what stands behind this line undoes the file, as %s "
                                             "has it",
                                             cases[index].tool));
        CHECK_SIZE(err.place.line, cases[index].line);
    }
}
