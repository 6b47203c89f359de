/*
 * commands.h
 *    The commands that commands.def declares, and which options each takes.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include <limits.h>
#include <stdbool.h>

#include "base/error.h"
#include "config/options.h"

typedef enum CommandId
{
#define COMMAND(id, ...) COMMAND_##id,
#include "cli/commands.def"
#undef COMMAND
    COMMAND_COUNT, /* also: no command */
} CommandId;

typedef struct CommandSpec
{
    const char *name;
    const char *synopsis; /* of the operands: "[VERSION...]", or "" */
    unsigned operand_min;
    unsigned operand_max;
    const char *summary;
    const char *manual;
    const char *example; /* a command line, or NULL */
} CommandSpec;

const CommandSpec *command_spec(CommandId id);

/* The command of that name; ERROR_USAGE if there is none. */
MUST_CHECK bool command_find(const char *name, CommandId *ret_id, Error *err);

/* Whether the command takes the option; for COMMAND_COUNT: whether it stands alone. */
bool command_takes(CommandId id, OptionId option);

/* Whether lists of commands leave it out. */
bool command_is_hidden(CommandId id);

#endif /* CLI_COMMANDS_H */
