/* Unit tests of source/history.c and source/recognize.c: which tables are whose, by their columns.
 */
#include "source/recognize.h"

#include "harness/test.h"

/* "table(column text, column number)", separated by ";". */
static size_t
parse_seen(const char *text, Arena *arena, HistorySeen *seen)
{
    Str rest = str_from(text);
    size_t count = 0;

    while (rest.size > 0)
    {
        Str columns = str_trim(str_cut(&rest, ';'));
        const Str table = str_cut(&columns, '(');

        columns.size -= 1;

        while (columns.size > 0)
        {
            Str type = str_trim(str_cut(&columns, ','));
            const Str name = str_cut(&type, ' ');

            seen[count++] =
                (HistorySeen){.table = table, .column = name, .text = STR_IS(type, "text")};
        }
    }

    (void)arena;

    return count;
}

/* Which histories there are: "goose by id; ". */
static const char *
tools_of(const HistorySeen *seen, size_t count, const Format *format, Str only, Arena *arena)
{
    HistoryFound *list = NULL;
    const size_t found = history_match(seen, count, format, only, arena, &list);
    const char *tools = "";

    for (size_t at = 0; at < found; at++)
        tools = arena_printf(arena, "%s%s by " STR_FORMAT "; ", tools, list[at].table->tool,
                             STR_ARGS(list[at].order));

    return tools;
}

TEST(a_table_is_known_by_its_columns)
{
    static const struct
    {
        const char *format;
        const char *seen;
        const char *tools; /* "goose by id" */
    } cases[] = {
        {"plain", "", ""},
        {"plain", "schema_migrations(version text)", ""},
        {"plain", "schema_migrations(version text, at any)", ""},
        {"dbmate", "schema_migrations(version text)", "dbmate by version; "},
        {"plain", "schema_migrations(version number, dirty any)", "golang-migrate by version; "},
        {"plain", "schema_migrations(version number, dirty any, sequence number)",
         "golang-migrate by sequence; "},
        {"plain", "schema_migrations(version text, ts any, applied number)", "dbmate by ts; "},
        {"goose", "schema_migrations(version number)", ""},
        {"plain", "gorp_migrations(id text, applied_at any)", "sql-migrate by applied_at; "},
        {"plain", "goose_db_version(id number, version_id number, is_applied any, tstamp any)",
         "goose by id; "},
        {"plain", "goose_db_version(version_id number, is_applied any, date any, tstamp any)",
         "goose by tstamp; "},
        {"plain",
         "DATABASECHANGELOG(ID text, AUTHOR text, FILENAME text, ORDEREXECUTED number, "
         "EXECTYPE text)",
         "liquibase by ORDEREXECUTED; "},
        {"plain", "_migrations(version number, checksum text, migration_name text)",
         "clickhouse-migrations by version; "},
        {"plain", "_migrations(id number, name text)", ""},
        {"plain",
         "goose_db_version(id number, version_id number, is_applied any); "
         "__diesel_schema_migrations(version text, run_on any)",
         "goose by id; diesel by version; "},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        HistorySeen seen[32];
        const size_t count = parse_seen(cases[index].seen, &arena, seen);
        const Format *format = format_by_name(str_from(cases[index].format));

        CHECK_TEXT(tools_of(seen, count, format, STR(""), &arena), cases[index].tools);
    }
}

/* A tool may be told another name for its table. */
TEST(a_history_may_have_any_name)
{
#define GOOSE   "versions(id number, version_id number, is_applied any, tstamp any)"
#define MIGRATE "m(version number, dirty any)"
#define PLAIN   "v(version text)"
    static const struct
    {
        const char *format;
        const char *only;
        const char *seen;
        const char *tools;
    } cases[] = {
        /* What nothing but the columns show. */
        {"plain", "", GOOSE, "goose by id; "},
        {"plain", "", MIGRATE, "golang-migrate by version; "},
        {"plain", "", "m(version number, dirty any, sequence number)",
         "golang-migrate by sequence; "},
        {"plain", "", "m(version number, dirty any, title text)", ""},
        {"plain", "", GOOSE "; goose_db_version(id number, version_id number, is_applied any)",
         "goose by id; goose by id; "},
        {"dbmate", "", PLAIN, ""},
        /* What is named. */
        {"plain", "VERSIONS", GOOSE ";" MIGRATE, "goose by id; "},
        {"plain", "versions", MIGRATE, ""},
        {"plain", "versions", "goose_db_version(id number, version_id number, is_applied any)", ""},
        {"dbmate", "v", PLAIN, "dbmate by version; "},
        {"diesel", "v", PLAIN, "diesel by version; "},
        {"plain", "v", PLAIN, ""},
        {"plain", "v", "v(id text, applied_at any)", "sql-migrate by applied_at; "},
        {"plain", "v", "v(version text, ts any, applied number)", "dbmate by ts; "},
    };
#undef GOOSE
#undef MIGRATE
#undef PLAIN

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        HistorySeen seen[32];
        const size_t count = parse_seen(cases[index].seen, &arena, seen);
        const Format *format = format_by_name(str_from(cases[index].format));

        CHECK_TEXT(tools_of(seen, count, format, str_from(cases[index].only), &arena),
                   cases[index].tools);
    }
}

