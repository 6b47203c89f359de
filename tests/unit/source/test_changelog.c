/* Unit tests of source/formats/liquibase_changelog.c, liquibase_paths.c, liquibase_root.c,
 * liquibase_index.c and liquibase_raw.c: changelogs in XML, YAML and JSON. */
#include "source/formats/liquibase_changelog.h"

#include "source/migration.h"
#include "unit/base/folder.h"
#include "unit/source/changelog_invariants.h"

#define XML(body)                                                                                  \
    "<?xml version=\"1.0\"?>\n<databaseChangeLog xmlns=\"a\">" body "</databaseChangeLog>"
#define YAML(body) "databaseChangeLog:\n" body

/* "file a? ~/b [contexts|labels]": ? may be missing, ~ is beside the changelog. */
static void
append_include(Buf *buf, const LiquibaseInclude *include)
{
    buf_printf(buf, "%s%s" STR_FORMAT "%s" STR_FORMAT, include->all ? "all " : "file ",
               include->relative ? "~/" : "", STR_ARGS(include->path),
               include->may_be_missing ? "?" : "", STR_ARGS(include->ends_with));

    if (include->contexts.size > 0 || include->labels.size > 0)
        buf_printf(buf, " [" STR_FORMAT "|" STR_FORMAT "]", STR_ARGS(include->contexts),
                   STR_ARGS(include->labels));

    buf_append_text(buf, "; ");
}

static const char *
read_changelog(const char *path, const char *text, Arena *arena)
{
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(arena);
    LiquibaseChangelog changelog;

    CHECK(broken_changelog_invariant(path, str_from(text)) == NULL);

    if (!liquibase_changelog(path, str_from(text), arena, &changelog, &err))
        return arena_printf(arena, "%u: %s", err.place.line, err.message);

    for (size_t index = 0; index < changelog.count; index++)
        append_include(&buf, &changelog.includes[index]);

    return arena_strdup(arena, buf_text(&buf));
}

