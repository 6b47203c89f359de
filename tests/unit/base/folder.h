/*
 * folder.h
 *    A folder of its own for a test, which becomes the current one.
 *
 * Each test is a process (harness/main.c), so that nothing has to be undone but the
 * folder itself.
 */
#ifndef UNIT_BASE_FOLDER_H
#define UNIT_BASE_FOLDER_H

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

#include "harness/test.h"

enum
{
    FOLDER_PATH_MAX = 256,
    FOLDER_DESCRIPTORS_MAX = 8,
};

static char folder_path[FOLDER_PATH_MAX];
static pid_t folder_owner;

static int
folder_remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;

    return remove(path);
}

static void
folder_remove(void)
{
    /* A child that a test forked leaves the folder alone. */
    if (getpid() == folder_owner)
        (void)nftw(folder_path, folder_remove_one, FOLDER_DESCRIPTORS_MAX, FTW_DEPTH | FTW_PHYS);
}

/* Another one takes the place of the first. */
static void
folder_enter(void)
{
    const char *parent = getenv("TMPDIR");

    if (folder_owner == getpid())
        folder_remove();
    else
        CHECK(atexit(folder_remove) == 0);

    (void)snprintf(folder_path, sizeof(folder_path), "%s/pawl-unit-XXXXXX",
                   parent == NULL ? "/tmp" : parent);
    CHECK(mkdtemp(folder_path) != NULL);
    folder_owner = getpid();
    CHECK(chdir(folder_path) == 0);
}

static ATTR_UNUSED void
folder_put(const char *path, Str content)
{
    FILE *file = fopen(path, "wb");

    CHECK(file != NULL);
    CHECK_SIZE(content.size == 0 ? 0 : fwrite(content.data, 1, content.size, file), content.size);
    CHECK(fclose(file) == 0);
}

#endif /* UNIT_BASE_FOLDER_H */
