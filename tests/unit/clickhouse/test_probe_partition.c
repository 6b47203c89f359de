/* Unit tests of engines/clickhouse/probe: partition.c, transfer.c; and of clickhouse/partition.c.
 */
#include "engines/clickhouse/parse/partition.h"
#include "unit/clickhouse/probe_case.h"

#define AB               TABLE("a", "u1") TABLE("b", "u2")
#define A1(number)       PIECE("a", "1", "1_" number "_" number "_0", "h" number, "3")
#define B1(number, hash) PIECE("b", "1", "1_" number "_" number "_0", hash, "3")
#define A2               PIECE("a", "2", "2_9_9_0", "h9", "3")
#define ALTER            "ALTER TABLE `d`."

TEST(what_a_command_is_about)
{
    static const struct
    {
        const char *text;
        const char *id;
        const char *other;
        bool all;
        bool part;
    } rows[] = {
        {"ALTER TABLE a DROP PARTITION 202401", "202401", ""},
        {"ALTER TABLE a DROP PARTITION -5", "-5", ""},
        {"ALTER TABLE a DROP PARTITION '202401'", "202401", ""},
        {"ALTER TABLE a DROP PARTITION '2024-01-02'", "20240102", ""},
        {"ALTER TABLE a DROP PARTITION (1, '2024-01-02')", "1-20240102", ""},
        {"ALTER TABLE a DROP PARTITION tuple(1, 2)", "1-2", ""},
        {"ALTER TABLE a DROP PARTITION tuple()", "all", ""},
        {"ALTER TABLE a DROP PARTITION ID 'x-y'", "x-y", ""},
        {"ALTER TABLE a DROP PARTITION ALL", "", "", true},
        {"ALTER TABLE a DROP PARTITION 'text'", "", ""},
        {"ALTER TABLE a DROP PARTITION toYYYYMM(now())", "", ""},
        {"ALTER TABLE a DROP PARTITION 1 + 1", "", ""},
        {"ALTER TABLE a DROP PARTITION (1, 'x')", "", ""},
        {"ALTER TABLE a DROP PART 'all_1_1_0'", "all_1_1_0", "", false, true},
        {"ALTER TABLE a ON CLUSTER c (DROP PARTITION 7)", "7", ""},
        {"ALTER TABLE a DROP DETACHED PARTITION 7 SETTINGS allow_drop_detached = 1", "7", ""},
        {"ALTER TABLE a ATTACH PARTITION 7 FROM b", "7", "b"},
        {"ALTER TABLE a REPLACE PARTITION (1, 2) FROM `b c`", "1-2", "b c"},
        {"ALTER TABLE a MOVE PARTITION toDate('2024-01-01') TO TABLE b", "", "b"},
        {"ALTER TABLE a MOVE PARTITION 7 TO DISK 'x'", "7", ""},
        {"ALTER TABLE a FETCH PARTITION 7 FROM '/clickhouse/a'", "7", ""},
        {"ALTER TABLE a FREEZE WITH NAME 'x'", "", "", true},
    };

    for (size_t index = 0; index < LENGTH_OF(rows); index++)
    {
        SCOPED_ARENA arena = {0};
        const ClickhousePartition found =
            clickhouse_partition(2607, str_from(rows[index].text), &arena);

        CHECK_TEXT(str_terminate(&arena, found.id), rows[index].id);
        CHECK_TEXT(str_terminate(&arena, found.other.name), rows[index].other);
        CHECK(found.all == rows[index].all);
        CHECK(found.part == rows[index].part);
    }
}

