/* Unit tests of engines/clickhouse/parse/classify.c, alter.c and insert.c. */
#include "engines/clickhouse/parse/classify.h"

#include <stdio.h>
#include <string.h>

#include "base/macro.h"
#include "harness/test.h"

/* What a row expects beside kind and name. */
enum
{
    ON_CLUSTER = 1 << 0,
    IF_EXISTS = 1 << 1,
    IF_NOT_EXISTS = 1 << 2,
    OR_REPLACE = 1 << 3,
    TEMPORARY = 1 << 4,
    SESSION = 1 << 5,
};

typedef struct FactsCase
{
    const char *text;
    ClickhouseKind kind;
    const char *name; /* "database/name", or "" */
    unsigned flags;
    unsigned count; /* 0 stands for 1 */
} FactsCase;

static unsigned
flags_of(const ClickhouseFacts *facts)
{
    return (facts->on_cluster ? ON_CLUSTER : 0U) | (facts->if_exists ? IF_EXISTS : 0U) |
           (facts->if_not_exists ? IF_NOT_EXISTS : 0U) | (facts->or_replace ? OR_REPLACE : 0U) |
           (facts->temporary ? TEMPORARY : 0U) | (facts->session ? SESSION : 0U);
}

static void
check_case(const FactsCase *row)
{
    SCOPED_ARENA arena = {0};
    const ClickhouseFacts facts = clickhouse_classify(0, str_from(row->text), &arena);
    const char *name = arena_printf(&arena, STR_FORMAT "%s" STR_FORMAT, STR_ARGS(facts.database),
                                    facts.database.size > 0 ? "/" : "", STR_ARGS(facts.name));
    const unsigned count = row->count == 0 ? 1 : row->count;

    if (facts.kind != row->kind || strcmp(name, row->name) != 0 || facts.count != count ||
        flags_of(&facts) != row->flags)
    {
        (void)fprintf(stderr, "%s\n  kind %d (%s), name \"%s\", flags %u, count %u\n", row->text,
                      (int)facts.kind, clickhouse_kind_title(facts.kind), name, flags_of(&facts),
                      facts.count);
    }

    CHECK(facts.kind == row->kind);
    CHECK_TEXT(name, row->name);
    CHECK_SIZE(flags_of(&facts), row->flags);
    CHECK_SIZE(facts.count, count);
}

#define CHECK_CASES(cases_)                                                                        \
    for (size_t case_index = 0; case_index < LENGTH_OF(cases_); case_index++)                      \
    check_case(&(cases_)[case_index])

