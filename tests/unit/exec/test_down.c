/* Unit tests of exec/: `pawl down` on a fake database, undisturbed and disturbed. */
#include "exec/exec.h"

#include "unit/exec/world.h"

enum
{
    CALLS_MAX = 24,
    RUNS_MAX = 6,
};

static const WorldFile STEPS[] = {
    {"1_a.up.sql", "create a\n"},
    {"1_a.down.sql", "create undo_a\n"},
    {"2_b.up.sql", "create b\nadd b x\n"},
    {"2_b.down.sql", "create undo_x\nuse s\nput undo_b\ncreate undo_c\n"},
    {NULL, NULL},
};

static Result
down(uint64_t count, FakeFault fault, unsigned fault_at)
{
    return world_up((WorldRun){
        .options = {.down = true, .count = count}, .fault = fault, .fault_at = fault_at});
}

static void
check_down(uint64_t count, ErrorKind kind, const char *message)
{
    const Result result = down(count, FAKE_NONE, 0);

    CHECK_TEXT(result.message, message);
    CHECK(result.kind == kind);
}

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

/* Files, all applied, and a journal that says only that. */
static void
begin(const WorldFile *files)
{
    world_clear();
    world_put(files);
    check_up(ERROR_NONE, "");
    world_database.effects_size = 0;
}

#define UP "begin > 1_a:1; applied 1_a:1 > 2_b:1; done 2_b:1 > 2_b:2; applied 2_b:2; "

TEST(a_down_part_in_steps_says_whose_it_is_and_then_costs_a_row_each)
{
    folder_enter();
    begin(STEPS);
    check_down(1, ERROR_NONE, "");
    check_world("create undo_x\nput s undo_b\ncreate undo_c\n",
                UP "reverting 2_b > 2_b:1; done 2_b:1 > 2_b:3; done 2_b:3 > 2_b:4; reverted 2_b:4");
    check_down(1, ERROR_NONE, "");
    check_world("create undo_x\nput s undo_b\ncreate undo_c\ncreate undo_a\n",
                UP "reverting 2_b > 2_b:1; done 2_b:1 > 2_b:3; done 2_b:3 > 2_b:4; reverted 2_b:4; "
                   "reverting 1_a > 1_a:1; reverted 1_a:1");

    const Result nothing = down(1, FAKE_NONE, 0);

    CHECK(nothing.kind == ERROR_NONE);
    CHECK_SIZE(nothing.calls, 1);
}

TEST(a_down_part_in_a_transaction_is_one_call_and_one_row)
{
    static const WorldFile files[] = {
        {"1_a.up.sql", "begin\ncreate a\n"},
        {"1_a.down.sql", "begin\ncreate undo_a\n"},
        {"2_b.up.sql", "begin\ncreate b\n"},
        {"2_b.down.sql", "begin\ncreate undo_b\ncreate undo_c\n"},
        {NULL, NULL},
    };

    folder_enter();
    begin(files);

    const Result result = down(0, FAKE_NONE, 0);

    CHECK(result.kind == ERROR_NONE);
    CHECK_SIZE(result.calls, 3); /* read, and the two transactions */
    check_world("create undo_b\ncreate undo_c\ncreate undo_a\n",
                "applied 1_a:1; applied 2_b:1; reverted 2_b:2; reverted 1_a:1");
}

TEST(up_again_begins_anew)
{
    folder_enter();
    begin(STEPS);
    check_down(1, ERROR_NONE, "");
    world_database.effects_size = 0;
    check_up(ERROR_NONE, "");
    check_world("create b\nadd b x\n",
                UP "reverting 2_b > 2_b:1; done 2_b:1 > 2_b:3; done 2_b:3 > 2_b:4; reverted 2_b:4; "
                   "begin > 2_b:1; done 2_b:1 > 2_b:2; applied 2_b:2");
}

