/* Unit tests of engines/postgres/parse/split.c, boundary.c and setting.c. */
#include "engines/postgres/parse/split.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "harness/test.h"
#include "unit/postgres/invariants.h"
#include "unit/postgres/split_case.h"

typedef struct SplitCase
{
    Str text;
    const char *statements; /* with " ~ " between them */
} SplitCase;

static void
check_splits(const SplitCase *cases, size_t count, bool backslash_strings)
{
    for (size_t index = 0; index < count; index++)
    {
        SCOPED_ARENA arena = {0};
        SCOPED_BUF joined = {0};
        const Script script = split_file(cases[index].text, backslash_strings, &arena);

        for (size_t number = 0; number < script.count; number++)
            buf_printf(&joined, "%s" STR_FORMAT, number == 0 ? "" : " ~ ",
                       STR_ARGS(script.statements[number].text));

        CHECK_TEXT(buf_text(&joined), cases[index].statements);
        CHECK(broken_split_invariant(cases[index].text, backslash_strings) == NULL);
    }
}

/* ---- where statements end ---- */

TEST(a_semicolon_ends_a_statement_only_where_it_is_one)
{
    static const SplitCase CASES[] = {
        {T("select 1;select 2"), "select 1 ~ select 2"},
        {T("select ';'; select 'it'';s'"), "select ';' ~ select 'it'';s'"},
        {T("select \";\", U&\"a;\";"), "select \";\", U&\"a;\""},
        {T("select e'\\';', b';', x';', n';', u&';';"), "select e'\\';', b';', x';', n';', u&';'"},
        {T("select $$;$$, $a$;$$;$a$;"), "select $$;$$, $a$;$$;$a$"},
        {T("select a$$; select 1"), "select a$$ ~ select 1"},
        {T("select 1 /* ; /* ; */ ; */ + 2;"), "select 1 /* ; /* ; */ ; */ + 2"},
        {T("select 1 -- ;\n + 2;"), "select 1 -- ;\n + 2"},
        {T("select 1+/*;*/2;"), "select 1+/*;*/2"},
        {T("select (1;2); select (((;)))"), "select (1;2) ~ select (((;)))"},
        {T("create rule r as on insert to t do also (select 1; select 2); select 3"),
         "create rule r as on insert to t do also (select 1; select 2) ~ select 3"},
        {T("select 1); select 2"), "select 1) ~ select 2"},
        {T("select 'a'\n'b;';"), "select 'a'\n'b;'"},
        {T("select E'a'\n'\\';';"), "select E'a'\n'\\';'"},
        {T("do $b$ begin perform ';'; end $b$; select 1"),
         "do $b$ begin perform ';'; end $b$ ~ select 1"},
    };

    check_splits(CASES, LENGTH_OF(CASES), false);
}

TEST(statements_are_trimmed_and_empty_ones_dropped)
{
    static const SplitCase CASES[] = {
        {T(""), ""},
        {T(" \n\t"), ""},
        {T(";; ; /* ; */ ; -- ;"), ""},
        {T("/* a */ -- b\n select 1 /* c */ -- d\n ; -- e"), "select 1"},
        {T("select /* a */ 1 /* b */"), "select /* a */ 1"},
        {T("\xEF\xBB\xBFselect 1;"), "select 1"},
        {T("select 1;\r\n\r\nselect\r\n2\r\n;\r\n"), "select 1 ~ select\r\n2"},
        {T("-- a\rselect 1;"), "select 1"},
        {T("select 1 -- end"), "select 1"},
    };

    check_splits(CASES, LENGTH_OF(CASES), false);
}

