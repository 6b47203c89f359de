/*
 * help.c
 *    The help texts, no line longer than 80 columns.
 */
#include "cli/help.h"

#include "config/config.h"

enum
{
    HELP_WIDTH = 79, /* a terminal of 80 columns may wrap after its last one */
    HELP_COMMAND_COLUMN = 14,
    HELP_OPTION_COLUMN = 30,
};

static const char *const GROUP_TITLES[OPTION_GROUP_COUNT] = {
    [OPTION_GROUP_TARGETS] = "Databases and files",
    [OPTION_GROUP_RUN] = "What to run",
    [OPTION_GROUP_OUTPUT] = "Output",
};

static void
pad_to(Buf *buf, size_t *column, size_t want)
{
    for (; *column < want; (*column)++)
        buf_append_char(buf, ' ');
}

/* Append words from a column on; lines that follow begin at indent. */
static void
wrap(Buf *buf, size_t column, size_t indent, const char *text)
{
    Str rest = str_from(text);
    bool first = true;

    while (rest.size > 0)
    {
        const Str word = str_cut(&rest, ' ');
        const size_t space = first ? 0 : 1;

        if (!first && column + space + word.size > HELP_WIDTH)
        {
            buf_append_char(buf, '\n');
            column = 0;
            first = true;
        }
        if (first)
            pad_to(buf, &column, indent);
        else
            buf_append_char(buf, ' ');

        column += (first ? 0 : 1) + word.size;
        buf_append(buf, word);
        first = false;
    }

    buf_append_char(buf, '\n');
}

/* A label at column 2 and its text in a column of its own, below it if it is too long. */
static void
entry(Buf *buf, const char *label, size_t text_column, const char *text)
{
    const size_t size = strlen(label);
    size_t column = size + 2;

    buf_printf(buf, "  %s", label);

    if (column + 2 > text_column)
    {
        buf_append_char(buf, '\n');
        column = 0;
    }

    pad_to(buf, &column, text_column);
    wrap(buf, column, text_column, text);
}

static void
option_entry(Buf *buf, OptionId id)
{
    SCOPED_ARENA arena = {0};
    const OptionSpec *spec = option_spec(id);
    const char *letter = spec->letter == 0 ? "   " : arena_printf(&arena, "-%c,", spec->letter);
    const char *value =
        spec->placeholder == NULL ? "" : arena_printf(&arena, " %s", spec->placeholder);
    const char *fallback =
        spec->fallback == NULL ? "" : arena_printf(&arena, " (default: %s)", spec->fallback);
    const char *env = spec->env == NULL ? "" : arena_printf(&arena, " [%s]", spec->env);

    entry(buf, arena_printf(&arena, "%s --%s%s", letter, spec->name, value), HELP_OPTION_COLUMN,
          arena_printf(&arena, "%s%s%s", spec->help, fallback, env));
}

static void
option_groups(Buf *buf, CommandId command)
{
    for (OptionGroup group = 0; group < OPTION_GROUP_COUNT; group++)
    {
        bool titled = false;

        for (OptionId id = 0; id < OPTION_COUNT; id++)
        {
            if (option_spec(id)->group != group || !command_takes(command, id))
                continue;
            if (!titled)
                buf_printf(buf, "\n%s:\n", GROUP_TITLES[group]);

            titled = true;
            option_entry(buf, id);
        }
    }
}

/* Shell lines that run everything, for the engines that there are. */
static void
example(Buf *buf)
{
    SCOPED_ARENA arena = {0};

    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
        buf_printf(buf, "  export %s=%s://user@host/database\n",
                   config_variable((*engine)->name, OPTION_URL, &arena), (*engine)->name);

    buf_append_text(buf, "  pawl up --dir schemas       # runs");

    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
        buf_printf(buf, " schemas/%s", (*engine)->name);

    buf_append_text(buf, "\n");
}

void
help_main(Buf *buf)
{
    buf_append_text(buf, "pawl applies database migrations, and goes on where a killed run "
                         "stopped.\n\n"
                         "Usage: pawl COMMAND [OPTION...]\n\n"
                         "Commands:\n");

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        if (!command_is_hidden(id))
            entry(buf, command_spec(id)->name, HELP_COMMAND_COLUMN, command_spec(id)->summary);
    }

    option_groups(buf, COMMAND_COUNT);
    buf_append_text(buf, "\nExample:\n");
    example(buf);
    buf_append_char(buf, '\n');
    wrap(buf, 0, 0,
         "\"pawl help COMMAND\" explains a command and its options, \"pawl manual\" prints the "
         "manual page, \"pawl completion SHELL\" a completion script.");
}

/* Who configures nothing sees here what can be configured. */
static void
targets_note(Buf *buf)
{
    SCOPED_ARENA arena = {0};
    const char *variables = "";

    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
        variables = arena_printf(&arena, "%s, %s", variables,
                                 config_variable((*engine)->name, OPTION_URL, &arena));

    buf_append_char(buf, '\n');
    wrap(buf, 0, 0,
         arena_printf(&arena,
                      "The databases are those of --url, of " CONFIG_FILE_NAME
                      "%s or DATABASE_URL, whichever comes first. Flags win over the "
                      "environment, the environment over the file.",
                      variables));
}

void
help_command(CommandId id, Buf *buf)
{
    const CommandSpec *spec = command_spec(id);

    buf_printf(buf, "Usage: pawl %s%s%s [OPTION...]\n\n", spec->name,
               spec->synopsis[0] == '\0' ? "" : " ", spec->synopsis);
    wrap(buf, 0, 0, spec->manual);
    option_groups(buf, id);

    if (command_takes(id, OPTION_URL))
        targets_note(buf);
    if (spec->example != NULL)
        buf_printf(buf, "\nExample:\n  %s\n", spec->example);
}
