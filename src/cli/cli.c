/*
 * cli.c
 *    One call of pawl: parse, run the command, show its error, return the exit code.
 */
#include "cli/cli.h"

#include <assert.h>
#include <unistd.h>

typedef bool (*CommandRun)(Cli *cli, Error *err);

static const CommandRun RUN[COMMAND_COUNT] = {
#define COMMAND(id, ...) [COMMAND_##id] = cmd_##id,
#include "cli/commands.def"
#undef COMMAND
};

static void
choose_report(Cli *cli)
{
    const bool plain = option_is_on(&cli->options, OPTION_NO_COLOR);

    cli->text = (TextReport){
        .results = cli->results,
        .messages = cli->messages,
        .color = !plain && isatty(fileno(cli->results)) && isatty(fileno(cli->messages)),
        .quiet = option_is_on(&cli->options, OPTION_QUIET),
        .verbose = option_is_on(&cli->options, OPTION_VERBOSE),
    };

    cli->report = text_report(&cli->text);

    if (option_is_on(&cli->options, OPTION_JSON))
    {
        /* Before its command is known, or with an unknown one, a call can fail, too. */
        const CommandId command = cli->args.command;

        cli->json = json_report_new(command == COMMAND_COUNT ? NULL : command_spec(command)->name);
        cli->report = json_report(cli->json);
    }
}

/* A result that could not be written is a failure, whatever else went well. */
static void
check_output(const Cli *cli, Error *err)
{
    if ((fflush(cli->results) != 0 || ferror(cli->results) != 0) && err->kind == ERROR_NONE)
        (void)error_set(err, ERROR_INTERNAL, "could not write to standard output");
}

int
cli_run(int argc, char *const argv[], const char *const *environment)
{
    Cli cli = {.environment = environment,
               .results = stdout,
               .messages = stderr,
               .args = {.command = COMMAND_HELP}};
    Error err = ERROR_INIT(&cli.arena);

    options_init(&cli.options);

    /* The flags first: --json must hold for an error in the environment, too. */
    const bool parsed = args_parse(argc, argv, &cli.arena, &cli.options, &cli.args, &err) &&
                        options_from_environment(&cli.options, environment, &cli.arena, &err);

    choose_report(&cli);
    assert(!parsed || cli.args.command < COMMAND_COUNT);

    if (parsed)
        (void)!RUN[cli.args.command](&cli, &err);

    if (cli.json != NULL)
        json_report_print(cli.json, &err, cli.results);

    check_output(&cli, &err);

    if (err.kind != ERROR_NONE && cli.json == NULL)
        text_error(cli.messages, cli.text.color, &err);

    const int code = error_exit_code(err.kind);

    json_report_free(cli.json);
    arena_free(&cli.arena);

    return code;
}