TEST(what_has_no_down_part_is_refused_before_anything_runs)
{
    static const WorldFile files[] = {
        {"1_a.up.sql", "create a\n"},
        {"2_b.up.sql", "create b\n"},
        {"2_b.down.sql", "create undo_b\n"},
        {NULL, NULL},
    };

    folder_enter();
    begin(files);
    check_down(2, ERROR_SOURCE, "migration \"1_a\": there is no file that undoes \"./1_a.up.sql\"");
    check_world("", "begin > 1_a:1; applied 1_a:1 > 2_b:1; applied 2_b:1");
}

/* What a template leaves undoes nothing: pawl does not take it for an answer in files of its own.
 */
TEST(an_empty_down_part_of_a_plain_file_is_refused)
{
    static const WorldFile files[] = {
        {"1_a.sql", "create a\n"},
        {"1_a.down.sql", "-- to do\n"},
        {NULL, NULL},
    };

    folder_enter();
    begin(files);
    check_down(1, ERROR_SOURCE, "the down part of migration \"1_a\" is empty");
    folder_put("1_a.down.sql", STR("use s\n"));
    check_down(1, ERROR_SOURCE, "the down part of migration \"1_a\" is empty");
    check_world("", "begin > 1_a:1; applied 1_a:1");
}

/* golang-migrate takes it for one: the migration is reverted, and nothing was run. */
TEST(an_empty_down_part_of_a_tool_s_file_undoes_nothing)
{
    static const WorldFile files[] = {
        {"1_a.up.sql", "create a\n"},
        {"1_a.down.sql", "-- to do\n"},
        {"2_b.up.sql", "create b\n"},
        {"2_b.down.sql", "use s\n"},
        {NULL, NULL},
    };

    folder_enter();
    begin(files);
    check_down(2, ERROR_NONE, "");
    check_world("", "begin > 1_a:1; applied 1_a:1 > 2_b:1; applied 2_b:1; reverted 2_b; "
                    "reverted 1_a");
    check_up(ERROR_NONE, "");
}

TEST(a_changeset_may_say_that_nothing_is_to_be_undone)
{
    static const WorldFile files[] = {
        {"1_a.sql", "--liquibase formatted sql\n--changeset me:1\ncreate a\n--rollback empty\n"},
        {"2_b.sql", "--liquibase formatted sql\n--changeset me:2\ncreate b\n"
                    "--rollback not required\n"},
        {NULL, NULL},
    };

    folder_enter();
    begin(files);
    check_down(2, ERROR_NONE, "");
}

TEST(a_first_statement_that_fails_leaves_the_migration_applied)
{
    folder_enter();
    begin(STEPS);
    folder_put("2_b.down.sql", STR("fail here\ncreate undo_b\n"));
    check_down(1, ERROR_STATEMENT, "migration \"2_b\", statement 1 of 2: it always fails");
    check_world("", UP "reverting 2_b > 2_b:1; failed 2_b:1");
    check_up(ERROR_NONE, "");
    folder_put("2_b.down.sql", STR("create undo_b\n"));
    check_down(1, ERROR_NONE, "");
    check_world("create undo_b\n", UP "reverting 2_b > 2_b:1; failed 2_b:1; reverting 2_b > 2_b:1; "
                                      "reverted 2_b:1");
}

TEST(nothing_else_runs_while_a_migration_is_half_reverted)
{
    folder_enter();
    begin(STEPS);
    folder_put("2_b.down.sql", STR("create undo_x\nfail here\n"));
    check_down(1, ERROR_STATEMENT, "migration \"2_b\", statement 2 of 2: it always fails");
    check_up(ERROR_DECISION, "migration \"2_b\" is half reverted");

    /* What is done must read as it did. */
    folder_put("2_b.down.sql", STR("create undo_y\ncreate undo_b\n"));
    check_down(1, ERROR_DRIFT, "statement 1 of migration \"2_b\" was edited after it was run");
    folder_put("2_b.down.sql", STR("create undo_x\ncreate undo_b\n"));
    check_down(1, ERROR_NONE, "");
    check_world("create undo_x\ncreate undo_b\n",
                UP "reverting 2_b > 2_b:1; done 2_b:1 > 2_b:2; failed 2_b:2; begin > 2_b:2; "
                   "reverted 2_b:2");
    check_up(ERROR_NONE, "");
}