TEST(drop_comes_to_the_same)
{
#define DROP "ALTER TABLE a DROP PARTITION 1"
    static const ProbeCase cases[] = {
        {DROP, LOOK AB A1("1") A1("2") A2, LOOK AB A2, VERDICT_TOOK_EFFECT},
        {DROP, LOOK AB A1("1") A2, LOOK AB A1("3") A2, VERDICT_TOOK_EFFECT},
        {DROP, LOOK AB A1("1") A1("2"), LOOK AB A1("2"), VERDICT_DID_NOT},
        {DROP, LOOK AB A1("1"), LOOK AB A1("1"), VERDICT_DID_NOT},
        {DROP, LOOK AB A2, LOOK AB A2, VERDICT_DID_NOT},
        {DROP, "", LOOK AB, VERDICT_DID_NOT},
        /* which partition it is shows in what is gone */
        {"ALTER TABLE a DROP PARTITION f()", LOOK AB A1("1") A2, LOOK AB A2, VERDICT_TOOK_EFFECT},
        {"ALTER TABLE a DROP PARTITION f()", LOOK AB A1("1") A2, LOOK AB, VERDICT_DID_NOT},
        {"ALTER TABLE a DROP PARTITION f()", LOOK AB A1("1"), LOOK AB A1("1"), VERDICT_DID_NOT},
        {"ALTER TABLE a DROP PART '1_1_1_0'", LOOK AB A1("1") A1("2"), LOOK AB A1("2"),
         VERDICT_TOOK_EFFECT},
        {"ALTER TABLE a DROP DETACHED PARTITION 1", LOOK AB ASIDE("a", "1", "1_1_1_0"), LOOK AB,
         VERDICT_TOOK_EFFECT},
        {"ALTER TABLE a DROP DETACHED PARTITION 1",
         LOOK AB ASIDE("a", "1", "1_1_1_0") ASIDE("a", "1", "1_2_2_0"),
         LOOK AB ASIDE("a", "1", "1_2_2_0"), VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
#undef DROP
}

TEST(detach_is_finished_or_taken_back)
{
#define DETACH "ALTER TABLE a DETACH PARTITION 1"
#define D1     ASIDE("a", "1", "1_1_1_0")
#define D2     ASIDE("a", "1", "1_2_2_0")
    static const ProbeCase cases[] = {
        {DETACH, LOOK AB A1("1") A1("2"), LOOK AB A1("1") A1("2"), VERDICT_DID_NOT},
        {DETACH, LOOK AB A1("1") A1("2"), LOOK AB D1 D2, VERDICT_TOOK_EFFECT},
        {DETACH, LOOK AB A1("1") A1("2"), LOOK AB A1("1") A1("2") D1, VERDICT_PARTLY,
         ALTER "`a` DROP DETACHED PART '1_1_1_0' SETTINGS allow_drop_detached = 1",
         VERDICT_DID_NOT},
        {DETACH, LOOK AB A1("1") A1("2"), LOOK AB A1("2") D1 D2, VERDICT_PARTLY,
         ALTER "`a` DROP PART '1_2_2_0'", VERDICT_TOOK_EFFECT},
        /* there was one of that name already */
        {DETACH, LOOK AB A1("1") D1, LOOK AB A1("1") D1, VERDICT_DID_NOT},
        {DETACH, LOOK AB A1("1") A1("2") D2, LOOK AB A1("2") D1 D2 ASIDE("a", "1", "1_2_2_0_try1"),
         VERDICT_PARTLY, ALTER "`a` DROP PART '1_2_2_0'", VERDICT_TOOK_EFFECT},
        {DETACH, LOOK AB A1("1") A1("2") D2, LOOK AB A1("2") D1 D2, VERDICT_PARTLY},
        {DETACH, "", LOOK AB A1("1"), VERDICT_CANNOT_TELL},
        /* 18.16 does not show what is aside */
        {DETACH, LOOK AB A1("1") A1("2"), LOOK AB A1("1") A1("2"), VERDICT_DID_NOT,
         .version = 1816},
        {DETACH, LOOK AB A1("1") A1("2"), ANEW AB A1("1") A1("2"), VERDICT_CANNOT_TELL,
         .version = 1816},
        {DETACH, LOOK AB A1("1") A1("2"), ANEW AB A1("2"), VERDICT_PARTLY,
         ALTER "`a` DROP PARTITION ID '1'", VERDICT_TOOK_EFFECT, 1816},
        {DETACH, LOOK AB A1("1") A1("2"), ANEW AB A1("2") A1("7"), VERDICT_PARTLY, .version = 1816},
    };

    CHECK_PROBES(cases);
}

TEST(attach_goes_on)
{
#define ATTACH "ALTER TABLE a ATTACH PARTITION 1"
    static const ProbeCase cases[] = {
        {ATTACH, LOOK AB D1 D2, LOOK AB D1 D2, VERDICT_DID_NOT},
        {ATTACH, LOOK AB D1 D2, LOOK AB D2 A1("5"), VERDICT_DID_NOT},
        {ATTACH, LOOK AB D1 D2, LOOK AB A1("5") A1("6"), VERDICT_TOOK_EFFECT},
        {ATTACH, LOOK AB D1 D2, LOOK AB A1("5") ASIDE("a", "1", "attaching_1_2_2_0"),
         VERDICT_PARTLY},
        {ATTACH, LOOK AB ASIDE("a", "1", "attaching_1_2_2_0") D1,
         LOOK AB ASIDE("a", "1", "attaching_1_2_2_0") D1, VERDICT_DID_NOT},
        {ATTACH, LOOK AB, LOOK AB, VERDICT_DID_NOT},
        {"ALTER TABLE a ATTACH PART '1_1_1_0'", LOOK AB D1 D2, LOOK AB D2 A1("5"),
         VERDICT_TOOK_EFFECT},
        {ATTACH, LOOK AB, LOOK AB A1("5"), VERDICT_DID_NOT, .version = 1816},
    };

    CHECK_PROBES(cases);
#undef DETACH
#undef ATTACH
}

TEST(attach_from_never_doubles)
{
#define FROM "ALTER TABLE b ATTACH PARTITION 1 FROM a"
#define S    A1("1") A1("2") A2
    static const ProbeCase cases[] = {
        {FROM, LOOK AB S, LOOK AB S, VERDICT_DID_NOT},
        {FROM, LOOK AB S, LOOK AB S B1("1", "h1") B1("2", "h2"), VERDICT_TOOK_EFFECT},
        {FROM, LOOK AB S, LOOK AB S B1("1", "h1"), VERDICT_PARTLY,
         ALTER "`b` DROP PARTITION ID '1'", VERDICT_DID_NOT},
        {FROM, LOOK AB S B1("1", "x"), LOOK AB S B1("1", "x") B1("5", "h2"), VERDICT_PARTLY,
         ALTER "`b` DROP PART '1_5_5_0'", VERDICT_DID_NOT},
        {FROM, LOOK AB S, LOOK AB S B1("1", "h1") B1("2", "x"), VERDICT_CANNOT_TELL},
        {FROM, LOOK AB S, LOOK AB S B1("1", "h1") B1("2", "x") B1("3", "y"), VERDICT_CANNOT_TELL},
        {FROM, LOOK AB S, LOOK AB S B1("1", "x"), VERDICT_CANNOT_TELL},
        /* merged since */
        {FROM, LOOK AB S, LOOK AB S PIECE("b", "1", "1_1_2_1", "m", "6"), VERDICT_TOOK_EFFECT},
        {FROM, LOOK AB S B1("1", "x"), LOOK AB S PIECE("b", "1", "1_1_3_1", "m", "9"),
         VERDICT_TOOK_EFFECT},
        /* parts of the same rows have the same hash */
        {FROM, LOOK AB PIECE("a", "1", "1_1_1_0", "h", "3") PIECE("a", "1", "1_2_2_0", "h", "3"),
         LOOK AB PIECE("a", "1", "1_1_1_0", "h", "3") PIECE("a", "1", "1_2_2_0", "h", "3")
             B1("1", "h"),
         VERDICT_PARTLY, ALTER "`b` DROP PARTITION ID '1'", VERDICT_DID_NOT},
        /* which partition it is shows in the target */
        {"ALTER TABLE b ATTACH PARTITION f() FROM a", LOOK AB S, LOOK AB S B1("1", "h1"),
         VERDICT_PARTLY, ALTER "`b` DROP PARTITION ID '1'", VERDICT_DID_NOT},
        {"ALTER TABLE b ATTACH PARTITION f() FROM a", LOOK AB S, LOOK AB S, VERDICT_DID_NOT},
        {"ALTER TABLE b ATTACH PARTITION f() FROM a", LOOK AB S,
         LOOK AB S B1("1", "h1") PIECE("b", "2", "2_2_2_0", "z", "1"), VERDICT_CANNOT_TELL},
        {FROM, "", LOOK AB S, VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
#undef S
}

TEST(without_hashes_rows_and_levels_count)
{
#define OLD(table, number) PIECE(table, "1", "1_" number "_" number "_0", "", "3")
#define S                  OLD("a", "1") OLD("a", "2")
    static const ProbeCase cases[] = {
        {FROM, LOOK AB S, LOOK AB S, VERDICT_DID_NOT, .version = 1816},
        {FROM, LOOK AB S, LOOK AB S OLD("b", "1") OLD("b", "2"), VERDICT_TOOK_EFFECT,
         .version = 1816},
        {FROM, LOOK AB S, LOOK AB S OLD("b", "1"), VERDICT_PARTLY, .version = 1816},
        {FROM, LOOK AB S, LOOK AB S OLD("b", "1"), VERDICT_PARTLY,
         ALTER "`b` DROP PARTITION ID '1'", VERDICT_DID_NOT, 1816, .done = "CREATE TABLE b AS a"},
    };

    CHECK_PROBES(cases);
#undef FROM
#undef OLD
#undef S
}

TEST(replace_is_done_when_the_old_is_gone)
{
#define REPLACE "ALTER TABLE b REPLACE PARTITION 1 FROM a"
#define S       A1("1") A1("2")
    static const ProbeCase cases[] = {
        {REPLACE, LOOK AB S B1("1", "x"), LOOK AB S B1("1", "x"), VERDICT_DID_NOT},
        {REPLACE, LOOK AB S B1("1", "x"), LOOK AB S B1("1", "x") B1("4", "h1"), VERDICT_DID_NOT},
        {REPLACE, LOOK AB S B1("1", "x"), LOOK AB S B1("4", "h1") B1("5", "h2"),
         VERDICT_TOOK_EFFECT},
        {REPLACE, LOOK AB S B1("1", "x"), LOOK AB S B1("4", "h1") B1("5", "h2") B1("6", "y"),
         VERDICT_TOOK_EFFECT},
        /* dropped by somebody else; and replaced by nothing */
        {REPLACE, LOOK AB S B1("1", "x"), LOOK AB S, VERDICT_CANNOT_TELL},
        {REPLACE, LOOK AB B1("1", "x"), LOOK AB, VERDICT_TOOK_EFFECT},
        {REPLACE, LOOK AB S, LOOK AB S B1("4", "h1"), VERDICT_DID_NOT},
        {REPLACE, LOOK AB S, LOOK AB S B1("4", "h1") B1("5", "h2"), VERDICT_TOOK_EFFECT},
        {REPLACE, LOOK AB S, LOOK AB S B1("4", "h1") B1("5", "y") B1("6", "z"),
         VERDICT_CANNOT_TELL},
        {REPLACE, LOOK AB S, LOOK AB S, VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
#undef REPLACE
#undef S
}

TEST(move_is_finished_or_taken_back)
{
#define MOVE "ALTER TABLE a MOVE PARTITION 1 TO TABLE b"
#define S    A1("1") A1("2")
    static const ProbeCase cases[] = {
        {MOVE, LOOK AB S A2, LOOK AB S A2, VERDICT_DID_NOT},
        {MOVE, LOOK AB S, LOOK AB S B1("1", "h1"), VERDICT_PARTLY,
         ALTER "`b` DROP PARTITION ID '1'", VERDICT_DID_NOT},
        {MOVE, LOOK AB S B1("1", "x"), LOOK AB S B1("1", "x") B1("2", "h1"), VERDICT_PARTLY,
         ALTER "`b` DROP PART '1_2_2_0'", VERDICT_DID_NOT},
        {MOVE, LOOK AB S, LOOK AB S B1("1", "h1") B1("2", "h2"), VERDICT_PARTLY,
         ALTER "`a` DROP PART '1_1_1_0'; " ALTER "`a` DROP PART '1_2_2_0'", VERDICT_TOOK_EFFECT},
        {MOVE, LOOK AB S, LOOK AB A1("2") B1("1", "h1") B1("2", "h2"), VERDICT_PARTLY,
         ALTER "`a` DROP PART '1_2_2_0'", VERDICT_TOOK_EFFECT},
        /* rows that came later stay */
        {MOVE, LOOK AB S, LOOK AB A1("2") A1("8") B1("1", "h1") B1("2", "h2"), VERDICT_PARTLY,
         ALTER "`a` DROP PART '1_2_2_0'", VERDICT_TOOK_EFFECT},
        {MOVE, LOOK AB S, LOOK AB B1("1", "h1") B1("2", "h2"), VERDICT_TOOK_EFFECT},
        {MOVE, LOOK AB S, LOOK AB PIECE("b", "1", "1_1_2_1", "m", "6"), VERDICT_TOOK_EFFECT},
        {MOVE, LOOK AB S, LOOK AB S B1("1", "h1") B1("2", "x"), VERDICT_CANNOT_TELL},
        {MOVE, LOOK AB S, LOOK AB A1("2") B1("1", "h1"), VERDICT_CANNOT_TELL},
        {MOVE, LOOK AB S, LOOK AB, VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
#undef MOVE
#undef S
}

TEST(what_does_not_touch_the_parts)
{
    static const ProbeCase cases[] = {
        {"ALTER TABLE a FREEZE PARTITION 1", LOOK AB A1("1"), LOOK AB A1("1"), VERDICT_DID_NOT},
        {"ALTER TABLE a FREEZE WITH NAME 'x'", LOOK AB A1("1"), LOOK AB A1("1"),
         VERDICT_CANNOT_TELL},
        {"ALTER TABLE a UNFREEZE WITH NAME 'x'", LOOK AB A1("1"), LOOK AB A1("1"), VERDICT_DID_NOT},
        {"ALTER TABLE a MOVE PARTITION 1 TO DISK 'x'", LOOK AB A1("1"), LOOK AB A1("1"),
         VERDICT_DID_NOT},
        {"ALTER TABLE a FETCH PARTITION 1 FROM '/x'", LOOK AB, LOOK AB, VERDICT_DID_NOT},
        {"ALTER TABLE a FETCH PARTITION 1 FROM '/x'", LOOK AB, LOOK AB D1, VERDICT_CANNOT_TELL},
        {"ALTER TABLE a FORGET PARTITION 1", LOOK AB, LOOK AB, VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
}
