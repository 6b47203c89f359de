/* Unit tests of cli/help.c, man.c, completion.c: nothing that is declared is missing in them. */
#include "unit/config/fake_engines.h"

#include "cli/completion.h"
#include "cli/help.h"
#include "cli/man.h"

#include "harness/test.h"

static void
check_width(const Buf *buf)
{
    Str rest = buf_str(buf);

    CHECK(rest.size > 0);

    while (rest.size > 0)
    {
        const Str line = str_cut(&rest, '\n');

        CHECK(line.size <= 80);
        CHECK(line.size == 0 || line.data[line.size - 1] != ' ');
    }
}

static bool
holds(const Buf *buf, const char *text)
{
    return strstr(buf_text(buf), text) != NULL;
}

TEST(help_fits_into_80_columns)
{
    SCOPED_BUF buf = {0};

    help_main(&buf);
    check_width(&buf);

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        buf_clear(&buf);
        help_command(id, &buf);
        check_width(&buf);
    }
}

TEST(main_help_lists_the_commands_and_an_example_for_the_engines)
{
    SCOPED_BUF buf = {0};

    help_main(&buf);

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
        CHECK(holds(&buf, command_spec(id)->summary) == !command_is_hidden(id));

    CHECK(holds(&buf, "  export PAWL_ALPHA_URL=alpha://user@host/database\n"));
    CHECK(holds(&buf, "  pawl up --dir schemas       # runs schemas/alpha schemas/beta\n"));
    CHECK(holds(&buf, "-V, --version"));
}

TEST(help_of_a_command_lists_its_options_and_no_others)
{
    SCOPED_ARENA arena = {0};

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        SCOPED_BUF buf = {0};

        help_command(id, &buf);
        CHECK(holds(&buf, arena_printf(&arena, "Usage: pawl %s", command_spec(id)->name)));

        for (OptionId option = 0; option < OPTION_COUNT; option++)
        {
            const OptionSpec *spec = option_spec(option);
            const char *label = arena_printf(&arena, ", --%s ", spec->name);

            if (spec->letter == 0)
                label = arena_printf(&arena, "      --%s ", spec->name);

            CHECK(holds(&buf, label) == command_takes(id, option));
        }
    }
}

/* Text as the manual writes it: with "\-" for "-". */
static const char *
roff(const char *text, Arena *arena)
{
    const char *result = "";

    for (const char *byte = text; *byte != '\0'; byte++)
        result = arena_printf(arena, "%s%s%c", result, *byte == '-' ? "\\" : "", *byte);

    return result;
}

TEST(the_manual_has_every_option_variable_command_and_exit_code)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};

    man_write(&buf);

    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        const OptionSpec *spec = option_spec(id);

        CHECK(holds(&buf, roff(arena_printf(&arena, "--%s", spec->name), &arena)));

        if (spec->env != NULL)
            CHECK(holds(&buf, arena_printf(&arena, "\\fB%s\\fR", spec->env)));
        if (spec->flags != 0)
            CHECK(holds(&buf, option_key(id, &arena)));
    }

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
        CHECK(holds(&buf, arena_printf(&arena, "\\fB%s\\fR", command_spec(id)->name)));

    for (ErrorKind kind = ERROR_NONE; kind < ERROR_KIND_COUNT; kind++)
        CHECK(holds(&buf, arena_printf(&arena, ".TP\n\\fB%d\\fR \\fI%s\\fR\n",
                                       error_exit_code(kind), error_slug(kind))));

    CHECK(holds(&buf, "PAWL_BETA_URL"));
}

TEST(no_line_of_the_manual_is_taken_for_a_request)
{
    static const char *const REQUESTS[] = {".TH ", ".SH ", ".TP", ".PP", ".nf", ".fi",
                                           ".RS",  ".RE",  ".br", ".B ", ".I ", ".RI "};
    SCOPED_BUF buf = {0};

    man_write(&buf);

    for (Str rest = buf_str(&buf); rest.size > 0;)
    {
        const Str line = str_cut(&rest, '\n');
        bool known = line.size == 0 || (line.data[0] != '.' && line.data[0] != '\'');

        for (size_t index = 0; index < LENGTH_OF(REQUESTS); index++)
            known = known || str_starts_with(line, str_from(REQUESTS[index]));

        CHECK(known);
    }
}

TEST(every_option_and_command_can_be_completed)
{
    static const char *const SHELLS[] = {"bash", "zsh", "fish"};
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < LENGTH_OF(SHELLS); index++)
    {
        SCOPED_BUF buf = {0};
        Error err = ERROR_INIT(&arena);
        const bool fish = strcmp(SHELLS[index], "fish") == 0;

        CHECK(completion_write(SHELLS[index], &buf, &err));

        for (OptionId id = 0; id < OPTION_COUNT; id++)
            CHECK(
                holds(&buf, arena_printf(&arena, fish ? "-l %s" : "--%s", option_spec(id)->name)));

        for (CommandId id = 0; id < COMMAND_COUNT; id++)
            CHECK(command_is_hidden(id) || holds(&buf, command_spec(id)->name));

        CHECK(holds(&buf, "apply refuse"));
    }
}

TEST(completion_knows_three_shells)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(&arena);

    CHECK(!completion_write("tcsh", &buf, &err));
    CHECK(err.kind == ERROR_USAGE);
    CHECK_TEXT(err.message, "unknown shell \"tcsh\"");
    CHECK_TEXT(err.hint, "Known shells: bash, zsh, fish.");
}
