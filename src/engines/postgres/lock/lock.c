/*
 * lock.c
 *    One pawl at a time on a database: an advisory lock of the session.
 *
 * The server frees it when the connection ends, and a backend that still executes something of a
 * dead runner still holds it: having it proves that nothing of the runner before can happen any
 * more.  It is tried for, never waited for: a session that waits is a transaction, and CREATE INDEX
 * CONCURRENTLY waits for all of those, so two runners would wait for each other.
 *
 * Behind a transaction pooler a session is anybody's; lease.c takes its place.
 */
#include "base/clock.h"
#include "engines/postgres/lock/activity.h"
#include "engines/postgres/lock/route.h"
#include "engines/postgres/postgres.h"
#include "engines/postgres/sql.h"
#include "ledger/columns.h"

enum
{
    AGAIN_WAIT_MS = 5000, /* for a backend to notice that its client is gone */
    AGAIN_POLL_MS = 100,
    END_WAIT_MS = 5000,
};

/* The results of the message that tries, by number. */
enum
{
    RESULT_LOCK = 1,
    RESULT_MOVED = 2,
    RESULT_HOLDER = 3,
    RESULT_LOCK_TIMEOUT = 4,
};

typedef struct LockLook
{
    bool asked; /* the backend is the one that was told at connecting, so the lock was tried */
    bool taken;
    bool moved;
    bool held;
    bool own_lock_timeout;
    PostgresSession holder; /* if held; its texts live in the arena */
    Arena *arena;
} LockLook;

void
postgres_append_lock_key(const Postgres *postgres, Buf *sql)
{
    const PostgresName schema = {.name = postgres->schema};

    buf_printf(sql, "%d, pg_catalog.to_regnamespace(", POSTGRES_LOCK_CLASS);
    sql_append_qualified_literal(sql, &schema);
    buf_append(sql, STR(")::oid::int4"));
}

static void
append_holder(const Postgres *postgres, Buf *sql)
{
    buf_printf(sql,
               "select %s from pg_catalog.pg_locks l "
               "join pg_catalog.pg_stat_activity a on a.pid = l.pid "
               "where l.locktype = 'advisory' and l.granted and l.objsubid = 2 "
               "and l.database = (select oid from pg_catalog.pg_database "
               "where datname = pg_catalog.current_database()) "
               "and (l.classid::int4, l.objid::int4) = (",
               POSTGRES_SESSION_COLUMNS);
    postgres_append_lock_key(postgres, sql);
    buf_append(sql, STR(");\n"));
}

/*
 * The lock's own transaction and each statement's own snapshot: what the holder before wrote just
 * before it let go must be seen.
 */
static void
append_try(const Postgres *postgres, const LockRequest *request, Buf *sql)
{
    buf_append(sql, STR("begin isolation level read committed;\nselect "));

    if (postgres->route == POSTGRES_DIRECT)
        buf_printf(sql, "case when pg_catalog.pg_backend_pid() = %d then ",
                   postgres_client_backend(postgres->client));

    buf_append(sql, STR("pg_catalog.pg_try_advisory_lock("));
    postgres_append_lock_key(postgres, sql);
    buf_append_text(sql, postgres->route == POSTGRES_DIRECT ? ") end;\n" : ");\n");
    postgres_append_ledger_moved(postgres, request, sql);
    append_holder(postgres, sql);
    postgres_append_lock_timeout(postgres, false, sql);
    buf_append(sql, STR("commit"));
}

static void
take_holder(LockLook *look, const Str *fields)
{
    Str kept[POSTGRES_SESSION_FIELDS];

    for (size_t index = 0; index < POSTGRES_SESSION_FIELDS; index++)
        kept[index] = str_copy(look->arena, fields[index]);

    look->held = true;
    look->holder = postgres_session(kept);
}

static bool
take_look(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    LockLook *look = context;

    (void)err;

    if (result == RESULT_LOCK && count > 0)
    {
        look->asked = fields[0].size > 0;
        look->taken = STR_IS(fields[0], "t");
    }
    else if (result == RESULT_HOLDER && count == POSTGRES_SESSION_FIELDS)
        take_holder(look, fields);
    else if (result == RESULT_MOVED)
        look->moved = true;
    else if (result == RESULT_LOCK_TIMEOUT)
        look->own_lock_timeout = true;

    return true;
}

static MUST_CHECK bool
try_lock(Postgres *postgres, const LockRequest *request, LockLook *look, Error *err)
{
    SCOPED_BUF sql = {0};

    append_try(postgres, request, &sql);

    if (!postgres_query_own(postgres, &sql, (PostgresRows){take_look, look}, err))
        return false;

    postgres->own_lock_timeout = postgres->own_lock_timeout || look->own_lock_timeout;
    postgres->locked = look->taken;

    return true;
}

static const char *
holder_line(const LockLook *look, Arena *arena)
{
    return look->held ? postgres_session_line(&look->holder, arena)
                      : "somebody who was about to let go of it";
}

bool
postgres_lock(void *self, const LockRequest *request, LockAnswer *ret_answer, Error *err)
{
    Postgres *postgres = self;
    SCOPED_ARENA scratch = {0};
    LockLook look = {.arena = &scratch};

    if (postgres->route == POSTGRES_POOLED)
        return postgres_lease_try(postgres, request, ret_answer, err);
    if (!try_lock(postgres, request, &look, err))
        return false;

    if (postgres->route == POSTGRES_DIRECT && !look.asked)
        return postgres_find_route(postgres, err) &&
               postgres_lock(postgres, request, ret_answer, err);

    *ret_answer = (LockAnswer){.taken = look.taken,
                               .ledger_moved = look.moved,
                               .holder = look.taken ? NULL : holder_line(&look, err->arena)};

    return true;
}

