/*
 * session.c
 *    The targets of a command, opened and planned.
 */
#include "cli/session.h"

#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "exec/lock.h"

enum
{
    WAIT_STEP_MS = 500,
    POLL_MS = 100, /* a lock that is given back is taken within 200 ms */
    TELL_MS = 10000,
    BACKOFF_MS = 200,
    TRIES = 6,
};

/* From the environment: asking the system for the name may load half a dozen libraries. */
static const char *
user_at_host(const Cli *cli, Arena *arena)
{
    char host[256] = "";
    const char *user = environment_get(cli->environment, STR("USER"));

    (void)gethostname(host, sizeof(host) - 1);

    return user == NULL ? arena_printf(arena, "uid %u@%s", (unsigned)geteuid(), host)
                        : arena_printf(arena, "%s@%s", user, host);
}

static MUST_CHECK bool
name_run(char run[17], Error *err)
{
    uint64_t random = 0;

    if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return error_set(err, ERROR_INTERNAL, "the system gave no random number");

    (void)snprintf(run, 17, "%016llx", (unsigned long long)random);

    return true;
}

static void
tell_server_notice(void *context, const char *severity, const char *text)
{
    const Execution *execution = context;

    report_event(execution->report, &(Event){.kind = EVENT_SERVER_NOTICE,
                                             .target = execution->name,
                                             .severity = severity,
                                             .text = text});
}

static MUST_CHECK bool
connect_once(const Cli *cli, const Target *target, Execution *execution, Error *err)
{
    const EngineOptions options = {
        .url = target->url,
        .password = target->password,
        .ca_file = target->ca_file,
        .cert_file = target->cert_file,
        .key_file = target->key_file,
        .run = execution->run,
        .connect_timeout_ms = option_ms(&cli->options, OPTION_CONNECT_TIMEOUT),
        .statement_timeout_ms = option_ms(&cli->options, OPTION_STATEMENT_TIMEOUT),
        .request_timeout_ms = option_ms(&cli->options, OPTION_REQUEST_TIMEOUT),
        .lock_timeout_ms = option_ms(&cli->options, OPTION_LOCK_TIMEOUT),
        .lease_ms = option_ms(&cli->options, OPTION_LOCK_LEASE),
        .ledger_sync = option_is_on(&cli->options, OPTION_LEDGER_SYNC),
    };

    return target->engine->open(&options, (EngineNotice){tell_server_notice, execution},
                                &execution->connection, err);
}

/* A file that cannot be read is what to tell first, whatever else went wrong meanwhile. */
static MUST_CHECK bool
finish_sources(const Session *session, Error *err)
{
    for (size_t index = 0; index < session->count; index++)
    {
        const Execution *execution = &session->executions[index];
        Error found = ERROR_INIT(err->arena);

        if (execution->source != NULL && !source_finish(execution->source, &found))
        {
            *err = found;
            return error_wrap(err, "%s", execution->name);
        }
    }

    return true;
}

/* Connect and plan; while --wait has time left, a database that does not answer is asked again. */
static MUST_CHECK bool
open_target(const Cli *cli, const Session *session, size_t index, const PlanOptions *plan,
            Error *err)
{
    const Target *target = &session->config.targets[index];
    Execution *execution = &session->executions[index];
    const int64_t deadline_ms = clock_ms() + option_ms(&cli->options, OPTION_WAIT);

    for (;;)
    {
        if (connect_once(cli, target, execution, err) && exec_plan(execution, plan, err))
            return true;

        execution->engine->close(TAKE(execution->connection));
        ledger_done(&execution->ledger);

        if (!finish_sources(session, err))
            return false;
        if (err->kind != ERROR_CONNECT || clock_ms() >= deadline_ms || interrupt_requested())
            return error_wrap(err, "%s", target->name);

        error_clear(err);
        clock_sleep_ms(WAIT_STEP_MS);
    }
}

static ExecPace
pace_of(const Cli *cli)
{
    return (ExecPace){.lock_wait_ms = option_ms(&cli->options, OPTION_LOCK_WAIT),
                      .poll_ms = POLL_MS,
                      .tell_ms = TELL_MS,
                      .backoff_ms = BACKOFF_MS,
                      .tries = TRIES};
}

static MUST_CHECK bool
read_sources(const Session *session, Cli *cli, Error *err)
{
    for (size_t index = 0; index < session->count; index++)
    {
        const Target *target = &session->config.targets[index];
        Source *source = ARENA_NEW(&cli->arena, Source);

        session->executions[index] = (Execution){.name = target->name,
                                                 .engine = target->engine,
                                                 .source = source,
                                                 .history_table = target->history_table,
                                                 .mirror = target->mirror,
                                                 .report = cli->report,
                                                 .arena = &cli->arena,
                                                 .run = session->run,
                                                 .who = session->who,
                                                 .pace = pace_of(cli)};

        if (target->dir == NULL)
        {
            *source = (Source){.format = &format_plain, .engine = target->engine->name};
            continue;
        }

        const SourceOptions options = {.format = target->format,
                                       .engine = target->engine->name,
                                       .environment = cli->environment,
                                       .placeholders = target->placeholders};

        if (!source_start(target->dir, &options, &cli->arena, source, err))
            return error_wrap(err, "%s", target->name);
    }

    return true;
}

static MUST_CHECK bool
open_all(Cli *cli, ConfigNeed need, const PlanOptions *plan, Session *session, Error *err)
{
    *session = (Session){.who = user_at_host(cli, &cli->arena)};

    if (!name_run(session->run, err) ||
        !config_load(&cli->options, cli->environment, need, &cli->arena, &session->config, err))
        return false;

    session->count = session->config.count;
    session->executions = ARENA_ARRAY(&cli->arena, Execution, session->count);

    if (!read_sources(session, cli, err))
        return false;

    for (size_t index = 0; index < session->count; index++)
    {
        if (!open_target(cli, session, index, plan, err))
            return false;
    }

    return true;
}

bool
session_open(Cli *cli, const PlanOptions *plan, Session *ret_session, Error *err)
{
    return open_all(cli, CONFIG_DATABASES, plan, ret_session, err);
}

bool
session_open_servers(Cli *cli, Session *ret_session, Error *err)
{
    const PlanOptions look = {.look_only = true};

    return open_all(cli, CONFIG_SERVERS, &look, ret_session, err);
}

bool
session_lock(const Session *session, const PlanOptions *plan, Error *err)
{
    for (size_t index = 0; index < session->count; index++)
    {
        Execution *execution = &session->executions[index];

        if (!exec_lock(execution, plan, err))
            return error_wrap(err, "%s", execution->name);
    }

    return true;
}

void
session_close(Session *session)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);

    /* No thread may outlive what it writes to. */
    if (session->executions != NULL)
        (void)!finish_sources(session, &ignored);

    for (size_t index = 0; index < session->count && session->executions != NULL; index++)
    {
        Execution *execution = &session->executions[index];

        if (execution->engine != NULL && execution->connection != NULL)
            exec_unlock(execution);
        if (execution->engine != NULL)
            execution->engine->close(execution->connection);

        ledger_done(&execution->ledger);
    }

    *session = (Session){0};
}
