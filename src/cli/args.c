/*
 * args.c
 *    The command line: which command, its operands, its flags.
 */
#include "cli/args.h"

#include <assert.h>

#include "config/suggest.h"

typedef struct Scanner
{
    int argc;
    char *const *argv;
    int next; /* index of the next argument */
    bool only_operands;
    Arena *arena;
    Options *options;
    Args *args;
    bool given[OPTION_COUNT];
    Error *err;
} Scanner;

static bool usage(Error *err, const char *hint, const char *format, ...) ATTR_PRINTF(3, 4);

static bool
usage(Error *err, const char *hint, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *message = arena_vprintf(err->arena, format, args);
    va_end(args);

    (void)error_set(err, ERROR_USAGE, "%s", message);

    return hint == NULL ? false : error_hint(err, "%s", hint);
}

static OptionId
option_by_name(Str name)
{
    OptionId id = 0;

    while (id < OPTION_COUNT && !str_equal(name, str_from(option_spec(id)->name)))
        id++;

    return id;
}

static OptionId
option_by_letter(char letter)
{
    OptionId id = 0;

    while (id < OPTION_COUNT && option_spec(id)->letter != letter)
        id++;

    return id;
}

static bool
unknown_option(Scanner *scanner, Str name)
{
    const char *names[OPTION_COUNT] = {0};

    for (OptionId id = 0; id < OPTION_COUNT; id++)
        names[id] = option_spec(id)->name;

    const char *near = suggest(name, names, OPTION_COUNT);
    const char *hint = near != NULL ? arena_printf(scanner->arena, "Did you mean \"--%s\"?", near)
                                    : "Run \"pawl help COMMAND\" for the options of a command.";

    return usage(scanner->err, hint, "unknown option \"--" STR_FORMAT "\"", STR_ARGS(name));
}

static MUST_CHECK bool
take(Scanner *scanner, OptionId id, const char *text)
{
    const OptionGiven given = {.source = OPTION_FROM_FLAG, .text = text};

    scanner->given[id] = true;

    return option_set(scanner->options, id, &given, scanner->arena, scanner->err);
}

/* The value of an option that is an argument of its own. */
static MUST_CHECK bool
take_next(Scanner *scanner, OptionId id)
{
    const OptionSpec *spec = option_spec(id);
    const char *value = scanner->next < scanner->argc ? scanner->argv[scanner->next] : NULL;

    /* "--dir --json" lacks a directory; it does not mean one that is called "--json". */
    if (value == NULL || (value[0] == '-' && value[1] != '\0'))
        return usage(scanner->err,
                     arena_printf(scanner->arena, "Write --%s=%s.", spec->name, spec->placeholder),
                     "option \"--%s\" needs a value", spec->name);

    scanner->next++;

    return take(scanner, id, value);
}

static MUST_CHECK bool
scan_long(Scanner *scanner, const char *argument)
{
    Str value = str_from(argument + 2);
    const bool has_value = str_find_char(value, 0, '=') < value.size;
    const Str name = str_cut(&value, '=');
    const OptionId id = option_by_name(name);

    if (id == OPTION_COUNT)
        return unknown_option(scanner, name);
    if (option_is_flag(id))
        return has_value ? usage(scanner->err, NULL, "option \"--" STR_FORMAT "\" takes no value",
                                 STR_ARGS(name))
                         : take(scanner, id, NULL);
    if (has_value)
        return take(scanner, id, value.data);

    return take_next(scanner, id);
}

static MUST_CHECK bool
scan_short(Scanner *scanner, const char *argument)
{
    for (const char *letter = argument + 1; *letter != '\0'; letter++)
    {
        const OptionId id = option_by_letter(*letter);

        if (id == OPTION_COUNT)
            return usage(scanner->err, "Run \"pawl help COMMAND\" for the options of a command.",
                         "unknown option \"-%c\"", *letter);

        if (!option_is_flag(id))
            return letter[1] == '\0' ? take_next(scanner, id) : take(scanner, id, letter + 1);
        if (!take(scanner, id, NULL))
            return false;
    }

    return true;
}

static MUST_CHECK bool
scan_operand(Scanner *scanner, const char *argument)
{
    Args *args = scanner->args;

    if (args->command != COMMAND_COUNT)
    {
        args->operands[args->operand_count++] = argument;
        return true;
    }

    return command_find(argument, &args->command, scanner->err);
}

