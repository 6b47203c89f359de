/* Unit tests of engines/clickhouse/probe: rename.c, alter.c. */
#include "unit/clickhouse/probe_case.h"

TEST(one_pair_is_renamed_or_not)
{
    static const ProbeCase cases[] = {
        {"RENAME TABLE a TO b", LOOK TABLE("a", "u1"), LOOK TABLE("b", "u1"), VERDICT_TOOK_EFFECT},
        {"RENAME TABLE a TO b", LOOK TABLE("a", "u1"), LOOK TABLE("a", "u1"), VERDICT_DID_NOT},
        {"RENAME TABLE a TO b", LOOK TABLE("a", "u1"), LOOK TABLE("b", "u2"), VERDICT_CANNOT_TELL},
        {"RENAME TABLE a TO b", LOOK TABLE("a", "u1"), LOOK, VERDICT_CANNOT_TELL},
        {"RENAME TABLE a TO b", LOOK, LOOK, VERDICT_DID_NOT},
        {"RENAME TABLE a TO b", "", LOOK TABLE("b", "u1"), VERDICT_CANNOT_TELL},
        {"RENAME TABLE a TO e.b", LOOK TABLE("a", "u1"),
         LOOK "t\te\tb\tu1\tMergeTree\tCREATE TABLE e.b (x Int8)\n", VERDICT_TOOK_EFFECT},
        {"RENAME DATABASE x TO y", LOOK DATABASE("x", "u1"), LOOK DATABASE("y", "u1"),
         VERDICT_TOOK_EFFECT},
        {"RENAME DATABASE x TO y", LOOK DATABASE("x", "u1"), LOOK DATABASE("x", "u1"),
         VERDICT_DID_NOT},
        {"EXCHANGE TABLES a AND b", LOOK TABLE("a", "u1") TABLE("b", "u2"),
         LOOK TABLE("a", "u2") TABLE("b", "u1"), VERDICT_TOOK_EFFECT},
        {"EXCHANGE TABLES a AND b", LOOK TABLE("a", "u1") TABLE("b", "u2"),
         LOOK TABLE("a", "u1") TABLE("b", "u2"), VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
}

TEST(the_remaining_pairs_are_renamed)
{
#define SWAP "RENAME TABLE run TO run_old, run_v2 TO run"
    static const ProbeCase cases[] = {
        {SWAP, LOOK TABLE("run", "u1") TABLE("run_v2", "u2"),
         LOOK TABLE("run", "u1") TABLE("run_v2", "u2"), VERDICT_DID_NOT},
        {SWAP, LOOK TABLE("run", "u1") TABLE("run_v2", "u2"),
         LOOK TABLE("run_old", "u1") TABLE("run_v2", "u2"), VERDICT_PARTLY,
         "RENAME TABLE `d`.`run_v2` TO `d`.`run`", VERDICT_TOOK_EFFECT},
        {SWAP, LOOK TABLE("run", "u1") TABLE("run_v2", "u2"),
         LOOK TABLE("run_old", "u1") TABLE("run", "u2"), VERDICT_TOOK_EFFECT},
        {SWAP, LOOK TABLE("run", "u1") TABLE("run_v2", "u2"), LOOK TABLE("run", "u2"),
         VERDICT_CANNOT_TELL},
        {"RENAME TABLE a TO b, nope TO c, d TO e", LOOK TABLE("a", "u1") TABLE("d", "u2"),
         LOOK TABLE("b", "u1") TABLE("d", "u2"), VERDICT_PARTLY, "RENAME TABLE `d`.`b` TO `d`.`a`",
         VERDICT_DID_NOT},
        {"RENAME TABLE IF EXISTS nope TO c, a TO b", LOOK TABLE("a", "u1"), LOOK TABLE("b", "u1"),
         VERDICT_TOOK_EFFECT},
        {"EXCHANGE TABLES a AND b, b AND c",
         LOOK TABLE("a", "u1") TABLE("b", "u2") TABLE("c", "u3"),
         LOOK TABLE("a", "u2") TABLE("b", "u1") TABLE("c", "u3"), VERDICT_PARTLY,
         "EXCHANGE TABLES `d`.`b` AND `d`.`c`", VERDICT_TOOK_EFFECT},
        {"RENAME DICTIONARY x TO y, z TO w", LOOK DICTIONARY("x", "u1") DICTIONARY("z", "u2"),
         LOOK DICTIONARY("y", "u1") DICTIONARY("z", "u2"), VERDICT_PARTLY,
         "RENAME DICTIONARY `d`.`z` TO `d`.`w`", VERDICT_TOOK_EFFECT},
    };

    CHECK_PROBES(cases);
#undef SWAP
}

TEST(without_uuids_a_table_is_its_definition)
{
#define SWAP       "RENAME TABLE a TO t, b TO a, t TO b"
#define A(columns) DEFINED("a", "", columns)
#define B(columns) DEFINED("b", "", columns)
#define T(columns) DEFINED("t", "", columns)
    static const ProbeCase cases[] = {
        {SWAP, LOOK A("x") B("y"), LOOK A("x") B("y"), VERDICT_DID_NOT},
        {SWAP, LOOK A("x") B("y"), LOOK A("y") B("x"), VERDICT_TOOK_EFFECT},
        {SWAP, LOOK A("x") B("y"), LOOK A("y") T("x"), VERDICT_PARTLY,
         "RENAME TABLE `d`.`t` TO `d`.`b`", VERDICT_TOOK_EFFECT},
        /* Alike: their rows tell, if anything does. */
        {SWAP, LOOK A("x") B("x"), LOOK A("x") B("x"), VERDICT_CANNOT_TELL},
        {SWAP, LOOK A("x") B("x") ROWS("a", "5") ROWS("b", "7"),
         LOOK A("x") B("x") ROWS("a", "7") ROWS("b", "5"), VERDICT_TOOK_EFFECT},
        {SWAP, LOOK A("x") B("x") ROWS("a", "5") ROWS("b", "7"),
         LOOK A("x") B("x") ROWS("a", "6") ROWS("b", "7"), VERDICT_CANNOT_TELL},
        /* Killed between the data and the definition: empty under the old name. */
        {"RENAME TABLE a TO b", LOOK A("x") ROWS("a", "5"), LOOK A("x"), VERDICT_CANNOT_TELL},
        {"RENAME TABLE a TO b", LOOK A("x") ROWS("a", "5"), LOOK A("x") B("x") ROWS("b", "5"),
         VERDICT_CANNOT_TELL},
        {"RENAME TABLE a TO b", LOOK A("x") ROWS("a", "5"), LOOK B("x") ROWS("b", "5"),
         VERDICT_TOOK_EFFECT},
    };

    CHECK_PROBES(cases);
#undef SWAP
#undef A
#undef B
#undef T
}

TEST(a_definition_is_altered)
{
#define OLD DEFINED("t", "u1", "i")
#define NEW DEFINED("t", "u1", "i, x")
#define ADD "ALTER TABLE t ADD COLUMN x Int8"
    static const ProbeCase cases[] = {
        {ADD, LOOK OLD, LOOK OLD, VERDICT_DID_NOT},
        {ADD, LOOK OLD, LOOK NEW, VERDICT_TOOK_EFFECT},
        {ADD, LOOK OLD, LOOK, VERDICT_CANNOT_TELL},
        {ADD, LOOK OLD, LOOK DEFINED("t", "u2", "i, x"), VERDICT_CANNOT_TELL},
        {ADD, LOOK, LOOK, VERDICT_DID_NOT},
        {ADD, "", LOOK NEW, VERDICT_CANNOT_TELL},
        {"CREATE INDEX x ON t (i) TYPE minmax", LOOK OLD, LOOK NEW, VERDICT_TOOK_EFFECT},
        {"ALTER DATABASE x MODIFY COMMENT 'c'", "", "", VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
}

TEST(columns_change_with_a_mutation)
{
#define MODIFY "ALTER TABLE t MODIFY COLUMN i Int8"
#define RENAME "ALTER TABLE t RENAME COLUMN i TO x"
#define CLEAR  "ALTER TABLE t CLEAR COLUMN i IN PARTITION 1"
    static const ProbeCase cases[] = {
        {MODIFY, LOOK OLD, LOOK OLD, VERDICT_DID_NOT},
        {MODIFY, LOOK OLD, LOOK NEW DONE("t", "m1"), VERDICT_TOOK_EFFECT},
        {MODIFY, LOOK OLD, LOOK NEW OPEN("t", "m1", ""), VERDICT_RUNNING},
        {MODIFY, LOOK OLD, LOOK NEW OPEN("t", "m1", "bad"), VERDICT_CANNOT_TELL},
        {MODIFY, LOOK OLD OPEN("t", "m1", "bad"), LOOK NEW OPEN("t", "m1", "bad"),
         VERDICT_TOOK_EFFECT},
        {MODIFY, LOOK OLD, LOOK OLD OPEN("t", "m1", ""), VERDICT_DID_NOT},
        {MODIFY, LOOK OLD, ANEW NEW, VERDICT_TOOK_EFFECT},
        {MODIFY, LOOK OLD, ANEW NEW, VERDICT_CANNOT_TELL, .version = 1816},
        {MODIFY, SOON OLD, LOOK NEW, VERDICT_CANNOT_TELL, .version = 1816},
        {MODIFY, LOOK OLD, LOOK NEW, VERDICT_TOOK_EFFECT, .version = 1816},
        {RENAME, LOOK OLD, LOOK OLD OPEN("t", "m'1", ""), VERDICT_PARTLY,
         "KILL MUTATION WHERE database = 'd' AND table = 't' AND mutation_id = 'm\\'1' SYNC",
         VERDICT_DID_NOT},
        {RENAME, LOOK OLD, LOOK OLD DONE("t", "m1"), VERDICT_DID_NOT},
        {RENAME, LOOK OLD, LOOK NEW OPEN("t", "m1", ""), VERDICT_RUNNING},
        {CLEAR, LOOK OLD, LOOK OLD DONE("t", "m1"), VERDICT_TOOK_EFFECT},
        {CLEAR, LOOK OLD, LOOK OLD OPEN("t", "m1", ""), VERDICT_RUNNING},
        {CLEAR, LOOK OLD DONE("t", "m1"), LOOK OLD DONE("t", "m1"), VERDICT_DID_NOT},
        {CLEAR, LOOK OLD, LOOK OLD, VERDICT_CANNOT_TELL, .version = 1816},
    };

    CHECK_PROBES(cases);
}

/* A definition that comes out the same must not let the data be dropped a second time. */
TEST(what_is_dropped_and_added_again)
{
#define AGAIN "ALTER TABLE t DROP COLUMN i, ADD COLUMN i Int64"
    static const ProbeCase cases[] = {
        {AGAIN, LOOK OLD, LOOK OLD DONE("t", "m1"), VERDICT_TOOK_EFFECT},
        {AGAIN, LOOK OLD, LOOK OLD OPEN("t", "m1", ""), VERDICT_RUNNING},
        {AGAIN, LOOK OLD, LOOK OLD, VERDICT_DID_NOT},
        {AGAIN, LOOK OLD, LOOK OLD, VERDICT_CANNOT_TELL, .version = 1816},
        {AGAIN, LOOK OLD, LOOK NEW DONE("t", "m1"), VERDICT_TOOK_EFFECT},
        {"ALTER TABLE t (DROP COLUMN IF EXISTS `i`), (ADD COLUMN i Tuple(a Int8, b Int8)), "
         "(CLEAR COLUMN x), CLEAR INDEX k",
         LOOK OLD, LOOK OLD DONE("t", "m1"), VERDICT_TOOK_EFFECT},
        /* done, it would have another definition */
        {"ALTER TABLE t DROP COLUMN i, ADD COLUMN j Int64", LOOK OLD, LOOK OLD DONE("t", "m1"),
         VERDICT_DID_NOT},
        {"ALTER TABLE t DROP COLUMN i, DROP COLUMN j, ADD COLUMN i Int64", LOOK OLD,
         LOOK OLD DONE("t", "m1"), VERDICT_DID_NOT},
        {"ALTER TABLE t DROP COLUMN i, ADD COLUMN i Int8, ADD COLUMN j Int8", LOOK OLD,
         LOOK OLD DONE("t", "m1"), VERDICT_DID_NOT},
        {"ALTER TABLE t DROP COLUMN i, ADD COLUMN i Int8, COMMENT COLUMN i 'c'", LOOK OLD,
         LOOK OLD DONE("t", "m1"), VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
}

TEST(commands_of_several_families)
{
#define MIXED "ALTER TABLE t ADD COLUMN x Int8, UPDATE i = 1 WHERE 1"
    static const ProbeCase cases[] = {
        {MIXED, LOOK OLD PART("t", "p1", "3"), LOOK OLD PART("t", "p1", "3"), VERDICT_DID_NOT},
        {MIXED, LOOK OLD, LOOK NEW, VERDICT_CANNOT_TELL},
        /* DETACH copies first, into a folder that old servers do not show */
        {"ALTER TABLE t DETACH PARTITION 1, DETACH PARTITION 2", LOOK OLD, LOOK OLD,
         VERDICT_DID_NOT, .version = 1816},
        {"ALTER TABLE t DETACH PARTITION 1, DETACH PARTITION 2", LOOK OLD, ANEW OLD,
         VERDICT_CANNOT_TELL, .version = 1816},
        {"ALTER TABLE t DETACH PARTITION 1, DETACH PARTITION 2", LOOK OLD, ANEW OLD,
         VERDICT_DID_NOT},
        {MIXED, LOOK OLD, LOOK OLD DONE("t", "m1"), VERDICT_CANNOT_TELL},
        {MIXED, LOOK OLD PART("t", "p1", "3"), LOOK OLD PART("t", "p2", "3"), VERDICT_CANNOT_TELL},
        {MIXED, LOOK OLD PART("t", "p1", "3"), LOOK OLD, VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
}
