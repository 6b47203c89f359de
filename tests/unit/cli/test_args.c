/* Unit tests of cli/args.c and cli/commands.c. */
#include "unit/config/fake_engines.h"

#include "cli/args.h"

#include "harness/test.h"

enum
{
    ARGUMENT_MAX = 16,
};

static Arena arena;

static bool
parse(const char *line, Options *options, Args *args, Error *err)
{
    char *argv[ARGUMENT_MAX] = {arena_strdup(&arena, "pawl")};
    int argc = 1;
    Str rest = str_from(line);

    while (rest.size > 0)
        argv[argc++] = str_terminate(&arena, str_cut(&rest, ' '));

    options_init(options);

    return args_parse(argc, argv, &arena, options, args, err);
}

/* "command operand ...", or the error's message. */
static const char *
parsed(const char *line)
{
    Error err = ERROR_INIT(&arena);
    Options options;
    Args args = {0};

    if (!parse(line, &options, &args, &err))
        return err.message;

    const char *text = command_spec(args.command)->name;

    for (size_t index = 0; index < args.operand_count; index++)
        text = arena_printf(&arena, "%s %s", text, args.operands[index]);

    return text;
}

TEST(commands_and_operands)
{
    static const char *const CASES[][2] = {
        {"up", "up"},
        {"--json up --quiet", "up"},
        {"baseline 1 2 3", "baseline 1 2 3"},
        {"baseline 1 --json 2 -t a", "baseline 1 2"},
        {"new -- -x", "new -x"},
        {"new - --json", "new -"},
        {"-- up", "up"},
        {"help", "help"},
        {"help up", "help up"},
        {"up --help", "help up"},
        {"-h", "help"},
        {"new -h", "help new"},
        {"help -h", "help"},
        {"up -nh --to 3", "help up"},
        {"--version", "version"},
        {"-V", "version"},
        {"version", "version"},
        {"completion zsh", "completion zsh"},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
        CHECK_TEXT(parsed(CASES[index][0]), CASES[index][1]);

    arena_free(&arena);
}

TEST(every_way_to_write_a_value)
{
    static const char *const LINES[] = {
        "up --dir x --wait 7 -n",
        "up --dir=x --wait=7 --dry-run",
        "up -d x -nw 7",
        "up -dx -nw7",
        "-nw7 -dx up",
        "up -d y -d x -w 8 -w7 -n",
        "up --dir=y --dir x -w7 -n -n -n",
    };

    for (size_t index = 0; index < LENGTH_OF(LINES); index++)
    {
        Error err = ERROR_INIT(&arena);
        Options options;
        Args args = {0};

        CHECK(parse(LINES[index], &options, &args, &err));
        CHECK_TEXT(option_text(&options, OPTION_DIR), "x");
        CHECK(option_ms(&options, OPTION_WAIT) == 7000);
        CHECK(option_is_on(&options, OPTION_DRY_RUN));
        CHECK(options.values[OPTION_WAIT].source == OPTION_FROM_FLAG);
        CHECK(options.values[OPTION_CONNECT_TIMEOUT].source == OPTION_FROM_FALLBACK);
    }

    arena_free(&arena);
}

TEST(lists_keep_every_value)
{
    Error err = ERROR_INIT(&arena);
    Options options;
    Args args = {0};

    CHECK(parse("status -ta --target=b --target c", &options, &args, &err));
    CHECK_SIZE(options.values[OPTION_TARGET].item_count, 3);
    CHECK_TEXT(options.values[OPTION_TARGET].items[0], "a");
    CHECK_TEXT(options.values[OPTION_TARGET].items[2], "c");
    arena_free(&arena);
}

TEST(mistakes_are_one_line_with_a_hint)
{
    static const struct
    {
        const char *line;
        const char *message;
        const char *hint;
    } CASES[] = {
        {"", "no command was given", "Run \"pawl help\" for the list of commands."},
        {"--json", "no command was given", "Run \"pawl help\" for the list of commands."},
        {"upp", "unknown command \"upp\"", "Did you mean \"up\"?"},
        {"destroy", "unknown command \"destroy\"", "Run \"pawl help\" for the list of commands."},
        {"up --jsn", "unknown option \"--jsn\"", "Did you mean \"--json\"?"},
        {"up --dri=x", "unknown option \"--dri\"", "Did you mean \"--dir\"?"},
        {"up --frobnicate", "unknown option \"--frobnicate\"",
         "Run \"pawl help COMMAND\" for the options of a command."},
        {"up -nz", "unknown option \"-z\"",
         "Run \"pawl help COMMAND\" for the options of a command."},
        {"up --dir", "option \"--dir\" needs a value", "Write --dir=DIR."},
        {"up -nd", "option \"--dir\" needs a value", "Write --dir=DIR."},
        {"up --dir --json", "option \"--dir\" needs a value", "Write --dir=DIR."},
        {"up --dir=", "invalid value \"\" for option \"--dir\"",
         "It must be a text that is not empty."},
        {"up --json=yes", "option \"--json\" takes no value", NULL},
        {"up --wait=1.5s", "invalid value \"1.5s\" for option \"--wait\"",
         "It must be a number of seconds from 0 to 1000000, such as 30 or 0.5."},
        {"up --wait 1000001", "invalid value \"1000001\" for option \"--wait\"",
         "It must be a number of seconds from 0 to 1000000, such as 30 or 0.5."},
        {"up --out-of-order skip", "invalid value \"skip\" for option \"--out-of-order\"",
         "It must be one of apply|refuse."},
        {"up --ledger-sync maybe", "invalid value \"maybe\" for option \"--ledger-sync\"",
         "It must be on or off."},
        {"status --to 3", "command \"status\" does not take option \"--to\"",
         "It belongs to: up, down, wait, plan, baseline."},
        {"--url x version", "command \"version\" does not take option \"--url\"",
         "It belongs to: up, down, wait, status, verify, plan, baseline, adopt, resolve, "
         "explain, dump, unlock."},
        {"up --version", "command \"up\" does not take option \"--version\"",
         "It stands alone, without a command."},
        {"up 3", "command \"up\" does not take argument \"3\"", "Usage: pawl up"},
        {"new", "command \"new\" needs an argument", "Usage: pawl new NAME"},
        {"new a b", "command \"new\" does not take argument \"b\"", "Usage: pawl new NAME"},
        {"completion", "command \"completion\" needs an argument",
         "Usage: pawl completion bash|zsh|fish"},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        Error err = ERROR_INIT(&arena);
        Options options;
        Args args = {0};

        CHECK(!parse(CASES[index].line, &options, &args, &err));
        CHECK(err.kind == ERROR_USAGE);
        CHECK_TEXT(err.message, CASES[index].message);

        if (CASES[index].hint == NULL)
            CHECK(err.hint == NULL);
        else
            CHECK_TEXT(err.hint, CASES[index].hint);
    }

    arena_free(&arena);
}

TEST(how_to_show_an_error_is_known_even_if_it_stands_behind_it)
{
    Error err = ERROR_INIT(&arena);
    Options options;
    Args args = {0};

    CHECK(!parse("up --wrong x --json --to --no-color", &options, &args, &err));
    CHECK(option_is_on(&options, OPTION_JSON));
    CHECK(option_is_on(&options, OPTION_NO_COLOR));
    CHECK(!option_is_on(&options, OPTION_QUIET));
    CHECK_TEXT(err.message, "unknown option \"--wrong\"");
    arena_free(&arena);
}

TEST(every_option_belongs_to_a_command_or_stands_alone)
{
    for (OptionId option = 0; option < OPTION_COUNT; option++)
    {
        size_t count = 0;

        for (CommandId id = 0; id < COMMAND_COUNT; id++)
            count += command_takes(id, option) ? 1 : 0;

        CHECK(count > 0 || command_takes(COMMAND_COUNT, option));
    }

    CHECK(command_takes(COMMAND_NEW, OPTION_DIR));
    CHECK(!command_takes(COMMAND_NEW, OPTION_URL));
    CHECK(!command_takes(COMMAND_HELP, OPTION_CONFIG));
    CHECK(command_is_hidden(COMMAND_MANUAL));
    CHECK(!command_is_hidden(COMMAND_UP));
}
