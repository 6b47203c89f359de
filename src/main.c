/*
 * main.c
 *    pawl: signals, then the command line.
 */
#include <unistd.h>

#include "base/interrupt.h"
#include "cli/cli.h"

int
main(int argc, char *argv[])
{
    interrupt_init();

    return cli_run(argc, argv, (const char *const *)environ);
}
