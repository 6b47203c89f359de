/* Unit tests of engines/postgres/parse/shape.c, through the splitter. */
#include "engines/postgres/parse/shape.h"

#include "base/buf.h"
#include "unit/postgres/split_case.h"

TEST(transactions_that_pawl_cannot_make_whole_are_errors)
{
    static const ErrorCase CASES[] = {
        {T("begin;\nselect 1"),
         "statement 1 (BEGIN, line 1) begins a transaction that the file does not commit", 1, 1},
        {T("select 1;\ncommit"),
         "statement 2 (COMMIT, line 2) ends a transaction that the file does not begin", 2, 1},
        {T("commit"),
         "statement 1 (COMMIT, line 1) ends a transaction that the file does not begin", 1, 1},
        {T("begin; commit;\nend"),
         "statement 3 (COMMIT, line 2) ends a transaction that the file does not begin", 2, 1},
        {T("begin; commit;\nbegin"),
         "statement 3 (BEGIN, line 2) begins a transaction that the file does not commit", 2, 1},
        {T("begin;\nbegin; commit"),
         "statement 2 (BEGIN, line 2) begins a transaction within the file's transaction", 2, 1},
        {T("begin; commit and chain"),
         "statement 2 (COMMIT AND CHAIN, line 1) begins a second transaction and leaves it open", 1,
         8},
        {T("begin; rollback"), "statement 2 (ROLLBACK, line 1) undoes what the file did", 1, 8},
        {T("begin; prepare transaction 'x'"),
         "statement 2 (PREPARE TRANSACTION, line 1) leaves the transaction for somebody else to "
         "end",
         1, 8},
        {T("rollback"), "statement 1 (ROLLBACK, line 1) undoes what the file did", 1, 1},
        {T("begin; set a = 1; commit;\nselect 1"),
         "statement 2 (SET, line 1) is for the session, but stands in a transaction that is not "
         "all of the file",
         1, 8},
        {T("begin; create temp table t (i int); commit;\nselect 1"),
         "statement 2 (CREATE TEMPORARY TABLE, line 1) is for the session, but stands in a "
         "transaction "
         "that is not all of the file",
         1, 8},
        {T("begin;\ncopy t from stdin;\n\\.\ncommit; select 1"),
         "statement 2 (COPY FROM STDIN, line 2) has data, but stands in a transaction that is not "
         "all of the file",
         2, 1},
        {T("begin;\nvacuum;\ncommit"),
         "statement 2 (VACUUM, line 2) cannot run in a transaction, but the file brings one with "
         "statement 1 (BEGIN, line 1)",
         2, 1},
    };

    check_errors(CASES, LENGTH_OF(CASES));
}

TEST(statements_that_do_not_go_together_are_named)
{
    static const ErrorCase CASES[] = {
        {T("create table t ();\n\ncreate index concurrently i on t (a)"),
         "statement 2 (CREATE INDEX CONCURRENTLY, line 3) cannot run in a transaction, but would "
         "share one with statement 1 (CREATE TABLE, line 1)",
         3, 1},
        {T("vacuum; explain select 1"),
         "statement 1 (VACUUM, line 1) cannot run in a transaction, but would share one with "
         "statement 2 (EXPLAIN, line 1)",
         1, 1},
        {T(NO_TRANSACTION "savepoint s"),
         "statement 1 (SAVEPOINT, line 2) needs a transaction in a file that runs without one", 2,
         1},
        {T("begin; commit; savepoint s"),
         "statement 2 (SAVEPOINT, line 1) needs a transaction in a file that runs without one", 1,
         16},
        {T("vacuum; discard all"),
         "statement 2 (DISCARD ALL, line 1) gives up pawl's lock, which is the session's", 1, 9},
        {T("select pg_catalog.pg_advisory_unlock_all()"),
         "statement 1 (SELECT pg_advisory_unlock_all, line 1) gives up pawl's lock, which is the "
         "session's",
         1, 1},
        {T("do $$ begin perform pg_advisory_unlock_all(); end $$"),
         "statement 1 (DO, line 1) gives up pawl's lock, which is the session's", 1, 1},
        {T(NO_TRANSACTION "set local lock_timeout = 1"),
         "statement 1 (SET LOCAL, line 2) has no effect outside a transaction", 2, 1},
    };

    check_errors(CASES, LENGTH_OF(CASES));
}

#define GONE "makes what is gone with the session, in a file whose statements run one by one"

