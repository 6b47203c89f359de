/*
 * other.c
 *    Statements that leave nothing to look at.
 *
 * SELECT, SHOW, SET and USE change nothing; OPTIMIZE, SYSTEM and KILL come to the same when they
 * run twice, but for SYSTEM REFRESH (a view with APPEND gets its rows once more, seen on 26.7),
 * and for what ends the server, which would end it at every attempt.  What pawl does not know,
 * commands of ALTER TABLE among it, and several statements in one (PARALLEL WITH), may have done
 * anything.
 */
#include "base/macro.h"
#include "engines/clickhouse/parse/cursor.h"
#include "engines/clickhouse/parse/lex.h"
#include "engines/clickhouse/probe/probe.h"

/* What SYSTEM does that is not the same when it is done once more. */
static const char *const ONCE[] = {"REFRESH", "SHUTDOWN", "KILL", "SUSPEND"};

static Finding
judge_system(const Probe *probe)
{
    ClickhouseCursor cursor =
        clickhouse_cursor(probe->text, clickhouse_nests_comments(probe->server_version));

    (void)clickhouse_cursor_accept(&cursor, "SYSTEM");

    for (size_t index = 0; index < LENGTH_OF(ONCE); index++)
    {
        if (clickhouse_cursor_at(&cursor, ONCE[index]))
            return probe_found(probe, VERDICT_CANNOT_TELL,
                               "SYSTEM %s leaves nothing by which it could be told whether it ran, "
                               "and does not come to the same when it runs twice.",
                               ONCE[index]);
    }

    return probe_found(probe, VERDICT_DID_NOT, "It may run again: that comes to the same.");
}

Finding
probe_other(const Probe *probe)
{
    switch ((int)probe->facts->kind)
    {
        case CLICKHOUSE_SELECT:
        case CLICKHOUSE_SHOW:
        case CLICKHOUSE_SET:
        case CLICKHOUSE_USE:
            return probe_found(probe, VERDICT_DID_NOT, "It changes nothing, so it may run again.");
        case CLICKHOUSE_SYSTEM:
            return judge_system(probe);
        case CLICKHOUSE_OPTIMIZE:
        case CLICKHOUSE_KILL:
            return probe_found(probe, VERDICT_DID_NOT, "It may run again: that comes to the same.");
        case CLICKHOUSE_PARALLEL:
            return probe_found(probe, VERDICT_CANNOT_TELL,
                               "It is several statements at once (PARALLEL WITH), each of which "
                               "may have taken effect or not.");
        default:
            return probe_found(probe, VERDICT_CANNOT_TELL,
                               "pawl does not know this kind of statement, and so not where to "
                               "look for what it did.");
    }
}
