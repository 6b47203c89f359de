/* Unit tests of exec/: plain runs on a fake database.  test_torture.c has the others. */
#include "exec/exec.h"

#include "unit/exec/world.h"

static void
check_up(ErrorKind kind, const char *message)
{
    const Result result = world_up((WorldRun){.fault = FAKE_NONE});

    CHECK_TEXT(result.message, message);
    CHECK(result.kind == kind);
}

static void
check_world(const char *effects, const char *journal)
{
    SCOPED_ARENA arena = {0};

    CHECK_TEXT(str_terminate(&arena, fake_effects(&world_database)), effects);
    CHECK_TEXT(fake_journal(&world_database, &arena), journal);
}

static void
check_versions(const char *versions)
{
    SCOPED_ARENA arena = {0};

    CHECK_TEXT(str_terminate(&arena, fake_versions(&world_database)), versions);
}

/* ---- plain runs ---- */

TEST(nothing_to_do_writes_nothing)
{
    folder_enter();

    const Result result = world_up((WorldRun){.fault = FAKE_NONE});

    CHECK(result.kind == ERROR_NONE);
    CHECK_SIZE(result.calls, 1); /* ledger_read() */
    CHECK(!world_database.has_journal);
    check_world("", "");
}

TEST(steps_cost_a_row_each_and_one_that_begins)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nadd a x\nadd a y\n"));
    check_up(ERROR_NONE, "");
    check_world("create a\nadd a x\nadd a y\n",
                "begin > 1:1; done 1:1 > 1:2; done 1:2 > 1:3; applied 1:3");

    const Result again = world_up((WorldRun){.fault = FAKE_NONE});

    CHECK(again.kind == ERROR_NONE);
    CHECK_SIZE(again.calls, 1);
    check_world("create a\nadd a x\nadd a y\n",
                "begin > 1:1; done 1:1 > 1:2; done 1:2 > 1:3; applied 1:3");
}

TEST(the_row_that_ends_a_migration_begins_the_next)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("create b\n"));
    check_up(ERROR_NONE, "");
    check_world("create a\ncreate b\n", "begin > 1:1; applied 1:1 > 2:1; applied 2:1");
}

TEST(a_transaction_is_one_call_and_one_row)
{
    folder_enter();
    folder_put("1.sql", STR("begin\ncreate a\nadd a x\n"));

    const Result result = world_up((WorldRun){.fault = FAKE_NONE});

    CHECK(result.kind == ERROR_NONE);
    CHECK_SIZE(result.calls, 3); /* read, create the ledger, the transaction */
    check_world("create a\nadd a x\n", "applied 1:2");
}

TEST(transactions_and_steps_take_turns)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("begin\nadd a x\n"));
    folder_put("3.sql", STR("begin\nadd a y\n"));
    folder_put("4.sql", STR("add a z\n"));
    check_up(ERROR_NONE, "");
    check_world("create a\nadd a x\nadd a y\nadd a z\n",
                "begin > 1:1; applied 1:1; applied 2:1; applied 3:1; begin > 4:1; applied 4:1");
}

TEST(session_statements_are_sent_and_not_journaled)
{
    folder_enter();
    folder_put("1.sql", STR("use s\nput x\nuse t\nuse u\nput y\nuse v\n"));
    folder_put("2.sql", STR("put z\n")); /* what one file used does not reach the next */
    check_up(ERROR_STATEMENT, "migration \"2\", statement 1 of 1: nothing is in use");
    check_world("put s x\nput u y\n", "begin > 1:2; done 1:2 > 1:5; applied 1:5 > 2:1; failed 2:1");
}

TEST(empty_files_and_files_of_nothing_but_session_statements_are_applied)
{
    folder_enter();
    folder_put("1.sql", STR("-- nothing\n"));
    folder_put("2.sql", STR("use s\n"));
    folder_put("3.sql", STR("begin\n"));
    folder_put("4.sql", STR("create a\n"));
    check_up(ERROR_NONE, "");
    check_world("create a\n", "applied 1; applied 2; applied 3; begin > 4:1; applied 4:1");
}

TEST(the_version_table_is_told)
{
    folder_enter();
    folder_put("0_schema_migrations.sql", STR("make versions\n"));
    folder_put("1.sql", STR("create a\nadd a x\n"));
    folder_put("2.sql", STR("begin\nadd a y\n"));
    check_up(ERROR_NONE, "");
    check_versions("0_schema_migrations\n1\n2\n");
}

/* ---- failures ---- */

