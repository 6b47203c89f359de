/*
 * cli.h
 *    One call of pawl: what was asked, and where its answers go.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "cli/args.h"
#include "report/json.h"
#include "report/metrics.h"
#include "report/text.h"

typedef struct Cli
{
    Arena arena;
    Options options;
    Args args;
    const char *const *environment;
    FILE *results;  /* stdout */
    FILE *messages; /* stderr */
    TextReport text;
    JsonReport *json; /* NULL unless --json */
    bool json_lines;  /* --log-format json */
    Metrics metrics;
    Report report; /* to whichever of the two was asked for */
} Cli;

/* Runs one command line; returns the exit code.  The caller has installed signal handlers. */
int cli_run(int argc, char *const argv[], const char *const *environment);

/* One function per command, in cmd_<name>.c. */
#define COMMAND(id, ...) MUST_CHECK bool cmd_##id(Cli *cli, Error *err);
#include "cli/commands.def"
#undef COMMAND

#endif /* CLI_CLI_H */
