/*
 * checksums.c
 *    The checksums of a directory's files, computed while the caller connects to the database.
 */
#include "source/checksums.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "base/content.h"
#include "base/file.h"
#include "source/marks.h"
#include "source/place.h"

enum
{
    WORTH_A_THREAD = 32,    /* files: below, the thread costs more than it saves */
    TEXT_FIRST = 16 * 1024, /* room for most files; one that is larger makes more */
};

struct Checksums
{
    const char *directory;
    Migration *migrations;
    size_t count;
    size_t done;
    Content content;
    pthread_t thread;
    bool running;
};

/* What is in the file makes it repeatable, where the file's name does not say so. */
static MUST_CHECK bool
note_mark(Migration *migration, Str text, Error *err)
{
    const Format *format = migration->source->format;
    const Str mark = marks_find_repeatable(text);

    if (format->habits != NULL)
    {
        const FormatHabits habits = format->habits(text);

        migration->repeatable = habits.on_change || habits.always;
        migration->always = habits.always;
        migration->may_fail = habits.may_fail;
    }
    if (mark.size == 0)
        return true;

    migration->repeatable = format->repeatable && !migration->bootstrap;

    if (migration->repeatable)
        return true;

    (void)place_error(err, migration_path(migration, err->arena), text,
                      (size_t)(mark.data - text.data), "this file cannot be repeatable");

    return error_hint(err, "The mark is for plain files that are not the first of all.");
}

/* One descriptor for the folder saves a path walk for each of thousands of files. */
static MUST_CHECK bool
compute(Checksums *checksums, Error *err)
{
    Content *content = &checksums->content;

    if (checksums->done == checksums->count)
        return true;

    ATTR_CLEANUP(file_close)
    int folder = open(checksums->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0)
        return error_set(err, ERROR_SOURCE, "could not open directory \"%s\": %s",
                         checksums->directory, strerror(errno));

    for (; checksums->done < checksums->count; checksums->done++)
    {
        Migration *migration = &checksums->migrations[checksums->done];

        if (!content_open_small(folder, migration->file, MIGRATION_SIZE_MAX, ERROR_SOURCE, content,
                                err))
            return error_wrap(err, "could not read migrations of \"%s\"", checksums->directory);

        const Str text = migration_content(content->text);

        if (!sha256_of_content(content, text, &migration->checksum, err) ||
            !note_mark(migration, text, err))
            return false;
    }

    return true;
}

/* What fails here is tried again by checksums_finish(), which has somebody to tell. */
static void *
compute_aside(void *context)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);

    (void)!compute(context, &ignored);

    return NULL;
}

/* Signals are the main thread's, which waits in poll() and must be woken up. */
static bool
start_thread(Checksums *checksums)
{
    sigset_t all;
    sigset_t before;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);

    const bool started = pthread_create(&checksums->thread, NULL, compute_aside, checksums) == 0;

    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);

    return started;
}

Checksums *
checksums_start(const char *directory, Migration *migrations, size_t count, Arena *arena)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    Sha256 digest;
    Checksums *checksums = ARENA_NEW(arena, Checksums);

    *checksums = (Checksums){.directory = directory, .migrations = migrations, .count = count};

    /* A thread that allocates gets a heap of its own, 100 KB of it at once. */
    (void)buf_reserve(&checksums->content.buf, TEXT_FIRST);

    /* The first digest loads the library, which two threads must not do at once. */
    checksums->running = count >= WORTH_A_THREAD && sha256_of_text(STR(""), &digest, &ignored) &&
                         start_thread(checksums);

    return checksums;
}

bool
checksums_finish(Checksums *checksums, Error *err)
{
    if (checksums->running)
        (void)pthread_join(checksums->thread, NULL);

    checksums->running = false;

    const bool good = compute(checksums, err);

    content_close(&checksums->content);

    return good;
}
