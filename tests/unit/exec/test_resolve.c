/* Unit tests of exec/resolve.c: what a person says, and what it makes of the ledger. */
#include "exec/resolve.h"

#include "unit/exec/world.h"

static bool
resolve(const char *version, uint32_t statement, Resolution resolution, Error *err)
{
    Arena *arena = err->arena;
    const Source source = world_source(arena);
    FakeConnection connection = {.database = &world_database};
    Execution execution = world_execution(&source, &connection, (Report){0}, arena);

    const bool good =
        world_look(&execution, err) &&
        exec_resolve(&execution, str_from(version), statement, resolution, "because", err);

    ledger_done(&execution.ledger);

    return good;
}

static void
check_resolve(const char *version, uint32_t statement, Resolution resolution)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    if (!resolve(version, statement, resolution, &err))
        CHECK_TEXT(err.message, "resolved");
}

static void
check_refused(const char *version, uint32_t statement, Resolution resolution, ErrorKind kind,
              const char *message)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const size_t before = world_database.rows_size;

    CHECK(!resolve(version, statement, resolution, &err));
    CHECK_TEXT(err.message, message);
    CHECK(err.kind == kind);
    CHECK_SIZE(world_database.rows_size, before);
}

static void
check_up(const char *message, const char *effects)
{
    SCOPED_ARENA arena = {0};

    CHECK_TEXT(world_up((WorldRun){.fault = FAKE_NONE}).message, message);
    CHECK_TEXT(str_terminate(&arena, fake_effects(&world_database)), effects);
}

/* Statement 2 of 3 was sent, and its answer got lost. */
static void
enter_doubt(FakeFault fault)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nadd a x\nadd a y\n"));

    const Result result = world_up((WorldRun){.fault = fault, .fault_at = 6});

    CHECK(result.kind == ERROR_CONNECT);
    CHECK(result.struck == FAKE_CALL_EXECUTE);
    CHECK_TEXT(world_up((WorldRun){.fault = FAKE_NONE}).message,
               "statement 2 of migration \"1\" may or may not have taken effect");
}

TEST(it_took_effect)
{
    enter_doubt(FAKE_LOST_DONE);
    check_resolve("1", 0, RESOLVE_APPLIED);
    check_up("", "create a\nadd a x\nadd a y\n");
}

TEST(it_did_not_take_effect)
{
    enter_doubt(FAKE_LOST_NOT_DONE);
    check_resolve("1", 2, RESOLVE_RETRY);
    check_up("", "create a\nadd a x\nadd a y\n");
}

TEST(it_is_left_out)
{
    enter_doubt(FAKE_LOST_NOT_DONE);
    check_resolve("1", 2, RESOLVE_SKIP);
    check_up("", "create a\nadd a y\n");
}

TEST(a_killed_run_is_resolved_alike)
{
    enter_doubt(FAKE_KILL_AFTER);
    check_resolve("1", 2, RESOLVE_APPLIED);
    check_up("", "create a\nadd a x\nadd a y\n");
}

TEST(the_last_statement_completes_its_migration)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nuse s\n"));
    world_database.has_version_table = true;
    CHECK(world_up((WorldRun){.fault = FAKE_LOST_DONE, .fault_at = 4}).kind == ERROR_CONNECT);
    check_resolve("1", 1, RESOLVE_APPLIED);
    CHECK(fake_has_line(fake_versions(&world_database), STR("1")));
    check_up("", "create a\n");
}

TEST(what_was_undone_by_hand_runs_again)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nadd a x\nfail y\n"));
    check_up("migration \"1\", statement 3 of 3: it always fails", "create a\nadd a x\n");
    check_resolve("1", 2, RESOLVE_UNDO);
    folder_put("1.sql", STR("create a\nadd a z\n"));
    check_up("", "create a\nadd a x\nadd a z\n");
}

TEST(the_next_statement_may_be_left_out_when_nothing_is_in_doubt)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nfail x\nadd a y\n"));
    check_up("migration \"1\", statement 2 of 3: it always fails", "create a\n");
    check_resolve("1", 2, RESOLVE_SKIP);
    check_up("", "create a\nadd a y\n");
}

/* A session statement is no statement that could fail for good. */
TEST(what_is_left_out_is_never_a_session_statement)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nuse s\nfail x\nadd a y\n"));
    check_up("migration \"1\", statement 3 of 4: it always fails", "create a\n");
    check_resolve("1", 0, RESOLVE_SKIP);
    check_up("", "create a\nadd a y\n");
}

TEST(what_is_not_open_cannot_be_resolved)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("create b\nfail c\n"));
    check_refused("1", 0, RESOLVE_APPLIED, ERROR_USAGE, "nothing of migration \"1\" is open");
    check_up("migration \"2\", statement 2 of 2: it always fails", "create a\ncreate b\n");
    check_refused("1", 0, RESOLVE_APPLIED, ERROR_USAGE, "nothing of migration \"1\" is open");
    check_refused("1", 1, RESOLVE_UNDO, ERROR_USAGE, "nothing of migration \"1\" is open");
    check_refused("2", 0, RESOLVE_APPLIED, ERROR_USAGE, "nothing of migration \"2\" is open");
    check_refused("2", 2, RESOLVE_RETRY, ERROR_USAGE, "nothing of migration \"2\" is open");
    check_refused("3", 0, RESOLVE_SKIP, ERROR_USAGE, "there is no migration \"3\"");
    check_refused("2", 1, RESOLVE_SKIP, ERROR_USAGE,
                  "statement 1 of migration \"2\" is not the one to be resolved: that is "
                  "statement 2");
}