TEST(steps_keep_nothing_in_what_goes_with_the_session)
{
    static const ErrorCase CASES[] = {
        {T(NO_TRANSACTION "create local temp table if not exists t ()"),
         "statement 1 (CREATE TEMPORARY TABLE, line 2) " GONE, 2, 1},
        {T(NO_TRANSACTION "vacuum;\n  create or replace temporary view v as select 1"),
         "statement 2 (CREATE TEMPORARY VIEW, line 3) " GONE, 3, 3},
        {T(NO_TRANSACTION "create temp sequence s"),
         "statement 1 (CREATE TEMPORARY SEQUENCE, line 2) " GONE, 2, 1},
        {T(NO_TRANSACTION "create table \"pg_temp\".t ()"),
         "statement 1 (CREATE in pg_temp, line 2) " GONE, 2, 1},
        {T(NO_TRANSACTION "create function pg_temp.f() returns int language sql as ''"),
         "statement 1 (CREATE in pg_temp, line 2) " GONE, 2, 1},
        {T(NO_TRANSACTION "select 1 as a into temp t"),
         "statement 1 (SELECT INTO TEMPORARY, line 2) " GONE, 2, 1},
        {T(NO_TRANSACTION "with q as (select 1) select * into local temporary table t from q"),
         "statement 1 (SELECT INTO TEMPORARY, line 2) " GONE, 2, 1},
        {T(NO_TRANSACTION "declare c no scroll cursor with hold for select 1"),
         "statement 1 (DECLARE CURSOR WITH HOLD, line 2) " GONE, 2, 1},
    };

    check_errors(CASES, LENGTH_OF(CASES));
}

TEST(an_error_says_what_to_do)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Script script;

    CHECK(!postgres_split((PostgresSplitRules){0},
                          &(ScriptSource){.path = "a.sql", .text = STR("select 1; vacuum")}, &arena,
                          &script, &err));
    CHECK_TEXT(err.hint, "Move it into a file of its own, or begin the file with \"-- pawl: "
                         "no-transaction\" to run its statements one by one.");
}

typedef struct ModeCase
{
    Str text;
    ScriptMode mode;
    bool own_transaction;
    const char *flags; /* one digit for each statement */
} ModeCase;

TEST(the_mode_follows_from_the_statements_and_the_mark)
{
    static const ModeCase CASES[] = {
        {T(""), SCRIPT_TRANSACTION, false, ""},
        {T("create table t (); set a = 1; set local b = 2"), SCRIPT_TRANSACTION, false, "000"},
        {T("savepoint s; select 1; rollback to s; release s"), SCRIPT_TRANSACTION, false, "0000"},
        {T("begin; select 1; commit"), SCRIPT_TRANSACTION, true, "404"},
        {T("-- x\nset a = 1; start transaction; savepoint s; set local b = 1; end;"),
         SCRIPT_TRANSACTION, true, "04004"},
        {T("begin; end work"), SCRIPT_TRANSACTION, true, "44"},
        {T(NO_TRANSACTION "begin; select 1; commit"), SCRIPT_TRANSACTION, true, "404"},
        /* Several transactions, or something beside one: each is a step. */
        {T("begin; select 1; commit; begin; end"), SCRIPT_STEPS, false, "88"},
        {T("select 1; begin; set local a = 1; savepoint s; commit; vacuum; reset a"), SCRIPT_STEPS,
         false, "8801"},
        {T("set a = 1; begin; select 1; commit; begin; set b = 2; commit"), SCRIPT_STEPS, false,
         "188"},
        {T("begin; create temp table t (i int) on commit drop; commit; vacuum"), SCRIPT_STEPS,
         false, "80"},
        {T("create index concurrently i on t (a)"), SCRIPT_STEPS, false, "0"},
        {T("set a = 1; vacuum; reset a"), SCRIPT_STEPS, false, "101"},
        {T("drop subscription s"), SCRIPT_STEPS, false, "0"},
        {T("alter subscription s disable; drop subscription s"), SCRIPT_TRANSACTION, false, "00"},
        {T("reindex table t; vacuum"), SCRIPT_STEPS, false, "00"},
        {T("set a = 1"), SCRIPT_TRANSACTION, false, "0"},
        {T(NO_TRANSACTION "select 1; listen a; vacuum; select 2"), SCRIPT_STEPS, false, "8108"},
        {T("select 1;\n" NO_TRANSACTION "vacuum"), SCRIPT_STEPS, false, "80"},
        {T("vacuum; -- pawl: no-transaction\nselect 1"), SCRIPT_STEPS, false, "08"},
        {T(NO_TRANSACTION "-- pawl: idempotent\nselect 1; select 2"), SCRIPT_STEPS, false, "a8"},
        /* Not what may commit on its way, or is not known. */
        {T(NO_TRANSACTION "do 'x'; call p(); reindex table t; explain q"), SCRIPT_STEPS, false,
         "0000"},
        {T("create temp table t (); select 1 into temp u; declare c cursor with hold for table t"),
         SCRIPT_TRANSACTION, false, "000"},
        {T(NO_TRANSACTION "select pg_advisory_lock(1, 2); insert into pg_temp.t values (1); "
                          "with q as (select 1) insert into temp select * from q"),
         SCRIPT_STEPS, false, "188"},
        {T(NO_TRANSACTION "create table t (); update t set a = 1; alter type t add value 'b'; "
                          "detach; refresh materialized view concurrently m"),
         SCRIPT_STEPS, false, "88808"},
        {T("-- pawl: idempotent\n;\nselect 1; commit prepared 'a'; -- pawl: no-transaction"),
         SCRIPT_STEPS, false, "a0"},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        SCOPED_BUF flags = {0};
        const Script script = split_file(CASES[index].text, false, &arena);

        for (size_t number = 0; number < script.count; number++)
            buf_printf(&flags, "%x", script.statements[number].flags);

        CHECK(script.mode == CASES[index].mode);
        CHECK(script.own_transaction == CASES[index].own_transaction);
        CHECK_TEXT(buf_text(&flags), CASES[index].flags);
    }
}

