/*
 * cmd_dump.c
 *    pawl dump: the schema as a migration file.
 */
#include "base/file.h"
#include "cli/session.h"

/* Where a target's schema goes: NULL for standard output. */
static const char *
path_of(Cli *cli, const Execution *execution)
{
    const char *output = option_text(&cli->options, OPTION_OUTPUT);

    return output == NULL || !file_is_folder(output)
               ? output
               : arena_printf(&cli->arena, "%s/%s.sql", output, execution->name);
}

/* Two schemas in one text are the schema of no database. */
static MUST_CHECK bool
check_output(const Cli *cli, const Session *session, Error *err)
{
    const char *output = option_text(&cli->options, OPTION_OUTPUT);
    const bool apart = output == NULL ? cli->json != NULL : file_is_folder(output);

    if (session->count == 1 || apart)
        return true;

    (void)error_set(err, ERROR_USAGE, "which target's schema?");

    return error_hint(err, "Name one with --target, or a folder that is there with --output.");
}

static MUST_CHECK bool
dump(Cli *cli, const Execution *execution, Error *err)
{
    SCOPED_BUF text = {0};
    const char *path = path_of(cli, execution);
    const char *maker = NULL;

    if (!execution->engine->dump(execution->connection, &text, &maker, err) ||
        (path != NULL && !file_replace(path, buf_str(&text), ERROR_CONFIG, err)))
        return error_wrap(err, "%s", execution->name);

    /* On standard output nothing but the schema may stand. */
    if (path != NULL || cli->json != NULL)
        exec_tell_server(execution);

    report_event(execution->report, &(Event){.kind = EVENT_DUMPED,
                                             .target = execution->name,
                                             .title = maker,
                                             .place = path,
                                             .text = buf_text(&text)});

    return true;
}

bool
cmd_DUMP(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};

    if (!session_open_servers(cli, &session, err) || !check_output(cli, &session, err))
        return false;

    for (size_t index = 0; index < session.count; index++)
    {
        if (!dump(cli, &session.executions[index], err))
            return false;
    }

    return true;
}