static MUST_CHECK bool
scan(Scanner *scanner)
{
    while (scanner->next < scanner->argc)
    {
        const char *argument = scanner->argv[scanner->next++];
        bool valid = true;

        if (scanner->only_operands || argument[0] != '-' || argument[1] == '\0')
            valid = scan_operand(scanner, argument);
        else if (strcmp(argument, "--") == 0)
            scanner->only_operands = true;
        else
            valid =
                argument[1] == '-' ? scan_long(scanner, argument) : scan_short(scanner, argument);

        if (!valid)
            return false;
    }

    return true;
}

/* "up, plan": the commands that take an option. */
static const char *
commands_of(OptionId option, Arena *arena)
{
    const char *list = NULL;

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        if (command_takes(id, option))
            list = list == NULL ? command_spec(id)->name
                                : arena_printf(arena, "%s, %s", list, command_spec(id)->name);
    }

    return list;
}

static MUST_CHECK bool
check_options(const Scanner *scanner)
{
    const CommandSpec *command = command_spec(scanner->args->command);

    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        if (!scanner->given[id] || command_takes(scanner->args->command, id))
            continue;

        const char *list = commands_of(id, scanner->arena);

        return usage(scanner->err,
                     list == NULL ? "It stands alone, without a command."
                                  : arena_printf(scanner->arena, "It belongs to: %s.", list),
                     "command \"%s\" does not take option \"--%s\"", command->name,
                     option_spec(id)->name);
    }

    return true;
}

static MUST_CHECK bool
check_operands(const Scanner *scanner)
{
    const Args *args = scanner->args;
    const CommandSpec *command = command_spec(args->command);
    const char *hint = arena_printf(scanner->arena, "Usage: pawl %s%s%s", command->name,
                                    command->synopsis[0] == '\0' ? "" : " ", command->synopsis);

    if (args->operand_count < command->operand_min)
        return usage(scanner->err, hint, "command \"%s\" needs an argument", command->name);
    if (args->operand_count > command->operand_max)
        return usage(scanner->err, hint, "command \"%s\" does not take argument \"%s\"",
                     command->name, args->operands[command->operand_max]);

    return true;
}

/* "pawl up --help" means "pawl help up", even if an operand is missing. */
static bool
become_help(Scanner *scanner)
{
    Args *args = scanner->args;

    if (args->command != COMMAND_COUNT && args->command != COMMAND_HELP)
    {
        args->operands[0] = command_spec(args->command)->name;
        args->operand_count = 1;
    }

    args->command = COMMAND_HELP;

    return true;
}

static MUST_CHECK bool
parse(Scanner *scanner)
{
    Args *args = scanner->args;

    if (!scan(scanner))
        return false;
    if (scanner->given[OPTION_HELP])
        return become_help(scanner);
    if (scanner->given[OPTION_VERSION] && args->command == COMMAND_COUNT)
    {
        args->command = COMMAND_VERSION;
        return true;
    }
    if (args->command == COMMAND_COUNT)
        return usage(scanner->err, "Run \"pawl help\" for the list of commands.",
                     "no command was given");

    return check_options(scanner) && check_operands(scanner);
}

/* After a mistake: how the error is to be shown may stand behind it. */
static void
take_output_flags(Scanner *scanner)
{
    for (int index = 1; index < scanner->argc; index++)
    {
        const Str argument = str_from(scanner->argv[index]);

        if (!str_starts_with(argument, STR("--")))
            continue;

        const OptionId id = option_by_name(str_slice(argument, 2, argument.size));
        const OptionGiven given = {.source = OPTION_FROM_FLAG};

        if (id != OPTION_COUNT && option_spec(id)->group == OPTION_GROUP_OUTPUT)
        {
            const bool valid =
                option_set(scanner->options, id, &given, scanner->arena, scanner->err);

            assert(valid);
            (void)valid;
        }
    }
}

bool
args_parse(int argc, char *const argv[], Arena *arena, Options *options, Args *ret_args, Error *err)
{
    Scanner scanner = {.argc = argc,
                       .argv = argv,
                       .next = 1,
                       .arena = arena,
                       .options = options,
                       .args = ret_args,
                       .err = err};

    *ret_args = (Args){.command = COMMAND_COUNT,
                       .operands = ARENA_ARRAY(arena, const char *, (size_t)argc + 1)};

    if (parse(&scanner))
        return true;

    take_output_flags(&scanner);

    return false;
}