TEST(create_statements)
{
    static const FactsCase cases[] = {
        {"create table t (a Int8) engine = Memory", CLICKHOUSE_CREATE_TABLE, "t", 0, 0},
        {"CREATE TABLE IF NOT EXISTS `d b`.\"t\"\"x\" ON CLUSTER c (a Int8)",
         CLICKHOUSE_CREATE_TABLE, "d b/t\"x", IF_NOT_EXISTS | ON_CLUSTER, 0},
        {"create temporary table t (a Int8)", CLICKHOUSE_CREATE_TABLE, "t", TEMPORARY, 0},
        {"create table t as other", CLICKHOUSE_CREATE_TABLE, "t", 0, 0},
        {"create table t as numbers(10)", CLICKHOUSE_CREATE_TABLE, "t", 0, 0},
        {"create table t (a Int8 default (select 1)) engine = Log", CLICKHOUSE_CREATE_TABLE, "t", 0,
         0},
        {"create table t engine = Log empty as select 1", CLICKHOUSE_CREATE_TABLE, "t", 0, 0},
        {"create table {t:Identifier} (a Int8)", CLICKHOUSE_CREATE_TABLE, "", 0, 0},
        {"create table {d:Identifier}.t (a Int8)", CLICKHOUSE_CREATE_TABLE, "", 0, 0},
        {"create table /* x */ db /* y */ . -- z\n t (a Int8)", CLICKHOUSE_CREATE_TABLE, "db/t", 0,
         0},
        {"create table t engine = Log order by a as select 1", CLICKHOUSE_CREATE_TABLE_AS_SELECT,
         "t", 0, 0},
        {"create table t engine = Log as (select 1) union all (select 2)",
         CLICKHOUSE_CREATE_TABLE_AS_SELECT, "t", 0, 0},
        {"create table t engine = Log as with 1 as x select x", CLICKHOUSE_CREATE_TABLE_AS_SELECT,
         "t", 0, 0},
        {"create table t engine = Log as from u select 1", CLICKHOUSE_CREATE_TABLE_AS_SELECT, "t",
         0, 0},
        {"create table t as select a from u join v on cluster = 1",
         CLICKHOUSE_CREATE_TABLE_AS_SELECT, "t", 0, 0},
        {"create table t clone as d.u", CLICKHOUSE_CREATE_TABLE_CLONE, "t", 0, 0},
        {"create or replace table d.t (a Int8) as select 1", CLICKHOUSE_CREATE_OR_REPLACE_TABLE,
         "d/t", OR_REPLACE, 0},
        {"replace table t (a Int8)", CLICKHOUSE_CREATE_OR_REPLACE_TABLE, "t", 0, 0},
        {"create view v as select 1", CLICKHOUSE_CREATE_VIEW, "v", 0, 0},
        {"create or replace view v as select 1", CLICKHOUSE_CREATE_VIEW, "v", OR_REPLACE, 0},
        {"create materialized view v to t as select 1", CLICKHOUSE_CREATE_MATERIALIZED_VIEW, "v", 0,
         0},
        {"create window view v as select 1", CLICKHOUSE_CREATE_MATERIALIZED_VIEW, "v", 0, 0},
        {"create materialized view v engine = Log populate as select 1",
         CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE, "v", 0, 0},
        {"create materialized view v engine = Log as select populate from t",
         CLICKHOUSE_CREATE_MATERIALIZED_VIEW, "v", 0, 0},
        {"create dictionary d.x (a Int8) primary key a", CLICKHOUSE_CREATE_DICTIONARY, "d/x", 0, 0},
        {"create database if not exists d engine = Atomic", CLICKHOUSE_CREATE_DATABASE, "d",
         IF_NOT_EXISTS, 0},
        {"create function f on cluster c as (x) -> x", CLICKHOUSE_CREATE_FUNCTION, "f", ON_CLUSTER,
         0},
        {"create named collection n as a = 1", CLICKHOUSE_CREATE_NAMED_COLLECTION, "n", 0, 0},
        {"create index if not exists i on d.t (a) type minmax", CLICKHOUSE_ALTER_METADATA, "d/t",
         IF_NOT_EXISTS, 0},
    };

    CHECK_CASES(cases);
}

TEST(drop_rename_and_the_like)
{
    static const FactsCase cases[] = {
        {"drop table if exists d.t", CLICKHOUSE_DROP_TABLE, "d/t", IF_EXISTS, 0},
        {"drop table if empty t sync", CLICKHOUSE_DROP_TABLE, "t", 0, 0},
        {"drop temporary table t", CLICKHOUSE_DROP_TABLE, "t", TEMPORARY, 0},
        {"drop table t on cluster '{cluster}'", CLICKHOUSE_DROP_TABLE, "t", ON_CLUSTER, 0},
        {"drop table a, b, c", CLICKHOUSE_DROP_SEVERAL, "a", 0, 3},
        {"drop view v", CLICKHOUSE_DROP_VIEW, "v", 0, 0},
        {"drop view v, w", CLICKHOUSE_DROP_SEVERAL, "v", 0, 2},
        {"drop dictionary x", CLICKHOUSE_DROP_DICTIONARY, "x", 0, 0},
        {"drop database if exists d", CLICKHOUSE_DROP_DATABASE, "d", IF_EXISTS, 0},
        {"drop function f", CLICKHOUSE_DROP_FUNCTION, "f", 0, 0},
        {"drop named collection n", CLICKHOUSE_DROP_NAMED_COLLECTION, "n", 0, 0},
        {"drop index i on t", CLICKHOUSE_ALTER_COLUMN_DATA, "t", 0, 0},
        {"rename table d.a to d.b", CLICKHOUSE_RENAME, "d/a", 0, 0},
        {"rename a to b", CLICKHOUSE_RENAME, "a", 0, 0},
        {"rename temporary to b", CLICKHOUSE_RENAME, "temporary", 0, 0},
        {"rename dictionary a to b on cluster c", CLICKHOUSE_RENAME, "a", ON_CLUSTER, 0},
        {"rename table a to settings, c to d", CLICKHOUSE_RENAME_SEVERAL, "a", 0, 2},
        {"rename database a to b", CLICKHOUSE_RENAME_DATABASE, "a", 0, 0},
        {"exchange tables a and d.b", CLICKHOUSE_EXCHANGE, "a", 0, 0},
        {"exchange tables a and b, c and d", CLICKHOUSE_EXCHANGE_SEVERAL, "a", 0, 2},
        {"truncate table if exists t", CLICKHOUSE_TRUNCATE, "t", IF_EXISTS, 0},
        {"truncate t", CLICKHOUSE_TRUNCATE, "t", 0, 0},
        {"truncate all tables from d", CLICKHOUSE_TRUNCATE_SEVERAL, "", 0, 0},
        {"truncate database d", CLICKHOUSE_TRUNCATE_SEVERAL, "d", 0, 0},
        {"detach table t permanently", CLICKHOUSE_DETACH, "t", 0, 0},
        {"detach database d", CLICKHOUSE_DETACH, "", 0, 0},
        {"attach table t from 'x' (a Int8)", CLICKHOUSE_ATTACH, "t", 0, 0},
        {"undrop table t uuid 'x'", CLICKHOUSE_UNDROP, "t", 0, 0},
        {"optimize table d.t final", CLICKHOUSE_OPTIMIZE, "d/t", 0, 0},
    };

    CHECK_CASES(cases);
}