TEST(another_statement_than_the_one_in_doubt_is_refused)
{
    enter_doubt(FAKE_LOST_DONE);
    check_refused("1", 1, RESOLVE_APPLIED, ERROR_USAGE,
                  "statement 1 of migration \"1\" is not the one to be resolved: that is "
                  "statement 2");
    check_refused("1", 3, RESOLVE_RETRY, ERROR_USAGE,
                  "statement 3 of migration \"1\" is not the one to be resolved: that is "
                  "statement 2");
}

TEST(a_file_that_lost_the_statement_can_only_say_that_it_did_nothing)
{
    enter_doubt(FAKE_LOST_NOT_DONE);
    folder_put("1.sql", STR("create a\n"));
    check_refused("1", 2, RESOLVE_APPLIED, ERROR_DRIFT,
                  "file \"./1.sql\" has no statement 2 any more");
    check_refused("1", 2, RESOLVE_SKIP, ERROR_DRIFT,
                  "file \"./1.sql\" has no statement 2 any more");
    check_resolve("1", 2, RESOLVE_RETRY);
    check_up("", "create a\n");
}

/* Gone for good: a person still knows.  If the file comes back, it goes on from there. */
static void
check_gone(FakeFault fault, Resolution resolution, const char *effects)
{
    enter_doubt(fault);
    CHECK(remove("1.sql") == 0);
    folder_put("2.sql", STR("create b\n"));
    CHECK_TEXT(world_up((WorldRun){.fault = FAKE_NONE}).message,
               "statement 2 of migration \"1\" may or may not have taken effect, and its file is "
               "gone");
    check_refused("1", 2, RESOLVE_UNDO, ERROR_USAGE, "nothing of migration \"1\" is open");
    check_refused("1", 1, RESOLVE_RETRY, ERROR_USAGE,
                  "statement 1 of migration \"1\" is not the one to be resolved: that is "
                  "statement 2");
    check_refused("3", 1, RESOLVE_RETRY, ERROR_USAGE, "there is no migration \"3\"");
    check_resolve("1", 2, resolution);
    check_refused("1", 2, RESOLVE_RETRY, ERROR_USAGE, "nothing of migration \"1\" is open");
    CHECK(remove("2.sql") == 0);
    folder_put("1.sql", STR("create a\nadd a x\nadd a y\n"));
    check_up("", effects);
}

TEST(what_has_no_file_any_more_took_effect)
{
    check_gone(FAKE_LOST_DONE, RESOLVE_APPLIED, "create a\nadd a x\nadd a y\n");
}

TEST(what_has_no_file_any_more_did_not_take_effect)
{
    check_gone(FAKE_LOST_NOT_DONE, RESOLVE_RETRY, "create a\nadd a x\nadd a y\n");
}

TEST(what_has_no_file_any_more_is_left_out)
{
    check_gone(FAKE_LOST_NOT_DONE, RESOLVE_SKIP, "create a\nadd a y\n");
}

/* Undoing what came before would settle, unsaid, what is in doubt behind it. */
TEST(nothing_is_undone_while_something_is_in_doubt)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    enter_doubt(FAKE_LOST_DONE);
    CHECK(!resolve("1", 0, RESOLVE_UNDO, &err));
    check_up("statement 2 of migration \"1\" may or may not have taken effect",
             "create a\nadd a x\n");
}

/* What was sent is the old text: to call the new one done would leave it out for ever. */
TEST(a_statement_that_was_edited_since_did_not_take_effect)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    enter_doubt(FAKE_LOST_DONE);
    folder_put("1.sql", STR("create a\nadd a other\nadd a y\n"));
    CHECK(!resolve("1", 2, RESOLVE_APPLIED, &err));
    CHECK(err.kind == ERROR_DRIFT);
    check_resolve("1", 2, RESOLVE_RETRY); /* an edited one may run: nothing of the old is left */
    check_up("", "create a\nadd a x\nadd a other\nadd a y\n");
}

/* The doubt of one migration is no other migration's business. */
TEST(resolving_one_migration_leaves_the_doubt_of_another)
{
    folder_enter();
    folder_put("1.sql", STR("create a\nfail x\n"));
    check_up("migration \"1\", statement 2 of 2: it always fails", "create a\n");
    folder_put("0.sql", STR("create late\n"));
    CHECK(world_up((WorldRun){.fault = FAKE_KILL_AFTER, .fault_at = 3}).kind == ERROR_CONNECT);
    check_resolve("1", 1, RESOLVE_UNDO);
    check_up("statement 1 of migration \"0\" may or may not have taken effect",
             "create a\ncreate late\n");
}
