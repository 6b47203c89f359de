/*
 * args.h
 *    The command line: which command, its operands, its flags.
 *
 *     --name value  --name=value  -x value  -xvalue  -xyz (three flags)
 *
 * Options may stand anywhere; after "--" everything is an operand.  Of an option that
 * is given twice the last one counts, unless it is a list.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include "base/error.h"
#include "cli/commands.h"

typedef struct Args
{
    CommandId command; /* --help and --version have become commands; never COMMAND_COUNT */
    const char **operands;
    size_t operand_count;
} Args;

/*
 * argv[0] is the program.  options is initialised (options_init()).  On ERROR_USAGE the
 * flags of the output group (--json, --no-color, ...) are in options all the same, so
 * that the error can be shown as was asked.
 */
MUST_CHECK bool args_parse(int argc, char *const argv[], Arena *arena, Options *options,
                           Args *ret_args, Error *err);

#endif /* CLI_ARGS_H */
