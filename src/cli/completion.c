/*
 * completion.c
 *    Completion scripts for shells.
 *
 * Each is a list of the commands, and for each command of its options; what can
 * follow an option comes from its kind.
 */
#include "cli/completion.h"

#include "cli/commands.h"

/* The choices of an option separated by spaces, or NULL if it has none. */
static const char *
choices_of(const OptionSpec *spec, Arena *arena)
{
    if (spec->kind != OPTION_CHOICE && spec->kind != OPTION_SWITCH)
        return NULL;

    char *list = arena_strdup(arena, spec->placeholder);

    for (char *byte = strchr(list, '|'); byte != NULL; byte = strchr(byte, '|'))
        *byte = ' ';

    return list;
}

static void
bash_commands(Buf *buf)
{
    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        if (!command_is_hidden(id))
            buf_printf(buf, " %s", command_spec(id)->name);
    }
}

/* "--dir|-d": as a pattern of case. */
static void
bash_pattern(Buf *buf, const OptionSpec *spec)
{
    buf_printf(buf, "--%s", spec->name);

    if (spec->letter != 0)
        buf_printf(buf, "|-%c", spec->letter);
}

static void
bash_values(Buf *buf)
{
    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        SCOPED_ARENA arena = {0};
        const OptionSpec *spec = option_spec(id);
        const char *choices = choices_of(spec, &arena);

        if (option_is_flag(id))
            continue;

        buf_append_text(buf, "        ");
        bash_pattern(buf, spec);
        buf_append_text(buf, ") ");

        if (choices != NULL)
            buf_printf(buf, "COMPREPLY=($(compgen -W \"%s\" -- \"$word\"))", choices);
        else if (spec->kind == OPTION_FILE || spec->kind == OPTION_FOLDER)
            buf_printf(buf, "compopt -o filenames; COMPREPLY=($(compgen -%c -- \"$word\"))",
                       spec->kind == OPTION_FILE ? 'f' : 'd');
        else
            buf_append_text(buf, "COMPREPLY=()");

        buf_append_text(buf, "; return ;;\n");
    }
}

static void
bash_options(Buf *buf, CommandId command)
{
    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        if (command_takes(command, id))
            buf_printf(buf, " --%s", option_spec(id)->name);
    }
}

static void
write_bash(Buf *buf)
{
    buf_append_text(buf, "# pawl completion for bash\n"
                         "_pawl() {\n"
                         "    local word=${COMP_WORDS[COMP_CWORD]}\n"
                         "    local before=${COMP_WORDS[COMP_CWORD-1]} command= each\n"
                         "    local options= words=\n"
                         "    COMPREPLY=()\n"
                         "    case $before in\n");
    bash_values(buf);
    buf_append_text(buf, "    esac\n"
                         "    for each in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                         "        case $each in\n"
                         "            ");

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
        buf_printf(buf, "%s%s", id == 0 ? "" : "|", command_spec(id)->name);

    buf_append_text(buf, ") command=$each; break ;;\n"
                         "        esac\n"
                         "    done\n"
                         "    case $command in\n");

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        buf_printf(buf, "        %s) options=\"", command_spec(id)->name);
        bash_options(buf, id);

        buf_append_text(buf, "\"");

        if (id == COMMAND_HELP)
        {
            buf_append_text(buf, " words=\"");
            bash_commands(buf);
            buf_append_text(buf, "\"");
        }
        if (id == COMMAND_COMPLETION)
            buf_append_text(buf, " words=\"bash zsh fish\"");

        buf_append_text(buf, " ;;\n");
    }

    buf_append_text(buf, "        *) options=\"");
    bash_options(buf, COMMAND_COUNT);
    buf_append_text(buf, "\" words=\"");
    bash_commands(buf);
    buf_append_text(buf, "\" ;;\n"
                         "    esac\n"
                         "    [[ $word == -* ]] && words=$options\n"
                         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                         "}\n"
                         "complete -F _pawl pawl\n");
}

/* Text inside '...' of zsh's _arguments, where [ ] : \ mean something, or of fish. */
static void
quoted(Buf *buf, const char *text, const char *escaped)
{
    for (const char *byte = text; *byte != '\0'; byte++)
    {
        if (*byte == '\'')
        {
            buf_append_text(buf, "'\\''");
            continue;
        }
        if (strchr(escaped, *byte) != NULL)
            buf_append_char(buf, '\\');

        buf_append_char(buf, *byte);
    }
}

static void
zsh_option(Buf *buf, OptionId id)
{
    SCOPED_ARENA arena = {0};
    const OptionSpec *spec = option_spec(id);
    const char *choices = choices_of(spec, &arena);

    if (spec->letter == 0)
        buf_printf(buf, "                '%s--%s%s[", spec->kind == OPTION_LIST ? "*" : "",
                   spec->name, option_is_flag(id) ? "" : "=");
    else
        buf_printf(buf, "                %s{-%c%s,--%s%s}'[",
                   spec->kind == OPTION_LIST ? "'*'" : "", spec->letter,
                   option_is_flag(id) ? "" : "+", spec->name, option_is_flag(id) ? "" : "=");

    quoted(buf, spec->help, "[]:\\");
    buf_append_text(buf, "]");

    if (choices != NULL)
        buf_printf(buf, ":value:(%s)", choices);
    else if (spec->kind == OPTION_FILE)
        buf_append_text(buf, ":file:_files");
    else if (spec->kind == OPTION_FOLDER)
        buf_append_text(buf, ":directory:_files -/");
    else if (!option_is_flag(id))
        buf_printf(buf, ":%s: ", spec->placeholder);

    buf_append_text(buf, "' \\\n");
}