TEST(bodies_of_sql_functions_keep_their_semicolons)
{
    static const SplitCase CASES[] = {
        {T("create function f() returns int begin atomic select 1; select 2; end; select 3"),
         "create function f() returns int begin atomic select 1; select 2; end ~ select 3"},
        {T("CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC END; select 1"),
         "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC END ~ select 1"},
        {T("create function f() begin /* ; */ atomic select case when a then case b when 1 then "
           "2 end else 3 end; end; select 1"),
         "create function f() begin /* ; */ atomic select case when a then case b when 1 then "
         "2 end else 3 end; end ~ select 1"},
        {T("create function f() begin atomic select 1 as end; select a.end, 2 \"end\" from a; "
           "select 3 end; end; select 4"),
         "create function f() begin atomic select 1 as end; select a.end, 2 \"end\" from a; "
         "select 3 end; end ~ select 4"},
        {T("create function f(begin int) returns int return 1; select 2"),
         "create function f(begin int) returns int return 1 ~ select 2"},
        {T("create function begin() returns int return 1; select 2"),
         "create function begin() returns int return 1 ~ select 2"},
        {T("create view begin as select 1 as atomic; select 2"),
         "create view begin as select 1 as atomic ~ select 2"},
        {T("/* x */ create -- y\n or replace function f() begin atomic select (1); end; select 2"),
         "create -- y\n or replace function f() begin atomic select (1); end ~ select 2"},
        {T("create \"or\" replace function f() begin atomic select 1; select 2"),
         "create \"or\" replace function f() begin atomic select 1 ~ select 2"},
    };

    check_splits(CASES, LENGTH_OF(CASES), false);
}

TEST(the_session_decides_whether_backslashes_escape)
{
    static const SplitCase ON[] = {{T("select 'a\\'; select 1"), "select 'a\\' ~ select 1"}};
    static const SplitCase OFF[] = {
        {T("select 'a\\'; select 1'"), "select 'a\\'; select 1'"},
        {T("set standard_conforming_strings = on; select 1"),
         "set standard_conforming_strings = on ~ select 1"},
        {T("select E'\\';', U&'\\'; select $$\\$$"), "select E'\\';', U&'\\' ~ select $$\\$$"},
    };

    check_splits(ON, LENGTH_OF(ON), false);
    check_splits(OFF, LENGTH_OF(OFF), true);
}

TEST(a_set_in_the_file_changes_it_from_there_on)
{
    static const SplitCase CASES[] = {
        {T(NO_TRANSACTION "set standard_conforming_strings = off; select '\\';'; "
                          "reset standard_conforming_strings; select '\\'; select 1"),
         "set standard_conforming_strings = off ~ select '\\';' ~ "
         "reset standard_conforming_strings ~ select '\\' ~ select 1"},
        {T(NO_TRANSACTION "SET SESSION Standard_Conforming_Strings TO 'off'; select '\\';'; "
                          "set standard_conforming_strings to default; select '\\'; select 1"),
         "SET SESSION Standard_Conforming_Strings TO 'off' ~ select '\\';' ~ "
         "set standard_conforming_strings to default ~ select '\\' ~ select 1"},
        {T(NO_TRANSACTION "select set_config('standard_conforming_strings', 'off', false); "
                          "select '\\';'; reset all; select '\\'; select 1"),
         "select set_config('standard_conforming_strings', 'off', false) ~ select '\\';' ~ "
         "reset all ~ select '\\' ~ select 1"},
        {T("set standard_conforming_strings = off; reset all; select '\\'; select 1"),
         "set standard_conforming_strings = off ~ reset all ~ select '\\' ~ select 1"},
        {T("set standard_conforming_strings = bad; select '\\'; select 1"),
         "set standard_conforming_strings = bad ~ select '\\' ~ select 1"},
        {T("set standard_conforming_strings = off, on; select '\\'; select 1"),
         "set standard_conforming_strings = off, on ~ select '\\' ~ select 1"},
        {T("set other.standard_conforming_strings = off; select '\\'; select 1"),
         "set other.standard_conforming_strings = off ~ select '\\' ~ select 1"},
        {T("set standard_conforming_strings = off; select 'a', E'\\n'"),
         "set standard_conforming_strings = off ~ select 'a', E'\\n'"},
    };

    check_splits(CASES, LENGTH_OF(CASES), false);
}

/* ---- errors ---- */

TEST(what_cannot_be_read_is_an_error_with_a_place)
{
    static const ErrorCase CASES[] = {
        {T("select 1;\n select 'a;\n"), "unterminated quoted string", 2, 9},
        {T("select \"a"), "unterminated quoted identifier", 1, 8},
        {T("/* /* */"), "unterminated /* comment", 1, 1},
        {T("select $a$ $b$"), "unterminated dollar-quoted string", 1, 8},
        {T("select 1;\n\0"), "NUL byte", 2, 1},
        {T("select (1,\n(2); select 3"), "parenthesis is never closed", 1, 8},
        {T("create function f() begin atomic select 1;"), "BEGIN ATOMIC has no END", 1, 27},
    };

    check_errors(CASES, LENGTH_OF(CASES));
}

