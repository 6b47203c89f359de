/*
 * fixture.h
 *    A folder of its own for a test, and the configuration that is loaded in it.
 */
#ifndef UNIT_CONFIG_FIXTURE_H
#define UNIT_CONFIG_FIXTURE_H

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/args.h"
#include "config/config.h"

#include "harness/test.h"

enum
{
    ARGUMENT_MAX = 16,
};

static Arena arena;
static char fixture_folder[] = "/tmp/pawl-test-XXXXXX";

static int
fixture_remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;

    return remove(path);
}

static void
fixture_remove(void)
{
    (void)nftw(fixture_folder, fixture_remove_one, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(&arena);
}

/* Each test is a process, so its folder can be the current one. */
static void
enter_folder(void)
{
    CHECK(mkdtemp(fixture_folder) != NULL);
    CHECK(atexit(fixture_remove) == 0);
    CHECK(chdir(fixture_folder) == 0);
}

static void
put_folder(const char *path)
{
    CHECK(mkdir(path, 0700) == 0);
}

static void
put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    CHECK(file != NULL);
    CHECK(fputs(text, file) >= 0);
    CHECK(fclose(file) == 0);
}

/* Load with a command line of words separated by spaces, as main() does. */
static bool
load(const char *line, const char *const *environment, Options *options, Config *config, Error *err)
{
    char *argv[ARGUMENT_MAX] = {arena_strdup(&arena, "pawl")};
    int argc = 1;
    Str rest = str_from(line);
    Args args = {0};

    while (rest.size > 0)
        argv[argc++] = str_terminate(&arena, str_cut(&rest, ' '));

    options_init(options);

    return args_parse(argc, argv, &arena, options, &args, err) &&
           options_from_environment(options, environment, &arena, err) &&
           config_load(options, environment,
                       args.command == COMMAND_NEW ? CONFIG_FOLDERS : CONFIG_DATABASES, &arena,
                       config, err);
}

#endif /* UNIT_CONFIG_FIXTURE_H */