TEST(alter_commands)
{
    static const FactsCase cases[] = {
        {"alter table d.t add column a Int8", CLICKHOUSE_ALTER_METADATA, "d/t", 0, 0},
        {"alter table if exists t on cluster c add column if not exists a Int8",
         CLICKHOUSE_ALTER_METADATA, "t", IF_EXISTS | ON_CLUSTER, 0},
        {"alter table t add column a Decimal(9, 2), comment column b 'x, y', add index i (a, b)",
         CLICKHOUSE_ALTER_METADATA, "t", 0, 3},
        {"alter table t modify setting a = 1, b = 2", CLICKHOUSE_ALTER_METADATA, "t", 0, 0},
        {"alter table t reset setting a, b", CLICKHOUSE_ALTER_METADATA, "t", 0, 0},
        {"alter table t modify order by (a, b)", CLICKHOUSE_ALTER_METADATA, "t", 0, 0},
        {"alter table t modify query select a, b from u", CLICKHOUSE_ALTER_METADATA, "t", 0, 0},
        {"alter table t modify comment 'x'", CLICKHOUSE_ALTER_METADATA, "t", 0, 0},
        {"alter table t (add column a Int8), (add column b Int8)", CLICKHOUSE_ALTER_METADATA, "t",
         0, 2},
        {"alter table t modify column a String", CLICKHOUSE_ALTER_COLUMN_DATA, "t", 0, 0},
        {"alter table t alter column a type String", CLICKHOUSE_ALTER_COLUMN_DATA, "t", 0, 0},
        {"alter table t drop column a", CLICKHOUSE_ALTER_COLUMN_DATA, "t", 0, 0},
        {"alter table t rename column a to b", CLICKHOUSE_ALTER_COLUMN_DATA, "t", 0, 0},
        {"alter table t clear column a in partition 1", CLICKHOUSE_ALTER_COLUMN_DATA, "t", 0, 0},
        {"alter table t drop index i", CLICKHOUSE_ALTER_COLUMN_DATA, "t", 0, 0},
        {"alter table t modify ttl d + interval 1 day, e + interval 2 day",
         CLICKHOUSE_ALTER_COLUMN_DATA, "t", 0, 0},
        {"alter table t add column a Int8, drop column b", CLICKHOUSE_ALTER_COLUMN_DATA, "t", 0, 2},
        {"alter table t update a = 1, b = 2 where c = 3", CLICKHOUSE_ALTER_MUTATION, "t", 0, 0},
        {"alter table t update update = 1, delete = 2 where c = 3", CLICKHOUSE_ALTER_MUTATION, "t",
         0, 0},
        {"alter table t update a = 1, update = 2 where c", CLICKHOUSE_ALTER_MUTATION, "t", 0, 0},
        {"alter table t update `a` = 1 where c, delete where d", CLICKHOUSE_ALTER_MUTATION, "t", 0,
         2},
        {"alter table t delete in partition 1 where d", CLICKHOUSE_ALTER_MUTATION, "t", 0, 0},
        {"alter table t materialize index i", CLICKHOUSE_ALTER_MUTATION, "t", 0, 0},
        {"alter table t materialize ttl", CLICKHOUSE_ALTER_MUTATION, "t", 0, 0},
        {"alter table t apply deleted mask", CLICKHOUSE_ALTER_MUTATION, "t", 0, 0},
    };

    CHECK_CASES(cases);
}