TEST(what_a_changelog_includes)
{
    static const struct
    {
        const char *path;
        const char *text;
        const char *expected;
    } cases[] = {
        {"a.xml", XML("<include file=\"db/a.sql\"/>\n<includeAll path='v1/'/>"),
         "file db/a.sql; all v1/; "},
        {"a.xml",
         XML("<include file=\"/a.sql\" relativeToChangelogFile=\"true\" errorIfMissing='false'/>"),
         "file ~/a.sql?; "},
        {"a.xml",
         XML("<includeAll path='classpath:/v' errorIfMissingOrEmpty='false' "
             "endsWithFilter='.sql'/>"),
         "all v?.sql; "},
        {"a.xml",
         XML("<include file='a.sql' context='prod'/><include file='b' contextFilter='!x' "
             "labels='l'/>"),
         "file a.sql [prod|]; file b [!x|l]; "},
        {"a.xml",
         XML("<!-- <include file='no'/> --><property name='a' value='b'/>"
             "<include file='a&amp;b.sql' ignore='false'/><include file='c.sql' ignore='true'/>"),
         "file a&b.sql; "},
        {"a.xml",
         "<l:databaseChangeLog xmlns:l='u'><l:include file='a.sql'/></l:databaseChangeLog>",
         "file a.sql; "},
        {"a.xml", XML(""), ""},
        {"a.yaml",
         YAML("- include:\n    file: a.sql\n    relativeToChangelogFile: True\n"
              "- property:\n    name: a\n    value: b\n- includeAll: {path: \"classpath*:v\"}\n"),
         "file ~/a.sql; all v; "},
        {"a.yml", YAML("- objectQuotingStrategy: LEGACY\n- include: {file: a, labels: l}\n"),
         "file a [|l]; "},
        {"a.yaml", YAML(""), ""},
        {"a.json", "{\"databaseChangeLog\": [{\"include\": {\"file\": \"a.sql\"}}]}",
         "file a.sql; "},
        {"a.yaml", YAML("- include: {file: db\\v\\a.sql}\n"), "file db/v/a.sql; "},
        /* A tag is Liquibase's own. */
        {"a.yaml",
         YAML("- changeSet:\n    id: 1\n    author: a\n    changes:\n    - tagDatabase: {tag: "
              "v1}\n"),
         ""},
        {"a.xml",
         XML("<changeSet id='1' author='a'><comment>c</comment><tagDatabase tag='v1'/>"
             "</changeSet>"),
         ""},
        /* What is refused, and where. */
        {"a.xml", XML("<changeSet id='1'/>"),
         "2: \"changeSet\" of a changelog has no meaning to pawl"},
        {"a.xml", XML("<changeSet id='1'><tagDatabase tag='v1'/><sql>x</sql></changeSet>"),
         "2: \"changeSet\" of a changelog has no meaning to pawl"},
        {"a.yaml", YAML("- changeSet:\n    changes:\n    - tagDatabase: {tag: v1}\n    - sql: x\n"),
         "2: \"changeSet\" of a changelog has no meaning to pawl"},
        {"a.xml", XML("\n<changeSet id='1' author='a'><sql>x</sql></changeSet>"),
         "3: \"changeSet\" of a changelog has no meaning to pawl"},
        {"a.xml", XML("<preConditions><dbms type='h2'/></preConditions>"),
         "2: \"preConditions\" of a changelog has no meaning to pawl"},
        {"a.xml", "<databaseChangeLog logicalFilePath='x'/>",
         "1: \"logicalFilePath\" of a changelog has no meaning to pawl"},
        {"a.xml", XML("<include/>"), "2: \"include\" has no \"file\""},
        {"a.xml", XML("<includeAll file='a'/>"),
         "2: \"file\" of a changelog has no meaning to pawl"},
        {"a.xml", XML("<includeAll path='a' filter='com.x.F'/>"),
         "2: \"filter\" of a changelog has no meaning to pawl"},
        {"a.xml", XML("<include file='${dir}/a.sql'/>"),
         "2: \"file\" of a changelog has no meaning to pawl"},
        {"a.xml", XML("<include file='a' relativeToChangelogFile='yes'/>"),
         "2: \"relativeToChangelogFile\" must be true or false"},
        {"a.xml", "<a/>", "1: the changelog has no \"databaseChangeLog\""},
        {"a.xml", "<databaseChangeLog>", "1: could not read XML: no element found"},
        {"a.xml", "<!DOCTYPE a [<!ENTITY e SYSTEM 'x'>]>\n<databaseChangeLog/>",
         "1: document types are not supported here"},
        {"a.xml", "<databaseChangeLog>\xFF</databaseChangeLog>", "1: the file is not valid UTF-8"},
        {"a.yaml", YAML("- changeSet:\n    id: 1\n"),
         "2: \"changeSet\" of a changelog has no meaning to pawl"},
        {"a.yaml", YAML("- include: a.sql\n"), "2: \"include\" must be a map, not a text"},
        {"a.yaml", YAML("- include:\n    file: [a]\n"), "3: \"file\" must be a text, not a list"},
        {"a.yaml", YAML("- a.sql\n"), "2: a changelog's list has maps, not a text"},
        {"a.yaml", YAML("- - include: {file: a}\n"), "2: a changelog's list has maps, not a list"},
        {"a.yaml", "databaseChangeLog: all\n",
         "1: \"databaseChangeLog\" must be a list, not a text"},
        {"a.yaml", "- include\n", "1: the changelog has no \"databaseChangeLog\""},
        {"a.yaml", "", "1: the changelog has no \"databaseChangeLog\""},
        {"a.yaml", YAML("- &a include: {file: a}\n"), "2: anchors are not supported here"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};

        (void)fprintf(stderr, "case %zu\n", index);
        CHECK_TEXT(read_changelog(cases[index].path, cases[index].text, &arena),
                   cases[index].expected);
    }
}

