/*
 * main.c
 *    pawl: signals, then the command line.
 */
#include <malloc.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "cli/cli.h"

enum
{
    GIVEN_BACK_FROM = 64 * 1024, /* bytes */
};

int
main(int argc, char *argv[])
{
    /* What was large and is freed is the system's again, not a hole in the heap. */
    (void)mallopt(M_MMAP_THRESHOLD, GIVEN_BACK_FROM);
    interrupt_init();

    return cli_run(argc, argv, (const char *const *)environ);
}
