/*
 * history_tables.c
 *    The tables in which other tools keep what they have applied, and what a row of each means.
 */
#include "source/history_tables.h"

#include <string.h>

#include "source/formats/liquibase_changelog.h"

/* ---- what a row means ---- */

static bool
is_true(Str field)
{
    return STR_IS(field, "1") || STR_IS(field, "t") || STR_IS(field, "true");
}

static size_t
name_start(Str path)
{
    size_t from = path.size;

    while (from > 0 && path.data[from - 1] != '/' && path.data[from - 1] != ':')
        from--;

    return from;
}

Str
history_folder(Str path)
{
    const size_t start = name_start(path);
    const char *colon = start == 0 ? NULL : memrchr(path.data, ':', start);
    const size_t from = colon == NULL ? 0 : (size_t)(colon - path.data) + 1;

    return str_slice(path, from, start > from ? start - 1 : from);
}

Str
history_file_name(Str path)
{
    const Str file = str_slice(path, name_start(path), path.size);

    return str_ends_with(file, STR(".sql")) ? str_slice(file, 0, file.size - 4) : file;
}

static HistoryState
applied_if(bool applied)
{
    return applied ? HISTORY_APPLIED : HISTORY_NOT_APPLIED;
}

/* version_id, is_applied.  Version 0 says that the table was made. */
static bool
take_goose(const Str *fields, Arena *arena, HistoryRow *ret_row)
{
    (void)arena;
    *ret_row = (HistoryRow){.number = fields[0], .state = applied_if(is_true(fields[1]))};

    return !STR_IS(fields[0], "0");
}

/* version, dirty.  Before the first migration, and after the last was undone, it is -1. */
static bool
take_golang_migrate(const Str *fields, Arena *arena, HistoryRow *ret_row)
{
    const bool none = str_starts_with(fields[0], STR("-"));

    (void)arena;
    *ret_row = (HistoryRow){.number = fields[0],
                            .state = is_true(fields[1]) ? HISTORY_FAILED
                                     : none             ? HISTORY_NOT_APPLIED
                                                        : HISTORY_APPLIED_UP_TO};

    return true;
}

/* version, applied */
static bool
take_dbmate(const Str *fields, Arena *arena, HistoryRow *ret_row)
{
    (void)arena;
    *ret_row = (HistoryRow){.number = fields[0], .state = applied_if(is_true(fields[1]))};

    return fields[0].size > 0;
}

/* What its tool's table knows a file by, alone. */
static bool
take_number(const Str *fields, Arena *arena, HistoryRow *ret_row)
{
    (void)arena;
    *ret_row = (HistoryRow){.number = fields[0], .state = HISTORY_APPLIED};

    return fields[0].size > 0;
}

/* id: the file's name.  Undone, its row goes. */
static bool
take_sql_migrate(const Str *fields, Arena *arena, HistoryRow *ret_row)
{
    (void)arena;
    *ret_row = (HistoryRow){.name = history_file_name(fields[0]), .state = HISTORY_APPLIED};

    return ret_row->name.size > 0;
}

/* version, type, script, success.  Repeatable migrations have no version. */
static bool
take_flyway(const Str *fields, Arena *arena, HistoryRow *ret_row)
{
    const Str type = fields[1];
    const bool undone = str_starts_with(type, STR("UNDO_")) || STR_IS(type, "DELETE");
    const bool baseline = STR_IS(type, "BASELINE");

    (void)arena;
    *ret_row = (HistoryRow){.number = fields[0],
                            .name = history_file_name(fields[2]),
                            .state = !is_true(fields[3]) ? HISTORY_FAILED
                                     : undone            ? HISTORY_NOT_APPLIED
                                     : baseline          ? HISTORY_APPLIED_UP_TO
                                                         : HISTORY_APPLIED};

    return !STR_IS(type, "SCHEMA");
}

/*
 * id, author, filename, exectype.  MARK_RAN and RERAN count as run.  A changeset that is written in
 * XML, YAML or JSON is about no SQL file.
 */
static bool
take_liquibase(const Str *fields, Arena *arena, HistoryRow *ret_row)
{
    const bool failed = STR_IS(fields[3], "FAILED");

    *ret_row =
        (HistoryRow){.name = history_file_name(fields[2]),
                     .folder = history_folder(fields[2]),
                     .part = str_from(arena_printf(arena, STR_FORMAT ":" STR_FORMAT,
                                                   STR_ARGS(fields[1]), STR_ARGS(fields[0]))),
                     .state = failed ? HISTORY_FAILED : applied_if(!STR_IS(fields[3], "SKIPPED"))};

    return !liquibase_may_be_changelog(fields[2]);
}

/* version, success */
static bool
take_sqlx(const Str *fields, Arena *arena, HistoryRow *ret_row)
{
    (void)arena;
    *ret_row = (HistoryRow){.number = fields[0],
                            .state = is_true(fields[1]) ? HISTORY_APPLIED : HISTORY_FAILED};

    return true;
}

/* migration_name, finished_at, rolled_back_at */
static bool
take_prisma(const Str *fields, Arena *arena, HistoryRow *ret_row)
{
    const bool finished = fields[1].size > 0;
    const bool rolled_back = fields[2].size > 0;

    (void)arena;
    *ret_row = (HistoryRow){.name = fields[0],
                            .state = rolled_back ? HISTORY_NOT_APPLIED
                                     : finished  ? HISTORY_APPLIED
                                                 : HISTORY_FAILED};

    return true;
}

