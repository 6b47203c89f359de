/*
 * session.h
 *    The targets of a command, opened and planned.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/cli.h"
#include "config/config.h"
#include "exec/exec.h"

typedef struct Session
{
    Config config;
    Execution *executions; /* one per target, in their order */
    size_t count;
    char run[17]; /* random, in hex */
    const char *who;
} Session;

/*
 * Read configuration and files, connect to every target, read its ledger and plan it.  Whatever
 * is wrong with any of them is an error before anything runs on the first.
 */
MUST_CHECK bool session_open(Cli *cli, const PlanOptions *plan, Session *ret_session, Error *err);

/* The same without their files, as if there were none: for commands that only look at databases. */
MUST_CHECK bool session_open_servers(Cli *cli, Session *ret_session, Error *err);

/* Take the lock of every target, in their order: for commands that write each ledger. */
MUST_CHECK bool session_lock(const Session *session, const PlanOptions *plan, Error *err);

/* Give locks back and close what is open; accepts a zeroed session. */
void session_close(Session *session);

#define SCOPED_SESSION ATTR_CLEANUP(session_close) Session

#endif /* CLI_SESSION_H */
