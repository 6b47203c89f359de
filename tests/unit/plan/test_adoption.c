/*
 * Unit tests of plan/adoption.c.  Files as in cases.h, with their leading digits as numbers; rows
 * are the fields of the tool's table, "a,b,c" separated by ";".
 */
#include "plan/adoption.h"

#include "unit/plan/cases.h"

/* The shape that the tool's columns make; the rows come as an engine would hand them over. */
static const HistoryTable *
table_of(const char *tool, Arena *arena)
{
    static const struct
    {
        const char *tool;
        HistorySeen seen[6];
    } shapes[] = {
#define SEEN(table_, column_, text_) {.table = STR(table_), .column = STR(column_), .text = (text_)}
        {"goose",
         {SEEN("goose_db_version", "version_id", false), SEEN("goose_db_version", "is_applied", 0),
          SEEN("goose_db_version", "id", false)}},
        {"golang-migrate",
         {SEEN("schema_migrations", "version", false), SEEN("schema_migrations", "dirty", false)}},
        {"dbmate", {SEEN("schema_migrations", "version", true)}},
        {"flyway",
         {SEEN("flyway_schema_history", "version", true), SEEN("flyway_schema_history", "type", 1),
          SEEN("flyway_schema_history", "script", true),
          SEEN("flyway_schema_history", "success", false),
          SEEN("flyway_schema_history", "installed_rank", false)}},
        {"liquibase",
         {SEEN("databasechangelog", "id", true), SEEN("databasechangelog", "author", true),
          SEEN("databasechangelog", "filename", true), SEEN("databasechangelog", "exectype", true),
          SEEN("databasechangelog", "orderexecuted", false)}},
        {"prisma",
         {SEEN("_prisma_migrations", "migration_name", true),
          SEEN("_prisma_migrations", "finished_at", false),
          SEEN("_prisma_migrations", "rolled_back_at", false),
          SEEN("_prisma_migrations", "started_at", false)}},
        {"diesel", {SEEN("__diesel_schema_migrations", "version", true)}},
#undef SEEN
    };

    for (size_t index = 0; index < LENGTH_OF(shapes); index++)
    {
        HistoryFound *list = NULL;

        if (strcmp(shapes[index].tool, tool) == 0 &&
            history_match(shapes[index].seen, 6, &format_dbmate, STR(""), arena, &list) == 1)
            return list[0].table;
    }

    CHECK(false);

    return NULL;
}

static size_t
parse_rows(const HistoryTable *table, const char *text, Arena *arena, HistoryRow *rows)
{
    Str rest = str_from(text);
    size_t count = 0;

    while (rest.size > 0)
    {
        Str line = str_trim(str_cut(&rest, ';'));
        Str fields[HISTORY_COLUMNS_MAX] = {{0}};

        for (size_t field = 0; field < HISTORY_COLUMNS_MAX; field++)
            fields[field] = str_cut(&line, ',');

        count += table->take(fields, arena, &rows[count]) ? 1 : 0;
    }

    return count;
}

/* Leading digits and dashes are the number; R__ is repeatable. */
static void
number_files(Source *source)
{
    for (size_t index = 0; index < source->count; index++)
    {
        Migration *migration = &source->migrations[index];
        const Str version = migration->version;
        size_t from = version.data[0] == 'V' ? 1 : 0;

        migration->repeatable = str_starts_with(version, STR("R__"));
        while (from + 1 < version.size && version.data[from] == '0')
            from++;
        migration->number_start = (uint16_t)from;

        size_t to = from;

        while (to < version.size && !migration->repeatable &&
               (char_is_digit(version.data[to]) || version.data[to] == '-'))
            to++;
        migration->number_size = (uint16_t)(to - from);
    }
}

typedef struct AdoptCase
{
    const char *tool;
    const char *source;
    const char *journal;
    const char *rows;
    const char *adopted; /* "1_a, 2_b assumed, 7 fileless", or the error's message */
} AdoptCase;

static const char *
describe(const Adoption *adoption, Arena *arena)
{
    const char *text = "";

    for (size_t index = 0; index < adoption->count; index++)
        text = arena_printf(arena, "%s%s" STR_FORMAT "%s%s", text, index == 0 ? "" : ", ",
                            STR_ARGS(adoption->list[index].version),
                            adoption->list[index].assumed ? " assumed" : "",
                            adoption->list[index].migration == NULL ? " fileless" : "");

    return text;
}