/* ---- the tables ---- */

#define MEND_MIGRATE                                                                               \
    "Find out which of its statements took effect, finish or undo it by hand, and tell "           \
    "golang-migrate with `migrate force VERSION`"

const HistoryTable HISTORY_TABLES[] = {
    {.tool = "goose",
     .title = "goose",
     .name = "goose_db_version",
     .columns = {{"version_id", HISTORY_NUMBER}, {"is_applied", HISTORY_ANY}},
     .order = "id",
     .telltale = "is_applied",
     .take = take_goose},
    {.tool = "goose",
     .title = "goose",
     .name = "goose_db_version",
     .columns = {{"version_id", HISTORY_NUMBER}, {"is_applied", HISTORY_ANY}},
     .order = "tstamp",
     .telltale = "is_applied",
     .take = take_goose},
    {.tool = "golang-migrate",
     .title = "golang-migrate",
     .name = "schema_migrations",
     .columns = {{"version", HISTORY_NUMBER}, {"dirty", HISTORY_ANY}},
     .order = "sequence",
     .telltale = "dirty",
     .width = 3,
     .last_row_only = true,
     .take = take_golang_migrate,
     .mend = MEND_MIGRATE},
    {.tool = "golang-migrate",
     .title = "golang-migrate",
     .name = "schema_migrations",
     .columns = {{"version", HISTORY_NUMBER}, {"dirty", HISTORY_ANY}},
     .order = "version",
     .telltale = "dirty",
     .width = 2,
     .last_row_only = true,
     .take = take_golang_migrate,
     .mend = MEND_MIGRATE},
    {.tool = "dbmate",
     .title = "dbmate",
     .name = "schema_migrations",
     .columns = {{"version", HISTORY_TEXT}, {"applied", HISTORY_ANY}},
     .order = "ts",
     .take = take_dbmate},
    {.tool = "dbmate",
     .title = "dbmate",
     .name = "schema_migrations",
     .columns = {{"version", HISTORY_TEXT}},
     .order = "version",
     .without = "dirty",
     .wants_format = true,
     .take = take_number},
    {.tool = "sql-migrate",
     .title = "sql-migrate",
     .name = "gorp_migrations",
     .columns = {{"id", HISTORY_TEXT}, {"applied_at", HISTORY_ANY}},
     .order = "applied_at",
     .take = take_sql_migrate},
    {.tool = "flyway",
     .title = "Flyway",
     .name = "flyway_schema_history",
     .columns = {{"version", HISTORY_TEXT},
                 {"type", HISTORY_TEXT},
                 {"script", HISTORY_TEXT},
                 {"success", HISTORY_ANY}},
     .order = "installed_rank",
     .telltale = "installed_rank",
     .take = take_flyway,
     .mend = "Finish or undo it by hand, and run `flyway repair`"},
    {.tool = "liquibase",
     .title = "Liquibase",
     .name = "databasechangelog",
     .columns = {{"id", HISTORY_TEXT},
                 {"author", HISTORY_TEXT},
                 {"filename", HISTORY_TEXT},
                 {"exectype", HISTORY_TEXT}},
     .order = "orderexecuted",
     .telltale = "orderexecuted",
     .take = take_liquibase,
     .mend = "Finish or undo it by hand, and correct the row"},
    {.tool = "sqlx",
     .title = "sqlx",
     .name = "_sqlx_migrations",
     .columns = {{"version", HISTORY_NUMBER}, {"success", HISTORY_ANY}},
     .order = "version",
     .take = take_sqlx,
     .mend = "Finish or undo it by hand, and correct or delete the row"},
    {.tool = "prisma",
     .title = "Prisma",
     .name = "_prisma_migrations",
     .columns = {{"migration_name", HISTORY_TEXT},
                 {"finished_at", HISTORY_ANY},
                 {"rolled_back_at", HISTORY_ANY}},
     .order = "started_at",
     .take = take_prisma,
     .mend = "Finish or undo it by hand, and tell Prisma with `prisma migrate resolve`"},
    {.tool = "diesel",
     .title = "Diesel",
     .name = "__diesel_schema_migrations",
     .columns = {{"version", HISTORY_TEXT}},
     .order = "version",
     .take = take_number},
    {.tool = "drizzle",
     .title = "drizzle",
     .name = "drizzle.__drizzle_migrations",
     .columns = {{"created_at", HISTORY_NUMBER}, {"hash", HISTORY_TEXT}},
     .order = "id",
     .take = take_number},
    {.tool = "drizzle",
     .title = "drizzle",
     .name = "__drizzle_migrations",
     .columns = {{"created_at", HISTORY_NUMBER}, {"hash", HISTORY_TEXT}},
     .order = "id",
     .take = take_number},
    {.tool = "clickhouse-migrations",
     .title = "clickhouse-migrations",
     .name = "_migrations",
     .columns = {{"version", HISTORY_NUMBER}, {"migration_name", HISTORY_TEXT}},
     .order = "version",
     .take = take_number},
    {0},
};
