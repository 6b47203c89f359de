/*
 * lease.c
 *    One pawl at a time through a transaction pooler: a row instead of a session's lock.
 *
 * pawl_lock holds one row: who has the lease, renewed when.  It is taken by an UPDATE that finds it
 * free or expired and not locked.  Every transaction of the holder begins with an UPDATE of the row
 * that must find its own run there.  So while a transaction of the holder is under way the row is
 * locked and nobody takes it, and once somebody took it no transaction of the holder before can
 * commit: time alone decides who goes on, never what took effect.
 */
#include "engines/postgres/outcome.h"
#include "engines/postgres/postgres.h"
#include "engines/postgres/sql.h"

/* The results of the message that tries, by number. */
enum
{
    RESULT_TAKEN = 1,
    RESULT_MOVED = 2,
    RESULT_HOLDER = 3,
    RESULT_LOCK_TIMEOUT = 4,
};

typedef struct LeaseLook
{
    LockAnswer *answer;
    bool own_lock_timeout;
    Arena *arena;
} LeaseLook;

/*
 * Once for each connection, and one connection at a time: IF NOT EXISTS does not see a table that
 * another transaction has not committed yet, and then clashes with it (23505, 42710 or 42P07).
 */
static MUST_CHECK bool
make_table(const Postgres *postgres, Error *err)
{
    SCOPED_BUF sql = {0};

    buf_printf(&sql,
               "begin isolation level read committed;\n"
               "set local client_min_messages = warning;\n"
               "select pg_catalog.pg_advisory_xact_lock(%d, 0);\n"
               "create table if not exists ",
               POSTGRES_LOCK_CLASS);
    sql_append_name(&sql, postgres->schema, POSTGRES_LEASE_TABLE);
    buf_append(&sql, STR(" (\n"
                         "  one boolean primary key default true check (one),\n"
                         "  generation bigint not null default 0,\n"
                         "  run text,\n"
                         "  who text,\n"
                         "  taken_at timestamptz,\n"
                         "  renewed_at timestamptz,\n"
                         "  lease_ms bigint not null default 0\n"
                         ");\ninsert into "));
    sql_append_name(&sql, postgres->schema, POSTGRES_LEASE_TABLE);
    /* An INSERT that meets a row which is being updated would wait for that transaction. */
    buf_append(&sql, STR(" (one) select true where not exists (select from "));
    sql_append_name(&sql, postgres->schema, POSTGRES_LEASE_TABLE);
    buf_append(&sql, STR(") on conflict do nothing;\ncommit"));

    if (postgres_query_own(postgres, &sql, (PostgresRows){0}, err))
        return true;

    return error_wrap(err, "could not create the lock's table, which a transaction pooler needs");
}

/* What every transaction of a migration begins with. */
static void
write_proof(Postgres *postgres, const char *run)
{
    Buf *sql = &postgres->lease;

    buf_clear(sql);
    buf_append(sql, STR("do $pawl$ begin update "));
    sql_append_name(sql, postgres->schema, POSTGRES_LEASE_TABLE);
    buf_append(sql, STR(" set renewed_at = pg_catalog.clock_timestamp() where run = "));
    sql_append_literal(sql, str_from(run));
    buf_append(sql, STR("; if not found then raise exception using errcode = '" POSTGRES_LEASE_LOST
                        "', message = 'another pawl took the lock'; end if; end $pawl$;\n"));
}

static void
append_take(const Postgres *postgres, const LockRequest *request, Buf *sql)
{
    SCOPED_BUF table = {0};

    sql_append_name(&table, postgres->schema, POSTGRES_LEASE_TABLE);
    buf_append(sql, STR("with free as (select one from "));
    buf_append(sql, buf_str(&table));
    buf_append(sql, STR(" where run is null or run = "));
    sql_append_literal(sql, str_from(request->run));
    buf_append(sql, STR(" or renewed_at + lease_ms * interval '1 millisecond' < "
                        "pg_catalog.clock_timestamp() for update skip locked)\nupdate "));
    buf_append(sql, buf_str(&table));
    buf_append(sql, STR(" l set run = "));
    sql_append_literal(sql, str_from(request->run));
    buf_append(sql, STR(", who = "));
    sql_append_literal(sql, str_from(request->who));
    buf_printf(sql,
               ", taken_at = pg_catalog.clock_timestamp(), "
               "renewed_at = pg_catalog.clock_timestamp(), lease_ms = %lld, "
               "generation = greatest(l.generation, %llu) + 1\n"
               "from free where l.one = free.one returning l.generation;\n",
               (long long)postgres->options.lease_ms,
               (unsigned long long)request->ledger_generation);
}

#define SECONDS_SINCE(column_)                                                                     \
    "extract(epoch from pg_catalog.clock_timestamp() - " column_ ")::bigint"

