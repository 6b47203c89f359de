/*
 * process.c
 *    Another program, run to its end.
 */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/interrupt.h"

enum
{
    POLL_SLICE_MS = 250, /* how soon an interrupt that came between two checks is seen */
    CHUNK_SIZE = 64 * 1024,
    KILLED = 128,
    OUTPUT = 0,
    MESSAGES = 1,
    STREAMS = 2,
};

/* The ends of one pipe; negative once closed. */
typedef struct Pipe
{
    int ends[2]; /* to read from, to write to */
} Pipe;

static void
pipes_close(Pipe pipes[STREAMS])
{
    for (size_t index = 0; index < STREAMS; index++)
    {
        file_close(&pipes[index].ends[0]);
        file_close(&pipes[index].ends[1]);
    }
}

/* posix_spawn() wants pointers to char that it does not write to. */
static char *const *
as_vector(const char *const *texts)
{
    return (char *const *)(uintptr_t)texts;
}

static MUST_CHECK bool
spawn(const Program *program, const Pipe pipes[STREAMS], pid_t *ret_child)
{
    posix_spawn_file_actions_t actions;

    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;

    errno = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

    if (errno == 0)
        errno = posix_spawn_file_actions_adddup2(&actions, pipes[OUTPUT].ends[1], 1);
    if (errno == 0)
        errno = posix_spawn_file_actions_adddup2(&actions, pipes[MESSAGES].ends[1], 2);
    if (errno == 0)
        errno = posix_spawn(ret_child, program->path, &actions, NULL, as_vector(program->arguments),
                            as_vector(program->environment));

    (void)posix_spawn_file_actions_destroy(&actions);

    return errno == 0;
}

/* What is there on one of the two; closes it at its end. */
static void
take(int *fd, Buf *buf)
{
    char *room = buf_reserve(buf, CHUNK_SIZE);
    const ssize_t got = read(*fd, room, CHUNK_SIZE);

    if (got > 0)
    {
        buf->size += (size_t)got;
        buf->data[buf->size] = '\0';
    }
    else if (got == 0 || (errno != EINTR && errno != EAGAIN))
        file_close(fd);
}

/* Until it closed both streams; a signal to pawl is handed on, once. */
static void
read_all(Pipe pipes[STREAMS], pid_t child, Buf *output, Buf *messages)
{
    bool told = false;

    while (pipes[OUTPUT].ends[0] >= 0 || pipes[MESSAGES].ends[0] >= 0)
    {
        struct pollfd pollers[STREAMS] = {
            {.fd = pipes[OUTPUT].ends[0], .events = POLLIN},
            {.fd = pipes[MESSAGES].ends[0], .events = POLLIN},
        };

        (void)poll(pollers, STREAMS, POLL_SLICE_MS);

        if (pollers[OUTPUT].fd >= 0 && pollers[OUTPUT].revents != 0)
            take(&pipes[OUTPUT].ends[0], output);
        if (pollers[MESSAGES].fd >= 0 && pollers[MESSAGES].revents != 0)
            take(&pipes[MESSAGES].ends[0], messages);

        if (interrupt_requested() && !told)
        {
            told = true;
            (void)kill(child, SIGTERM);
        }
    }
}

static int
wait_for(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;

    return WIFEXITED(status) ? WEXITSTATUS(status) : KILLED + WTERMSIG(status);
}

bool
process_run(const Program *program, ErrorKind kind, Buf *output, Buf *messages, int *ret_status,
            Error *err)
{
    Pipe pipes[STREAMS] = {{{-1, -1}}, {{-1, -1}}};
    pid_t child = 0;

    if (pipe2(pipes[OUTPUT].ends, O_CLOEXEC) != 0 || pipe2(pipes[MESSAGES].ends, O_CLOEXEC) != 0 ||
        !spawn(program, pipes, &child))
    {
        (void)error_set(err, kind, "could not run \"%s\": %s", program->path, strerror(errno));
        pipes_close(pipes);
        return false;
    }

    file_close(&pipes[OUTPUT].ends[1]);
    file_close(&pipes[MESSAGES].ends[1]);
    read_all(pipes, child, output, messages);
    pipes_close(pipes);
    *ret_status = wait_for(child);

    return !interrupt_requested() ||
           error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());
}
