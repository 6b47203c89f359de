/* Unit tests of source/migration.c, in a folder of their own. */
#include "source/migration.h"

#include <string.h>

#include "unit/base/folder.h"

static Source
read_folder(Arena *arena, const char *folder)
{
    Error err = ERROR_INIT(arena);
    Source *source = ARENA_NEW(arena, Source); /* its migrations point to it */

    CHECK(source_read(folder, NULL, arena, source, &err));
    CHECK_TEXT(source->directory, folder);

    return *source;
}

/* The versions in their order, joined by blanks. */
static const char *
versions_of(const Source *source, Arena *arena)
{
    const char *text = "";

    for (size_t index = 0; index < source->count; index++)
        text = arena_printf(arena, "%s%s" STR_FORMAT, text, index == 0 ? "" : " ",
                            STR_ARGS(source->migrations[index].version));

    return text;
}

static void
check_refused(const char *message)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Source source;

    CHECK(!source_read(".", NULL, &arena, &source, &err));
    CHECK(err.kind == ERROR_SOURCE);
    CHECK_TEXT(err.message, message);
}

TEST(files_run_in_the_order_of_their_numbers)
{
    static const char *const names[] = {"10_ten.sql",
                                        "2_two.sql",
                                        "0003_three.sql",
                                        "1_one.sql",
                                        "0_zero.sql",
                                        "007_seven.sql",
                                        "99999999999999999999999_huge.sql",
                                        "100_c.sql",
                                        "100_b.sql",
                                        "0100_a.sql",
                                        "18446744073709551616_past_u64.sql",
                                        "20261124.sql"};
    SCOPED_ARENA arena = {0};

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(names); index++)
        folder_put(names[index], STR("select 1;"));

    const Source source = read_folder(&arena, ".");

    CHECK_TEXT(versions_of(&source, &arena),
               "0_zero 1_one 2_two 0003_three 007_seven 10_ten 0100_a 100_b 100_c 20261124 "
               "18446744073709551616_past_u64 99999999999999999999999_huge");
}

TEST(the_same_number_twice_is_marked)
{
    static const char *const names[] = {"1_a.sql", "2_a.sql", "02_b.sql", "2_c.sql", "3_a.sql"};
    SCOPED_ARENA arena = {0};

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(names); index++)
        folder_put(names[index], STR(""));

    const Source source = read_folder(&arena, ".");

    CHECK_TEXT(versions_of(&source, &arena), "1_a 02_b 2_a 2_c 3_a");
    CHECK(!source.migrations[0].same_number && !source.migrations[4].same_number);
    CHECK(source.migrations[1].same_number && source.migrations[2].same_number &&
          source.migrations[3].same_number);
}

TEST(only_number_zero_of_that_name_is_the_bootstrap_file)
{
    static const struct
    {
        const char *name;
        bool bootstrap;
    } cases[] = {
        {"0000_schema_migrations.sql", true},
        {"0_schema_migrations.sql", true},
        {"000_app_schema_migrations.sql", true},
        {"0001_schema_migrations.sql", false},
        {"0000_init.sql", false},
        {"0000_schema_migrations_2.sql", false},
        {"0000schema_migrations.sql", false},
        {"00001_schema_migrations.sql", false},
    };

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};

        folder_put(cases[index].name, STR(""));

        const Source source = read_folder(&arena, ".");

        CHECK_SIZE(source.count, 1);
        CHECK(source.migrations[0].bootstrap == cases[index].bootstrap);
        CHECK(unlink(cases[index].name) == 0);
    }
}

TEST(hidden_files_and_other_endings_are_no_migrations)
{
    static const char *const names[] = {".1_a.sql", "1_a.sql~", "README.md", "2_b.sql.bak",
                                        "notes",    ".sql",     "3.SQL~"};
    SCOPED_ARENA arena = {0};

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(names); index++)
        folder_put(names[index], STR(""));

    CHECK(mkdir("down", 0700) == 0);
    folder_put("4_d.sql", STR("x"));

    const Source source = read_folder(&arena, ".");

    CHECK_TEXT(versions_of(&source, &arena), "4_d");
}