static void
append_holder(const Postgres *postgres, Buf *sql)
{
    buf_append(sql, STR("select who, run, " SECONDS_SINCE("taken_at") ", " SECONDS_SINCE(
                        "renewed_at") " from "));
    sql_append_name(sql, postgres->schema, POSTGRES_LEASE_TABLE);
    buf_append(sql, STR(" where run is not null;\n"));
}

static bool
take_lease(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    LeaseLook *look = context;

    (void)err;

    if (result == RESULT_TAKEN && count == 1)
        look->answer->taken = str_to_u64(fields[0], &look->answer->generation);
    else if (result == RESULT_MOVED)
        look->answer->ledger_moved = true;
    else if (result == RESULT_HOLDER && count == 4)
        look->answer->holder = arena_printf(
            look->arena,
            STR_FORMAT " (run " STR_FORMAT ", for " STR_FORMAT
                       " s, through a transaction pooler): last seen " STR_FORMAT " s ago",
            STR_ARGS(fields[0]), STR_ARGS(fields[1]), STR_ARGS(fields[2]), STR_ARGS(fields[3]));
    else if (result == RESULT_LOCK_TIMEOUT)
        look->own_lock_timeout = true;

    return true;
}

bool
postgres_lease_try(Postgres *postgres, const LockRequest *request, LockAnswer *ret_answer,
                   Error *err)
{
    LeaseLook look = {.answer = ret_answer, .arena = err->arena};
    SCOPED_BUF sql = {0};

    *ret_answer = (LockAnswer){.holder = "somebody who was about to let go of it"};

    if (postgres->lease.size == 0)
    {
        if (!make_table(postgres, err))
            return false;

        write_proof(postgres, request->run);
    }

    buf_append(&sql, STR("begin isolation level read committed;\n"));
    append_take(postgres, request, &sql);
    postgres_append_ledger_moved(postgres, request, &sql);
    append_holder(postgres, &sql);
    postgres_append_lock_timeout(postgres, true, &sql);
    buf_append(&sql, STR("commit"));

    if (!postgres_query_own(postgres, &sql, (PostgresRows){take_lease, &look}, err))
        return false;

    postgres->own_lock_timeout = look.own_lock_timeout;
    postgres->locked = ret_answer->taken;

    return true;
}

void
postgres_lease_end(Postgres *postgres)
{
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF sql = {0};
    Error ignored = ERROR_INIT(&scratch);

    buf_append(&sql, STR("update "));
    sql_append_name(&sql, postgres->schema, POSTGRES_LEASE_TABLE);
    buf_append(&sql, STR(" set run = null where run = "));
    sql_append_literal(&sql, str_from(postgres->options.run));
    (void)!postgres_client_query(postgres->client, buf_str(&sql), (PostgresRows){0}, NULL,
                                 &ignored);
}

/* ---- pawl unlock ---- */

typedef struct LeaseBreak
{
    const char *was; /* who had it until now, or NULL */
    bool still;      /* somebody has it */
    Arena *arena;
} LeaseBreak;

static bool
take_break(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    LeaseBreak *ended = context;

    (void)err;

    if (result == RESULT_TAKEN && count == 2)
        ended->was = arena_printf(ended->arena, STR_FORMAT " (run " STR_FORMAT ")",
                                  STR_ARGS(fields[0]), STR_ARGS(fields[1]));
    else if (result == RESULT_TAKEN + 1)
        ended->still = true;

    return true;
}

/* A holder that lives finds out with its next transaction, which then does not commit. */
bool
postgres_lease_break(Postgres *postgres, const LockRequest *request, const char **ret_done,
                     Error *err)
{
    LeaseBreak ended = {.arena = err->arena};
    SCOPED_BUF table = {0};
    SCOPED_BUF sql = {0};

    (void)request;
    sql_append_name(&table, postgres->schema, POSTGRES_LEASE_TABLE);

    if (!make_table(postgres, err))
        return false;

    buf_printf(&sql,
               "begin isolation level read committed;\n"
               "with held as (select one, who, run from %s where run is not null "
               "for update skip locked)\n"
               "update %s l set run = null from held where l.one = held.one "
               "returning held.who, held.run;\n"
               "select 1 from %s where run is not null;\ncommit",
               buf_text(&table), buf_text(&table), buf_text(&table));

    if (!postgres_query_own(postgres, &sql, (PostgresRows){take_break, &ended}, err))
        return false;

    if (ended.still)
    {
        (void)error_set(err, ERROR_LOCKED, "a transaction of the lock's holder is under way");
        return error_hint(err, "Wait for it, or find it in pg_stat_activity and end it with "
                               "pg_terminate_backend().");
    }

    *ret_done = ended.was == NULL ? "nobody holds the lock"
                                  : arena_printf(err->arena,
                                                 "the lock is free: took it from %s, of which "
                                                 "nothing can commit any more",
                                                 ended.was);

    return true;
}
