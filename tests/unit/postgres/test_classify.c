/* Unit tests of engines/postgres/parse/classify.c and match.c. */
#include "engines/postgres/parse/classify.h"

#include <stdio.h>

#include "harness/test.h"

typedef struct KindCase
{
    const char *statement;
    PostgresKind kind;
} KindCase;

static PostgresClass
classify(const char *statement, Arena *arena)
{
    return postgres_classify(str_from(statement), false, arena);
}

static void
check_kinds(const KindCase *cases, size_t count)
{
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < count; index++)
    {
        const PostgresKind kind = classify(cases[index].statement, &arena).kind;

        (void)fprintf(stderr, "case %s\n", cases[index].statement);
        CHECK_TEXT(postgres_kind_title(kind), postgres_kind_title(cases[index].kind));
        CHECK(kind == cases[index].kind);
    }
}

TEST(transaction_control)
{
    static const KindCase CASES[] = {
        {"begin", POSTGRES_BEGIN},
        {"BEGIN WORK READ WRITE", POSTGRES_BEGIN},
        {"start /* x */ transaction isolation level serializable", POSTGRES_BEGIN},
        {"commit", POSTGRES_COMMIT},
        {"end transaction", POSTGRES_COMMIT},
        {"commit and no chain", POSTGRES_COMMIT},
        {"commit work and chain", POSTGRES_COMMIT_AND_CHAIN},
        {"commit prepared 'x'", POSTGRES_COMMIT_PREPARED},
        {"rollback", POSTGRES_ROLLBACK},
        {"abort", POSTGRES_ROLLBACK},
        {"rollback to s", POSTGRES_ROLLBACK_TO_SAVEPOINT},
        {"rollback work to savepoint s", POSTGRES_ROLLBACK_TO_SAVEPOINT},
        {"rollback prepared 'x'", POSTGRES_ROLLBACK_PREPARED},
        {"prepare transaction 'x'", POSTGRES_PREPARE_TRANSACTION},
        {"prepare x as select 1", POSTGRES_PREPARE},
        {"savepoint s", POSTGRES_SAVEPOINT},
        {"release savepoint s", POSTGRES_RELEASE_SAVEPOINT},
        {"\"begin\"", POSTGRES_OTHER},
    };

    check_kinds(CASES, LENGTH_OF(CASES));
}

TEST(session_and_transaction_settings)
{
    static const KindCase CASES[] = {
        {"set a = 1", POSTGRES_SET},
        {"set session a = 1", POSTGRES_SET},
        {"set session characteristics as transaction read only", POSTGRES_SET},
        {"set role x", POSTGRES_SET},
        {"set local a = 1", POSTGRES_SET_LOCAL},
        {"set transaction read only", POSTGRES_SET_TRANSACTION},
        {"set constraints all deferred", POSTGRES_SET_CONSTRAINTS},
        {"select pg_catalog.set_config('search_path', '', false)", POSTGRES_SET_CONFIG},
        {"select set_config('a', 'b', true)", POSTGRES_SET_LOCAL},
        {"select set_config('a', 'b', false), f()", POSTGRES_SELECT},
        {"select set_config('a', g(), false)", POSTGRES_SELECT},
        {"reset all", POSTGRES_RESET},
        {"discard all", POSTGRES_DISCARD_ALL},
        {"discard temp", POSTGRES_DISCARD},
        {"listen a", POSTGRES_LISTEN},
        {"select pg_catalog.pg_advisory_lock(f(1), 2)", POSTGRES_ADVISORY_LOCK},
        {"select pg_try_advisory_lock_shared(1)", POSTGRES_ADVISORY_LOCK},
        {"select pg_advisory_unlock(1)", POSTGRES_ADVISORY_LOCK},
        {"select pg_advisory_xact_lock(1)", POSTGRES_SELECT},
        {"select pg_advisory_lock(i) from t", POSTGRES_SELECT},
        {"select pg_advisory_unlock_all()", POSTGRES_ADVISORY_UNLOCK_ALL},
    };

    check_kinds(CASES, LENGTH_OF(CASES));
}

