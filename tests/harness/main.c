/*
 * main.c
 *    Run every registered test, or those named on the command line.
 *
 * Each runs in a child of its own, so that one that aborts fails alone.  Prints
 * "ok NAME" or "not ok NAME" for each; tests/run.py counts the lines.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/test.h"

extern const TestCase *const __start_test_cases[];
extern const TestCase *const __stop_test_cases[];

void
test_check(bool holds, const char *file, int line, const char *text)
{
    if (holds)
        return;

    (void)fprintf(stderr, "%s:%d: not true: %s\n", file, line, text);
    abort();
}

void
test_check_text(const char *actual, const char *want, const char *file, int line, const char *text)
{
    if (actual != NULL && strcmp(actual, want) == 0)
        return;

    (void)fprintf(stderr, "%s:%d: %s\n  is       \"%s\"\n  expected \"%s\"\n", file, line, text,
                  actual == NULL ? "(NULL)" : actual, want);
    abort();
}

void
test_check_size(size_t actual, size_t want, const char *file, int line, const char *text)
{
    if (actual == want)
        return;

    (void)fprintf(stderr, "%s:%d: %s is %zu, expected %zu\n", file, line, text, actual, want);
    abort();
}

static bool
wanted(const char *name, int argc, char *argv[])
{
    for (int index = 1; index < argc; index++)
    {
        if (strcmp(argv[index], name) == 0)
            return true;
    }

    return argc == 1;
}

static bool
run_in_child(const TestCase *test)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0)
    {
        test->run();
        exit(EXIT_SUCCESS); /* not _exit(): the leak checker works at exit */
    }

    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

int
main(int argc, char *argv[])
{
    bool all_passed = true;

    for (const TestCase *const *entry = __start_test_cases; entry < __stop_test_cases; entry++)
    {
        if (!wanted((*entry)->name, argc, argv))
            continue;

        (void)fflush(stdout);
        const bool passed = run_in_child(*entry);

        (void)printf("%s %s\n", passed ? "ok" : "not ok", (*entry)->name);
        all_passed = all_passed && passed;
    }

    return all_passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