TEST(a_refused_statement_is_told_and_mended)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nadd a x\nfail here\nadd a y\n"));

    const Result result = world_up((WorldRun){.fault = FAKE_NONE});

    CHECK(result.kind == ERROR_STATEMENT);
    CHECK_TEXT(result.message, "migration \"1\", statement 3 of 4: it always fails");
    CHECK_TEXT(result.detail, "This statement did not take effect; statements 1 to 2 did, and are "
                              "recorded.");
    check_world("create a\nadd a x\n", "begin > 1:1; done 1:1 > 1:2; done 1:2 > 1:3; failed 1:3");
    check_up(ERROR_STATEMENT, "migration \"1\", statement 3 of 4: it always fails");
    folder_put("1.sql", STR("create a\nadd a x\nadd a mended\nadd a y\nadd a z\n"));
    check_up(ERROR_NONE, "");
    check_world("create a\nadd a x\nadd a mended\nadd a y\nadd a z\n",
                "begin > 1:1; done 1:1 > 1:2; done 1:2 > 1:3; failed 1:3; "
                "begin > 1:3; failed 1:3; "
                "begin > 1:3; done 1:3 > 1:4; done 1:4 > 1:5; applied 1:5");
}

TEST(what_is_applied_is_said_in_words)
{
    static const struct
    {
        const char *text;
        const char *detail;
    } cases[] = {
        {"fail a\n", "This statement did not take effect; it is the first of its migration."},
        {"create a\nfail a\n", "This statement did not take effect; statement 1 did, and is "
                               "recorded."},
        {"create a\nadd a x\nadd a y\nfail a\n", "This statement did not take effect; statements "
                                                 "1 to 3 did, and are recorded."},
        {"begin\ncreate a\nfail a\n", "The transaction was rolled back: nothing of the migration "
                                      "took effect."},
    };

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        world_clear();
        folder_put("1.sql", str_from(cases[index].text));

        const Result result = world_up((WorldRun){.fault = FAKE_NONE});

        CHECK(result.kind == ERROR_STATEMENT);
        CHECK_TEXT(result.detail, cases[index].detail);
    }
}

TEST(a_refused_transaction_leaves_nothing)
{
    folder_enter();
    folder_put("1.sql", STR("begin\ncreate a\nfail x\n"));
    check_up(ERROR_STATEMENT, "migration \"1\": it always fails");
    check_world("", "");
    folder_put("1.sql", STR("begin\ncreate a\nadd a x\n"));
    check_up(ERROR_NONE, "");
    check_world("create a\nadd a x\n", "applied 1:2");
}

TEST(a_refused_session_statement_leaves_nothing_in_flight)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nuse nothing\nadd a x\n"));
    check_up(ERROR_STATEMENT, "migration \"1\", statement 2 of 3: there is no such thing");
    check_world("create a\n", "begin > 1:1; done 1:1 > 1:3; stopped");
    folder_put("1.sql", STR("create a\nuse s\nadd a x\nput y\n"));
    check_up(ERROR_NONE, "");
    check_world("create a\nadd a x\nput s y\n", "begin > 1:1; done 1:1 > 1:3; stopped; "
                                                "begin > 1:3; done 1:3 > 1:4; applied 1:4");
}

TEST(a_resumed_file_sends_its_session_statements_again)
{
    folder_enter();
    folder_put("1.sql", STR("use s\nput x\nuse t\nput y\nfail z\n"));
    check_up(ERROR_STATEMENT, "migration \"1\", statement 5 of 5: it always fails");
    folder_put("1.sql", STR("use s\nput x\nuse t\nput y\nput z\n"));
    check_up(ERROR_NONE, "");
    check_world("put s x\nput t y\nput t z\n",
                "begin > 1:2; done 1:2 > 1:4; done 1:4 > 1:5; failed 1:5; begin > 1:5; "
                "applied 1:5");
}

TEST(a_session_statement_that_nothing_needs_any_more_may_be_refused)
{
    folder_enter();
    folder_put("1.sql", STR("use s\nput gone\nuse t\nfail z\n"));
    check_up(ERROR_STATEMENT, "migration \"1\", statement 4 of 4: it always fails");
    folder_put("1.sql", STR("use s\nput gone\nuse t\nput z\n"));
    check_up(ERROR_NONE, "");
    check_world("put s gone\nput t z\n", "begin > 1:2; done 1:2 > 1:4; failed 1:4; begin > 1:4; "
                                         "applied 1:4");
}

TEST(a_session_statement_that_is_needed_may_not)
{
    folder_enter();
    folder_put("1.sql", STR("use s\nput gone\nfail z\nuse t\n"));
    check_up(ERROR_STATEMENT, "migration \"1\", statement 3 of 4: it always fails");
    folder_put("1.sql", STR("use s\nput gone\nput z\nuse t\n"));
    check_up(ERROR_STATEMENT, "migration \"1\", statement 1 of 4: there is no such thing");
    check_world("put s gone\n", "begin > 1:2; done 1:2 > 1:3; failed 1:3");
}

