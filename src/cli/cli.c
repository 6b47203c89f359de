/*
 * cli.c
 *    One call of pawl: parse, run the command, show its error, return the exit code.
 */
#include "cli/cli.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "report/json_lines.h"
#include "report/last_words.h"

enum
{
    METRICS_FILE_MAX = 1024 * 1024,
};

typedef bool (*CommandRun)(Cli *cli, Error *err);

static const CommandRun RUN[COMMAND_COUNT] = {
#define COMMAND(id, ...) [COMMAND_##id] = cmd_##id,
#include "cli/commands.def"
#undef COMMAND
};

static bool
writes_a_log(const Cli *cli)
{
    return cli->args.command == COMMAND_UP || cli->args.command == COMMAND_WAIT;
}

/* A terminal shows what happens now; what is kept to be read later needs the time. */
static bool
wants_stamps(const Cli *cli)
{
    return option_is(&cli->options, OPTION_LOG_FORMAT, "lines") ||
           (option_is(&cli->options, OPTION_LOG_FORMAT, "auto") && !isatty(fileno(cli->results)));
}

static void
choose_report(Cli *cli)
{
    const bool plain = option_is_on(&cli->options, OPTION_NO_COLOR);
    const bool stamped = writes_a_log(cli) && wants_stamps(cli);

    cli->text = (TextReport){
        .results = cli->results,
        .messages = cli->messages,
        .color =
            !plain && !stamped && isatty(fileno(cli->results)) && isatty(fileno(cli->messages)),
        .quiet = option_is_on(&cli->options, OPTION_QUIET),
        .verbose = option_is_on(&cli->options, OPTION_VERBOSE),
        .stamped = stamped,
    };

    cli->report = text_report(&cli->text);
    cli->json_lines = writes_a_log(cli) && option_is(&cli->options, OPTION_LOG_FORMAT, "json");

    if (option_is_on(&cli->options, OPTION_JSON))
    {
        /* Before its command is known, or with an unknown one, a call can fail, too. */
        const CommandId command = cli->args.command;

        cli->json = json_report_new(command == COMMAND_COUNT ? NULL : command_spec(command)->name);
        cli->report = json_report(cli->json);
    }
    else if (cli->json_lines)
    {
        cli->report = json_lines(cli->results);
    }

    if (option_text(&cli->options, OPTION_METRICS_FILE) != NULL)
        cli->report = metrics_report(&cli->metrics, cli->report);
}

/* A result that could not be written is a failure, whatever else went well. */
static void
check_output(const Cli *cli, Error *err)
{
    if ((fflush(cli->results) != 0 || ferror(cli->results) != 0) && err->kind == ERROR_NONE)
        (void)error_set(err, ERROR_INTERNAL, "could not write to standard output");
}

/* The reason in every place where somebody may look for it; the log on stderr ends with it. */
static void
show_error(const Cli *cli, const Error *err)
{
    SCOPED_BUF words = {0};
    const char *path = option_text(&cli->options, OPTION_TERMINATION_LOG);
    const char *github = environment_get(cli->environment, STR("GITHUB_ACTIONS"));

    if (err->kind == ERROR_NONE)
        return;
    if (cli->json == NULL && cli->json_lines)
        json_lines_error(err, cli->results);
    if (cli->json == NULL && github != NULL && strcmp(github, "true") == 0)
        last_words_annotation(err, cli->results);
    if (cli->json == NULL)
        text_error(cli->messages, cli->text.color, err);

    last_words(err, &words);

    if (path != NULL)
        (void)file_overwrite(path, buf_str(&words));
}

static MUST_CHECK bool
write_metrics(const Cli *cli, Error *err)
{
    SCOPED_BUF before = {0};
    SCOPED_BUF text = {0};
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    const char *path = option_text(&cli->options, OPTION_METRICS_FILE);

    if (!file_read(AT_FDCWD, path, METRICS_FILE_MAX, ERROR_CONFIG, &before, &ignored))
        buf_clear(&before);

    metrics_append(&cli->metrics, error_exit_code(err->kind), buf_str(&before), &text);

    return file_replace(path, buf_str(&text), ERROR_CONFIG, &ignored) ||
           (err->kind == ERROR_NONE && error_move(err, &ignored));
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

    if (parsed && option_text(&cli.options, OPTION_METRICS_FILE) != NULL)
        (void)!write_metrics(&cli, &err);
    if (cli.json != NULL)
        json_report_print(cli.json, &err, cli.results);

    check_output(&cli, &err);
    show_error(&cli, &err);

    const int code = error_exit_code(err.kind);

    json_report_free(cli.json);
    arena_free(&cli.arena);

    return code;
}
