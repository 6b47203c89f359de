/* Unit tests of engines/clickhouse/probe: insert.c, own.c, parts.c. */
#include "engines/clickhouse/parse/insert.h"
#include "unit/clickhouse/probe_case.h"

#define SELECT   "INSERT INTO a SELECT * FROM s"
#define MADE     "CREATE TABLE a (i Int64) ENGINE = MergeTree ORDER BY i"
#define A        TABLE("a", "u1")
#define TRUNCATE "TRUNCATE TABLE `d`.`a`"

TEST(nothing_new_is_nothing_done)
{
    static const ProbeCase cases[] = {
        {SELECT, LOOK A, LOOK A, VERDICT_DID_NOT},
        {SELECT, LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_1_1_0", "3"),
         VERDICT_DID_NOT},
        /* merged, mutated, and thinned out by a merge (Replacing, TTL) */
        {SELECT, LOOK A PART("a", "all_1_1_0", "3") PART("a", "all_2_2_0", "3"),
         LOOK A PIECE("a", "all", "all_1_2_1", "other", "6"), VERDICT_DID_NOT},
        {SELECT, LOOK A PART("a", "all_1_1_0", "3"),
         LOOK A PIECE("a", "all", "all_1_1_0_7", "other", "3"), VERDICT_DID_NOT},
        {SELECT, LOOK A PART("a", "all_1_1_0", "3") PART("a", "all_2_2_0", "3"),
         LOOK A PIECE("a", "all", "all_1_2_1", "other", "4"), VERDICT_DID_NOT},
        /* others drop rows meanwhile */
        {SELECT, LOOK A PART("a", "all_1_1_0", "3"), LOOK A, VERDICT_DID_NOT},
        /* empty parts, and parts aside, hold nothing */
        {SELECT, LOOK A, LOOK A PART("a", "all_1_1_1", "0") ASIDE("a", "all", "all_2_2_0"),
         VERDICT_DID_NOT},
        /* but behind it there is a view, which may be ahead */
        {SELECT, LOOK A READER("v", "a"), LOOK A READER("v", "a"), VERDICT_CANNOT_TELL},
        {SELECT, LOOK A, LOOK A READER("v", "a"), VERDICT_CANNOT_TELL},
        {SELECT, LOOK A, LOOK A READER("v", "b"), VERDICT_DID_NOT},
        {SELECT, LOOK A READER("v", "a"), LOOK A READER("v", "a"), VERDICT_TOOK_EFFECT,
         .finished = true},
    };

    CHECK_PROBES(cases);
}