TEST(a_path_beside_a_changelog)
{
    static const struct
    {
        const char *from;
        const char *path;
        const char *expected; /* NULL: it leads out */
    } cases[] = {
        {"a.xml", "b.sql", "b.sql"},
        {"v/a.xml", "b.sql", "v/b.sql"},
        {"v/a.xml", "../b.sql", "b.sql"},
        {"v/a.xml", "./w//b/", "v/w/b"},
        {"v/w/a.xml", "../../b", "b"},
        {"a.xml", ".", ""},
        {"v/a.xml", "..", ""},
        {"a.xml", "../b.sql", NULL},
        {"v/a.xml", "../../v/b.sql", NULL},
        {"a.xml", "v/../../b", NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        const char *found =
            liquibase_path_beside(cases[index].from, str_from(cases[index].path), &arena);

        (void)fprintf(stderr, "case %zu\n", index);
        CHECK((found == NULL) == (cases[index].expected == NULL));
        CHECK(found == NULL || strcmp(found, cases[index].expected) == 0);
    }
}

/* The directory is /app/db/changelog. */
static bool
is_there(const void *context, const char *path)
{
    const char *const *files = context;

    while (*files != NULL && strcmp(*files, path) != 0)
        files++;

    return *files != NULL;
}

TEST(a_path_that_is_searched_for)
{
    static const char *const files[] = {"", "a.sql", "v1", "v1/a.sql", "db/b.sql", NULL};
    static const struct
    {
        const char *path;
        const char *expected; /* NULL: it is nowhere */
    } cases[] = {
        {"a.sql", "a.sql"},
        {"changelog/a.sql", "a.sql"},
        {"db/changelog/v1/a.sql", "v1/a.sql"},
        {"app/db/changelog/v1/", "v1"},
        {"./db/./changelog", ""},
        {"db/b.sql", "db/b.sql"},
        {"db/a.sql", NULL},
        {"other/changelog/a.sql", NULL},
        {"x/app/db/changelog/a.sql", NULL},
        {"og/a.sql", NULL},
        {"../changelog/a.sql", NULL},
        {".", NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        const char *found = liquibase_path_in(STR("/app/db/changelog"), str_from(cases[index].path),
                                              is_there, files, &arena);

        (void)fprintf(stderr, "case %zu\n", index);
        CHECK((found == NULL) == (cases[index].expected == NULL));
        CHECK(found == NULL || strcmp(found, cases[index].expected) == 0);
    }
}

/* ---- directories ---- */

/* "FILE=TEXT" each; a file in a folder makes it. */
static void
put_files(const char *const *files)
{
    for (; *files != NULL; files++)
    {
        SCOPED_ARENA arena = {0};
        Str text = str_from(*files);
        const char *name = str_terminate(&arena, str_cut(&text, '='));
        const char *slash = strchr(name, '/');

        if (slash != NULL)
            (void)mkdir(arena_copy(&arena, name, (size_t)(slash - name)), 0700);

        folder_put(name, text);
    }
}

/* The versions in their order, or the error. */
static const char *
read_directory(const char *const *files, const char *const *environment, Arena *arena)
{
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(arena);
    Source *source = ARENA_NEW(arena, Source);
    const SourceOptions options = {.environment = environment};

    folder_enter();
    put_files(files);

    if (!source_read(".", &options, arena, source, &err))
        return arena_printf(arena, "error: %s", err.message);

    CHECK(source->format == &format_liquibase || source->index == NULL);

    for (size_t index = 0; index < source->count; index++)
        buf_printf(&buf, "%s" STR_FORMAT, index == 0 ? "" : " ",
                   STR_ARGS(source->migrations[index].version));

    return arena_strdup(arena, buf_text(&buf));
}

#define INCLUDE(file)     "- include: {file: " file ", relativeToChangelogFile: true}\n"
#define INCLUDE_ALL(path) "- includeAll: {path: " path ", relativeToChangelogFile: true}\n"
#define SQL               "=--liquibase formatted sql\n--changeset a:1\nselect 1;\n"

TEST(a_changelog_says_which_files_run)
{
    static const struct
    {
        const char *files[6];
        const char *variable;
        const char *expected;
    } cases[] = {
        {{"a.sql" SQL, "b.sql" SQL, "1.sql" SQL, "c.yaml=" YAML(INCLUDE("b.sql") INCLUDE("a.sql"))},
         NULL,
         "b a"},
        {{"v/10.sql" SQL, "v/9.sql" SQL, "v/x.md=", "c.yaml=" YAML(INCLUDE_ALL("v"))},
         NULL,
         "v/10 v/9"},
        {{"v/a.sql" SQL, "w/a.sql" SQL, "c.yaml=" YAML(INCLUDE_ALL("w") INCLUDE("v/a.sql"))},
         NULL,
         "w/a v/a"},
        /* Which one is the root. */
        {{"a.sql" SQL, "b.sql" SQL, "x-master.yaml=" YAML(INCLUDE("a.sql")),
          "b.yaml=" YAML(INCLUDE("b.sql"))},
         NULL,
         "a"},
        {{"a.sql" SQL, "a.yaml=" YAML(INCLUDE("a.sql")), "b.yaml=" YAML(INCLUDE("a.yaml"))},
         NULL,
         "a"},
        {{"a.sql" SQL, "a.yaml=" YAML(INCLUDE("a.sql")), "b.yaml=" YAML(INCLUDE("a.sql"))},
         NULL,
         "error: \"a.yaml\" and \"b.yaml\" in \".\" are both changelogs"},
        {{"a.sql" SQL, "b.sql" SQL, "a.yaml=" YAML(INCLUDE("a.sql")),
          "b.yaml=" YAML(INCLUDE("b.sql")), "liquibase.properties=changeLogFile=a.yaml"},
         NULL,
         "a"},
        {{"a.sql" SQL, "b.sql" SQL, "a.yaml=" YAML(INCLUDE("a.sql")),
          "b.yaml=" YAML(INCLUDE("b.sql")), "liquibase.properties=changeLogFile=a.yaml"},
         "LIQUIBASE_COMMAND_CHANGELOG_FILE=b.yaml",
         "b"},
        {{"v/a.yaml=" YAML(INCLUDE("b.sql")), "v/b.sql" SQL,
          "liquibase.properties=changelog-file: v/a.yaml"},
         NULL,
         "v/b"},
        {{"all.sql" SQL, "1.sql" SQL, "liquibase.properties=changelogFile=all.sql"}, NULL, "all"},
        {{"1.sql" SQL, "liquibase.properties=changelogFile=elsewhere/all.xml"}, NULL, "1"},
        {{"1.sql" SQL, "pawl.yaml=targets:\n"}, NULL, "1"},
        /* Which ones a run wants. */
        {{"a.sql" SQL, "b.sql" SQL,
          "c.yaml=" YAML("- include: {file: a.sql, context: prod}\n"
                         "- include: {file: b.sql, context: test}\n")},
         "LIQUIBASE_COMMAND_CONTEXTS=test",
         "b"},
        {{"a.sql" SQL, "b.sql" SQL,
          "c.yaml=" YAML("- include: {file: a.sql, context: prod}\n"
                         "- include: {file: b.sql, labels: l}\n")},
         NULL,
         "a b"},
        {{"a.sql" SQL, "c.yaml=" YAML("- include: {file: a.sql, context: \"a and\"}\n")},
         NULL,
         "error: \"a.sql\" is for contexts or labels that are not understood"},
        /* What goes wrong. */
        {{"c.yaml=" YAML(INCLUDE("a.sql"))}, NULL, "error: \"a.sql\" is not there"},
        {{"c.yaml=" YAML(
             "- include: {file: a.sql, relativeToChangelogFile: true, errorIfMissing: false}\n")},
         NULL,
         ""},
        {{"v/x.md=", "c.yaml=" YAML(INCLUDE_ALL("v"))},
         NULL,
         "error: \"v\" holds no file for Liquibase"},
        {{"a.sql" SQL, "c.yaml=" YAML(INCLUDE_ALL("."))},
         NULL,
         "error: \".\" leads back to itself"},
        {{"a.sql" SQL, "c.yaml=" YAML(INCLUDE("a.sql") INCLUDE("a.sql"))},
         NULL,
         "error: \"./c.yaml\" names \"a.sql\" twice"},
        {{"a.sql" SQL, "c.yaml=" YAML(INCLUDE_ALL("a.sql"))},
         NULL,
         "error: \"a.sql\" is no folder"},
        {{"v/a.sql" SQL, "c.yaml=" YAML(INCLUDE("v"))}, NULL, "error: \"v\" is a folder"},
        {{"a.md=", "c.yaml=" YAML(INCLUDE("a.md"))},
         NULL,
         "error: \"a.md\" is neither SQL nor XML, YAML or JSON"},
        {{"c.yaml=" YAML(INCLUDE("../a.sql"))}, NULL, "error: \"../a.sql\" is not there"},
        {{"1.sql=select 1;", "c.xml=" XML("<changeSet/>")},
         NULL,
         "error: \"changeSet\" of a changelog has no meaning to pawl"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        const char *const environment[] = {cases[index].variable, NULL};

        (void)fprintf(stderr, "case %zu\n", index);
        CHECK_TEXT(read_directory(cases[index].files, environment, &arena), cases[index].expected);
    }
}

#define USE            "=--liquibase formatted sql\n--changeset a:1\n${x}"
#define PROPERTY(rest) "- property: {name: x, " rest "}\n"

/* Tried with Liquibase 4.33: the first definition counts, those of a changelog hold for all that it
 * includes, and what is not local holds for all that follows. */
TEST(properties_of_changelogs)
{
    static const struct
    {
        const char *files[5];
        const char *expected; /* the last file's value, or the error */
    } cases[] = {
        {{"a.sql" USE, "c.yaml=" YAML(PROPERTY("value: 1") PROPERTY("value: 2") INCLUDE("a.sql"))},
         "1"},
        {{"a.sql" USE, "c.yaml=" YAML(INCLUDE("a.sql") PROPERTY("value: late"))}, "late"},
        {{"a.sql=--liquibase formatted sql\n--property name:x value:own\n--changeset a:1\n${x}",
          "c.yaml=" YAML(PROPERTY("value: 1") INCLUDE("a.sql"))},
         "1"},
        {{"a.sql" USE, "c.yaml=" YAML(PROPERTY("value: 1, dbms: h2") PROPERTY(
                           "value: 2, dbms: \"fake,h2\"") INCLUDE("a.sql"))},
         "2"},
        {{"a.sql" USE, "c.yaml=" YAML(PROPERTY("value: 1, context: no")
                                          PROPERTY("value: 2, labels: l") INCLUDE("a.sql"))},
         "2"},
        {{"a.sql" USE, "d.yaml=" YAML(PROPERTY("value: 1, global: false") INCLUDE("a.sql")),
          "c-master.yaml=" YAML(INCLUDE("d.yaml"))},
         "1"},
        {{"a.sql" USE, "d.yaml=" YAML(PROPERTY("value: 1")),
          "c-master.yaml=" YAML(INCLUDE("d.yaml") INCLUDE("a.sql"))},
         "1"},
        {{"a.sql" USE, "d.yaml=" YAML(PROPERTY("value: 1, global: false")),
          "c-master.yaml=" YAML(INCLUDE("d.yaml") INCLUDE("a.sql"))},
         "error: property \"x\" has no value"},
        {{"a.sql" USE, "liquibase.properties=parameter.x=file",
          "c.yaml=" YAML(PROPERTY("value: 1") INCLUDE("a.sql"))},
         "file"},
        {{"a.sql" USE, "c.yaml=" YAML("- property: {name: x}\n" INCLUDE("a.sql"))},
         "error: the property has no name or no value"},
        {{"a.sql" USE, "c.yaml=" YAML("- property: {file: x.properties}\n" INCLUDE("a.sql"))},
         "error: \"file\" of a changelog has no meaning to pawl"},
        {{"a.sql" USE, "c.yaml=" YAML(PROPERTY("value: 1, context: \"a and\""))},
         "error: property \"x\" of \"./c.yaml\" is for contexts or labels that are not understood"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        Source source = {0};
        FormatText text;
        const char *const environment[] = {"LIQUIBASE_COMMAND_CONTEXTS=yes", NULL};
        const SourceOptions options = {.engine = "fake", .environment = environment};

        (void)fprintf(stderr, "case %zu\n", index);
        folder_enter();
        put_files(cases[index].files);

        if (source_read(".", &options, &arena, &source, &err) &&
            migration_load(&source.migrations[source.count - 1], FORMAT_UP, &arena, &text, &err))
            CHECK(str_ends_with(str_trim(text.text), str_from(cases[index].expected)));
        else
            CHECK_TEXT(arena_printf(&arena, "error: %s", err.message), cases[index].expected);
    }
}

/* Liquibase 4.33 goes by the first line that is not blank. */
TEST(a_file_of_a_changelog_may_be_plain_sql)
{
    static const struct
    {
        const char *text;
        FormatPart part;
        const char *expected; /* what runs, or the error */
        const char *recorded;
    } cases[] = {
        {"select '${x}';\nselect 2", FORMAT_UP, "select '${x}';\nselect 2", "includeAll:raw"},
        {"-- one\nselect 1;", FORMAT_UP, "-- one\nselect 1;", "includeAll:raw"},
        {"\n \n-- liquibase formatted sql\n--changeset a:1\nx;", FORMAT_UP,
         "-- liquibase formatted sql\n               \nx;", "a:1"},
        {"select 1;", FORMAT_DOWN, "error: \"./a.sql\" has no part that migrates down",
         "includeAll:raw"},
        {"-- why\n--liquibase formatted sql\n--changeset a:1 context:no\nx;", FORMAT_UP,
         "error: Liquibase would not see this changeset, and run all of the file",
         "includeAll:raw"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        Source source;
        FormatText text;
        FormatRecord *records = NULL;
        size_t count = 0;

        (void)fprintf(stderr, "case %zu\n", index);
        folder_enter();
        folder_put("a.sql", str_from(cases[index].text));
        folder_put("c.yaml", STR(YAML(INCLUDE("a.sql"))));
        CHECK(source_read(".", NULL, &arena, &source, &err) && source.count == 1);
        CHECK(migration_parts(&source.migrations[0], &arena, &records, &count, &err));
        CHECK(count == 1 && str_equal(records[0].name, str_from(cases[index].recorded)));

        if (migration_load(&source.migrations[0], cases[index].part, &arena, &text, &err))
            CHECK_TEXT(str_terminate(&arena, str_trim(text.text)), cases[index].expected);
        else
            CHECK_TEXT(arena_printf(&arena, "error: %s", err.message), cases[index].expected);
    }
}
