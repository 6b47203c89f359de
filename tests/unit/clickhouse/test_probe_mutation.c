/* Unit tests of engines/clickhouse/probe: mutation.c, command.c, update.c. */
#include "unit/clickhouse/probe_case.h"

#define A          TABLE("a", "u1")
#define M(command) RECORD("a", "mutation_5.txt", command, "1 0", "")
#define MADE       "CREATE TABLE a (i Int64) ENGINE = MergeTree ORDER BY i"
#define UPDATE     "ALTER TABLE a UPDATE x = x + 1 WHERE 1"
#define REMOVE     "ALTER TABLE a DELETE WHERE i = 1"
#define KILL                                                                                       \
    "KILL MUTATION WHERE database = 'd' AND table = 'a' AND mutation_id = 'mutation_5.txt' SYNC"

TEST(recorded_is_done_or_runs)
{
    static const ProbeCase cases[] = {
        {UPDATE, LOOK A, LOOK A M("(UPDATE x = x + 1 WHERE 1)"), VERDICT_TOOK_EFFECT},
        {UPDATE, LOOK A,
         LOOK A RECORD("a", "mutation_5.txt", "(UPDATE x = x + 1 WHERE 1)", "0 3", ""),
         VERDICT_RUNNING},
        /* 18.16 answers before it is done: the run waits (await.c) */
        {UPDATE, LOOK A,
         LOOK A RECORD("a", "mutation_5.txt", "UPDATE x = x + 1 WHERE 1", "0 3", ""),
         VERDICT_RUNNING, .version = 1816},
        {UPDATE, LOOK A, LOOK A, VERDICT_DID_NOT},
        {REMOVE, LOOK A, LOOK A, VERDICT_DID_NOT},
        {REMOVE, "", LOOK A, VERDICT_DID_NOT},
        {UPDATE, "", LOOK A, VERDICT_CANNOT_TELL},
        {UPDATE, "", LOOK A M("(UPDATE x = x + 1 WHERE 1)"), VERDICT_CANNOT_TELL},
        /* it was there before, or is another table's */
        {UPDATE, LOOK A M("(UPDATE x = x + 1 WHERE 1)"), LOOK A M("(UPDATE x = x + 1 WHERE 1)"),
         VERDICT_DID_NOT},
        {UPDATE, LOOK A,
         LOOK A RECORD("b", "mutation_5.txt", "(UPDATE x = x + 1 WHERE 1)", "1 0", ""),
         VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
}

TEST(another_one_is_not_taken_for_it)
{
    static const ProbeCase cases[] = {
        {UPDATE, LOOK A, LOOK A M("(UPDATE x = x - 1 WHERE 1)"), VERDICT_CANNOT_TELL},
        {UPDATE, LOOK A, LOOK A M("(UPDATE x = x + 1 WHERE 2)"), VERDICT_CANNOT_TELL},
        {UPDATE, LOOK A, LOOK A M("(UPDATE x = x + 1 WHERE 1)") M("(DELETE WHERE y)"),
         VERDICT_CANNOT_TELL},
        {REMOVE, LOOK A, LOOK A M("(DELETE WHERE i = 2)"), VERDICT_DID_NOT},
        {UPDATE, LOOK A,
         LOOK A RECORD("a", "mutation_4.txt", "(UPDATE y = 1 WHERE 1)", "0 1", "")
             M("(UPDATE x = x + 1 WHERE 1)"),
         VERDICT_TOOK_EFFECT},
        /* a table that nobody else knows */
        {UPDATE, LOOK A, LOOK A M("(UPDATE x = plus(x, 1) WHERE 1)"), VERDICT_TOOK_EFFECT,
         .done = MADE},
        {UPDATE, LOOK A,
         LOOK A M("(DROP COLUMN z)") RECORD("a", "mutation_6.txt", "(b)", "1 0", ""),
         VERDICT_CANNOT_TELL, .done = MADE},
        /* its record is gone, and left a trace */
        {UPDATE, LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_1_1_0_5", "3"),
         VERDICT_CANNOT_TELL},
        {UPDATE, LOOK A PART("a", "all_1_1_0_5", "3"), LOOK A PART("a", "all_1_1_0_5", "3"),
         VERDICT_DID_NOT},
        {UPDATE, LOOK ENGINE("a", "Memory"), LOOK ENGINE("a", "Memory"), VERDICT_CANNOT_TELL},
        {REMOVE, LOOK ENGINE("a", "Memory"), LOOK ENGINE("a", "Memory"), VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
}

/* What a query finds, or chance, is another thing the second time. */
TEST(not_every_delete_may_run_twice)
{
#define NEWEST "ALTER TABLE a DELETE WHERE i = (SELECT max(i) FROM a)"
#define LIGHT  "DELETE FROM a WHERE i = (SELECT max(i) FROM a)"
#define PATCH  PIECE("a", "patch-ff-all", "patch-ff-all_3_3_0_2", "p", "3")
    static const ProbeCase cases[] = {
        {NEWEST, LOOK A, LOOK A, VERDICT_DID_NOT},
        {NEWEST, LOOK A, LOOK A M("(DELETE WHERE i = (SELECT max(i) FROM d.a))"),
         VERDICT_TOOK_EFFECT},
        {NEWEST, LOOK A, LOOK A M("(DELETE WHERE i IN (SELECT max(i) FROM d.a))"),
         VERDICT_CANNOT_TELL},
        {NEWEST, "", LOOK A, VERDICT_CANNOT_TELL},
        {NEWEST, LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_1_1_0_5", "3"),
         VERDICT_CANNOT_TELL},
        {"ALTER TABLE a DELETE WHERE rand() % 2", LOOK A, LOOK A M("(DELETE WHERE rand() % 9)"),
         VERDICT_CANNOT_TELL},
        {LIGHT, LOOK A, LOOK A, VERDICT_DID_NOT},
        {LIGHT, LOOK A, LOOK A PATCH, VERDICT_CANNOT_TELL},
        {LIGHT, LOOK A PATCH, LOOK A PATCH, VERDICT_DID_NOT},
        {"DELETE FROM a WHERE i = 1", LOOK A, LOOK A PATCH, VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
#undef NEWEST
#undef LIGHT
#undef PATCH
}

TEST(commands_are_compared_as_the_server_writes_them)
{
#define IS(statement, command)                                                                     \
    {                                                                                              \
        statement, LOOK A, LOOK A M(command), VERDICT_TOOK_EFFECT                                  \
    }
    static const ProbeCase cases[] = {
        IS("alter table d.a update `x`=1 where i==0x10", "(UPDATE x = 1 WHERE i = 16)"),
        IS("ALTER TABLE a UPDATE s = 'it''s' WHERE i <> 1 AND (j = 2)",
           "(UPDATE s = 'it\\\\\\'s' WHERE (i != 1) AND (j = 2))"),
        IS("ALTER TABLE a UPDATE x = 1, y = 2 IN PARTITION 3 WHERE i = 1e3",
           "(UPDATE x = 1, y = 2 IN PARTITION 3 WHERE i = 1000.)"),
        IS("ALTER TABLE a (UPDATE x = 1 WHERE 1) SETTINGS mutations_sync = 0",
           "(UPDATE x = 1 WHERE 1)"),
        IS("ALTER TABLE a /* why */ DELETE WHERE i != 1 -- so", "DELETE WHERE i != 1"),
        IS("DELETE FROM a WHERE i IN (1, 2)", "(UPDATE _row_exists = 0 WHERE i IN (1, 2))"),
        IS("DELETE FROM d.a IN PARTITION 1 WHERE i",
           "(UPDATE _row_exists = 0 IN PARTITION 1 WHERE i)"),
        IS("ALTER TABLE a MATERIALIZE INDEX x", "(MATERIALIZE INDEX x)"),
        IS("ALTER TABLE a UPDATE x = (SELECT max(i) m FROM b) WHERE 1",
           "(UPDATE x = (SELECT max(i) AS m FROM d.b) WHERE 1)"),
        IS("ALTER TABLE a DELETE WHERE i IN (SELECT i FROM `d`.b AS c)",
           "DELETE WHERE i IN (SELECT i FROM d.b AS c )"),
        IS("DELETE FROM a WHERE i IN (SELECT d FROM d)",
           "(UPDATE _row_exists = 0 WHERE i IN (SELECT d FROM d.d))"),
        {"ALTER TABLE a UPDATE x = 1 WHERE 1, DELETE WHERE y", LOOK A,
         LOOK A M("(UPDATE x = 1 WHERE 1)") M("(DELETE WHERE y)"), VERDICT_TOOK_EFFECT},
    };

    CHECK_PROBES(cases);
#undef IS
}

TEST(a_failing_one_is_taken_back_if_that_leaves_nothing)
{
#define FAILS(command) RECORD("a", "mutation_5.txt", command, "0 2", "Code: 6. x")
#define X              "(UPDATE x = x + 1 WHERE 1)"
    static const ProbeCase cases[] = {
        {UPDATE, LOOK A, LOOK A FAILS(X) PART("a", "all_1_1_0", "3"), VERDICT_PARTLY, KILL,
         VERDICT_DID_NOT},
        {UPDATE, LOOK A, LOOK A FAILS(X) PART("a", "all_1_1_0_4", "3"), VERDICT_PARTLY, KILL,
         VERDICT_DID_NOT},
        {UPDATE, LOOK A, LOOK A FAILS(X) PART("a", "all_1_1_0", "3") PART("a", "all_2_2_0_5", "1"),
         VERDICT_PARTLY},
        {REMOVE, LOOK A, LOOK A FAILS("(DELETE WHERE i = 1)") PART("a", "all_2_2_0_5", "1"),
         VERDICT_PARTLY, KILL, VERDICT_DID_NOT},
        /* blocks of a replicated table are counted by partition */
        {UPDATE, LOOK A, LOOK A RECORD("a", "0000000005", X, "0 2", "why"), VERDICT_PARTLY},
    };

    CHECK_PROBES(cases);
#undef FAILS
#undef X
}

TEST(a_lightweight_update_leaves_no_record)
{
#define LIGHT "UPDATE a SET x = x + 1 WHERE 1"
#define PATCH PIECE("a", "patch-ff-all", "patch-ff-all_3_3_0_2", "p", "3")
    static const ProbeCase cases[] = {
        {LIGHT, LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_1_1_0", "3"),
         VERDICT_DID_NOT},
        {LIGHT, LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_1_1_0", "3") PATCH,
         VERDICT_CANNOT_TELL},
        {LIGHT, LOOK A PART("a", "all_1_1_0", "3") PATCH, LOOK A PART("a", "all_1_1_0", "3") PATCH,
         VERDICT_DID_NOT},
        {LIGHT, LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_1_1_0_2", "3"),
         VERDICT_CANNOT_TELL},
        {LIGHT, "", LOOK A PART("a", "all_1_1_0", "3"), VERDICT_CANNOT_TELL},
        {LIGHT, LOOK A, LOOK A PATCH, VERDICT_TOOK_EFFECT, .finished = true},
    };

    CHECK_PROBES(cases);
#undef LIGHT
#undef PATCH
}