static void
zsh_arguments(Buf *buf, CommandId command)
{
    buf_append_text(buf, "            _arguments -s -S \\\n");

    for (OptionId id = 0; id < OPTION_COUNT; id++)
    {
        if (command_takes(command, id))
            zsh_option(buf, id);
    }

    if (command == COMMAND_COUNT || command == COMMAND_HELP)
        buf_append_text(buf, "                '1:command:{_describe command commands}'\n");
    else if (command == COMMAND_COMPLETION)
        buf_append_text(buf, "                '1:shell:(bash zsh fish)'\n");
    else
        buf_append_text(buf, "                '*: : '\n");

    buf_append_text(buf, "            ;;\n");
}

static void
write_zsh(Buf *buf)
{
    buf_append_text(buf, "#compdef pawl\n"
                         "# pawl completion for zsh\n"
                         "_pawl() {\n"
                         "    local -a commands\n"
                         "    commands=(\n");

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        if (command_is_hidden(id))
            continue;

        buf_printf(buf, "        '%s:", command_spec(id)->name);
        quoted(buf, command_spec(id)->summary, ":\\");
        buf_append_text(buf, "'\n");
    }

    buf_append_text(buf, "    )\n"
                         "    local command=\n"
                         "    if (( CURRENT > 2 )); then\n"
                         "        command=$words[2]\n"
                         "        shift words\n"
                         "        (( CURRENT-- ))\n"
                         "    fi\n"
                         "    case $command in\n");

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        buf_printf(buf, "        %s)\n", command_spec(id)->name);
        zsh_arguments(buf, id);
    }

    buf_append_text(buf, "        *)\n");
    zsh_arguments(buf, COMMAND_COUNT);
    buf_append_text(buf, "    esac\n"
                         "}\n"
                         "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n"
                         "    _pawl \"$@\"\n"
                         "else\n"
                         "    compdef _pawl pawl\n"
                         "fi\n");
}

static void
fish_option(Buf *buf, OptionId id)
{
    SCOPED_ARENA arena = {0};
    const OptionSpec *spec = option_spec(id);
    const char *choices = choices_of(spec, &arena);
    bool first = true;

    buf_append_text(buf, "complete -c pawl");

    for (CommandId command = 0; command < COMMAND_COUNT; command++)
    {
        if (command_takes(COMMAND_COUNT, id) || !command_takes(command, id))
            continue;

        buf_printf(buf, "%s%s", first ? " -n '__fish_seen_subcommand_from " : " ",
                   command_spec(command)->name);
        first = false;
    }

    buf_printf(buf, "%s -l %s", first ? "" : "'", spec->name);

    if (spec->letter != 0)
        buf_printf(buf, " -s %c", spec->letter);
    if (choices != NULL)
        buf_printf(buf, " -x -a '%s'", choices);
    else if (spec->kind == OPTION_FILE)
        buf_append_text(buf, " -r -F");
    else if (spec->kind == OPTION_FOLDER)
        buf_append_text(buf, " -x -a '(__fish_complete_directories)'");
    else if (!option_is_flag(id))
        buf_append_text(buf, " -x");

    buf_append_text(buf, " -d '");
    quoted(buf, spec->help, "\\");
    buf_append_text(buf, "'\n");
}

static void
write_fish(Buf *buf)
{
    buf_append_text(buf, "# pawl completion for fish\n"
                         "complete -c pawl -f\n");

    for (CommandId id = 0; id < COMMAND_COUNT; id++)
    {
        const CommandSpec *spec = command_spec(id);

        if (command_is_hidden(id))
            continue;

        buf_printf(buf, "complete -c pawl -n __fish_use_subcommand -a %s -d '", spec->name);
        quoted(buf, spec->summary, "\\");
        buf_append_text(buf, "'\n");
        buf_printf(buf, "complete -c pawl -n '__fish_seen_subcommand_from help' -a %s\n",
                   spec->name);
    }

    buf_append_text(buf, "complete -c pawl -n '__fish_seen_subcommand_from completion' -a 'bash "
                         "zsh fish'\n");

    for (OptionId id = 0; id < OPTION_COUNT; id++)
        fish_option(buf, id);
}

bool
completion_write(const char *shell, Buf *buf, Error *err)
{
    static const struct
    {
        const char *shell;
        void (*write)(Buf *buf);
    } SHELLS[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};

    for (size_t index = 0; index < LENGTH_OF(SHELLS); index++)
    {
        if (strcmp(shell, SHELLS[index].shell) == 0)
        {
            SHELLS[index].write(buf);
            return true;
        }
    }

    (void)error_set(err, ERROR_USAGE, "unknown shell \"%s\"", shell);

    return error_hint(err, "Known shells: bash, zsh, fish.");
}