static void
check_case(const AdoptCase *expected, const AdoptionParts *parts)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    Source source = cases_source(expected->source, &arena);
    const HistoryTable *table = table_of(expected->tool, &arena);
    static const AdoptionParts whole[CASES_MIGRATIONS_MAX];
    HistoryRow rows[16];
    Adoption adoption;

    number_files(&source);
    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, expected->journal, &err));

    const AdoptionRequest request = {.source = &source,
                                     .ledger = &ledger,
                                     .table = table,
                                     .rows = rows,
                                     .row_count = parse_rows(table, expected->rows, &arena, rows),
                                     .parts = parts == NULL ? whole : parts};
    const bool good = adoption_decide(&request, &arena, &adoption, &err);

    CHECK_TEXT(good ? describe(&adoption, &arena) : err.message, expected->adopted);
    CHECK(good || (err.hint != NULL && err.detail != NULL));
}

static void
check_cases(const AdoptCase *cases, size_t count)
{
    for (size_t index = 0; index < count; index++)
        check_case(&cases[index], NULL);
}

TEST(goose_names_what_is_applied)
{
    static const AdoptCase cases[] = {
        {"goose", "00001_a 00002_b 00003_c", "", "0,true; 1,true; 2,true", "00001_a, 00002_b"},
        {"goose", "00001_a 00003_c", "", "0,t; 3,t", "00003_c"},
        {"goose", "1_a 2_b", "", "0,1; 2,1; 1,1", "1_a, 2_b"},
        /* Of old versions: the last row about a version counts. */
        {"goose", "1_a 2_b", "", "1,true; 2,true; 2,false", "1_a"},
        {"goose", "1_a 2_b", "", "1,true; 2,true; 2,false; 2,true", "1_a, 2_b"},
        {"goose", "1_a", "", "0,true", ""},
        {"goose", "1_a", "", "", ""},
        {"goose", "1_a", "", "1,true; 7,true", "1_a, 7 fileless"},
        {"goose", "1_a", "", "8,true; 7,true",
         "none of what table \"goose_db_version\" holds is in \"db\""},
        /* What the journal has, in whatever state, is the journal's. */
        {"goose", "1_a 2_b", "applied 1_a; end", "1,true; 2,true", "2_b"},
        {"goose", "1_a 2_b", "done 1_a:1; stopped; end", "1,true; 2,true", "2_b"},
        {"goose", "1_a", "adopted 7; end", "1,true; 7,true", "1_a"},
    };

    check_cases(cases, LENGTH_OF(cases));
}

TEST(golang_migrate_has_a_mark)
{
    static const AdoptCase cases[] = {
        {"golang-migrate", "1_a 2_b 3_c", "", "2,false", "1_a assumed, 2_b"},
        {"golang-migrate", "1_a 2_b 3_c", "", "1,0; 2,1; 2,0", "1_a assumed, 2_b"},
        {"golang-migrate", "1_a 2_b 3_c", "", "3,0; 2,0", "1_a assumed, 2_b"},
        {"golang-migrate", "1_a 2_b", "", "", ""},
        {"golang-migrate", "1_a 2_b", "", "1,0; -1,0", ""},
        {"golang-migrate", "1_a 2_b", "", "2,true",
         "table \"schema_migrations\" says that \"2_b\" failed"},
        {"golang-migrate", "1_a 2_b", "", "-1,true",
         "table \"schema_migrations\" says that \"-1\" failed"},
        {"golang-migrate", "1_a 2_b", "", "3,false",
         "the database is at version 3, and \"db\" has no such file"},
    };

    check_cases(cases, LENGTH_OF(cases));
}