TEST(what_was_not_reached_may_be_taken_out)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nfail x\n"));
    check_up(ERROR_STATEMENT, "migration \"1\", statement 2 of 2: it always fails");
    folder_put("1.sql", STR("create a\n"));
    check_up(ERROR_NONE, "");
    check_world("create a\n", "begin > 1:1; done 1:1 > 1:2; failed 1:2; applied 1:1");
}

TEST(what_was_done_may_not_be_edited)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nfail x\n"));
    check_up(ERROR_STATEMENT, "migration \"1\", statement 2 of 2: it always fails");
    folder_put("1.sql", STR("create b\nadd a x\n"));
    check_up(ERROR_DRIFT, "statement 1 of migration \"1\" was edited after it was run");
    check_world("create a\n", "begin > 1:1; done 1:1 > 1:2; failed 1:2");
}

/* "An error in the last of them stops the run before the first statement of the first." */
TEST(an_edited_half_applied_file_stops_the_run_before_anything_of_it)
{
    folder_enter();
    folder_put("2.sql", STR("create a\nfail x\n"));
    check_up(ERROR_STATEMENT, "migration \"2\", statement 2 of 2: it always fails");
    folder_put("1.sql", STR("create late\n"));
    folder_put("2.sql", STR("create b\nadd a x\n"));
    check_up(ERROR_DRIFT, "statement 1 of migration \"2\" was edited after it was run");
    check_world("create a\n", "begin > 2:1; done 2:1 > 2:2; failed 2:2");
}

TEST(a_file_that_cannot_be_split_stops_the_run_before_anything_of_it)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("create b\n?\n"));
    check_up(ERROR_SOURCE, "migration \"2\": cannot be split");
    check_world("", "");
}

TEST(an_edited_applied_file_stops_the_run)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    check_up(ERROR_NONE, "");
    folder_put("1.sql", STR("create b\n"));
    folder_put("2.sql", STR("create c\n"));
    check_up(ERROR_DRIFT, "migration \"1\" was edited after it was applied");

    const Result allowed = world_up((WorldRun){.options.allow_drift = true});

    CHECK(allowed.kind == ERROR_NONE);
    check_world("create a\ncreate c\n", "begin > 1:1; applied 1:1; begin > 2:1; applied 2:1");
}

TEST(to_stops_where_it_says)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("create b\n"));
    folder_put("3.sql", STR("create c\n"));

    const Result result = world_up((WorldRun){.options.to = STR("2")});

    CHECK(result.kind == ERROR_NONE);
    check_world("create a\ncreate b\n", "begin > 1:1; applied 1:1 > 2:1; applied 2:1");
}

/* ---- other runners' version tables ---- */

TEST(what_another_runner_did_is_taken_over)
{
    folder_enter();
    folder_put("0_schema_migrations.sql", STR("make versions\n"));
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("create b\n"));
    world_database.has_version_table = true;
    (void)snprintf(world_database.versions, FAKE_VERSIONS_SIZE, "1\nold\n");
    world_database.versions_size = strlen(world_database.versions);
    check_up(ERROR_NONE, "");
    check_world("create b\n", "adopted old; adopted 0_schema_migrations; adopted 1; "
                              "begin > 2:1; applied 2:1");
    check_versions("1\nold\n0_schema_migrations\n2\n");
}

/* Where looking for the table costs a call of its own, a run with nothing to do does without. */
TEST(the_versions_are_looked_for_before_anything_runs)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("create b\n"));
    world_database.has_version_table = true;
    world_database.versions_apart = true;
    (void)snprintf(world_database.versions, FAKE_VERSIONS_SIZE, "1\n");
    world_database.versions_size = strlen(world_database.versions);
    check_up(ERROR_NONE, "");
    check_world("create b\n", "adopted 1; begin > 2:1; applied 2:1");
    check_versions("1\n2\n");
    CHECK_SIZE(world_up((WorldRun){0}).calls, 1);
    folder_put("3.sql", STR("create c\n"));
    CHECK(world_up((WorldRun){.fault = FAKE_REFUSE, .fault_at = 2}).kind != ERROR_NONE);
    check_world("create b\n", "adopted 1; begin > 2:1; applied 2:1");
}

TEST(a_version_that_the_table_missed_is_told_to_it)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    check_up(ERROR_NONE, "");
    world_database.has_version_table = true;
    check_up(ERROR_NONE, "");
    check_versions("1\n");
    check_world("create a\n", "begin > 1:1; applied 1:1");
}