TEST(from_where_on_a_session_statement_is_not_needed)
{
    static const struct
    {
        Str text;
        size_t from;
    } CASES[] = {
        {T("set role a; select 1; reset role; drop role a"), 2},
        {T("set role a; select 1; drop role b"), 0},
        {T("set role a; select 1; set role none"), 2},
        {T("set role a; reset all; reset session authorization"), 0},
        {T("set session authorization a; select 1; set role b; set session authorization default"),
         3},
        {T("select set_config('role', 'a', false); select 1; set role b"), 2},
        {T("set session default_tablespace = a; set x = 1; RESET DEFAULT_TABLESPACE"), 2},
        {T("set default_tablespace = a; select 1; reset all"), 2},
        {T("set default_tablespace = a; begin; select 1; commit; set default_tablespace to b"), 2},
        {T("prepare p as select 1; execute p; drop table t"), 2},
        {T("prepare \"p;q\" as select 1; execute \"p;q\"; select 2; deallocate \"p;q\""), 4},
        {T("prepare p as select 1; vacuum; vacuum"), 1},
        {T("prepare p as select 1; select 1; do $$ begin execute 'execute p'; end $$"), 3},
        {T("deallocate p; select 1"), 1},
        {T("listen a; select 1; unlisten a"), 0},
        {T("load 'a'; select 1"), 0},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        const Str text =
            str_from(arena_printf(&arena, NO_TRANSACTION STR_FORMAT, STR_ARGS(CASES[index].text)));
        const Script script = split_file(text, false, &arena);

        CHECK_SIZE(script.statements[0].obsolete_from, CASES[index].from);
    }
}

TEST(a_transaction_beside_others_is_one_statement)
{
    SCOPED_ARENA arena = {0};
    const Script script = split_file(
        STR("select 0;\nbegin work; -- a; b\n\nselect 1;\nselect 2;\nCOMMIT ;\nselect 3"), false,
        &arena);
    const Statement *block = &script.statements[1];

    CHECK_SIZE(script.count, 3);
    CHECK_TEXT(str_terminate(&arena, block->text),
               "begin work; -- a; b\n\nselect 1;\nselect 2;\nCOMMIT");
    CHECK_TEXT(block->kind, "BEGIN ... COMMIT");
    CHECK_TEXT(str_terminate(&arena, block->block->texts[0]), "begin work");
    CHECK_TEXT(str_terminate(&arena, block->block->texts[3]), "COMMIT");
    CHECK_SIZE(block->block->count, 4);
    CHECK(script.statements[0].block == NULL && script.statements[2].block == NULL);
}

TEST(a_string_in_a_transaction_may_not_wait_for_its_setting)
{
    static const ErrorCase CASES[] = {
        {T("select 1; begin; set local standard_conforming_strings = off;\nselect 'a\\''; commit"),
         "what this string means depends on a SET in the same transaction", 2, 8},
    };
    SCOPED_ARENA arena = {0};

    check_errors(CASES, LENGTH_OF(CASES));
    (void)split_file(STR("set standard_conforming_strings = off; begin; select 'a\\''; commit; "
                         "vacuum"),
                     false, &arena);
}