TEST(what_only_psql_can_do_is_an_error_with_a_place)
{
    static const ErrorCase CASES[] = {
        {T("select 1;\n\\connect other\n"), "\"\\connect\" would leave pawl's connection", 2, 1},
        {T("\\connect other\n"), "\"\\connect\" would leave pawl's connection", 1, 1},
        {T("select 1\n\\restrict k\n"), "\"\\restrict\" is a command of psql, not SQL", 2, 1},
        {T("\\i\tfile.sql"), "\"\\i\" is a command of psql, not SQL", 1, 1},
        {T("select 1 \\gexec"), "\"\\gexec\" is a command of psql, not SQL", 1, 10},
        {T("\\"), "\"\\\" is a command of psql, not SQL", 1, 1},
        {T("select 1;\ncopy t from stdin;\n1\n"),
         "COPY FROM STDIN has no end of its data: a line \"\\.\"", 2, 1},
        {T("copy t from stdin"), "COPY FROM STDIN has no end of its data: a line \"\\.\"", 1, 1},
        {T("copy t from stdin; select 1;\n1\n\\.\n"),
         "COPY FROM STDIN must end its line: its data begins on the next one", 1, 1},
        {T("select 1;\n\\.\n"), "\"\\.\" is a command of psql, not SQL", 2, 1},
        {T("copy t to stdout"), "COPY TO STDOUT has nobody to read it", 1, 1},
    };

    check_errors(CASES, LENGTH_OF(CASES));
}

TEST(rows_behind_a_copy_are_data)
{
    static const struct
    {
        Str text;
        Str data;
        size_t count; /* of statements */
    } CASES[] = {
        {T("copy t from stdin;\n1\n2\n\\.\n"), T("1\n2\n"), 1},
        {T("copy t from stdin;\n\\."), T(""), 1},
        {T("copy t from stdin; \t\r\n1\r\n\\.\r\nselect 1"), T("1\r\n"), 2},
        /* Neither quotes, semicolons, marks nor what only looks like the end mean anything. */
        {T("copy t from stdin;\n'\"$a$/*\n;\n-- pawl: nonsense\n\\restrict\nx\\.\n\\.x\n\\.\\.\n"
           "\\.\r\r\n \\.\n\\.\nselect 1;\ncopy u from stdin;\nb\n\\.\n"),
         T("'\"$a$/*\n;\n-- pawl: nonsense\n\\restrict\nx\\.\n\\.x\n\\.\\.\n\\.\r\r\n \\.\n"), 3},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        const Script script = split_file(CASES[index].text, false, &arena);

        CHECK_SIZE(script.count, CASES[index].count);
        CHECK(script.statements[0].has_data);
        CHECK(str_equal(script.statements[0].data, CASES[index].data));
        CHECK(broken_split_invariant(CASES[index].text, false) == NULL);
    }
}

TEST(rows_belong_to_what_the_ledger_knows_a_statement_by)
{
    SCOPED_ARENA arena = {0};
    const Script one = split_file(STR("copy t from stdin;\n1\n\\.\n"), false, &arena);
    const Script other = split_file(STR("copy t from stdin;\n2\n\\.\n"), false, &arena);

    CHECK(!sha256_equal(&one.statements[0].hash, &other.statements[0].hash));
}

TEST(commands_of_a_dump_are_passed_over)
{
    static const struct
    {
        Str text;
        Str database;
    } CASES[] = {
        {T("\\restrict 4Kb\nselect 1;\n\\unrestrict 4Kb\n"), T("")},
        {T("-- x\n\\restrict 4Kb\r\nselect 1; \\unrestrict 4Kb"), T("")},
        {T("\\connect app\nselect 1"), T("app")},
        {T("\\c \"my app\"\nselect 1"), T("my app")},
        {T("\\connect -reuse-previous=on \"dbname='my app'\"\nselect 1"), T("my app")},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        Script script;

        CHECK(postgres_split((PostgresSplitRules){.database = CASES[index].database},
                             &(ScriptSource){.path = "a.sql", .text = CASES[index].text}, &arena,
                             &script, &err));
        CHECK_SIZE(script.count, 1);
        CHECK(STR_IS(script.statements[0].text, "select 1"));
    }
}