/* A runner beside pawl would run all again that the new table does not hold. */
TEST(a_version_table_that_is_made_anew_holds_what_was_there)
{
    folder_enter();
    folder_put("0_schema_migrations.sql", STR("make versions\n"));
    folder_put("1.sql", STR("create a\n"));
    check_up(ERROR_NONE, "");
    world_database.has_version_table = false;
    world_database.versions_size = 0;
    check_up(ERROR_NONE, "");
    CHECK(world_database.has_version_table);
    check_world("create a\n", "begin > 0_schema_migrations:1; applied 0_schema_migrations:1 > "
                              "1:1; applied 1:1");
    check_versions("0_schema_migrations\n1\n");
}

/* The bootstrap file comes with an update: what pawl applied before is as complete as ever. */
TEST(a_version_table_that_comes_late_holds_what_was_before)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    check_up(ERROR_NONE, "");
    folder_put("0_schema_migrations.sql", STR("make versions\n"));
    check_up(ERROR_NONE, "");
    check_versions("0_schema_migrations\n1\n");
}

/* It may run twice by contract, so there is nothing to decide when nobody knows. */
TEST(a_repeated_bootstrap_file_that_fails_leaves_nothing_in_flight)
{
    folder_enter();
    folder_put("0_schema_migrations.sql", STR("make versions\nfail never\n"));
    world_database.has_journal = true;

    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const Source source = world_source(&arena);
    FakeConnection connection = {.database = &world_database};
    Execution execution = world_execution(&source, &connection, (Report){0}, &arena);
    const Migration *migration = &source.migrations[0];

    CHECK(world_look(&execution, &err));
    CHECK(exec_baseline(&execution, &migration, 1, &err));
    ledger_done(&execution.ledger);

    /* "0_earlier" sorts before it, and its last row would announce what comes after both. */
    folder_put("0_earlier.sql", STR("create a\n"));
    folder_put("1.sql", STR("create b\n"));
    check_up(ERROR_STATEMENT,
             "migration \"0_schema_migrations\", statement 2 of 2: it always fails");
    check_up(ERROR_NONE, ""); /* its table is there by now */
}

/* ---- baseline ---- */

/* `pawl baseline` of some versions, as cmd_baseline.c does it. */
static bool
baseline(const char *const *versions, size_t count, Error *err)
{
    Arena *arena = err->arena;
    const Source source = world_source(arena);
    FakeConnection connection = {.database = &world_database};
    Execution execution = world_execution(&source, &connection, (Report){0}, arena);
    const Migration **migrations = ARENA_ARRAY(arena, const Migration *, count + 1);

    for (size_t index = 0; index < count; index++)
        migrations[index] = source_find(&source, str_from(versions[index]));

    const bool good =
        world_look(&execution, err) && exec_baseline(&execution, migrations, count, err);

    ledger_done(&execution.ledger);

    return good;
}

TEST(a_baseline_records_without_running)
{
    static const char *const versions[] = {"1", "2"};
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("fail b\n"));
    folder_put("3.sql", STR("create c\n"));
    world_database.has_version_table = true;
    CHECK(baseline(versions, 2, &err));
    check_world("", "baseline 1; baseline 2");
    check_versions("1\n2\n");
    check_up(ERROR_NONE, "");
    check_world("create c\n", "baseline 1; baseline 2; begin > 3:1; applied 3:1");
}

/* What a killed run left in doubt is not settled by recording another migration. */
TEST(a_baseline_forgets_nothing_that_is_in_doubt)
{
    static const char *const versions[] = {"2"};
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("create b\n"));
    CHECK(world_up((WorldRun){.fault = FAKE_KILL_AFTER, .fault_at = 4}).kind == ERROR_CONNECT);
    check_world("create a\n", "begin > 1:1");
    CHECK(baseline(versions, 1, &err));
    check_up(ERROR_DECISION, "statement 1 of migration \"1\" may or may not have taken effect");
    check_world("create a\n", "begin > 1:1; baseline 2; unknown 1:1");
}

TEST(a_long_baseline_is_written_in_batches)
{
    enum
    {
        COUNT = 1201
    };
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const char **versions = ARENA_ARRAY(&arena, const char *, COUNT);

    folder_enter();

    for (size_t index = 0; index < COUNT; index++)
    {
        versions[index] = arena_printf(&arena, "%zu", index + 1);
        folder_put(arena_printf(&arena, "%zu.sql", index + 1), STR(""));
    }

    world_database.has_version_table = true;
    CHECK(baseline(versions, COUNT, &err));

    const Result result = world_up((WorldRun){.fault = FAKE_NONE});

    CHECK(result.kind == ERROR_NONE);
    CHECK_SIZE(result.calls, 1);
    CHECK(fake_has_line(fake_versions(&world_database), STR("1")));
    CHECK(fake_has_line(fake_versions(&world_database), STR("500")));
    CHECK(fake_has_line(fake_versions(&world_database), STR("501")));
    CHECK(fake_has_line(fake_versions(&world_database), STR("1201")));
}
