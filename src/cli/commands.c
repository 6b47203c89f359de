/*
 * commands.c
 *    The commands that commands.def declares, and which options each takes.
 */
#include "cli/commands.h"

#include <assert.h>

#include "config/suggest.h"

enum
{
    PLAIN = 0,
    CONNECTS = 1 << 0,
    CONFIGURED = 1 << 1,
    HIDDEN = 1 << 2,
};

/* One bit for each command, and the sets that options.def speaks of. */
enum
{
#define COMMAND(id, ...) IN_##id = 1 << COMMAND_##id,
#include "cli/commands.def"
#undef COMMAND
    IN_NONE = 0,
    IN_ALL = (1 << COMMAND_COUNT) - 1,
    IN_CONNECTING = 0
#define COMMAND(id, traits, ...) | (((traits)&CONNECTS) != 0 ? IN_##id : 0)
#include "cli/commands.def"
#undef COMMAND
        ,
    IN_CONFIGURED = IN_CONNECTING
#define COMMAND(id, traits, ...) | (((traits)&CONFIGURED) != 0 ? IN_##id : 0)
#include "cli/commands.def"
#undef COMMAND
        ,
    IN_LISTS = 0
#define COMMAND(id, traits, ...) | (((traits)&HIDDEN) == 0 ? IN_##id : 0)
#include "cli/commands.def"
#undef COMMAND
        ,
};

static_assert(COMMAND_COUNT < sizeof(int) * CHAR_BIT - 1, "a command needs a bit");

static const int COMMANDS_OF_OPTION[OPTION_COUNT] = {
#define OPTION(id, commands, ...) [OPTION_##id] = (commands),
#include "config/options.def"
#undef OPTION
};

static const CommandSpec SPECS[COMMAND_COUNT] = {
#define COMMAND(id, traits, ...) [COMMAND_##id] = {__VA_ARGS__},
#include "cli/commands.def"
#undef COMMAND
};

const CommandSpec *
command_spec(CommandId id)
{
    assert(id < COMMAND_COUNT);

    return &SPECS[id];
}

bool
command_find(const char *name, CommandId *ret_id, Error *err)
{
    const char *names[COMMAND_COUNT] = {0};
    size_t count = 0;

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        if (strcmp(name, SPECS[id].name) == 0)
        {
            *ret_id = id;
            return true;
        }
        if (!command_is_hidden(id))
            names[count++] = SPECS[id].name;
    }

    const char *near = suggest(str_from(name), names, count);

    (void)error_set(err, ERROR_USAGE, "unknown command \"%s\"", name);

    return near != NULL ? error_hint(err, "Did you mean \"%s\"?", near)
                        : error_hint(err, "Run \"pawl help\" for the list of commands.");
}

bool
command_takes(CommandId id, OptionId option)
{
    assert(option < OPTION_COUNT);

    if (id == COMMAND_COUNT)
        return COMMANDS_OF_OPTION[option] == IN_NONE || COMMANDS_OF_OPTION[option] == IN_ALL;

    return (COMMANDS_OF_OPTION[option] & (1 << id)) != 0;
}

bool
command_is_hidden(CommandId id)
{
    assert(id < COMMAND_COUNT);

    return (IN_LISTS & (1 << id)) == 0;
}