TEST(concurrent_and_plain_forms_are_told_apart)
{
    static const KindCase CASES[] = {
        {"create index concurrently i on t (a)", POSTGRES_CREATE_INDEX_CONCURRENTLY},
        {"create unique index concurrently on only t (a)", POSTGRES_CREATE_INDEX_CONCURRENTLY},
        {"create index \"concurrently\" on t (a)", POSTGRES_CREATE_INDEX},
        {"create index on t (a)", POSTGRES_CREATE_INDEX},
        {"drop index concurrently if exists i", POSTGRES_DROP_INDEX_CONCURRENTLY},
        {"drop index i, j", POSTGRES_DROP_INDEX},
        {"reindex index concurrently i", POSTGRES_REINDEX_INDEX_CONCURRENTLY},
        {"reindex (verbose, concurrently) index i", POSTGRES_REINDEX_INDEX_CONCURRENTLY},
        {"reindex (concurrently true) table t", POSTGRES_REINDEX_TABLE_CONCURRENTLY},
        {"reindex (concurrently = 'on') table t", POSTGRES_REINDEX_TABLE_CONCURRENTLY},
        {"reindex (concurrently off) table t", POSTGRES_REINDEX_TABLE},
        {"reindex (tablespace concurrently) index i", POSTGRES_REINDEX_INDEX},
        {"reindex schema concurrently s", POSTGRES_REINDEX_SCHEMA_CONCURRENTLY},
        {"reindex schema s", POSTGRES_REINDEX_SCHEMA},
        {"reindex database", POSTGRES_REINDEX_DATABASE},
        {"reindex system d", POSTGRES_REINDEX_SYSTEM},
        {"reindex database concurrently d", POSTGRES_REINDEX_DATABASE_CONCURRENTLY},
        {"alter table t detach partition p concurrently", POSTGRES_DETACH_PARTITION_CONCURRENTLY},
        {"alter table if exists only t detach partition p finalize",
         POSTGRES_DETACH_PARTITION_FINALIZE},
        {"alter table t detach partition concurrently", POSTGRES_DETACH_PARTITION},
        {"refresh materialized view concurrently m", POSTGRES_REFRESH_CONCURRENTLY},
        {"refresh materialized view m with no data", POSTGRES_REFRESH},
    };

    check_kinds(CASES, LENGTH_OF(CASES));
}

TEST(maintenance_databases_and_tablespaces)
{
    static const KindCase CASES[] = {
        {"vacuum", POSTGRES_VACUUM},
        {"vacuum (full) t", POSTGRES_VACUUM},
        {"analyse t", POSTGRES_ANALYZE},
        {"cluster", POSTGRES_CLUSTER_ALL},
        {"cluster (verbose)", POSTGRES_CLUSTER_ALL},
        {"cluster verbose t using i", POSTGRES_CLUSTER},
        {"repack", POSTGRES_REPACK_ALL},
        {"repack (concurrently) t", POSTGRES_REPACK_CONCURRENTLY},
        {"repack t using index i", POSTGRES_REPACK},
        {"create database d", POSTGRES_CREATE_DATABASE},
        {"alter database d set tablespace x", POSTGRES_ALTER_DATABASE_TABLESPACE},
        {"alter database d set search_path = x", POSTGRES_ALTER_DATABASE},
        {"drop database if exists d with (force)", POSTGRES_DROP_DATABASE},
        {"create tablespace x location '/x'", POSTGRES_CREATE_TABLESPACE},
        {"alter tablespace x rename to y", POSTGRES_ALTER_TABLESPACE},
        {"drop tablespace x", POSTGRES_DROP_TABLESPACE},
        {"alter system reset all", POSTGRES_ALTER_SYSTEM},
    };

    check_kinds(CASES, LENGTH_OF(CASES));
}

