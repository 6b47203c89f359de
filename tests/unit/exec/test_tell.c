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

/* However long it took: "   12 ms" is "   0 ms" of the same width. */
static void
forget_durations(char *text)
{
    for (char *at = strstr(text, " ms"); at != NULL; at = strstr(at + 1, " ms"))
    {
        for (char *digit = at - 1; digit >= text && char_is_digit(*digit); digit--)
            *digit = digit == at - 1 ? '0' : ' ';
    }
}

static void
told_check(Told *told, const char *results, const char *messages)
{
    CHECK(fclose(told->text.results) == 0);
    CHECK(fclose(told->text.messages) == 0);
    forget_durations(told->results);
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
    exec_tell_end(execution, NULL, execution->applied, execution->plan.skipped_count);
}

/* 1 and 2 applied, 3 half, 4 and 5 not. */
static void
enter_half_way(void)
{
    folder_enter();
    folder_put("1_a.sql", STR("create a\n"));
    folder_put("2_b.sql", STR("begin\nadd a x\n"));
    folder_put("3_c.sql", STR("add a y\nfail z\n"));
    CHECK(world_up((WorldRun){.fault = FAKE_NONE}).kind == ERROR_STATEMENT);
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
    CHECK(world_up((WorldRun){.fault = FAKE_NONE}).kind == ERROR_NONE);
    folder_put("1.sql", STR("create d\n"));
    folder_put("1_twin.sql", STR("create e\n"));
    folder_put("2.sql", STR("create edited\n"));
    CHECK(unlink("3.sql") == 0);
    tell(exec_tell_begin, "==> target: nowhere/fake (Fake 1.0)\n",
         "notice: target: \"1\" runs out of order: a newer one is applied already\n"
         "notice: target: \"1_twin\" runs out of order: a newer one is applied already\n"
         "notice: target: \"2\" was edited after it was applied; it is not run again\n"
         "notice: target: \"1\" and 1 more share their numbers with other files; those run in name "
         "order\n"
         "notice: target: \"3\" is in the ledger, but its file is not in the directory\n"
         "        An older release running against a newer database looks like this.\n");
}

TEST(the_counts_at_the_end)
{
    enter_half_way();
    tell(tell_end, "==> target: applied 0, skipped 2\n", "");
}

/* Durations depend on the machine, so the events themselves are looked at. */
static void
note_event(void *self, const Event *event)
{
    Buf *notes = self;

    if (event->kind == EVENT_STATEMENT)
        buf_printf(notes, "statement " STR_FORMAT " %u/%u\n", STR_ARGS(event->migration),
                   event->statement, event->statements);
    else if (event->kind == EVENT_APPLIED)
        buf_printf(notes, "applied " STR_FORMAT " %u %s%s\n", STR_ARGS(event->migration),
                   event->statements, event->transaction ? "transaction" : "steps",
                   event->bootstrap ? " bootstrap" : "");
    else if (event->kind == EVENT_ADOPTED)
        buf_printf(notes, "adopted " STR_FORMAT " " STR_FORMAT " %zu\n", STR_ARGS(event->first),
                   STR_ARGS(event->last), event->count);
}

TEST(a_run_as_it_goes)
{
    SCOPED_BUF notes = {0};

    folder_enter();
    folder_put("0_schema_migrations.sql", STR("make versions\n"));
    folder_put("1.sql", STR("create a\nuse s\nadd a x\n"));
    folder_put("2.sql", STR("begin\nadd a y\n"));
    CHECK(world_up((WorldRun){.report = {note_event, &notes}}).kind == ERROR_NONE);
    CHECK_TEXT(buf_text(&notes), "statement 0_schema_migrations 1/1\n"
                                 "applied 0_schema_migrations 1 steps bootstrap\n"
                                 "statement 1 1/3\n"
                                 "statement 1 3/3\n"
                                 "applied 1 3 steps\n"
                                 "applied 2 1 transaction\n");
}

TEST(what_is_taken_over)
{
    SCOPED_BUF notes = {0};

    folder_enter();
    folder_put("1.sql", STR("create a\n"));
    folder_put("2.sql", STR("create b\n"));
    world_database.has_version_table = true;
    (void)snprintf(world_database.versions, FAKE_VERSIONS_SIZE, "1\n2\n");
    world_database.versions_size = strlen(world_database.versions);
    CHECK(world_up((WorldRun){.report = {note_event, &notes}}).kind == ERROR_NONE);
    CHECK_TEXT(buf_text(&notes), "adopted 1 2 2\n");
}
