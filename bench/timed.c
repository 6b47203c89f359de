/*
 * timed.c
 *    timed FD COMMAND [ARGUMENT...]: run it, and write what it took as a line to the descriptor:
 *    wall ns, user us, system us, peak memory in KB, exit status.
 *
 * A process inherits the peak of the one that spawned it (vfork shares its memory until exec),
 * so it takes a small parent, not Python, to see how little a small program needs.
 */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long
now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);

    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long
microseconds(struct timeval time)
{
    return time.tv_sec * 1000000LL + time.tv_usec;
}

int
main(int argc, char **argv)
{
    posix_spawn_file_actions_t actions;
    struct rusage usage;
    pid_t pid = 0;
    int status = 0;

    if (argc < 3)
    {
        fprintf(stderr, "usage: %s FD COMMAND [ARGUMENT...]\n", argv[0]);
        return 2;
    }

    const int result = atoi(argv[1]);

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addclose(&actions, result);

    const long long start = now_ns();

    if (posix_spawn(&pid, argv[2], &actions, NULL, argv + 2, environ) != 0)
    {
        perror(argv[2]);
        return 2;
    }

    if (wait4(pid, &status, 0, &usage) != pid)
        return 2;

    const long long end = now_ns();

    dprintf(result, "%lld %lld %lld %ld %d\n", end - start, microseconds(usage.ru_utime),
            microseconds(usage.ru_stime), usage.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));

    return 0;
}
