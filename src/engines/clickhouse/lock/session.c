/*
 * session.c
 *    Which HTTP session a statement runs in.
 *
 * A script that SETs or USEs something needs a session of its own, which whoever fences this run
 * has to know.  One request makes and registers it: a row in our claim, inserted in the new
 * session.  The next goes through the lock's session, and only if that is still there, a
 * statement follows.  Should the first be so late that we are fenced by then, the second is
 * refused and no statement comes.  And whoever fences shuts the lock's session first and lists
 * the others then: what passed the second request is on the list, and there to be shut.
 */
#include "engines/clickhouse/lock/session.h"

#include "base/clock.h"
#include "engines/clickhouse/lock/request.h"

enum
{
    HELD_TRIES_MAX = 50,
    HELD_RETRY_MS = 100,
};

/* What a script leaves in its session must not reach the next script. */
static bool
keeps_state(const Script *script)
{
    for (size_t index = 0; index < script->count; index++)
    {
        if ((script->statements[index].flags & STATEMENT_SESSION) != 0)
            return true;
    }

    return false;
}

static MUST_CHECK bool
own_session_failed(Clickhouse *clickhouse, const ClickhouseFailure *failure, Error *err)
{
    Outcome ignored;

    (void)clickhouse_session_refused(clickhouse, failure, &ignored, err);

    return error_wrap(err, "could not open a session for the script");
}

static MUST_CHECK bool
open_own(Clickhouse *clickhouse, const char *session, Error *err)
{
    const LockWay made = {session, SESSION_ENTER};
    const LockWay checked = {clickhouse_lock_session(clickhouse), SESSION_JOIN};
    ClickhouseFailure failure;

    return (lock_request_note(clickhouse, STR(LOCK_SESSION), str_from(session), made, &failure,
                              err) &&
            lock_request_note(clickhouse, STR(LOCK_RENEWED), STR(""), checked, &failure, err)) ||
           own_session_failed(clickhouse, &failure, err);
}

bool
clickhouse_session_enter(Clickhouse *clickhouse, const Script *script, Error *err)
{
    const char *lock_session = clickhouse_lock_session(clickhouse);

    if (clickhouse->script == script)
        return true;

    clickhouse->script_name = arena_printf(&clickhouse->arena, "pawl-%s-%u", clickhouse->run,
                                           ++clickhouse->script_number);
    clickhouse->session = lock_session == NULL ? clickhouse->script_name : lock_session;
    clickhouse->session_use = lock_session == NULL ? SESSION_ENTER : SESSION_JOIN;

    if (lock_session != NULL && keeps_state(script))
    {
        clickhouse->session =
            arena_printf(&clickhouse->arena, "%s-%u", lock_session, clickhouse->script_number);

        if (!open_own(clickhouse, clickhouse->session, err))
            return false;
    }

    clickhouse->script = script;

    return true;
}

static MUST_CHECK bool
still_held(Error *err)
{
    error_clear(err);
    (void)error_set(err, ERROR_LOCKED, "an earlier request of this run still runs in the server");

    return error_hint(err, "Run the same command again when it has ended.");
}

/* After SESSION_NOT_FOUND: say who has shut this run out, as far as that can be seen. */
static bool
shut_out(Clickhouse *clickhouse, Error *err)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    ClickhouseFailure failure;
    LockView view;
    const char *who = "The server was restarted, or its administrator ended the session";

    if (lock_request_look(clickhouse, (LockWay){0}, &scratch, &view, &failure, &ignored) &&
        view.count > 0 &&
        view.holders[view.count - 1].generation > clickhouse->lock.self.generation)
        who = arena_printf(err->arena, "It belongs now to %s",
                           lock_describe(&view, &view.holders[view.count - 1], &scratch));

    error_clear(err);
    (void)error_set(err, ERROR_LOCKED, "this run no longer has the lock");
    (void)error_detail(
        err, "%s.  A run that is not heard of for longer than its lease is shut out.", who);

    return error_hint(err, "Run the same command again: it goes on where the ledger says.");
}

bool
clickhouse_session_query(Clickhouse *clickhouse, const ClickhouseQuery *query, bool without_session,
                         ClickhouseFailure *ret_failure, Error *err)
{
    ClickhouseQuery sent = *query;

    sent.session = clickhouse_lock_session(clickhouse);
    sent.session_use = SESSION_JOIN;

    for (int left = HELD_TRIES_MAX;; left--)
    {
        if (clickhouse->transport->query(clickhouse->connection, &sent, ret_failure, err))
            return true;
        if (ret_failure->code == CODE_SESSION_NOT_FOUND)
            return shut_out(clickhouse, err);
        if (ret_failure->code != CODE_SESSION_IS_LOCKED)
            return false;
        if (left == 1)
            return still_held(err);

        error_clear(err);

        if (without_session)
            sent.session = NULL;
        else
            clock_sleep_ms(HELD_RETRY_MS);
    }
}

bool
clickhouse_session_refused(Clickhouse *clickhouse, const ClickhouseFailure *failure,
                           Outcome *ret_outcome, Error *err)
{
    if (failure->code == CODE_SESSION_NOT_FOUND)
    {
        *ret_outcome = OUTCOME_NOT_DONE;
        return !shut_out(clickhouse, err);
    }
    if (failure->code == CODE_SESSION_IS_LOCKED)
    {
        *ret_outcome = OUTCOME_NOT_NOW;
        return !still_held(err);
    }

    return false;
}