TEST(subscriptions_by_their_options)
{
    static const KindCase CASES[] = {
        {"create subscription s connection '' publication p", POSTGRES_CREATE_SUBSCRIPTION},
        {"create subscription s connection '' publication p with (create_slot)",
         POSTGRES_CREATE_SUBSCRIPTION},
        {"create subscription s connection '' publication p, q with (enabled = true, "
         "create_slot = 'false')",
         POSTGRES_CREATE_SUBSCRIPTION_NO_SLOT},
        {"create subscription s connection 'with (create_slot=false)' publication p",
         POSTGRES_CREATE_SUBSCRIPTION},
        {"create subscription s connection '' publication p with (connect = off)",
         POSTGRES_CREATE_SUBSCRIPTION_NO_SLOT},
        {"alter subscription s refresh publication", POSTGRES_ALTER_SUBSCRIPTION_REFRESH},
        {"alter subscription s add publication p", POSTGRES_ALTER_SUBSCRIPTION_REFRESH},
        {"alter subscription s set publication p with (copy_data, refresh = 0)",
         POSTGRES_ALTER_SUBSCRIPTION},
        {"alter subscription s set (failover = true)", POSTGRES_ALTER_SUBSCRIPTION_SLOT},
        {"alter subscription s set (slot_name = none)", POSTGRES_ALTER_SUBSCRIPTION},
        {"alter subscription s disable", POSTGRES_ALTER_SUBSCRIPTION},
        {"drop subscription if exists s", POSTGRES_DROP_SUBSCRIPTION},
    };

    check_kinds(CASES, LENGTH_OF(CASES));
}

TEST(data_and_objects)
{
    static const KindCase CASES[] = {
        {"copy t from stdin", POSTGRES_COPY_FROM_STDIN},
        {"copy binary t (a, \"from\") from stdout with (format csv)", POSTGRES_COPY_FROM_STDIN},
        {"copy (select 1 from stdin) to stdout", POSTGRES_COPY_TO_STDOUT},
        {"copy t from 'stdin'", POSTGRES_COPY},
        {"copy t to program 'x'", POSTGRES_COPY},
        {"(select 1)", POSTGRES_SELECT},
        {"values (1)", POSTGRES_SELECT},
        {"with a as (delete from t returning *) select 1", POSTGRES_WITH},
        {"insert into t values (1)", POSTGRES_INSERT},
        {"call p()", POSTGRES_CALL},
        {"do $$ begin end $$", POSTGRES_DO},
        {"alter type a.b add value if not exists 'c'", POSTGRES_ALTER_TYPE_ADD_VALUE},
        {"alter type a rename value 'b' to 'c'", POSTGRES_ALTER_TYPE},
        {"create temp table t ()", POSTGRES_CREATE_TEMPORARY_TABLE},
        {"create temp or_not table t ()", POSTGRES_CREATE_OTHER},
        {"create global temporary view v as select 1", POSTGRES_CREATE_TEMPORARY_VIEW},
        {"create temp sequence if not exists s", POSTGRES_CREATE_TEMPORARY_SEQUENCE},
        {"create unlogged sequence s", POSTGRES_CREATE_SEQUENCE},
        {"create type pg_temp.t as (a int)", POSTGRES_CREATE_TEMPORARY},
        {"create type pg_temp as (a int)", POSTGRES_CREATE_TYPE},
        {"select 1 into t from temp", POSTGRES_SELECT},
        {"select (select 1 into temp t)", POSTGRES_SELECT},
        {"select 1 into temporary table t", POSTGRES_SELECT_INTO_TEMPORARY},
        {"with a as (select 1) select 1 into temp t", POSTGRES_SELECT_INTO_TEMPORARY},
        {"with a as (select 1) insert into temp table a", POSTGRES_WITH},
        {"declare c cursor with hold for select 1", POSTGRES_DECLARE_WITH_HOLD},
        {"declare c cursor for select 1", POSTGRES_OTHER},
        {"create unlogged table t ()", POSTGRES_CREATE_TABLE},
        {"create table t as select 1", POSTGRES_CREATE_TABLE},
        {"create or replace recursive view v (a) as select 1", POSTGRES_CREATE_VIEW},
        {"create role r", POSTGRES_CREATE_OTHER},
        {"create table if not t", POSTGRES_CREATE_TABLE},
        {"reindex (verbose index i", POSTGRES_OTHER},
        {"explain analyze select 1", POSTGRES_OTHER},
        {"", POSTGRES_OTHER},
        {"'", POSTGRES_OTHER},
    };

    check_kinds(CASES, LENGTH_OF(CASES));
}

typedef struct NameCase
{
    const char *statement;
    const char *object; /* "schema/name" */
    const char *parent;
} NameCase;