TEST(the_others_mean_what_they_mean)
{
    static const AdoptCase cases[] = {
        {"dbmate", "001_a 002_b", "", "001", "001_a"},
        {"flyway", "V1__a V2__b R__v", "",
         ",SCHEMA,app,t; 1,SQL,V1__a.sql,t; 2,SQL,sub/V2__b.sql,t; ,SQL,R__v.sql,t",
         "V1__a, V2__b, R__v"},
        {"flyway", "V1__a V2__b V3__c", "", "2,BASELINE,<< Flyway Baseline >>,t; 3,SQL,V3__c.sql,t",
         "V1__a assumed, V2__b, V3__c"},
        {"flyway", "V1__a V2__b", "", "1,SQL,V1__a.sql,t; 2,SQL,V2__b.sql,f",
         "table \"flyway_schema_history\" says that \"V2__b\" failed"},
        {"flyway", "V1__a V2__b", "",
         "1,SQL,V1__a.sql,t; 2,SQL,V2__b.sql,t; 2,UNDO_SQL,U2__b.sql,t", "V1__a"},
        {"flyway", "V1__a", "", "1,SQL,V1__a.sql,t; 2,SQL,V2__b.sql,t", "V1__a, V2__b fileless"},
        {"prisma", "2026_a 2027_b 2028_c", "", "2026_a,now,; 2027_b,,now; 2027_b,now,",
         "2026_a, 2027_b"},
        {"prisma", "2026_a 2027_b", "", "2026_a,now,; 2027_b,,",
         "table \"_prisma_migrations\" says that \"2027_b\" failed"},
        {"diesel", "2026-01-02-030405_a 2026-01-03-000000_b", "", "20260102030405",
         "2026-01-02-030405_a"},
    };

    check_cases(cases, LENGTH_OF(cases));
}

TEST(a_file_of_changesets_is_applied_when_all_of_them_are)
{
    static const FormatRecord two[] = {{.name = STR("ann:1")}, {.name = STR("bob:2")}};
    static const FormatRecord one[] = {{.name = STR("ann:3")}};
    static const AdoptionParts parts[] = {{two, 2}, {one, 1}};
    static const AdoptCase cases[] = {
        {"liquibase", "1_a 2_b", "", "1,ann,db/1_a.sql,EXECUTED; 2,bob,db/1_a.sql,MARK_RAN", "1_a"},
        {"liquibase", "1_a 2_b", "",
         "1,ann,1_a.sql,EXECUTED; 2,bob,1_a.sql,RERAN; 3,ann,classpath:2_b.sql,EXECUTED",
         "1_a, 2_b"},
        {"liquibase", "1_a 2_b", "", "1,ann,1_a.sql,EXECUTED; 3,ann,2_b.sql,EXECUTED",
         "\"1_a\" is half applied"},
        {"liquibase", "1_a 2_b", "", "1,ann,1_a.sql,EXECUTED; 2,bob,1_a.sql,FAILED",
         "table \"databasechangelog\" says that \"1_a\" failed"},
        {"liquibase", "1_a 2_b", "",
         "9,ann,other.xml,EXECUTED; 8,ann,gone.sql,EXECUTED; 3,ann,2_b.sql,EXECUTED",
         "2_b, gone fileless"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index], parts);
}

/* logicalFilePath: several files may say that they are the same one, or another one that is there.
 */
TEST(a_changeset_is_looked_for_in_the_file_that_it_is_recorded_under)
{
    static const FormatRecord first[] = {{STR("ann:1"), STR("all")}, {STR("ann:2"), STR("all")}};
    static const FormatRecord second[] = {{STR("ann:1"), STR("1_a")}};
    static const AdoptionParts parts[] = {{first, 2}, {second, 1}};
    static const AdoptCase cases[] = {
        {"liquibase", "1_a 2_b", "", "1,ann,x/all,EXECUTED; 2,ann,all,EXECUTED", "1_a"},
        {"liquibase", "1_a 2_b", "", "1,ann,1_a.sql,EXECUTED", "2_b"},
        {"liquibase", "1_a 2_b", "", "1,ann,2_b.sql,EXECUTED; 1,ann,1_a.sql,EXECUTED",
         "2_b, 2_b fileless"},
        {"liquibase", "1_a 2_b", "", "2,ann,all,EXECUTED", "\"1_a\" is half applied"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index], parts);
}

/* dbmate records a file after its first block. */
TEST(blocks_that_nobody_knows_of_are_pointed_out)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    Source source = cases_source("1_a 2_b", &arena);
    static const FormatRecord blocks[2];
    const AdoptionParts parts[] = {{blocks, 1}, {blocks, 2}};
    const HistoryRow rows[] = {{.number = STR("1")}, {.number = STR("2")}};
    const AdoptionRequest request = {.source = &source,
                                     .ledger = &ledger,
                                     .table = table_of("dbmate", &arena),
                                     .rows = rows,
                                     .row_count = 2,
                                     .parts = parts};
    Adoption adoption;

    number_files(&source);
    ledger_init(&ledger, &arena);
    CHECK(adoption_decide(&request, &arena, &adoption, &err));
    CHECK_SIZE(adoption.count, 2);
    CHECK_SIZE(adoption.unproven_count, 1);
    CHECK(STR_IS(adoption.first_unproven, "2_b"));
}
