/*
 * activity.c
 *    Other sessions, as the server shows them, in one line for people.
 */
#include "engines/postgres/lock/activity.h"

/* No backslashes: what they mean in '...' is a setting, and a migration may have changed it. */
#define VALUES_LEFT_OUT                                                                            \
    "pg_catalog.left(pg_catalog.regexp_replace(pg_catalog.regexp_replace("                         \
    "pg_catalog.regexp_replace(pg_catalog.left(a.query, 500), '''[^'']*(''|$)', '''...''', 'g'), " \
    "'[$][[:alnum:]_]*[$].*$', '...'), '[[:space:]]+', ' ', 'g'), 160)"

#define SECONDS_SINCE(time_)                                                                       \
    "greatest(0, extract(epoch from pg_catalog.clock_timestamp() - " time_ "))::bigint"

const char *const POSTGRES_SESSION_COLUMNS =
    "a.pid, coalesce(a.usename, '') || '@' || coalesce(pg_catalog.host(a.client_addr), 'local'), "
    "coalesce(a.application_name, ''), " SECONDS_SINCE(
        "a.backend_start") ", "
                           "coalesce(a.state, ''), " SECONDS_SINCE(
                               "coalesce(a.state_change, a.backend_start)") ", " VALUES_LEFT_OUT;

PostgresSession
postgres_session(const Str *fields)
{
    return (PostgresSession){.pid = fields[0],
                             .who = fields[1],
                             .name = fields[2],
                             .age_s = fields[3],
                             .state = fields[4],
                             .state_age_s = fields[5],
                             .query = fields[6]};
}

bool
postgres_session_is_active(const PostgresSession *session)
{
    return STR_IS(session->state, "active") || str_starts_with(session->state, STR("fastpath"));
}

const char *
postgres_session_line(const PostgresSession *session, Arena *arena)
{
    const char *what = "";

    if (postgres_session_is_active(session))
        what = arena_printf(arena, ": " STR_FORMAT ", running for " STR_FORMAT " s",
                            STR_ARGS(session->query), STR_ARGS(session->state_age_s));
    else if (STR_IS(session->state, "idle"))
        what = arena_printf(arena, ": idle for " STR_FORMAT " s", STR_ARGS(session->state_age_s));
    else if (session->state.size > 0)
        what = arena_printf(arena, ": " STR_FORMAT " for " STR_FORMAT " s, last " STR_FORMAT,
                            STR_ARGS(session->state), STR_ARGS(session->state_age_s),
                            STR_ARGS(session->query));

    return arena_printf(
        arena, STR_FORMAT " (" STR_FORMAT "%sbackend " STR_FORMAT ", for " STR_FORMAT " s)%s",
        STR_ARGS(session->who), STR_ARGS(session->name), session->name.size > 0 ? ", " : "",
        STR_ARGS(session->pid), STR_ARGS(session->age_s), what);
}
