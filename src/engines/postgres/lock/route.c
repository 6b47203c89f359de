/*
 * route.c
 *    What stands between pawl and the server: nothing, a proxy, a transaction pooler.
 *
 * A pooler makes up the process id that it tells a client, so pg_backend_pid() gives it away.  It
 * may still keep a backend for each of its clients.  If it does not, two connections that take
 * turns see each other's backends: the one that was used last is given out first (PgBouncer's
 * default), and in any other order, or on a busy pooler, a connection's backend changes.
 */
#include "engines/postgres/lock/route.h"

enum
{
    TURNS = 4,
};

static bool
take_pid(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    uint64_t pid = 0;

    (void)result, (void)err;

    if (count > 0 && str_to_u64(fields[0], &pid))
        *(int *)context = (int)pid;

    return true;
}

static MUST_CHECK bool
ask_pid(PostgresClient *client, int *ret_pid, Error *err)
{
    return postgres_client_query(client, STR("select pg_catalog.pg_backend_pid()"),
                                 (PostgresRows){take_pid, ret_pid}, NULL, err);
}

bool
postgres_route_is_pooled(const int *first, const int *second, size_t count)
{
    bool pooled = false;

    for (size_t index = 0; index < count; index++)
        pooled = pooled || first[index] != first[0] || second[index] != second[0] ||
                 first[index] == second[index];

    return pooled;
}

bool
postgres_find_route(Postgres *postgres, Error *err)
{
    PostgresClient *other = NULL;
    int first[TURNS] = {0};
    int second[TURNS] = {0};
    bool asked = true;

    if (!postgres_client_open(&postgres->options, "pawl observer", (EngineNotice){0}, &other, err))
        return false;

    for (size_t turn = 0; turn < TURNS && asked; turn++)
        asked = ask_pid(postgres->client, &first[turn], err) && ask_pid(other, &second[turn], err);

    postgres_client_close(other);

    if (!asked)
        return false;

    postgres->route =
        postgres_route_is_pooled(first, second, TURNS) ? POSTGRES_POOLED : POSTGRES_SESSION_PROXY;

    return true;
}
