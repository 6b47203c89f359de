/* Unit tests of engines/clickhouse/probe: reverted.c. */
#include "unit/clickhouse/probe_case.h"

#define A    TABLE("a", "u1")
#define B    TABLE("b", "u2")
#define OLD  DEFINED("a", "u1", "`i` Int64")
#define WIDE DEFINED("a", "u1", "`i` Int64, `c` String")

typedef struct RevertedCase
{
    const char *text;
    const char *before;
    const char *now;
    bool reverted;
} RevertedCase;

static void
check_case(const RevertedCase *row)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const Str text = str_from(row->text);
    const ClickhouseFacts facts = clickhouse_classify(2607, text, &arena);
    const Script script = {0};
    Look before;
    Look now;

    CHECK(look_parse(str_from(row->before), &arena, &before, &err));
    CHECK(look_parse(str_from(row->now), &arena, &now, &err));

    const char *words = probe_reverted(&(Probe){.facts = &facts,
                                                .text = text,
                                                .database = STR("d"),
                                                .script = &script,
                                                .server_version = 2607,
                                                .before = &before,
                                                .now = &now,
                                                .arena = &arena});

    if ((words != NULL) != row->reverted)
        CHECK_TEXT(words == NULL ? "it held" : words, row->text);
}

TEST(what_is_as_before_to_the_letter_was_lost)
{
    static const RevertedCase cases[] = {
        {"DROP TABLE a", LOOK A, ANEW A, true},
        {"DROP TABLE a, b", LOOK A B, ANEW B, true},
        {"DROP VIEW v", LOOK VIEW("v", "u3"), ANEW VIEW("v", "u3"), true},
        {"RENAME TABLE a TO c", LOOK A, ANEW A, true},
        {"RENAME TABLE a TO c, b TO e", LOOK A B, ANEW TABLE("c", "u1") B, true},
        {"EXCHANGE TABLES a AND b", LOOK A B, ANEW A B, true},
        {"ALTER TABLE a ADD COLUMN c String", LOOK OLD, ANEW OLD, true},
        {"ALTER TABLE a DROP COLUMN c", LOOK WIDE, ANEW WIDE, true},
        {"ALTER TABLE a RENAME COLUMN c TO e", LOOK WIDE, ANEW WIDE, true},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index]);
}

TEST(what_anybody_can_have_done_was_not)
{
    static const RevertedCase cases[] = {
        {"DROP TABLE a", LOOK A, ANEW, false},
        {"DROP TABLE a", LOOK A, ANEW TABLE("a", "u9"), false},
        {"DROP TABLE a", LOOK TABLE("a", ""), ANEW TABLE("a", ""), false},
        {"DROP TABLE IF EXISTS a", "", ANEW A, false},
        {"DROP TABLE a", LOOK A, "", false},
        {"DROP TABLE a ON CLUSTER c", LOOK A, ANEW A, false},
        {"CREATE TABLE a (i Int64) ENGINE = Log", LOOK, ANEW, false},
        {"RENAME TABLE a TO c", LOOK A, ANEW TABLE("c", "u1"), false},
        {"RENAME TABLE a TO c", LOOK A, ANEW TABLE("c", "u1") TABLE("a", "u9"), false},
        /* where it ends where it began, its names say nothing */
        {"RENAME TABLE a TO c, c TO a", LOOK A, ANEW A, false},
        {"EXCHANGE TABLES a AND b", LOOK A B, ANEW TABLE("a", "u2") TABLE("b", "u1"), false},
        {"ALTER TABLE a ADD COLUMN c String", LOOK OLD, ANEW WIDE, false},
        {"ALTER TABLE a ADD COLUMN c String", LOOK OLD, ANEW, false},
        /* these may have had nothing to do */
        {"ALTER TABLE a ADD COLUMN IF NOT EXISTS c String", LOOK WIDE, ANEW WIDE, false},
        {"ALTER TABLE a DROP COLUMN IF EXISTS c", LOOK OLD, ANEW OLD, false},
        {"ALTER TABLE a MODIFY COLUMN i Int64", LOOK OLD, ANEW OLD, false},
        {"ALTER TABLE a MODIFY SETTING x = 1", LOOK OLD, ANEW OLD, false},
        {"ALTER TABLE a ADD COLUMN c String, DROP COLUMN c", LOOK OLD, ANEW OLD, false},
        {"ALTER TABLE a UPDATE i = 1 WHERE 1", LOOK OLD, ANEW OLD, false},
        {"INSERT INTO a VALUES (1)", LOOK A, ANEW A, false},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_case(&cases[index]);
}
