/* Unit tests of exec/exec.c: files that run each time, and those that may fail. */
#include "exec/exec.h"

#include "unit/exec/world.h"

#define HEAD "--liquibase formatted sql\n--changeset m:1"

static void
check_effects(const char *effects)
{
    SCOPED_ARENA arena = {0};

    CHECK_TEXT(str_terminate(&arena, fake_effects(&world_database)), effects);
}

static Result
up(void)
{
    const Result result = world_up((WorldRun){.fault = FAKE_NONE});

    CHECK_TEXT(result.message, "");

    return result;
}

static void
begin(const char *second)
{
    world_clear();
    folder_put("1_a.sql", STR(HEAD "\nbegin\ncreate a\n"));
    folder_put("2_b.sql", str_from(second));
    folder_put("3_c.sql", STR(HEAD "\nbegin\ncreate c\n"));
}

TEST(it_runs_each_time)
{
    folder_enter();
    begin(HEAD " runAlways:true\nadd a b\n");
    CHECK(up().kind == ERROR_NONE);
    check_effects("create a\nadd a b\ncreate c\n");
    CHECK(up().kind == ERROR_NONE);
    CHECK(up().kind == ERROR_NONE);
    check_effects("create a\nadd a b\ncreate c\nadd a b\nadd a b\n");
}

/* A run that ended in it is brought to its end, and no statement of that run comes twice. */
TEST(it_goes_on_where_a_run_ended)
{
    folder_enter();

    Result struck = {.kind = ERROR_NONE};

    for (unsigned at = 1; at == 1 || struck.struck != FAKE_CALL_NONE; at++)
    {
        begin(HEAD " runAlways:true\nbegin\nadd a b\n");
        CHECK(up().kind == ERROR_NONE);
        struck = world_up((WorldRun){.fault = FAKE_KILL_AFTER, .fault_at = at});
        CHECK(up().kind == ERROR_NONE);

        const Str effects = fake_effects(&world_database);

        CHECK(STR_IS(effects, "create a\nadd a b\ncreate c\nadd a b\n") ||
              STR_IS(effects, "create a\nadd a b\ncreate c\nadd a b\nadd a b\n"));
    }
}

TEST(what_may_fail_stops_nothing)
{
    folder_enter();
    begin(HEAD " failOnError:false\nbegin\ncreate b\nfail x\n");
    CHECK(up().kind == ERROR_NONE);
    check_effects("create a\ncreate c\n");

    /* It is tried again, until it succeeds; then it is done. */
    CHECK(up().kind == ERROR_NONE);
    folder_put("2_b.sql", STR(HEAD " failOnError:false\nbegin\ncreate b\n"));
    CHECK(up().kind == ERROR_NONE);
    check_effects("create a\ncreate c\ncreate b\n");
    CHECK_SIZE(up().calls, 1);
}

TEST(a_precondition_stops_nothing_either)
{
    folder_enter();
    begin(HEAD " failOnError:false\n--precondition-table-exists table:z\nbegin\ncreate b\n");
    CHECK(up().kind == ERROR_NONE);
    check_effects("create a\ncreate c\n");
}

/* Without an answer nobody knows that it failed. */
TEST(only_an_answer_is_a_failure)
{
    static const FakeFault FAULTS[] = {FAKE_LOST_DONE, FAKE_LOST_NOT_DONE};

    folder_enter();

    for (size_t fault = 0; fault < LENGTH_OF(FAULTS); fault++)
    {
        Result struck = {.kind = ERROR_NONE};

        for (unsigned at = 1; at == 1 || struck.struck != FAKE_CALL_NONE; at++)
        {
            begin(HEAD " failOnError:false\nbegin\ncreate b\n");
            struck = world_up((WorldRun){.fault = FAULTS[fault], .fault_at = at});
            CHECK(struck.struck == FAKE_CALL_NONE || struck.kind != ERROR_NONE);
            CHECK(up().kind == ERROR_NONE);
            check_effects("create a\ncreate b\ncreate c\n");
        }
    }
}

TEST(half_of_it_would_be_left)
{
    folder_enter();
    Result result;

    begin(HEAD " failOnError:false\ncreate b\nfail x\n");
    result = world_up((WorldRun){.fault = FAKE_NONE});
    CHECK(result.kind == ERROR_SOURCE);
    CHECK_TEXT(result.message, "migration \"2_b\" may not fail and be passed over: it is no single "
                               "transaction");
    check_effects("");
}