TEST(the_version_table_is_told)
{
    SCOPED_ARENA arena = {0};

    folder_enter();
    world_clear();
    world_database.has_version_table = true;
    folder_put("V1__a.sql", STR("begin\ncreate a\n"));
    folder_put("U1__a.sql", STR("begin\ncreate undo_a\n"));
    folder_put("V2__b.sql", STR("create b\n"));
    folder_put("U2__b.sql", STR("create undo_b\n"));
    check_up(ERROR_NONE, "");
    CHECK_TEXT(str_terminate(&arena, fake_versions(&world_database)), "V1__a\nV2__b\n");
    check_down(1, ERROR_NONE, "");
    CHECK_TEXT(str_terminate(&arena, fake_versions(&world_database)), "V1__a\n");
    check_down(1, ERROR_NONE, "");
    CHECK_TEXT(str_terminate(&arena, fake_versions(&world_database)), "");
}

/* Between the row and the version table nothing is lost: the next run makes up for it. */
TEST(a_version_that_was_left_in_its_table_goes_later)
{
    SCOPED_ARENA arena = {0};

    folder_enter();
    world_clear();
    world_database.has_version_table = true;
    folder_put("V1__a.sql", STR("create a\n"));
    folder_put("U1__a.sql", STR("create undo_a\n"));
    check_up(ERROR_NONE, "");
    (void)down(1, FAKE_KILL_HALFWAY, 4); /* read, row, statement, row */
    CHECK_TEXT(str_terminate(&arena, fake_versions(&world_database)), "V1__a\n");
    check_down(1, ERROR_NONE, "");
    CHECK_TEXT(str_terminate(&arena, fake_versions(&world_database)), "");
}

static size_t
count_of(const char *text, const char *word)
{
    size_t count = 0;

    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
        count++;

    return count;
}

/* A database that can tell: more is there than the journal calls done, or not. */
static Result
down_knowingly(void)
{
    SCOPED_ARENA arena = {0};
    const char *journal = fake_journal(&world_database, &arena) + strlen(UP);
    const char *effects = str_terminate(&arena, fake_effects(&world_database));
    const bool there =
        count_of(effects, "\n") > count_of(journal, "done ") + count_of(journal, "reverted ");
    const Finding finding = {.verdict = there ? VERDICT_TOOK_EFFECT : VERDICT_DID_NOT,
                             .evidence = "It is there, or not."};

    return world_up((WorldRun){.options = {.down = true},
                               .answers = {.findings = &finding, .finding_count = 1}});
}

/* Every kind of fault at every call: run again, all of it took effect once. */
TEST(whatever_breaks_a_run_the_next_ones_finish)
{
    static const FakeFault faults[] = {FAKE_LOST_DONE,    FAKE_LOST_NOT_DONE, FAKE_KILL_BEFORE,
                                       FAKE_KILL_HALFWAY, FAKE_KILL_AFTER,    FAKE_REFUSE};

    folder_enter();

    for (size_t fault = 0; fault < LENGTH_OF(faults); fault++)
    {
        for (unsigned call = 2; call < CALLS_MAX; call++)
        {
            begin(STEPS);

            Result result = down(0, faults[fault], call);

            for (unsigned runs = 0; result.kind != ERROR_NONE && runs < RUNS_MAX; runs++)
                result = down_knowingly();

            SCOPED_ARENA arena = {0};

            CHECK_TEXT(result.message, "");
            CHECK_TEXT(str_terminate(&arena, fake_effects(&world_database)),
                       "create undo_x\nput s undo_b\ncreate undo_c\ncreate undo_a\n");
        }
    }
}