TEST(an_empty_folder_has_no_migrations)
{
    SCOPED_ARENA arena = {0};

    folder_enter();
    CHECK_SIZE(read_folder(&arena, ".").count, 0);
}

TEST(what_cannot_be_a_migration_is_refused)
{
    folder_enter();
    folder_put("init.sql", STR(""));
    check_refused("could not read directory \".\": \"init.sql\" has no number in front");
    CHECK(unlink("init.sql") == 0);
    CHECK(mkdir("1_x.sql", 0700) == 0);
    check_refused("could not read migrations of \".\": \"1_x.sql\" is a directory, not a file");
    CHECK(rmdir("1_x.sql") == 0);
    CHECK(symlink("nowhere", "1_x.sql") == 0);
    check_refused("could not read migrations of \".\": could not open file \"1_x.sql\": No such "
                  "file or directory");
}

/* Many files are read by a thread of their own. */
static void
put_many(unsigned count)
{
    SCOPED_ARENA arena = {0};

    for (unsigned number = 1; number <= count; number++)
        folder_put(arena_printf(&arena, "%03u_x.sql", number),
                   str_from(arena_printf(&arena, "select %u;\n", number)));
}

TEST(many_files_have_the_checksums_of_few)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    put_many(300);

    const Source source = read_folder(&arena, ".");

    CHECK_SIZE(source.count, 300);
    CHECK(source_finish(&source, &err));

    for (unsigned number = 1; number <= 300; number++)
    {
        Sha256 wanted;

        CHECK(sha256_of_text(str_from(arena_printf(&arena, "select %u;", number)), &wanted, &err));
        CHECK(sha256_equal(&source.migrations[number - 1].checksum, &wanted));
    }
}

TEST(one_bad_file_among_many_is_refused)
{
    folder_enter();
    put_many(300);
    CHECK(mkdir("150_y.sql", 0700) == 0);
    check_refused("could not read migrations of \".\": \"150_y.sql\" is a directory, not a file");
}

TEST(a_missing_folder_is_refused)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Source source;

    folder_enter();
    CHECK(!source_read("missing", NULL, &arena, &source, &err));
    CHECK(err.kind == ERROR_SOURCE);
    CHECK_TEXT(err.message, "could not open directory \"missing\": No such file or directory");
}

/* Kubernetes mounts a ConfigMap so: names link into ..data, which links to a dated folder. */
TEST(a_mounted_configmap_is_read_through_its_links)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FormatText part;

    folder_enter();
    CHECK(mkdir("..2026_11_24", 0700) == 0);
    folder_put("..2026_11_24/1_a.sql", STR("select 1;"));
    folder_put("..2026_11_24/2_b.sql", STR("select 2;"));
    CHECK(symlink("..2026_11_24", "..data") == 0);
    CHECK(symlink("..data/1_a.sql", "1_a.sql") == 0);
    CHECK(symlink("..data/2_b.sql", "2_b.sql") == 0);

    const Source source = read_folder(&arena, ".");

    CHECK_TEXT(versions_of(&source, &arena), "1_a 2_b");
    CHECK(migration_load(&source.migrations[1], FORMAT_UP, &arena, &part, &err));
    CHECK(STR_IS(part.text, "select 2;"));
}

static bool
load_first(const Source *source, Arena *arena, Str *ret_text, Error *err)
{
    CHECK_SIZE(source->count, 1);

    FormatText part;

    if (!migration_load(&source->migrations[0], FORMAT_UP, arena, &part, err))
        return false;

    *ret_text = part.text;

    return true;
}