TEST(views_behind_the_table)
{
#define BEHIND A READER("v", "a")
    static const ProbeCase cases[] = {
        {SELECT, LOOK BEHIND SINK("v", "d.b 5 10"), LOOK BEHIND SINK("v", "d.b 5 10"),
         VERDICT_DID_NOT},
        {SELECT, LOOK BEHIND SINK("v", "d.b "), LOOK BEHIND SINK("v", "d.b "), VERDICT_DID_NOT},
        {SELECT, LOOK BEHIND SINK("v", "d.b 5 10"), LOOK BEHIND SINK("v", "d.b 5 8"),
         VERDICT_DID_NOT},
        {SELECT, LOOK BEHIND SINK("v", "d.b 5 10"), LOOK BEHIND SINK("v", "d.b 6 12"),
         VERDICT_CANNOT_TELL},
        {SELECT, LOOK BEHIND SINK("v", "d.b "), LOOK BEHIND SINK("v", "d.b 1 2"),
         VERDICT_CANNOT_TELL},
        {SELECT, LOOK BEHIND SINK("v", ""), LOOK BEHIND SINK("v", ""), VERDICT_CANNOT_TELL},
        {SELECT, LOOK BEHIND SINK("v", "d.b 5 10"), LOOK BEHIND SINK("v", "d.c 5 10"),
         VERDICT_CANNOT_TELL},
        {SELECT, LOOK BEHIND READER("w", "a") SINK("v", "d.b 5 10"),
         LOOK BEHIND READER("w", "a") SINK("v", "d.b 5 10"), VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
#undef BEHIND
}

TEST(names_of_parts_in_tables_of_old)
{
    static const ProbeCase cases[] = {
        {SELECT, LOOK A PIECE("a", "202401", "20240101_20240131_1_1_0", "", "3"),
         LOOK A PIECE("a", "202401", "20240101_20240131_1_1_0", "", "3"), VERDICT_DID_NOT},
        {SELECT, LOOK A PIECE("a", "202401", "20240101_20240131_1_1_0", "", "3"),
         LOOK A PIECE("a", "202401", "20240101_20240131_1_2_1", "", "6"), VERDICT_CANNOT_TELL},
        {SELECT, LOOK A PIECE("a", "202401", "20240101_20240131_1_1_0", "", "3"),
         LOOK A PIECE("a", "202401", "20240101_20240131_1_1_0_9", "", "3"), VERDICT_DID_NOT},
        {SELECT, LOOK A PIECE("a", "-5", "-5_1_1_0", "", "3"),
         LOOK A PIECE("a", "-5", "-5_1_1_0", "", "3"), VERDICT_DID_NOT},
        {SELECT, LOOK A, LOOK A PIECE("a", "x", "nonsense", "", "3"), VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
}

TEST(what_cannot_be_known)
{
    static const ProbeCase cases[] = {
        {SELECT, "", LOOK A, VERDICT_CANNOT_TELL},
        {SELECT, LOOK A, "", VERDICT_CANNOT_TELL},
        {SELECT, LOOK A, LOOK, VERDICT_CANNOT_TELL},
        {SELECT, LOOK, LOOK, VERDICT_DID_NOT},
        {SELECT, LOOK A, LOOK TABLE("a", "u2"), VERDICT_CANNOT_TELL},
        {SELECT, LOOK A, LOOK A PART("a", "all_1_1_0", "3"), VERDICT_CANNOT_TELL},
        /* the same number again, after a restart: other rows */
        {SELECT, LOOK A PIECE("a", "all", "all_1_1_0", "x", "3"),
         LOOK A PIECE("a", "all", "all_1_1_0", "y", "3"), VERDICT_CANNOT_TELL},
        {"INSERT INTO FUNCTION remote('h', d.a) SELECT 1", LOOK, LOOK, VERDICT_CANNOT_TELL},
        {"INSERT INTO {t:Identifier} SELECT 1", LOOK, LOOK, VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
}

TEST(rows_of_the_statement_are_counted)
{
#define VALUES "INSERT INTO a VALUES (1, 'x'), (2, (3, 4))"
    static const ProbeCase cases[] = {
        {VALUES, LOOK A PART("a", "all_1_1_0", "3"),
         LOOK A PART("a", "all_1_1_0", "3") PART("a", "all_2_2_0", "2"), VERDICT_TOOK_EFFECT,
         .done = MADE},
        {VALUES, LOOK A,
         LOOK A PIECE("a", "1", "1_1_1_0", "h", "1") PIECE("a", "2", "2_2_2_0", "h", "1"),
         VERDICT_TOOK_EFFECT, .done = MADE},
        {VALUES, LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_1_2_1", "5"),
         VERDICT_TOOK_EFFECT, .done = MADE},
        /* the log would know it, unless a restart took the end of the log along */
        {VALUES, LOOK A, LOOK A PART("a", "all_1_1_0", "2"), VERDICT_CANNOT_TELL, .unlogged = true,
         .done = MADE},
        {VALUES, LOOK A, ANEW A PART("a", "all_1_1_0", "2"), VERDICT_TOOK_EFFECT, .unlogged = true,
         .done = MADE},
        {VALUES, SOON A, LOOK A PART("a", "all_1_1_0", "2"), VERDICT_TOOK_EFFECT, .unlogged = true,
         .done = MADE},
        {VALUES, LOOK A, LOOK A, VERDICT_DID_NOT, .unlogged = true},
        /* into a table of others anybody may have written as many */
        {VALUES, LOOK A PART("a", "all_1_1_0", "3"),
         LOOK A PART("a", "all_1_1_0", "3") PART("a", "all_2_2_0", "2"), VERDICT_CANNOT_TELL},
        {VALUES, LOOK A, ANEW A PART("a", "all_1_1_0", "2"), VERDICT_CANNOT_TELL, .unlogged = true},
        {VALUES, LOOK A, LOOK A PART("a", "all_1_1_0", "2"), VERDICT_TOOK_EFFECT, .finished = true},
        {VALUES, LOOK A, LOOK A PART("a", "all_1_1_0", "1"), VERDICT_CANNOT_TELL},
        {VALUES, LOOK A, LOOK A PART("a", "all_1_1_0", "3"), VERDICT_CANNOT_TELL},
        /* rows of the others went */
        {VALUES, LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_2_2_0", "5"),
         VERDICT_CANNOT_TELL},
        /* not where rows are summed up, nor where views write, nor where they read */
        {VALUES, LOOK ENGINE("a", "SummingMergeTree"),
         LOOK ENGINE("a", "SummingMergeTree") PART("a", "all_1_1_0", "2"), VERDICT_CANNOT_TELL},
        {VALUES, LOOK A FEEDER("v", "a"), LOOK A FEEDER("v", "a") PART("a", "all_1_1_0", "2"),
         VERDICT_CANNOT_TELL},
        {VALUES, LOOK A READER("v", "a"), LOOK A READER("v", "a") PART("a", "all_1_1_0", "2"),
         VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
#undef VALUES
}

TEST(a_table_of_its_own_is_emptied)
{
#define HALF LOOK A, LOOK A PART("a", "all_1_1_0", "3")
#define MEND VERDICT_PARTLY, TRUNCATE, VERDICT_DID_NOT
    static const ProbeCase cases[] = {
        {SELECT, HALF, MEND, .done = MADE},
        {SELECT, HALF, MEND, .done = "CREATE TABLE b (i Int64) ENGINE = Log; RENAME TABLE b TO a"},
        {SELECT, HALF, MEND, .done = "RENAME TABLE x TO y; CREATE TABLE d.a AS t; DROP TABLE y"},
        {"INSERT INTO a VALUES (1), (2)", HALF, MEND, .done = MADE},
        {SELECT, HALF, MEND, .done = MADE "; CREATE OR REPLACE TABLE a (i Int8) ENGINE = Log"},
        /* not its own */
        {SELECT, HALF, VERDICT_CANNOT_TELL},
        {SELECT, HALF, VERDICT_CANNOT_TELL, .done = "CREATE TABLE IF NOT EXISTS a (i Int64)"},
        {SELECT, HALF, VERDICT_CANNOT_TELL, .done = "CREATE OR REPLACE TABLE a (i Int64)"},
        {SELECT, HALF, VERDICT_CANNOT_TELL, .done = "CREATE OR REPLACE TABLE a (i Int8); " MADE},
        {SELECT, HALF, VERDICT_CANNOT_TELL, .done = "CREATE TABLE e.a (i Int64)"},
        {SELECT, HALF, VERDICT_CANNOT_TELL, .done = "DROP TABLE a; " MADE},
        {SELECT, HALF, VERDICT_CANNOT_TELL, .done = "RENAME TABLE a TO a_old; " MADE},
        {SELECT, HALF, VERDICT_CANNOT_TELL,
         .done = "CREATE TABLE b AS a; RENAME TABLE a TO a_old, b TO a"},
        {SELECT, HALF, VERDICT_CANNOT_TELL, .done = "CREATE TABLE b AS a; EXCHANGE TABLES a AND b"},
        {SELECT, HALF, VERDICT_CANNOT_TELL, .done = "RENAME TABLE b TO a"},
        {SELECT, HALF, VERDICT_CANNOT_TELL, .done = MADE "; USE d"},
        /* a view writes into it, or reads from it */
        {SELECT, LOOK A, LOOK A PART("a", "all_1_1_0", "3") FEEDER("v", "a"), VERDICT_CANNOT_TELL,
         .done = MADE},
        {SELECT, LOOK A FEEDER("v", "a"), LOOK A PART("a", "all_1_1_0", "3"), VERDICT_CANNOT_TELL,
         .done = MADE},
        {SELECT, LOOK A, LOOK A PART("a", "all_1_1_0", "3") READER("v", "a"), VERDICT_CANNOT_TELL,
         .done = MADE},
    };

    CHECK_PROBES(cases);
#undef HALF
#undef MEND
}

TEST(of_a_table_with_rows_only_the_new_ones_go)
{
#define OLD PART("a", "all_1_1_0", "3")
    static const ProbeCase cases[] = {
        {SELECT, LOOK A OLD, LOOK A OLD PART("a", "all_2_2_0", "3") PART("a", "all_3_4_1", "6"),
         VERDICT_PARTLY,
         "ALTER TABLE `d`.`a` DROP PART 'all_2_2_0'; ALTER TABLE `d`.`a` DROP PART 'all_3_4_1'",
         VERDICT_DID_NOT, .done = MADE},
        {SELECT, LOOK A OLD,
         LOOK A OLD PIECE("a", "7", "7_2_2_0", "h", "3") PIECE("a", "7", "7_3_3_0", "h", "3"),
         VERDICT_PARTLY, "ALTER TABLE `d`.`a` DROP PARTITION ID '7'", VERDICT_DID_NOT, 1816,
         .done = MADE},
        /* merged with what was there, or no DROP PART */
        {SELECT, LOOK A OLD, LOOK A PART("a", "all_1_2_1", "6"), VERDICT_PARTLY, .done = MADE},
        {SELECT, LOOK A OLD, LOOK A OLD PART("a", "all_2_2_0", "3"), VERDICT_PARTLY,
         .version = 1816, .done = MADE},
    };

    CHECK_PROBES(cases);
#undef OLD
}

TEST(tables_without_parts)
{
#define OF(engine) LOOK ENGINE("a", engine), LOOK ENGINE("a", engine)
#define LOG        "CREATE TABLE a (i Int64) ENGINE = Log"
    static const ProbeCase cases[] = {
        {SELECT, OF("Log"), VERDICT_CANNOT_TELL},
        {SELECT, OF("Log"), VERDICT_PARTLY, TRUNCATE, VERDICT_DID_NOT, .done = LOG},
        {SELECT, OF("Log"), VERDICT_CANNOT_TELL, .done = LOG "; INSERT INTO a VALUES (1)"},
        {SELECT, OF("Memory"), VERDICT_PARTLY, TRUNCATE, VERDICT_DID_NOT, .done = LOG},
        {SELECT, OF("Null"), VERDICT_DID_NOT},
        {SELECT, LOOK ENGINE("a", "Null"), LOOK ENGINE("a", "Null") READER("v", "a"),
         VERDICT_CANNOT_TELL},
        {SELECT, OF("Distributed"), VERDICT_CANNOT_TELL, .done = LOG},
        {SELECT, OF("Kafka"), VERDICT_CANNOT_TELL},
    };

    CHECK_PROBES(cases);
#undef OF
#undef LOG
}

TEST(how_many_rows_a_statement_has)
{
    static const struct
    {
        const char *text;
        unsigned rows;
    } rows[] = {
        {"INSERT INTO a VALUES (1)", 1},
        {"INSERT INTO a VALUES (1, (2, 3)), ('(', [4]) (5, 6),", 3},
        {"INSERT INTO a FORMAT Values (1), (2)", 2},
        {"INSERT INTO a (i, `values`) VALUES (1, 2) -- (3, 4)", 1},
        {"INSERT INTO a SELECT (1), (2)", 0},
        {"INSERT INTO a FORMAT CSV\n1,2\n3,\"a (b)\"\n", 2},
        {"INSERT INTO a FORMAT CSV\n1,\"two\nlines\"\n", 0},
        {"INSERT INTO a FORMAT CSV\n1\n\n2\n", 0},
        {"INSERT INTO a FORMAT CSV\n", 0},
        {"INSERT INTO a FORMAT TSV\n1\ta\\nb\n2\tc", 2},
        {"INSERT INTO a FORMAT TabSeparated\n1\n", 1},
        {"INSERT INTO a FORMAT JSONEachRow\n{\"i\": 1}\n{\"i\": 2}\n", 2},
        {"INSERT INTO a FORMAT JSONEachRow\n{\"i\":\n1}\n", 0},
        {"INSERT INTO a FORMAT JSONEachRow {\"i\": 1} {\"i\": 2}", 0},
        {"INSERT INTO a FORMAT Parquet\nPAR1\n", 0},
        {"SELECT 1", 0},
    };

    for (size_t index = 0; index < LENGTH_OF(rows); index++)
        CHECK_SIZE(clickhouse_insert_rows(str_from(rows[index].text), true), rows[index].rows);
}
