/* Unit tests of engines/clickhouse/probe: probe.c, create.c, drop.c, access.c, other.c. */
#include "unit/clickhouse/probe_case.h"

TEST(whatever_the_log_has_finished_took_effect)
{
    static const ProbeCase cases[] = {
        {"CREATE TABLE t (i Int8) ENGINE = Log", "", "", VERDICT_TOOK_EFFECT, .finished = true},
        {"BACKUP TABLE t TO Disk('b')", "", "", VERDICT_TOOK_EFFECT, .finished = true},
        {"DROP TABLE t ON CLUSTER c", "", "", VERDICT_TOOK_EFFECT, .finished = true},
    };

    CHECK_PROBES(cases);
}

TEST(what_no_look_can_tell)
{
    static const ProbeCase cases[] = {
        {"CREATE TABLE t ON CLUSTER c (i Int8) ENGINE = Log", LOOK, LOOK, VERDICT_CANNOT_TELL},
        {"CREATE TABLE {t:Identifier} (i Int8) ENGINE = Log", "", "", VERDICT_CANNOT_TELL},
        {"RENAME TABLE a TO b, {c:Identifier} TO d", "", "", VERDICT_CANNOT_TELL},
        {"BACKUP TABLE t TO Disk('b')", "", "", VERDICT_CANNOT_TELL},
        {"CREATE TABLE a (i Int8) ENGINE = Log PARALLEL WITH DROP TABLE b", "", "",
         VERDICT_CANNOT_TELL},
        {"CREATE TEMPORARY TABLE t (i Int8)", "", "", VERDICT_DID_NOT},
        {"SELECT 1", "", "", VERDICT_DID_NOT},
        {"SHOW TABLES", "", "", VERDICT_DID_NOT},
        {"OPTIMIZE TABLE t FINAL", "", "", VERDICT_DID_NOT},
        {"SYSTEM RELOAD DICTIONARIES", "", "", VERDICT_DID_NOT},
        {"SYSTEM STOP MERGES", "", "", VERDICT_DID_NOT},
        {"/* x */ system refresh view v", "", "", VERDICT_CANNOT_TELL},
        {"SYSTEM SHUTDOWN", "", "", VERDICT_CANNOT_TELL},
        {"ALTER TABLE t FROBNICATE", LOOK TABLE("t", "u1"), LOOK TABLE("t", "u1"),
         VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
}

TEST(one_object_is_created)
{
#define CREATE "CREATE TABLE t (i Int8) ENGINE = Log"
    static const ProbeCase cases[] = {
        {CREATE, LOOK, LOOK, VERDICT_DID_NOT},
        {CREATE, LOOK, LOOK TABLE("t", "u1"), VERDICT_TOOK_EFFECT},
        {CREATE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u1"), VERDICT_DID_NOT},
        {CREATE, "", LOOK TABLE("t", "u1"), VERDICT_CANNOT_TELL},
        {CREATE, "", LOOK, VERDICT_DID_NOT},
        {CREATE, LOOK, LOOK TABLE("other", "u1"), VERDICT_DID_NOT},
        {"CREATE TABLE IF NOT EXISTS t (i Int8)", "", LOOK TABLE("t", "u1"), VERDICT_TOOK_EFFECT},
        {"CREATE TABLE IF NOT EXISTS t (i Int8)", "", LOOK, VERDICT_DID_NOT},
        {"CREATE VIEW v AS SELECT 1", LOOK, LOOK VIEW("v", "u1"), VERDICT_TOOK_EFFECT},
        {"CREATE DICTIONARY y (k UInt64) PRIMARY KEY k", LOOK, LOOK DICTIONARY("y", "u1"),
         VERDICT_TOOK_EFFECT},
        {"CREATE DATABASE x", LOOK, LOOK DATABASE("x", "u1"), VERDICT_TOOK_EFFECT},
        {"CREATE DATABASE x", LOOK, LOOK, VERDICT_DID_NOT},
        {"CREATE DATABASE x", LOOK DATABASE("x", "u1"), LOOK DATABASE("x", "u1"), VERDICT_DID_NOT},
        {"CREATE FUNCTION f AS x -> x", LOOK, LOOK FUNCTION("f", "CREATE"), VERDICT_TOOK_EFFECT},
        {"CREATE FUNCTION f AS x -> x", LOOK, LOOK, VERDICT_DID_NOT},
        {"CREATE NAMED COLLECTION n AS a = 1", LOOK, LOOK COLLECTION("n"), VERDICT_TOOK_EFFECT},
        {"ATTACH TABLE t", LOOK, LOOK TABLE("t", "u1"), VERDICT_TOOK_EFFECT},
        {"UNDROP TABLE t", LOOK, LOOK, VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
#undef CREATE
}

TEST(what_is_replaced_has_another_uuid)
{
#define REPLACE "CREATE OR REPLACE TABLE t (i Int8) ENGINE = Log"
    static const ProbeCase cases[] = {
        {REPLACE, LOOK, LOOK, VERDICT_DID_NOT},
        {REPLACE, LOOK, LOOK TABLE("t", "u1"), VERDICT_TOOK_EFFECT},
        {REPLACE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u1"), VERDICT_DID_NOT},
        {REPLACE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u2"), VERDICT_TOOK_EFFECT},
        {REPLACE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u2") REMNANT("_tmp_replace_1", "u1"),
         VERDICT_PARTLY, "DROP TABLE `d`.`_tmp_replace_1`", VERDICT_TOOK_EFFECT},
        {REPLACE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u2") REMNANT("_tmp_replace_1", "u3"),
         VERDICT_TOOK_EFFECT},
        {REPLACE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u1") REMNANT("_tmp_replace_1", "u2"),
         VERDICT_DID_NOT},
        {REPLACE, LOOK, LOOK TABLE("t", "u1") REMNANT("_tmp_replace_1", "u2"), VERDICT_TOOK_EFFECT},
        {REPLACE, LOOK TABLE("t", ""), LOOK TABLE("t", "") REMNANT("_tmp_replace_1", ""),
         VERDICT_CANNOT_TELL},
        {REPLACE, LOOK TABLE("t", ""), LOOK TABLE("t", ""), VERDICT_CANNOT_TELL},
        {REPLACE, "", LOOK TABLE("t", "u2"), VERDICT_CANNOT_TELL},
        {"CREATE OR REPLACE MATERIALIZED VIEW v ENGINE = Log AS SELECT 1", "", LOOK VIEW("v", "u1"),
         VERDICT_CANNOT_TELL},
        {"CREATE OR REPLACE MATERIALIZED VIEW v TO t AS SELECT 1", "", LOOK VIEW("v", "u1"),
         VERDICT_DID_NOT},
        /* what it was to become is left behind */
        {REPLACE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u1") ASIDE_TABLE("0 998"), VERDICT_PARTLY,
         "DROP TABLE `d`.`_tmp_replace_1`", VERDICT_DID_NOT},
        {REPLACE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u1") ASIDE_TABLE("0 999"),
         VERDICT_DID_NOT},
        {REPLACE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u1") ASIDE_TABLE("0 0"), VERDICT_DID_NOT},
        {REPLACE, LOOK TABLE("t", "u1"), LOOK TABLE("t", "u1") ASIDE_TABLE("0 999"), VERDICT_PARTLY,
         "DROP TABLE `d`.`_tmp_replace_1`", VERDICT_DID_NOT, .alone = true},
        {REPLACE, LOOK TABLE("t", "u1") ASIDE_TABLE("0 998"),
         LOOK TABLE("t", "u1") ASIDE_TABLE("0 998"), VERDICT_DID_NOT},
        {REPLACE, LOOK, LOOK TABLE("t", "u1") ASIDE_TABLE("0 998"), VERDICT_PARTLY,
         "DROP TABLE `d`.`_tmp_replace_1`", VERDICT_TOOK_EFFECT},
        {REPLACE, "", LOOK TABLE("t", "u1") ASIDE_TABLE("0 998"), VERDICT_CANNOT_TELL},
        {"CREATE TABLE t ENGINE = Log AS SELECT 1", LOOK, LOOK ASIDE_TABLE("1 998"), VERDICT_PARTLY,
         "DROP TABLE `d`.`_tmp_replace_1`", VERDICT_DID_NOT},
        /* built aside, with its rows, and then exchanged (seen on 26.7) */
        {"CREATE OR REPLACE TABLE t CLONE AS s", LOOK TABLE("t", "u1"), LOOK TABLE("t", "u2"),
         VERDICT_TOOK_EFFECT},
        {"CREATE OR REPLACE TABLE t CLONE AS s", LOOK, LOOK TABLE("t", "u2"), VERDICT_TOOK_EFFECT},
        {"CREATE OR REPLACE VIEW v AS SELECT 1", LOOK VIEW("v", "u1"), LOOK VIEW("v", "u1"),
         VERDICT_DID_NOT},
        {"CREATE OR REPLACE VIEW v AS SELECT 1", LOOK VIEW("v", "u1"), LOOK VIEW("v", "u2"),
         VERDICT_TOOK_EFFECT},
        {"CREATE OR REPLACE FUNCTION f AS x -> x", LOOK FUNCTION("f", "one"),
         LOOK FUNCTION("f", "two"), VERDICT_TOOK_EFFECT},
        {"CREATE OR REPLACE FUNCTION f AS x -> x", LOOK FUNCTION("f", "one"),
         LOOK FUNCTION("f", "one"), VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
#undef REPLACE
}

TEST(a_table_as_select_may_be_half_full)
{
#define AS_SELECT "CREATE TABLE t ENGINE = MergeTree ORDER BY i AS SELECT 1 AS i"
    static const ProbeCase cases[] = {
        {AS_SELECT, LOOK, LOOK, VERDICT_DID_NOT},
        {AS_SELECT, LOOK, LOOK TABLE("t", "u1"), VERDICT_TOOK_EFFECT},
        {AS_SELECT, LOOK, LOOK TABLE("t", "u1"), VERDICT_PARTLY, "DROP TABLE `d`.`t`",
         VERDICT_DID_NOT, 2606},
        {AS_SELECT, LOOK, LOOK TABLE("t", ""), VERDICT_PARTLY, "DROP TABLE `d`.`t`",
         VERDICT_DID_NOT},
        {AS_SELECT, LOOK, LOOK TABLE("t", "u1"), VERDICT_TOOK_EFFECT, .version = 2606,
         .finished = true},
        {AS_SELECT, LOOK, LOOK TABLE("t", "") READER("v", "t"), VERDICT_CANNOT_TELL},
        {AS_SELECT, LOOK, LOOK TABLE("t", "") FEEDER("v", "t"), VERDICT_CANNOT_TELL},
        {AS_SELECT, LOOK TABLE("t", ""), LOOK TABLE("t", ""), VERDICT_DID_NOT},
        {AS_SELECT, "", LOOK TABLE("t", ""), VERDICT_CANNOT_TELL},
        {"CREATE TABLE t CLONE AS s", LOOK, LOOK TABLE("t", "u1"), VERDICT_PARTLY,
         "DROP TABLE `d`.`t`", VERDICT_DID_NOT},
        {"CREATE TABLE `o``d`.`t'` ENGINE = Log AS SELECT 1", LOOK, LOOK "t\to`d\tt'\t\tLog\t#1\n",
         VERDICT_PARTLY, "DROP TABLE `o\\`d`.`t'`", VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
#undef AS_SELECT
}

TEST(materialized_views_have_inner_tables)
{
#define INNER    "CREATE MATERIALIZED VIEW v ENGINE = Log AS SELECT 1"
#define TARGET   "CREATE MATERIALIZED VIEW v TO t AS SELECT 1"
#define POPULATE "CREATE MATERIALIZED VIEW v ENGINE = Log POPULATE AS SELECT 1"
    static const ProbeCase cases[] = {
        {TARGET, LOOK, LOOK, VERDICT_DID_NOT},
        {TARGET, LOOK, LOOK VIEW("v", "u1"), VERDICT_TOOK_EFFECT},
        {INNER, LOOK, LOOK, VERDICT_DID_NOT},
        {INNER, LOOK, LOOK VIEW("v", "u1"), VERDICT_TOOK_EFFECT},
        {INNER, LOOK, LOOK ORPHAN(".inner.v"), VERDICT_PARTLY, "DROP TABLE `d`.`.inner.v`",
         VERDICT_DID_NOT},
        {INNER, LOOK ORPHAN(".inner.v"), LOOK ORPHAN(".inner.v"), VERDICT_DID_NOT},
        {INNER, "", LOOK ORPHAN(".inner.v"), VERDICT_DID_NOT},
        {INNER, LOOK, LOOK ORPHAN(".inner_id.u1"), VERDICT_DID_NOT},
        {INNER, LOOK, LOOK DEAD_ORPHAN(".inner_id.u1"), VERDICT_PARTLY,
         "DROP TABLE `d`.`.inner_id.u1`", VERDICT_DID_NOT},
        {INNER, LOOK DEAD_ORPHAN(".inner_id.u1"), LOOK DEAD_ORPHAN(".inner_id.u1"),
         VERDICT_DID_NOT},
        {INNER, "", LOOK DEAD_ORPHAN(".inner_id.u1"), VERDICT_DID_NOT},
        {INNER, LOOK, LOOK YOUNG_ORPHAN(".inner_id.u1"), VERDICT_DID_NOT},
        {INNER, LOOK, LOOK DEAD_ORPHAN("_tmp_replace_1"), VERDICT_DID_NOT},
        {INNER, LOOK, LOOK DEAD_ORPHAN(".inner_id.u1") VIEW("v", "u2"), VERDICT_TOOK_EFFECT},
        {INNER, LOOK, LOOK ORPHAN(".inner.w"), VERDICT_DID_NOT},
        {POPULATE, LOOK, LOOK VIEW("v", "u1"), VERDICT_PARTLY, "DROP TABLE `d`.`v`",
         VERDICT_DID_NOT},
        {POPULATE, LOOK, LOOK VIEW("v", "u1") READER("w", "v"), VERDICT_CANNOT_TELL},
        {POPULATE, LOOK VIEW("v", "u1"), LOOK VIEW("v", "u1"), VERDICT_DID_NOT},
        {POPULATE, LOOK, LOOK, VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
#undef INNER
#undef TARGET
#undef POPULATE
}

TEST(one_object_is_dropped)
{
    static const ProbeCase cases[] = {
        {"DROP TABLE t", LOOK TABLE("t", "u1"), LOOK, VERDICT_TOOK_EFFECT},
        {"DROP TABLE t", LOOK TABLE("t", "u1"), LOOK TABLE("t", "u1"), VERDICT_DID_NOT},
        {"DROP TABLE t", LOOK TABLE("t", "u1"), LOOK TABLE("t", "u2"), VERDICT_CANNOT_TELL},
        {"DROP TABLE t", LOOK, LOOK, VERDICT_DID_NOT},
        {"DROP TABLE t", "", LOOK, VERDICT_TOOK_EFFECT},
        {"DROP TABLE IF EXISTS t", "", LOOK, VERDICT_TOOK_EFFECT},
        {"DROP TABLE IF EXISTS t", "", LOOK TABLE("t", "u1"), VERDICT_DID_NOT},
        {"DROP VIEW v", LOOK VIEW("v", "u1"), LOOK, VERDICT_TOOK_EFFECT},
        {"DROP FUNCTION f", LOOK FUNCTION("f", "x"), LOOK, VERDICT_TOOK_EFFECT},
        {"DROP FUNCTION f", LOOK FUNCTION("f", "x"), LOOK FUNCTION("f", "x"), VERDICT_DID_NOT},
        {"DROP NAMED COLLECTION n", LOOK COLLECTION("n"), LOOK, VERDICT_TOOK_EFFECT},
        {"DETACH TABLE t", LOOK TABLE("t", "u1"), LOOK, VERDICT_TOOK_EFFECT},
    };

    CHECK_PROBES(cases);
}

TEST(what_is_left_of_several_is_dropped)
{
#define BOTH TABLE("a", "u1") TABLE("b", "u2")
    static const ProbeCase cases[] = {
        {"DROP TABLE a, b", LOOK BOTH, LOOK BOTH, VERDICT_DID_NOT},
        {"DROP TABLE a, b", LOOK BOTH, LOOK, VERDICT_TOOK_EFFECT},
        {"DROP TABLE a, b", LOOK BOTH, LOOK TABLE("b", "u2"), VERDICT_PARTLY, "DROP TABLE `d`.`b`",
         VERDICT_TOOK_EFFECT},
        {"DROP TABLE a, b", LOOK BOTH, LOOK TABLE("b", "u9"), VERDICT_CANNOT_TELL},
        {"DROP TABLE a, b, d.c", LOOK BOTH TABLE("c", "u3"), LOOK TABLE("b", "u2") TABLE("c", "u3"),
         VERDICT_PARTLY, "DROP TABLE `d`.`b`; DROP TABLE `d`.`c`", VERDICT_TOOK_EFFECT},
        {"DROP TABLE a, missing, b", LOOK BOTH, LOOK TABLE("b", "u2"), VERDICT_PARTLY},
        {"DROP TABLE IF EXISTS a, missing, b", LOOK BOTH, LOOK TABLE("b", "u2"), VERDICT_PARTLY,
         "DROP TABLE `d`.`b`", VERDICT_TOOK_EFFECT},
        {"DROP DICTIONARY a, y", LOOK BOTH DICTIONARY("y", "u3"), LOOK DICTIONARY("y", "u3"),
         VERDICT_PARTLY, "DROP DICTIONARY `d`.`y`", VERDICT_TOOK_EFFECT},
        {"DROP DATABASE d", LOOK DATABASE("d", "u0") BOTH, LOOK, VERDICT_TOOK_EFFECT},
        {"DROP DATABASE d", LOOK DATABASE("d", "u0") BOTH, LOOK DATABASE("d", "u0") BOTH,
         VERDICT_DID_NOT},
        {"DROP DATABASE d", LOOK DATABASE("d", "u0") BOTH,
         LOOK DATABASE("d", "u0") TABLE("b", "u2"), VERDICT_PARTLY, "DROP DATABASE `d`",
         VERDICT_TOOK_EFFECT},
        {"DROP DATABASE d", LOOK DATABASE("d", "u0") BOTH, LOOK DATABASE("d", "u5"),
         VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
#undef BOTH
}

TEST(named_collections_are_altered)
{
#define ALTER "ALTER NAMED COLLECTION n SET b = 2 NOT OVERRIDABLE DELETE a, `it's`"
    static const ProbeCase cases[] = {
        {"ALTER NAMED COLLECTION n SET delete = 1, a = 'x DELETE a'", LOOK KEYS("n", "'a'"), LOOK,
         VERDICT_DID_NOT},
        {ALTER, LOOK KEYS("n", "'a','b'"), LOOK KEYS("n", "'b'"), VERDICT_TOOK_EFFECT},
        {ALTER, LOOK KEYS("n", "'a'"), LOOK KEYS("n", "'a'"), VERDICT_DID_NOT},
        {ALTER, LOOK KEYS("n", "'b','it\\\\\\'s'"), LOOK KEYS("n", "'b'"), VERDICT_TOOK_EFFECT},
        {ALTER, LOOK KEYS("n", "'b'"), LOOK KEYS("n", "'b'"), VERDICT_DID_NOT},
        {ALTER, LOOK KEYS("n", "'a'"), LOOK, VERDICT_CANNOT_TELL},
        {ALTER, LOOK, LOOK, VERDICT_DID_NOT},
        {ALTER, "", LOOK KEYS("n", "'b'"), VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
}

TEST(users_and_grants)
{
    static const ProbeCase cases[] = {
        {"GRANT SELECT ON *.* TO u", "", "", VERDICT_DID_NOT},
        {"REVOKE ALL ON *.* FROM u", "", "", VERDICT_DID_NOT},
        {"SET DEFAULT ROLE r TO u", "", "", VERDICT_DID_NOT},
        {"ALTER USER u IDENTIFIED BY 'x'", "", "", VERDICT_DID_NOT},
        {"ALTER USER u RENAME TO v", "", "", VERDICT_CANNOT_TELL},
        {"ALTER USER u ADD IDENTIFIED BY 'x'", "", "", VERDICT_CANNOT_TELL},
        {"ALTER USER IF EXISTS u ADD IDENTIFIED BY 'x'", "", "", VERDICT_CANNOT_TELL},
        {"CREATE USER IF NOT EXISTS u", "", "", VERDICT_DID_NOT},
        {"CREATE ROLE OR REPLACE r", "", "", VERDICT_DID_NOT},
        {"DROP ROLE IF EXISTS a, b", "", "", VERDICT_DID_NOT},
        {"CREATE USER u", LOOK, LOOK ACCESS("u", "USER"), VERDICT_TOOK_EFFECT},
        {"CREATE USER u", LOOK, LOOK, VERDICT_DID_NOT},
        {"CREATE USER u", LOOK ACCESS("u", "USER"), LOOK ACCESS("u", "USER"), VERDICT_DID_NOT},
        {"CREATE USER u", LOOK, LOOK ACCESS("u", "ROLE"), VERDICT_DID_NOT},
        {"CREATE USER u", "", LOOK ACCESS("u", "USER"), VERDICT_CANNOT_TELL},
        {"CREATE USER u, v", LOOK, LOOK ACCESS("u", "USER"), VERDICT_CANNOT_TELL},
        {"CREATE USER 'u'@'host'", LOOK, LOOK, VERDICT_CANNOT_TELL},
        {"DROP ROLE r", LOOK ACCESS("r", "ROLE"), LOOK, VERDICT_TOOK_EFFECT},
        {"DROP ROLE r", LOOK ACCESS("r", "ROLE"), LOOK ACCESS("r", "ROLE"), VERDICT_DID_NOT},
        {"DROP ROW POLICY p ON t", LOOK, LOOK, VERDICT_CANNOT_TELL},
        {"GRANT r TO u ON CLUSTER c", "", "", VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
}

TEST(bare_names_live_where_use_says)
{
    SCOPED_ARENA arena = {0};
    Statement statements[] = {
        {.text = STR("CREATE TABLE t (i Int8)")},
        {.text = STR("USE `x`"), .flags = STATEMENT_SESSION},
        {.text = STR("SET max_threads = 1"), .flags = STATEMENT_SESSION},
        {.text = STR("USE DATABASE y"), .flags = STATEMENT_SESSION},
        {.text = STR("CREATE TABLE t (i Int8)")},
    };
    const Script script = {.statements = statements, .count = LENGTH_OF(statements)};

    CHECK_TEXT(str_terminate(&arena, probe_database(&script, 1, STR("home"), 2607, &arena)),
               "home");
    CHECK_TEXT(str_terminate(&arena, probe_database(&script, 3, STR("home"), 2607, &arena)), "x");
    CHECK_TEXT(str_terminate(&arena, probe_database(&script, 4, STR("home"), 2607, &arena)), "y");
}

TEST(what_may_run_twice_needs_no_snapshot)
{
    static const struct
    {
        const char *text;
        bool needed;
        bool nothing; /* is expected there */
        bool adds;    /* a name, and nothing else */
    } cases[] = {
        {"CREATE TABLE t (i Int8)", true, true, true},
        {"CREATE TABLE t (i Int8) AS SELECT 1", true, true, false},
        {"CREATE TABLE t ON CLUSTER c (i Int8)", true, true, false},
        {"CREATE TEMPORARY TABLE t (i Int8)", true, true, false},
        {"CREATE TABLE IF NOT EXISTS t (i Int8)", false, false, false},
        {"CREATE TABLE IF NOT EXISTS t ENGINE = Log AS SELECT 1", true, false, false},
        {"CREATE OR REPLACE TABLE t (i Int8)", true, false, false},
        {"CREATE VIEW v AS SELECT 1", true, true, true},
        {"CREATE MATERIALIZED VIEW v ENGINE = Log AS SELECT 1", true, true, false},
        {"CREATE DATABASE d", true, true, false},
        {"DROP TABLE t", true, false, false},
        {"DROP TABLE IF EXISTS t", false, false, false},
        {"ALTER TABLE t ADD COLUMN x Int8", true, false, false},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        const ClickhouseFacts facts =
            clickhouse_classify(2607, str_from(cases[index].text), &arena);

        CHECK(probe_needs_snapshot(&facts) == cases[index].needed);
        CHECK(probe_expects_nothing(&facts) == cases[index].nothing);
        CHECK(probe_adds_a_name(&facts) == cases[index].adds);
    }
}