static void
check_name(PostgresName name, const char *want, Arena *arena)
{
    CHECK_TEXT(
        arena_printf(arena, STR_FORMAT "/" STR_FORMAT, STR_ARGS(name.schema), STR_ARGS(name.name)),
        want);
}

TEST(names_are_as_the_catalogs_spell_them)
{
    static const NameCase CASES[] = {
        {"create index concurrently if not exists Foo on App . Tab (x)", "/foo", "app/tab"},
        {"create index on \"T\"\"x\" (x)", "/", "/T\"x"},
        {"create index concurrently \"on\" on t (x)", "/on", "/t"},
        {"drop index concurrently a.\"B.c\"", "a/B.c", "/"},
        {"alter table only S.T detach partition S.P concurrently", "s/p", "s/t"},
        {"create table db.s.t (a int)", "s/t", "/"},
        {"create table u&\"d\\0061t\" ()", "/", "/"},
        {"create table s.u&\"d\\0061t\" ()", "/", "/"},
        {"create schema if not exists authorization Joe", "/joe", "/"},
        {"create trigger Tr before insert or update on s.t execute function f()", "/tr", "s/t"},
        {"create table gr\xC3\xBC\xC3\x9F"
         "E ()",
         "/gr\xC3\xBC\xC3\x9F"
         "e",
         "/"},
        {"create table a123456789b123456789c123456789d123456789e123456789f123456789123x ()",
         "/a123456789b123456789c123456789d123456789e123456789f123456789123", "/"},
        {"create table a123456789b123456789c123456789d123456789e123456789f12345678912\xC3\xBC ()",
         "/a123456789b123456789c123456789d123456789e123456789f12345678912", "/"},
        {"alter type a.b add value 'c'", "a/b", "/"},
    };
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        const PostgresMatch match = classify(CASES[index].statement, &arena).match;

        (void)fprintf(stderr, "case %s\n", CASES[index].statement);
        check_name(match.object, CASES[index].object, &arena);
        check_name(match.parent, CASES[index].parent, &arena);
    }
}

TEST(clauses_set_flags)
{
    SCOPED_ARENA arena = {0};

    CHECK(classify("create table if not exists t ()", &arena).match.if_not_exists);
    CHECK(!classify("create table t ()", &arena).match.if_not_exists);
    CHECK(!classify("create table if.exists ()", &arena).match.if_not_exists);
    CHECK(classify("drop table if exists t", &arena).match.if_exists);
    CHECK(classify("alter type t add value if not exists 'x'", &arena).match.if_not_exists);
    CHECK(classify("drop table a, b", &arena).match.several);
    CHECK(classify("drop function f(int, int), g", &arena).match.several);
    CHECK(!classify("drop function f(int, int)", &arena).match.several);
}

TEST(kinds_have_a_title_a_rule_and_a_role)
{
    size_t forbidden = 0;

    for (PostgresKind kind = 0; kind < POSTGRES_KIND_COUNT; kind++)
    {
        CHECK(postgres_kind_title(kind)[0] != '\0');

        if (postgres_kind_forbids_transaction(kind))
        {
            forbidden++;
            CHECK(postgres_kind_rule(kind) == POSTGRES_TRANSACTION_FORBIDDEN);
            CHECK(postgres_kind_role(kind) != POSTGRES_ROLE_CONTROL);
        }
    }

    /* A new row needs its case in tests/differential/psql_transaction.py. */
    CHECK_SIZE(forbidden, 25);
}

TEST(booleans_are_read_as_the_server_reads_settings)
{
    bool value = false;

    CHECK(postgres_boolean(STR("On"), &value) && value);
    CHECK(postgres_boolean(STR("t"), &value) && value);
    CHECK(postgres_boolean(STR("1"), &value) && value);
    CHECK(postgres_boolean(STR("of"), &value) && !value);
    CHECK(postgres_boolean(STR("NO"), &value) && !value);
    CHECK(postgres_boolean(STR("fal"), &value) && !value);
    CHECK(!postgres_boolean(STR("o"), &value));
    CHECK(!postgres_boolean(STR(""), &value));
    CHECK(!postgres_boolean(STR("offf"), &value));
    CHECK(!postgres_boolean(STR("2"), &value));
}
