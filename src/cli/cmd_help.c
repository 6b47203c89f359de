/*
 * cmd_help.c
 *    The commands that only print: version, help, manual, completion.
 */
#include "cli/cli.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/man.h"

/* The text, or with --json the same text as a value of that name. */
static bool
print(const Cli *cli, const char *name, const char *text)
{
    if (cli->json != NULL)
        json_report_value(cli->json, name, text);
    else
        (void)fputs(text, cli->results);

    return true;
}

bool
cmd_VERSION(Cli *cli, Error *err)
{
    (void)err;

    return print(cli, "version", cli->json != NULL ? PAWL_VERSION : "pawl " PAWL_VERSION "\n");
}

bool
cmd_HELP(Cli *cli, Error *err)
{
    SCOPED_BUF text = {0};
    CommandId command = COMMAND_COUNT;

    if (cli->args.operand_count == 0)
        help_main(&text);
    else if (command_find(cli->args.operands[0], &command, err))
        help_command(command, &text);
    else
        return false;

    return print(cli, "help", buf_text(&text));
}

bool
cmd_MANUAL(Cli *cli, Error *err)
{
    SCOPED_BUF text = {0};

    (void)err;
    man_write(&text);

    return print(cli, "manual", buf_text(&text));
}

bool
cmd_COMPLETION(Cli *cli, Error *err)
{
    SCOPED_BUF text = {0};

    return completion_write(cli->args.operands[0], &text, err) &&
           print(cli, "completion", buf_text(&text));
}
