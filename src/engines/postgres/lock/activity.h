/*
 * activity.h
 *    Other sessions, as the server shows them, in one line for people.
 */
#ifndef ENGINES_POSTGRES_ACTIVITY_H
#define ENGINES_POSTGRES_ACTIVITY_H

#include "base/arena.h"
#include "base/str.h"

/* The columns of a row of pg_stat_activity, called a, that postgres_session_line() reads. */
extern const char *const POSTGRES_SESSION_COLUMNS;

enum
{
    POSTGRES_SESSION_FIELDS = 7,
};

typedef struct PostgresSession
{
    Str pid;
    Str who;   /* user@address */
    Str name;  /* application_name */
    Str age_s; /* of the connection */
    Str state; /* "active", "idle", ...; empty where the rights to see it are missing */
    Str state_age_s;
    Str query; /* without the values in it, which may be secrets */
} PostgresSession;

/* fields: POSTGRES_SESSION_FIELDS of them. */
PostgresSession postgres_session(const Str *fields);

bool postgres_session_is_active(const PostgresSession *session);

/* "app@10.0.0.7 (pawl 5f3a, backend 1234, for 12 s): idle for 3 s" */
const char *postgres_session_line(const PostgresSession *session, Arena *arena);

#endif /* ENGINES_POSTGRES_ACTIVITY_H */
