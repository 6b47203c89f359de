/*
 * blockers.c
 *    Who holds a statement up.
 *
 * When the server gives up waiting for a lock (lock_timeout), it does not say for whom, and
 * whoever it was is not waited for any more.  So while a statement runs, a second connection asks
 * pg_blocking_pids() about it now and then: often enough that a wait which ends in a timeout was
 * looked at.  The second connection is made for the first statement that takes that long.
 */
#include "engines/postgres/lock/activity.h"
#include "engines/postgres/postgres.h"

enum
{
    PERIOD_MIN_MS = 50,
    PERIOD_MAX_MS = 2000,
    LOOKS_PER_TIMEOUT = 3,
    CONNECT_MS = 2000,
};

static bool
take_blocker(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    SCOPED_ARENA scratch = {0};
    Buf *blockers = context;

    (void)result, (void)err;

    if (count < POSTGRES_SESSION_FIELDS)
        return true;

    const PostgresSession session = postgres_session(fields);

    buf_append_text(blockers, blockers->size == 0 ? "" : "; ");

    if (session.pid.size == 0)
        buf_append(blockers, STR("a prepared transaction"));
    else
        buf_append_text(blockers, postgres_session_line(&session, &scratch));

    return true;
}

static bool
open_observer(Postgres *postgres, Error *err)
{
    EngineOptions options = postgres->options;

    if (postgres->observer != NULL || postgres->observer_failed)
        return !postgres->observer_failed;

    options.connect_timeout_ms = CONNECT_MS;
    postgres->observer_failed = !postgres_client_open(&options, "pawl observer", (EngineNotice){0},
                                                      &postgres->observer, err);

    return !postgres->observer_failed;
}

/* The newest answer that names somebody counts: the wait may be over, the timeout on its way. */
static void
look(void *context)
{
    Postgres *postgres = context;
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF sql = {0};
    SCOPED_BUF found = {0};
    Error ignored = ERROR_INIT(&scratch);

    if (!open_observer(postgres, &ignored))
        return;

    buf_printf(&sql,
               "select %s from pg_catalog.unnest(pg_catalog.pg_blocking_pids(%d)) as b (pid) "
               "left join pg_catalog.pg_stat_activity a on a.pid = b.pid",
               POSTGRES_SESSION_COLUMNS, postgres_client_backend(postgres->client));

    if (!postgres_client_query(postgres->observer, buf_str(&sql),
                               (PostgresRows){take_blocker, &found}, NULL, &ignored))
    {
        postgres->observer_failed = true;
        return;
    }

    if (found.size > 0)
    {
        buf_clear(&postgres->blockers);
        buf_append(&postgres->blockers, buf_str(&found));
    }
}

PostgresWatch
postgres_watch(Postgres *postgres)
{
    const int64_t wanted_ms = postgres->options.lock_timeout_ms / LOOKS_PER_TIMEOUT;
    const int64_t period_ms = wanted_ms < PERIOD_MIN_MS   ? PERIOD_MIN_MS
                              : wanted_ms > PERIOD_MAX_MS ? PERIOD_MAX_MS
                                                          : wanted_ms;

    buf_clear(&postgres->blockers);

    /* Without a timeout nobody will ask; behind a proxy the backend's number is made up. */
    if (postgres->options.lock_timeout_ms == 0 || postgres->route != POSTGRES_DIRECT)
        return (PostgresWatch){0};

    return (PostgresWatch){look, postgres, period_ms};
}