TEST(alter_partitions_and_mixtures)
{
    static const FactsCase cases[] = {
        {"alter table t drop partition 1", CLICKHOUSE_ALTER_DROP_PARTITION, "t", 0, 0},
        {"alter table t drop part 'x'", CLICKHOUSE_ALTER_DROP_PARTITION, "t", 0, 0},
        {"alter table t drop detached partition 1", CLICKHOUSE_ALTER_DROP_PARTITION, "t", 0, 0},
        {"alter table t detach partition (1, 2)", CLICKHOUSE_ALTER_DETACH_PARTITION, "t", 0, 0},
        {"alter table t attach partition 1", CLICKHOUSE_ALTER_ATTACH_PARTITION, "t", 0, 0},
        {"alter table t attach partition 1 from u", CLICKHOUSE_ALTER_ATTACH_PARTITION_FROM, "t", 0,
         0},
        {"alter table t (replace partition 1 from u)", CLICKHOUSE_ALTER_REPLACE_PARTITION, "t", 0,
         0},
        {"alter table t move partition 1 to table u", CLICKHOUSE_ALTER_MOVE_PARTITION, "t", 0, 0},
        {"alter table t move part 'x' to disk 'd'", CLICKHOUSE_ALTER_MOVE_PARTITION_DISK, "t", 0,
         0},
        {"alter table t move part 'x' to shard 'd'", CLICKHOUSE_ALTER_OTHER_PARTITION, "t", 0, 0},
        {"alter table t freeze with name 'x'", CLICKHOUSE_ALTER_FREEZE_PARTITION, "t", 0, 0},
        {"alter table t fetch partition 1 from '/x'", CLICKHOUSE_ALTER_FETCH_PARTITION, "t", 0, 0},
        {"alter table t forget partition 1", CLICKHOUSE_ALTER_OTHER_PARTITION, "t", 0, 0},

        {"alter table t add column a Int8, update a = 1 where 1", CLICKHOUSE_ALTER_MIXED, "t", 0,
         2},
        {"alter table t drop partition 1, attach partition 2", CLICKHOUSE_ALTER_MIXED, "t", 0, 2},
        {"alter table t drop partition 1, drop partition 2", CLICKHOUSE_ALTER_MIXED, "t", 0, 2},
        {"alter table t drop column a, delete where 1", CLICKHOUSE_ALTER_MIXED, "t", 0, 2},
        {"alter table t frobnicate a", CLICKHOUSE_ALTER_UNKNOWN, "t", 0, 0},
        {"alter table t add column a Int8, frobnicate b", CLICKHOUSE_ALTER_UNKNOWN, "t", 0, 0},
        {"alter table t add column a Int8, frobnicate b, add column c Int8",
         CLICKHOUSE_ALTER_UNKNOWN, "t", 0, 2},
        {"alter table t frobnicate b, drop column a", CLICKHOUSE_ALTER_UNKNOWN, "t", 0, 1},
        {"alter table t execute expire_snapshots()", CLICKHOUSE_ALTER_UNKNOWN, "t", 0, 1},
        {"alter table t modify constraint c check a > 1", CLICKHOUSE_ALTER_METADATA, "t", 0, 1},
        {"alter table t", CLICKHOUSE_ALTER_UNKNOWN, "t", 0, 0},
        {"alter database d modify comment 'x'", CLICKHOUSE_ALTER_DATABASE, "d", 0, 0},
        {"alter named collection n set a = 1", CLICKHOUSE_ALTER_NAMED_COLLECTION, "n", 0, 0},
    };

    CHECK_CASES(cases);
}

