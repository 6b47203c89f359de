/* Unit tests of base/process.c: another program, run to its end. */
#include "base/process.h"

#include "harness/test.h"

static int
run_shell(const char *script, Buf *output, Buf *messages)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const char *const arguments[] = {"sh", "-c", script, NULL};
    const char *const environment[] = {"NAME=value", NULL};
    const Program program = {.path = "/bin/sh", .arguments = arguments, .environment = environment};
    int status = -1;

    CHECK(process_run(&program, ERROR_CONFIG, output, messages, &status, &err));

    return status;
}

TEST(both_streams_and_the_exit_code_are_taken)
{
    SCOPED_BUF output = {0};
    SCOPED_BUF messages = {0};

    CHECK_SIZE(
        (size_t)run_shell("echo \"out $NAME $HOME\"; echo err >&2; exit 7", &output, &messages), 7);
    CHECK_TEXT(buf_text(&output), "out value \n");
    CHECK_TEXT(buf_text(&messages), "err\n");
}

/* More than a pipe holds on either stream must not keep the other one waiting. */
TEST(large_output_on_both_streams_does_not_block)
{
    SCOPED_BUF output = {0};
    SCOPED_BUF messages = {0};

    CHECK_SIZE((size_t)run_shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789; "
                                 "echo 9876543210 >&2; i=$((i+1)); done; cat",
                                 &output, &messages),
               0);
    CHECK_SIZE(output.size, 220000);
    CHECK_SIZE(messages.size, 220000);
}

TEST(a_killed_program_has_the_status_of_its_signal)
{
    SCOPED_BUF output = {0};
    SCOPED_BUF messages = {0};

    CHECK_SIZE((size_t)run_shell("kill -9 $$", &output, &messages), 137);
}

TEST(what_cannot_be_started_is_an_error)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF output = {0};
    Error err = ERROR_INIT(&arena);
    const char *const none[] = {"x", NULL};
    const Program program = {.path = "/nonexistent", .arguments = none, .environment = none};
    int status = 0;

    CHECK(!process_run(&program, ERROR_CONFIG, &output, &output, &status, &err));
    CHECK(err.kind == ERROR_CONFIG);
    CHECK_TEXT(err.message, "could not run \"/nonexistent\": No such file or directory");
}