TEST(only_two_formats_keep_their_history_where_plain_versions_are)
{
    CHECK(history_is_version_table(&format_dbmate));
    CHECK(history_is_version_table(&format_golang_migrate));
    CHECK(!history_is_version_table(&format_plain));
    CHECK(!history_is_version_table(&format_goose));
}

TEST(tools_have_names)
{
    SCOPED_ARENA arena = {0};

    CHECK(history_is_tool(STR("goose")));
    CHECK(!history_is_tool(STR("gooze")));
    CHECK_TEXT(history_tools(&arena),
               "goose, golang-migrate, dbmate, sql-migrate, flyway, "
               "liquibase, sqlx, prisma, diesel, drizzle, clickhouse-migrations");
}

/* Names that other tools have, too, leave the format open; a tool's own table shows it. */
TEST(a_format_is_recognized_by_its_table)
{
#define SQLX "_sqlx_migrations(version number, success any)"
#define NPM  "_migrations(version number, migration_name text)"
    static const struct
    {
        const Format *shown;
        const char *seen;
        const char *format;
    } cases[] = {
        {&format_plain, "", "none"},
        {&format_plain, SQLX, "sqlx"},
        {&format_golang_migrate, SQLX, "sqlx"},
        {&format_plain, NPM, "clickhouse-migrations"},
        {&format_plain, SQLX ";" NPM, "none"},
        {&format_plain, SQLX ";goose_db_version(id number, version_id number, is_applied any)",
         "sqlx"},
        {&format_golang_migrate, SQLX ";schema_migrations(version number, dirty any)", "none"},
        {&format_plain, "goose_db_version(id number, version_id number, is_applied any)", "none"},
    };
#undef SQLX
#undef NPM

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        HistorySeen seen[16];
        HistoryFound *list = NULL;
        const size_t count = history_match(seen, parse_seen(cases[index].seen, &arena, seen),
                                           cases[index].shown, STR(""), &arena, &list);
        const Format *format = recognize(cases[index].shown, list, count);

        CHECK_TEXT(format == NULL ? "none" : format->name, cases[index].format);
    }

    CHECK(recognize_table(STR("_SQLX_migrations")) == &format_sqlx);
    CHECK(recognize_table(STR("goose_db_version")) == NULL);
    CHECK(recognize_table(STR("")) == NULL);
}

/* The tool and pawl may look from different folders. */
TEST(whether_a_row_is_about_a_file)
{
    static const struct
    {
        const char *row;
        const char *file;
        size_t sure;
    } cases[] = {
        {"db/changelog/a.sql", "a", 1},
        {"db/changelog/v1/a.sql", "v1/a", 2},
        {"db/changelog/v1/a.sql", "changelog/v1/a", 3},
        {"db/changelog/v1/a.sql", "v2/a", 0},
        {"db/changelog/a.sql", "v1/a", 0},
        {"db/changelog/v1/a.sql", "v1/b", 0},
        {"a.sql", "v1/a", 1},
        {"classpath:v1/a.sql", "changes/v1/a", 2},
        {"classpath:/db/v1/a.sql", "v1/a", 2},
        {"classpath:a.sql", "v1/a", 1},
        {"", "a", 0},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const Str path = str_from(cases[index].row);
        const HistoryRow row = {.name = history_file_name(path), .folder = history_folder(path)};

        (void)fprintf(stderr, "case %zu\n", index);
        CHECK_SIZE(history_is_file(&row, str_from(cases[index].file)), cases[index].sure);
    }
}
