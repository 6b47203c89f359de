/* Unit tests of exec/tell.c: what is told of a plan, a run and a state, as text. */
#include "exec/exec.h"

#include "report/text.h"

#include "unit/exec/world.h"

typedef struct Told
{
    TextReport text;
    char *results;
    char *messages;
    size_t results_size;
    size_t messages_size;
} Told;

static void
told_open(Told *told)
{
    *told = (Told){.text = {.verbose = false}};
    told->text.results = open_memstream(&told->results, &told->results_size);
    told->text.messages = open_memstream(&told->messages, &told->messages_size);
    CHECK(told->text.results != NULL && told->text.messages != NULL);
}

static void
told_check(Told *told, const char *results, const char *messages)
{
    CHECK(fclose(told->text.results) == 0);
    CHECK(fclose(told->text.messages) == 0);
    CHECK_TEXT(told->results, results);
    CHECK_TEXT(told->messages, messages);
    free(told->results);
    free(told->messages);
}

/* Plan the folder, and tell it in the way that is asked for. */
static void
tell(void (*way)(const Execution *execution), const char *results, const char *messages)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const Source source = world_source(&arena);
    FakeConnection connection = {.database = &world_database};
    Told told;

    told_open(&told);

    Execution execution = world_execution(&source, &connection, text_report(&told.text), &arena);
    const PlanOptions options = {.allow_drift = true};

    CHECK(exec_plan(&execution, &options, &err));
    CHECK(exec_prepare(&execution, &err));
    way(&execution);
    ledger_done(&execution.ledger);
    told_check(&told, results, messages);
}

static void
tell_end(const Execution *execution)
{
    exec_tell_end(execution, NULL);
}

/* 1 and 2 applied, 3 half, 4 and 5 not. */
static void
enter_half_way(void)
{
    folder_enter();
    folder_put("1_a.sql", STR("create a\n"));
    folder_put("2_b.sql", STR("begin\nadd a x\n"));
    folder_put("3_c.sql", STR("add a y\nfail z\n"));
    CHECK(world_up((Attempt){.fault = FAKE_NONE}).kind == ERROR_STATEMENT);
    folder_put("4_d.sql", STR("\n\nuse s\nput u\n"));
    folder_put("5_e.sql", STR("begin\nput v\n"));
}

TEST(the_stretch_that_is_complete)
{
    enter_half_way();
    tell(exec_tell_skipped,
         "  skip   1_a \xE2\x80\xA6 2_b                                  2 already applied\n", "");
}

TEST(nothing_complete_is_not_told)
{
    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    tell(exec_tell_skipped, "", "");
}

TEST(the_plan_statement_by_statement)
{
    enter_half_way();
    tell(exec_tell_plan,
         "  resume 3_c                                        2 statements   1 done\n"
         "           1  line 1     add\n"
         "           2  line 2     fail\n"
         "  apply  4_d                                        2 statements \n"
         "           1  line 3     use\n"
         "           2  line 4     put\n"
         "  apply  5_e                                        1 transaction \n"
         "           1  line 2     put\n",
         "");
}

TEST(the_state_of_each)
{
    enter_half_way();
    CHECK(unlink("2_b.sql") == 0);
    tell(exec_tell_status,
         "  applied  1_a                                      1970-01-01T00:00:02Z     0 ms\n"
         "  partial  3_c                                      1970-01-01T00:00:06Z     0 ms"
         "  1 of 2 statements done\n"
         "  pending  4_d                                     \n"
         "  pending  5_e                                     \n"
         "  missing  2_b                                      1970-01-01T00:00:03Z     0 ms\n",
         "");
}

TEST(what_is_noteworthy)
{
    folder_enter();
    folder_put("2.sql", STR("create a\n"));
    folder_put("3.sql", STR("create b\n"));
    folder_put("4.sql", STR("create c\n"));
    CHECK(world_up((Attempt){.fault = FAKE_NONE}).kind == ERROR_NONE);
    folder_put("1.sql", STR("create d\n"));
    folder_put("1_twin.sql", STR("create e\n"));
    folder_put("2.sql", STR("create edited\n"));
    CHECK(unlink("3.sql") == 0);
    tell(exec_tell_begin, "==> target: nowhere/fake (Fake 1.0)\n",
         "notice: target: \"1\" runs out of order: a newer one is applied already\n"
         "notice: target: \"1\" shares its number with another file; they run in name order\n"
         "notice: target: \"1_twin\" runs out of order: a newer one is applied already\n"
         "notice: target: \"1_twin\" shares its number with another file; they run in name order\n"
         "notice: target: \"2\" edited after it was applied; it is not run again\n"
         "notice: target: \"3\" is in the ledger, but its file is not in the directory\n"
         "        An older release running against a newer database looks like this.\n");
}

TEST(the_counts_at_the_end)
{
    enter_half_way();
    tell(tell_end, "==> target: applied 0, skipped 2\n", "");
}

TEST(a_run_as_it_goes)
{
    Told told;

    folder_enter();
    folder_put("1.sql", STR("create a\nadd a x\n"));
    folder_put("2.sql", STR("begin\nadd a y\n"));
    told_open(&told);
    told.text.verbose = true;
    CHECK(world_up((Attempt){.report = text_report(&told.text)}).kind == ERROR_NONE);
    told_check(&told,
               "  apply  1                                          2 statements      0 ms\n"
               "  apply  2                                          1 transaction      0 ms\n",
               "         1 1/2     0 ms\n"
               "         1 2/2     0 ms\n");
}