void
postgres_unlock(void *self, bool in_flight)
{
    Postgres *postgres = self;
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF sql = {0};
    Error ignored = ERROR_INIT(&scratch);

    (void)in_flight;

    if (!postgres->locked)
        return;

    postgres->locked = false;

    if (postgres->route == POSTGRES_POOLED)
    {
        postgres_lease_end(postgres);
        return;
    }

    /* The end of the connection would do, but a moment later than the end of the process. */
    buf_append(&sql, STR("select pg_catalog.pg_advisory_unlock("));
    postgres_append_lock_key(postgres, &sql);
    buf_append(&sql, STR(")"));
    (void)!postgres_client_query(postgres->client, buf_str(&sql), (PostgresRows){0}, NULL,
                                 &ignored);
}

/* ---- after a lost connection ---- */

static bool
note_row(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    (void)result, (void)fields, (void)count, (void)err;
    *(bool *)context = true;

    return true;
}

/* Whether a run that is not the row's wrote the ledger after the row's had begun. */
static MUST_CHECK bool
check_nobody_wrote(const Postgres *postgres, const JournalRow *row, Error *err)
{
    SCOPED_BUF sql = {0};
    bool wrote = false;

    if (row == NULL)
        return true;

    buf_append(&sql, STR("select 1 from "));
    sql_append_name(&sql, postgres->schema, JOURNAL_TABLE);
    buf_printf(&sql, " where generation >= %llu and run <> ", (unsigned long long)row->generation);
    sql_append_literal(&sql, row->run);
    buf_append(&sql, STR(" limit 1"));

    if (!postgres_query_own(postgres, &sql, (PostgresRows){note_row, &wrote}, err))
        return false;
    if (!wrote)
        return true;

    (void)error_set(err, ERROR_LOCKED, "the connection was lost, and another pawl took over");

    return error_hint(err, "Run the same command again: it goes on where that one left.");
}

bool
postgres_lock_again(Postgres *postgres, const JournalRow *row, Error *err)
{
    const LockRequest request = {.run = postgres->options.run};
    const int64_t give_up_ms = clock_ms() + AGAIN_WAIT_MS;

    /* The lease is proved by each transaction. */
    if (!postgres->locked || postgres->route == POSTGRES_POOLED)
        return true;

    for (;;)
    {
        SCOPED_ARENA scratch = {0};
        LockLook look = {.arena = &scratch};

        if (!try_lock(postgres, &request, &look, err))
            return false;
        if (look.taken)
            return check_nobody_wrote(postgres, row, err);

        if (clock_ms() >= give_up_ms)
        {
            (void)error_set(err, ERROR_LOCKED, "the connection was lost, and the lock with it");
            return error_detail(err, "It is held by %s.", holder_line(&look, err->arena));
        }

        clock_sleep_ms(AGAIN_POLL_MS);
    }
}

/* ---- pawl unlock ---- */

static MUST_CHECK bool
still_running(const LockLook *look, Error *err)
{
    (void)error_set(err, ERROR_LOCKED, "the holder of the lock is at work");
    (void)error_detail(err, "%s", holder_line(look, err->arena));

    return error_hint(err,
                      "Wait for it; or, if it must not go on, end it with "
                      "\"select pg_terminate_backend(" STR_FORMAT
                      ")\" and run `pawl up`, which finds out what became of its statement.",
                      STR_ARGS(look->holder.pid));
}

/* It executes nothing, so nothing of it can be under way once its connection is gone. */
static MUST_CHECK bool
end_holder(Postgres *postgres, const LockRequest *request, const LockLook *idle,
           const char **ret_done, Error *err)
{
    SCOPED_BUF sql = {0};
    const int64_t give_up_ms = clock_ms() + END_WAIT_MS;

    buf_printf(&sql, "select pg_catalog.pg_terminate_backend(" STR_FORMAT ")",
               STR_ARGS(idle->holder.pid));

    if (!postgres_query_own(postgres, &sql, (PostgresRows){0}, err))
        return error_hint(err, "It takes the holder's own role, pg_signal_backend or a superuser "
                               "to end its connection.");

    for (;;)
    {
        SCOPED_ARENA scratch = {0};
        LockLook look = {.arena = &scratch};

        if (!try_lock(postgres, request, &look, err))
            return false;

        if (look.taken)
        {
            postgres_unlock(postgres, false);
            *ret_done = arena_printf(err->arena, "the lock is free: ended the connection of %s",
                                     holder_line(idle, err->arena));
            return true;
        }
        if (clock_ms() >= give_up_ms)
            return still_running(&look, err);

        clock_sleep_ms(AGAIN_POLL_MS);
    }
}

bool
postgres_break_lock(void *self, const LockRequest *request, const char **ret_done, Error *err)
{
    Postgres *postgres = self;
    SCOPED_ARENA scratch = {0};
    LockLook look = {.arena = &scratch};

    if (postgres->route == POSTGRES_POOLED)
        return postgres_lease_break(postgres, request, ret_done, err);
    if (!try_lock(postgres, request, &look, err))
        return false;

    if (postgres->route == POSTGRES_DIRECT && !look.asked)
        return postgres_find_route(postgres, err) &&
               postgres_break_lock(postgres, request, ret_done, err);

    if (look.taken)
    {
        postgres_unlock(postgres, false);
        *ret_done = "nobody holds the lock";
        return true;
    }

    if (!look.held || postgres_session_is_active(&look.holder) || look.holder.state.size == 0)
        return still_running(&look, err);

    return end_holder(postgres, request, &look, ret_done, err);
}