TEST(a_byte_order_mark_is_no_part_of_the_text)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Str text;

    folder_enter();
    folder_put("1_a.sql", STR("\xEF\xBB\xBFselect 1;"));

    const Source with = read_folder(&arena, ".");

    CHECK(load_first(&with, &arena, &text, &err));
    CHECK(STR_IS(text, "select 1;"));
    folder_put("1_a.sql", STR("select 1;"));

    const Source without = read_folder(&arena, ".");

    CHECK(sha256_equal(&with.migrations[0].checksum, &without.migrations[0].checksum));
    folder_put("1_a.sql", STR("\xEF\xBB\xBF"));

    const Source alone = read_folder(&arena, ".");

    CHECK(load_first(&alone, &arena, &text, &err));
    CHECK_SIZE(text.size, 0);
}

TEST(what_is_no_text_is_refused_with_its_place)
{
    static const struct
    {
        Str content;
        const char *message;
        unsigned line;
        unsigned column;
    } cases[] = {
        {{"ab\nc\0d", 6}, "the file holds a NUL byte", 2, 2},
        {{"\0", 1}, "the file holds a NUL byte", 1, 1},
        {{"a\xFF", 2}, "byte 0xFF is not valid UTF-8", 1, 2},
        {{"ok\nstra\xDF"
          "e",
          9},
         "byte 0xDF is not valid UTF-8",
         2,
         5},
        {{"\xFF\xFE"
          "a\0",
          4},
         "byte 0xFF is not valid UTF-8",
         1,
         1},
        {{"x\xE2\x82", 3}, "byte 0xE2 is not valid UTF-8", 1, 2},
    };

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        Str text;

        folder_put("1_a.sql", cases[index].content);

        const Source source = read_folder(&arena, ".");

        CHECK(!load_first(&source, &arena, &text, &err));
        CHECK(err.kind == ERROR_SOURCE);
        CHECK_TEXT(err.message, cases[index].message);
        CHECK_TEXT(err.place.file, "./1_a.sql");
        CHECK_SIZE(err.place.line, cases[index].line);
        CHECK_SIZE(err.place.column, cases[index].column);
        CHECK(err.hint != NULL);
    }
}

TEST(a_file_of_another_tool_is_refused_when_it_is_to_run)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FormatText part;

    folder_enter();
    folder_put("1_a.sql", STR("select 1;\n"));
    folder_put("2_a.sql", STR("select 1;\n-- +goose Down\n"));

    const Source source = read_folder(&arena, ".");

    CHECK(!migration_load(&source.migrations[1], FORMAT_UP, &arena, &part, &err));
    CHECK_TEXT(err.message, "the file is written for goose");
    CHECK_SIZE(err.place.line, 2);
}

