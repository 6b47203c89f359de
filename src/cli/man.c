/*
 * man.c
 *    The manual page.
 */
#include "cli/man.h"

#include "cli/commands.h"
#include "config/config.h"

/* Text in which nothing is a roff request, an escape or a hyphen to break at. */
static void
text(Buf *buf, const char *plain)
{
    for (const char *byte = plain; *byte != '\0'; byte++)
    {
        const bool line_start = byte == plain || byte[-1] == '\n';

        if (line_start && (*byte == '.' || *byte == '\''))
            buf_append_text(buf, "\\&");

        if (*byte == '\\')
            buf_append_text(buf, "\\e");
        else if (*byte == '-')
            buf_append_text(buf, "\\-");
        else if (*byte == '\'')
            buf_append_text(buf, "\\(aq");
        else
            buf_append_char(buf, *byte);
    }
}

static void
line(Buf *buf, const char *plain)
{
    text(buf, plain);
    buf_append_char(buf, '\n');
}

static void
section(Buf *buf, const char *title)
{
    buf_printf(buf, ".SH %s\n", title);
}

/* A paragraph with a tag: bold, then in italics what follows it. */
static void
tag(Buf *buf, const char *bold, const char *italic)
{
    buf_append_text(buf, ".TP\n\\fB");
    text(buf, bold);
    buf_append_text(buf, "\\fR");

    if (italic[0] != '\0')
    {
        buf_append_text(buf, " \\fI");
        text(buf, italic);
        buf_append_text(buf, "\\fR");
    }

    buf_append_char(buf, '\n');
}

static void
commands(Buf *buf)
{
    section(buf, "COMMANDS");

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        const CommandSpec *spec = command_spec(id);

        tag(buf, spec->name, spec->synopsis);
        line(buf, spec->manual);

        if (spec->example != NULL)
        {
            buf_append_text(buf, ".br\nExample:\n.B ");
            line(buf, spec->example);
        }
    }
}

static void
option_commands(Buf *buf, OptionId id)
{
    size_t taking = 0;
    bool first = true;

    for (CommandId command = 0; command < COMMAND_COUNT; command++)
        taking += command_takes(command, id) ? 1 : 0;

    if (taking == 0 || taking == COMMAND_COUNT)
        return;

    buf_append_text(buf, "Taken by ");

    for (CommandId command = 0; command < COMMAND_COUNT; command++)
    {
        if (command_takes(command, id))
        {
            buf_printf(buf, "%s%s", first ? "" : ", ", command_spec(command)->name);
            first = false;
        }
    }

    buf_append_text(buf, ".\n");
}

static void
options(Buf *buf)
{
    section(buf, "OPTIONS");

    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        SCOPED_ARENA arena = {0};
        const OptionSpec *spec = option_spec(id);
        const char *name = spec->letter == 0
                               ? arena_printf(&arena, "--%s", spec->name)
                               : arena_printf(&arena, "-%c, --%s", spec->letter, spec->name);

        tag(buf, name, spec->placeholder == NULL ? "" : spec->placeholder);
        line(buf, spec->manual);
        buf_append_text(buf, ".br\n");

        if (spec->fallback != NULL)
            line(buf, arena_printf(&arena, "Default: %s.", spec->fallback));
        if (spec->env != NULL)
            line(buf, arena_printf(&arena, "Environment: %s.", spec->env));

        option_commands(buf, id);
    }
}

/* "url, dir, ...": the keys with a flag, in the order of options.def. */
static void
key_list(Buf *buf, const char *first, unsigned flag)
{
    SCOPED_ARENA arena = {0};

    buf_append_text(buf, first);

    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        if ((option_spec(id)->flags & flag) != 0)
            buf_printf(buf, ", %s", option_key(id, &arena));
    }

    buf_append_text(buf, ".\n");
}

static void
configuration_file(Buf *buf)
{
    SCOPED_ARENA arena = {0};

    section(buf, "CONFIGURATION FILE");
    buf_append_text(buf, "The file is YAML. It lists the targets in the order in which they run:\n"
                         ".PP\n.nf\n.RS\ntargets:\n");

    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
    {
        const char *name = (*engine)->name;

        line(buf, arena_printf(&arena, "  - name: %s", name));
        line(buf,
             arena_printf(&arena, "    url: ${%s}", config_variable(name, OPTION_URL, &arena)));
        line(buf, arena_printf(&arena, "    dir: schemas/%s/migrations", name));
    }

    buf_append_text(buf, "out_of_order: refuse\n.RE\n.fi\n.PP\nKeys of the file: ");
    key_list(buf, "targets", OPTION_IN_FILE);
    buf_append_text(buf, ".PP\nKeys of a target: ");
    key_list(buf, "name", OPTION_IN_TARGET);
    buf_append_text(buf, ".PP\n");
    line(buf, "They mean what the options of the same names mean. A name is its database's unless "
              "it is given. Paths are relative to the file. An unknown key is an error.");
    buf_append_text(buf, ".PP\n");
    line(buf, "${NAME} in a value is replaced by the environment variable NAME, and "
              "${NAME:-default} by the default if NAME is not set or empty. A variable that is "
              "not set is an error. $${ stands for ${ itself; names of targets are taken as they "
              "stand.");
}

static void
environment(Buf *buf)
{
    SCOPED_ARENA arena = {0};

    section(buf, "ENVIRONMENT");
    buf_append_text(buf, "Flags win over the environment, the environment over the file. A "
                         "variable that is\nempty counts as not set.\n");

    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
    {
        tag(buf, config_variable((*engine)->name, OPTION_URL, &arena), "");
        line(buf, arena_printf(&arena,
                               "The URL of the %s database; makes it a target if the file "
                               "lists none.",
                               (*engine)->title));
    }

    tag(buf, "PAWL_<NAME>_<KEY>", "");
    line(buf, "Any key of the target NAME, in upper case, with _ for other characters: "
              "PAWL_<NAME>_DIR, PAWL_<NAME>_PASSWORD_FILE.");

    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        const OptionSpec *spec = option_spec(id);

        if (spec->env == NULL)
            continue;

        tag(buf, spec->env, "");
        line(buf, arena_printf(&arena, "As --%s.", spec->name));
    }
}

static void
exit_status(Buf *buf)
{
    SCOPED_ARENA arena = {0};

    section(buf, "EXIT STATUS");
    line(buf, "Below 10 the call itself is wrong; after 10 to 19 a later run may pass by itself; "
              "after 20 and above a person has to look.");

    for (ErrorKind kind = ERROR_NONE; kind < ERROR_KIND_COUNT; kind++)
    {
        tag(buf, arena_printf(&arena, "%d", error_exit_code(kind)), error_slug(kind));
        line(buf, arena_printf(&arena, "%s.", error_meaning(kind)));
    }
}

void
man_write(Buf *buf)
{
    buf_append_text(buf, ".TH PAWL 1 \"\" \"pawl " PAWL_VERSION "\" \"pawl\"\n"
                         ".SH NAME\npawl \\- run database migrations and survive being killed\n"
                         ".SH SYNOPSIS\n.B pawl\n.I COMMAND\n.RI [ OPTION ...]\n"
                         ".SH DESCRIPTION\n");
    line(buf, "pawl applies migration files to databases. It notes each statement in a ledger "
              "inside the database before and after it runs. A run that was killed at any moment "
              "goes on where it stopped when it is started again; where nobody can tell whether a "
              "statement took effect, it stops and says so.");

    commands(buf);
    options(buf);
    configuration_file(buf);
    environment(buf);
    exit_status(buf);
}