TEST(a_string_may_not_depend_on_a_set_in_its_own_transaction)
{
    static const ErrorCase CASES[] = {
        {T("set standard_conforming_strings = off;\nselect 'a\\n'"),
         "what this string means depends on a SET in the same transaction", 2, 8},
    };

    check_errors(CASES, LENGTH_OF(CASES));
}

TEST(marks_that_are_unknown_or_misplaced_are_errors)
{
    static const ErrorCase CASES[] = {
        {T("-- pawl: idempotant\nselect 1"), "unknown mark \"idempotant\"", 1, 1},
        {T("select 1\n-- pawl: done\n+ 2"), "unknown mark \"done\"", 2, 1},
        {T("select 1;\n-- pawl: idempotent\n"), "mark without a statement after it", 2, 1},
        {T("select 1; -- pawl: idempotent\nselect 2"), "mark behind a statement", 1, 11},
        {T("select -- pawl: idempotent\n1"), "mark inside a statement", 1, 8},
        {T("select 1\n-- pawl: no-transaction\n;"), "mark inside a statement", 2, 1},
        {T("select 1;\n-- pawl: repeatable\n"), "repeatable stands too late", 2, 1},
        {T("select 1; -- pawl: repeatable\n"), "repeatable stands too late", 1, 11},
        {T("select 1;\n-- pawl: end\n"), "end without data before it", 2, 1},
        {T("-- pawl: done-when select 1\n-- pawl: done-when select 2\nselect 3"),
         "second done-when mark for one statement", 2, 1},
        {T("-- pawl: done-when delete from t\nselect 3"), "done-when needs one query", 1, 20},
        {T("-- pawl: done-when select 1; select 2\nselect 3"), "done-when needs one query", 1, 20},
        {T("-- pawl: done-when ;\nselect 3"), "done-when needs one query", 1, 20},
        {T("-- pawl: done-when select 'a\nselect 3"), "unterminated quoted string", 1, 27},
        {T("-- pawl: done-when select (1\nselect 3"), "parenthesis is never closed", 1, 27},
    };

    check_errors(CASES, LENGTH_OF(CASES));
}

TEST(marks_are_about_the_next_statement)
{
    SCOPED_ARENA arena = {0};
    const Script script =
        split_file(STR("select 0;\r\n  -- pawl: done-when select 'a;' /* x */ ; \r\n"
                       "-- pawl: idempotent\r\n-- not a mark\r\nselect 1;select 2"),
                   false, &arena);

    CHECK_SIZE(script.count, 3);
    CHECK_SIZE(script.statements[0].done_when.size, 0);
    CHECK(STR_IS(script.statements[1].done_when, "select 'a;'"));
    CHECK_SIZE(script.statements[1].flags, STATEMENT_IDEMPOTENT);
    CHECK_SIZE(script.statements[2].done_when.size, 0);
    CHECK_SIZE(script.statements[2].flags, 0);
}

TEST(statements_say_what_they_are)
{
    SCOPED_ARENA arena = {0};
    const Script script = split_file(
        STR("create table t (); frobnicate x; \"a\" b; import foreign schema s"), false, &arena);

    CHECK_TEXT(script.path, "a.sql");
    CHECK_TEXT(script.statements[0].kind, "CREATE TABLE");
    CHECK_TEXT(script.statements[1].kind, "FROBNICATE");
    CHECK_TEXT(script.statements[2].kind, "SQL statement");
    CHECK_TEXT(script.statements[3].kind, "IMPORT");
}

TEST(the_hash_does_not_depend_on_line_ends_or_the_surroundings)
{
    SCOPED_ARENA arena = {0};
    const Script unix_file = split_file(STR("-- x\nselect\n1\n;"), false, &arena);
    const Script windows_file = split_file(STR("select\r\n1"), false, &arena);

    CHECK(sha256_equal(&unix_file.statements[0].hash, &windows_file.statements[0].hash));
}