/* Named as one tool's, written as another's: the first line that undoes it is shown. */
TEST(a_file_that_undoes_itself_is_refused_where_names_tell_the_direction)
{
    static const struct
    {
        const char *file;
        const char *text;
        const char *tool; /* NULL: it runs */
    } cases[] = {
        {"V1__a.sql", "-- +migrate Up\na;\n-- +migrate Down\nb;\n", "sql-migrate"},
        {"1_a.up.sql", "-- +goose Up\na;\n-- +goose Down\nb;\n", "goose"},
        {"1_a.up.sql", "-- migrate:up\na;\n-- migrate:down transaction:false\nb;\n", "dbmate"},
        {"1_a/up.sql", "a;\n---- create above / drop below ----\nb;\n", "tern"},
        {"1_a.up.sql", "-- +goose Up\na;\n-- +goose Down\n", NULL},
        {"1_a.up.sql", "-- up\na;\n-- down\nb;\n", NULL},
        {"V1__a.sql", "-- migrate:downwards\na;\n", NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        FormatText part;

        (void)fprintf(stderr, "case %zu\n", index);
        folder_enter();
        CHECK(strchr(cases[index].file, '/') == NULL || mkdir("1_a", 0777) == 0);
        folder_put(cases[index].file, str_from(cases[index].text));

        const Source source = read_folder(&arena, ".");

        CHECK(migration_load(&source.migrations[0], FORMAT_UP, &arena, &part, &err) ==
              (cases[index].tool == NULL));

        if (cases[index].tool != NULL)
            CHECK_TEXT(err.message, arena_printf(&arena,
                                                 "what stands behind this line undoes the file, as "
                                                 "%s has it",
                                                 cases[index].tool));
    }
}

/* Liquibase's files may have any name, so its first line counts for more than a name. */
TEST(a_file_named_as_flyways_may_be_liquibases)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FormatText part;

    folder_enter();
    folder_put("V2__b.sql", STR("--liquibase formatted sql\n--changeset me:2 dbms:mysql\nb;\n"));
    folder_put("V10__c.sql", STR("--liquibase formatted sql\n--changeset me:3\nc;\n"));
    folder_put("V1.1__a.sql", STR("--liquibase formatted sql\n--changeset me:1\na;\n"));

    Source source = {0};
    const SourceOptions options = {.engine = "postgres"};

    CHECK(source_read(".", &options, &arena, &source, &err));
    CHECK(source.format == &format_liquibase);
    CHECK_TEXT(versions_of(&source, &arena), "V1.1__a V2__b V10__c");
    CHECK(migration_load(&source.migrations[1], FORMAT_UP, &arena, &part, &err));
    CHECK(str_find(part.text, 0, STR("b;")) == part.text.size);

    folder_enter();
    folder_put("1_a.up.sql", STR("--liquibase formatted sql\n"));
    CHECK(read_folder(&arena, ".").format == &format_golang_migrate);
}

TEST(a_file_that_changed_while_at_work_is_refused)
{
    static const struct
    {
        const char *content;
        bool loads;
    } cases[] = {
        {"select 1;\n", true},
        {"select 1;\r\n \n", true}, /* the checksum says that this is the same text */
        {"select 2;\n", false},
        {"", false},
    };

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        Str text;

        folder_put("1_a.sql", STR("select 1;\n"));

        const Source source = read_folder(&arena, ".");

        folder_put("1_a.sql", str_from(cases[index].content));
        CHECK(load_first(&source, &arena, &text, &err) == cases[index].loads);
        CHECK(cases[index].loads || err.kind == ERROR_SOURCE);
        CHECK(cases[index].loads ||
              strcmp(err.message, "file \"./1_a.sql\" changed while pawl was at work") == 0);
    }
}

TEST(a_file_that_vanished_is_an_error)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Str text;

    folder_enter();
    folder_put("1_a.sql", STR("select 1;\n"));

    const Source source = read_folder(&arena, ".");

    CHECK(unlink("1_a.sql") == 0);
    CHECK(!load_first(&source, &arena, &text, &err));
    CHECK(err.kind == ERROR_SOURCE);
}

TEST(ten_thousand_files)
{
    SCOPED_ARENA arena = {0};

    folder_enter();

    for (int number = 10000; number > 0; number--)
        folder_put(arena_printf(&arena, "%d_m.sql", number), STR("select 1;"));

    const Source source = read_folder(&arena, ".");

    CHECK_SIZE(source.count, 10000);

    for (size_t index = 0; index < source.count; index++)
    {
        const char *number = arena_printf(&arena, "%zu", index + 1);

        CHECK(str_equal(migration_number(&source.migrations[index]), str_from(number)));
    }
}

TEST(versions_are_found_by_their_whole_name)
{
    SCOPED_ARENA arena = {0};

    folder_enter();
    folder_put("0001_a.sql", STR(""));
    folder_put("0002_b.sql", STR(""));

    const Source source = read_folder(&arena, ".");

    CHECK(source_find(&source, STR("0002_b")) == &source.migrations[1]);
    CHECK(source_find(&source, STR("0002_b.sql")) == NULL);
    CHECK(source_find(&source, STR("2_b")) == NULL);
    CHECK(source_find(&source, STR("")) == NULL);
    CHECK_TEXT(migration_path(&source.migrations[0], &arena), "./0001_a.sql");
}