TEST(data_statements)
{
    static const FactsCase cases[] = {
        {"insert into d.t values (1)", CLICKHOUSE_INSERT_VALUES, "d/t", 0, 0},
        {"insert into table t (a, b) values (1, 2)", CLICKHOUSE_INSERT_VALUES, "t", 0, 0},
        {"insert into t format Values (1)", CLICKHOUSE_INSERT_VALUES, "t", 0, 0},
        {"insert into t format CSV 1,2", CLICKHOUSE_INSERT_INLINE, "t", 0, 0},
        {"insert into t select 1", CLICKHOUSE_INSERT_SELECT, "t", 0, 0},
        {"insert into t select 1 from a join b on cluster = c", CLICKHOUSE_INSERT_SELECT, "t", 0,
         0},
        {"insert into t (select 1)", CLICKHOUSE_INSERT_SELECT, "t", 0, 0},
        {"insert into t with 1 as x select x", CLICKHOUSE_INSERT_SELECT, "t", 0, 0},
        {"with 1 as x insert into d.t select x", CLICKHOUSE_INSERT_SELECT, "d/t", 0, 0},
        {"insert into t select * from input('a Int8') format CSV 1", CLICKHOUSE_INSERT_INLINE, "t",
         0, 0},
        {"insert into function file('x') select 1", CLICKHOUSE_INSERT_SELECT, "", 0, 0},
        {"insert into values values (1)", CLICKHOUSE_INSERT_VALUES, "values", 0, 0},
        {"insert t values (1)", CLICKHOUSE_OTHER, "", 0, 0},
        {"delete from d.t where 1", CLICKHOUSE_DELETE, "d/t", 0, 0},
        {"delete from t on cluster c where 1", CLICKHOUSE_DELETE, "t", ON_CLUSTER, 0},
        {"update t set a = 1 where 1", CLICKHOUSE_UPDATE, "t", 0, 0},
        {"select 1, 2", CLICKHOUSE_SELECT, "", 0, 0},
        {"with 1 as x select x", CLICKHOUSE_SELECT, "", 0, 0},
        {"from t select 1", CLICKHOUSE_SELECT, "", 0, 0},
        {"((select 1)) union all (select 2)", CLICKHOUSE_SELECT, "", 0, 0},
        {"select a from b join c on cluster = d", CLICKHOUSE_SELECT, "", 0, 0},
    };

    CHECK_CASES(cases);
}

TEST(everything_else)
{
    static const FactsCase cases[] = {
        {"set a = 1, b = 2", CLICKHOUSE_SET, "", SESSION, 0},
        {"set role r", CLICKHOUSE_SET, "", SESSION, 0},
        {"use d", CLICKHOUSE_USE, "d", SESSION, 0},
        {"set default role r to u", CLICKHOUSE_ACCESS, "", 0, 0},
        {"create user if not exists u on cluster c", CLICKHOUSE_ACCESS, "", ON_CLUSTER, 0},
        {"alter role r", CLICKHOUSE_ACCESS, "", 0, 0},
        {"drop row policy p on t", CLICKHOUSE_ACCESS, "", 0, 0},
        {"create settings profile p", CLICKHOUSE_ACCESS, "", 0, 0},
        {"move user u to x", CLICKHOUSE_ACCESS, "", 0, 0},
        {"grant on cluster c select on a.* to b", CLICKHOUSE_ACCESS, "", ON_CLUSTER, 0},
        {"revoke select on a.* from b", CLICKHOUSE_ACCESS, "", 0, 0},
        {"system flush logs on cluster c", CLICKHOUSE_SYSTEM, "", ON_CLUSTER, 0},
        {"kill mutation where 1", CLICKHOUSE_KILL, "", 0, 0},
        {"show tables", CLICKHOUSE_SHOW, "", 0, 0},
        {"explain insert into t values (1)", CLICKHOUSE_SHOW, "", 0, 0},
        {"exists table t", CLICKHOUSE_SHOW, "", 0, 0},
        {"create table a (x Int8) parallel with create table b (x Int8)", CLICKHOUSE_PARALLEL, "a",
         0, 0},
        {"insert into a select 1 parallel with insert into b select 2", CLICKHOUSE_PARALLEL, "a", 0,
         0},
        {"alter table t add column a Int8 parallel with drop table b", CLICKHOUSE_PARALLEL, "t", 0,
         0},
        {"backup table t to Null", CLICKHOUSE_OTHER, "", 0, 0},
        {"execute as u drop table t", CLICKHOUSE_OTHER, "", 0, 0},
        {"create workload w", CLICKHOUSE_OTHER, "", 0, 0},
        {"create", CLICKHOUSE_OTHER, "", 0, 0},
        {"", CLICKHOUSE_OTHER, "", 0, 0},
        {"'", CLICKHOUSE_OTHER, "", 0, 0},
    };

    CHECK_CASES(cases);
}