TEST(many_statements_grow_the_list)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF text = {0};

    for (unsigned number = 0; number < 1000; number++)
        buf_printf(&text, "select %u;\n", number);

    const Script script = split_file(buf_str(&text), false, &arena);

    CHECK_SIZE(script.count, 1000);
    CHECK(STR_IS(script.statements[0].text, "select 0"));
    CHECK(STR_IS(script.statements[999].text, "select 999"));
}

/* ---- properties ---- */

enum
{
    MUTATION_COUNT = 4000,
    MUTANT_SIZE_MAX = 400,
};

static const Str SEEDS[] = {
    T("create table \"a;b\" (x int default 1); insert into t values ('it''s;', e'\\';');"),
    T("create function f() returns int begin atomic select case when 1 = 1 then 2 end; end;"),
    T("do $x$ begin perform ';'; end $x$; select $$;$$ /* /* ; */ */ -- ;\n;"),
    T("begin; savepoint s; rollback to s; commit;"),
    T(NO_TRANSACTION "set standard_conforming_strings = off; select '\\';', N'\\'';"),
    T("-- pawl: done-when select 1\ncreate index concurrently i on only s.t (a);\r\nvacuum;"),
    T("create subscription s connection 'x' publication p with (create_slot = false);"),
    T("select U&'\\0061;', U&\"d;\", B'1', X'F', 1e5, .5, $1, a::b, 1+/*;*/2;"),
};

static const Str PIECES[] = {
    T(";"),
    T("'"),
    T("\""),
    T("$$"),
    T("$x$"),
    T("("),
    T(")"),
    T("/*"),
    T("*/"),
    T("--"),
    T("\n"),
    T("\\"),
    T("e'"),
    T("u&\""),
    T("\r"),
    T("begin "),
    T("$"),
    T("end "),
    T("\xFF"),
    T("1"),
    T("."),
    T(" "),
    T("\0"),
    T("case "),
    T("create "),
    T("atomic "),
    T("-- pawl: idempotent\n"),
    T("commit;"),
    T("set local a = 1;"),
};

/* xorshift: the same numbers everywhere for the same seed. */
static size_t
random_below(uint64_t *state, size_t limit)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;

    return (size_t)(*state % limit);
}

/* A seed text with a few pieces inserted and a few bytes removed. */
static void
make_mutant(uint64_t *state, Buf *mutant)
{
    const Str seed = SEEDS[random_below(state, LENGTH_OF(SEEDS))];
    const size_t changes = 1 + random_below(state, 4);
    char copy[MUTANT_SIZE_MAX];

    buf_clear(mutant);
    buf_append(mutant, seed);

    for (size_t change = 0; change < changes; change++)
    {
        const Str piece = PIECES[random_below(state, LENGTH_OF(PIECES))];
        const size_t at = random_below(state, mutant->size + 1);
        const size_t removed = random_below(state, 4);
        const size_t size = mutant->size;

        CHECK(size < sizeof(copy));
        memcpy(copy, mutant->data, size);
        buf_clear(mutant);
        buf_append(mutant, (Str){copy, at});
        buf_append(mutant, piece);
        if (at + removed < size)
            buf_append(mutant, (Str){copy + at + removed, size - at - removed});
    }
}

TEST(invariants_hold_for_random_mutations)
{
    SCOPED_BUF mutant = {0};

    for (uint64_t seed = 1; seed <= MUTATION_COUNT; seed++)
    {
        uint64_t state = seed * 0x9E3779B97F4A7C15U;

        make_mutant(&state, &mutant);

        const bool backslash_strings = (seed & 1) != 0;
        const char *lex = broken_lex_invariant(buf_str(&mutant), backslash_strings);
        const char *split_ = broken_split_invariant(buf_str(&mutant), backslash_strings);

        if (lex != NULL || split_ != NULL)
            (void)fprintf(stderr, "seed %llu: %s in <" STR_FORMAT ">\n", (unsigned long long)seed,
                          lex != NULL ? lex : split_, STR_ARGS(buf_str(&mutant)));

        CHECK(lex == NULL);
        CHECK(split_ == NULL);
    }
}