TEST(comments_follow_the_server_version)
{
    SCOPED_ARENA arena = {0};
    const Str text = STR("/* /* */ drop /* */ table t -- */ */ use d");

    CHECK(clickhouse_classify(1816, text, &arena).kind == CLICKHOUSE_DROP_TABLE);
    CHECK(clickhouse_classify(2607, text, &arena).kind == CLICKHOUSE_OTHER);
}

TEST(every_kind_has_a_title)
{
    for (unsigned kind = 0; kind < CLICKHOUSE_KIND_COUNT; kind++)
        CHECK(strlen(clickhouse_kind_title((ClickhouseKind)kind)) > 1);

    CHECK_TEXT(clickhouse_kind_title(CLICKHOUSE_CREATE_TABLE), "CREATE TABLE");
    CHECK_TEXT(clickhouse_kind_title(CLICKHOUSE_INSERT_SELECT), "INSERT SELECT");
    CHECK(CLICKHOUSE_OTHER == 0); /* what is not classified promises nothing */
}

/* All names, the database before a slash, spaces in between. */
static const char *
names_of(const ClickhouseFacts *facts, Arena *arena)
{
    const char *text = "";

    for (size_t index = 0; index < facts->name_count; index++)
        text = arena_printf(arena, "%s%s" STR_FORMAT "/" STR_FORMAT, text, index > 0 ? " " : "",
                            STR_ARGS(facts->names[index].database),
                            STR_ARGS(facts->names[index].name));

    return text;
}

TEST(all_names_are_known)
{
    static const struct
    {
        const char *text;
        const char *names;
        unsigned count;
    } cases[] = {
        {"drop table a", "/a", 1},
        {"drop table if exists a, d.`b c` , c sync", "/a d/b c /c", 3},
        {"drop table a settings max_threads = 1, max_block_size = 2", "/a", 1},
        {"drop table a, {b:Identifier}", "", 2},
        {"truncate table a, b", "/a /b", 2},
        {"rename table a to b", "/a /b", 1},
        {"rename table d.a to b, b to /* x */ e.c on cluster x", "d/a /b /b e/c", 2},
        {"rename dictionary a to b, c to d", "/a /b /c /d", 2},
        {"rename database a to b", "/a /b", 1},
        {"rename table a b", "", 1},
        {"exchange tables a and d.b", "/a d/b", 1},
        {"create table d.t (a Int8)", "d/t", 1},
        {"insert into d.t select 1", "d/t", 1},
        {"insert into function url('x') select 1", "", 1},
        {"create index i on d.t (a) type minmax", "d/t", 1},
        {"alter table t move partition 1 to table d.u", "/t d/u", 1},
        {"alter table t move partition 1 to table d.u, (move part 'x' to table v)", "/t d/u /v", 2},
        {"alter table t move partition 1 to table {u:Identifier}, drop partition 2", "", 2},
        {"alter table t drop partition 1, drop partition 2", "/t", 2},
        {"select 1", "", 1},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        const ClickhouseFacts facts = clickhouse_classify(0, str_from(cases[index].text), &arena);

        CHECK_TEXT(names_of(&facts, &arena), cases[index].names);
        CHECK_SIZE(facts.count, cases[index].count);
    }
}

TEST(where_a_view_writes)
{
    static const struct
    {
        const char *text;
        bool to_target;
    } cases[] = {
        {"create materialized view v to t as select 1", true},
        {"create materialized view v on cluster c to d.t (i Int8) as select 1", true},
        {"create materialized view v engine = Log as select 1", false},
        {"create materialized view v engine = Log as select 1 from t where (a to b)", false},
        {"create materialized view v engine = MergeTree order by i ttl d to disk 'x' as select 1",
         false},
        {"create view v as select 1", false},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};

        CHECK(clickhouse_classify(0, str_from(cases[index].text), &arena).to_target ==
              cases[index].to_target);
    }
}
