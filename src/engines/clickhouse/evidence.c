/*
 * evidence.c
 *    What the server shows about a statement: before it, and when nobody noted its outcome.
 */
#include "engines/clickhouse/session.h"

bool
clickhouse_snapshot(void *self, const Attempt *attempt, Arena *arena, Str *ret_snapshot, Error *err)
{
    (void)self, (void)attempt, (void)arena, (void)err;
    *ret_snapshot = STR("");

    return true;
}

bool
clickhouse_verdict(void *self, const Attempt *attempt, Arena *arena, Finding *ret_finding,
                   Error *err)
{
    (void)self, (void)attempt, (void)arena, (void)err;
    *ret_finding = (Finding){.verdict = VERDICT_CANNOT_TELL,
                             .evidence = "A run ended while it was under way, and left no word of "
                                         "its outcome."};

    return true;
}

bool
clickhouse_repair(void *self, Str sql, Error *err)
{
    const ClickhouseQuery query = {.sql = sql};
    ClickhouseFailure failure;

    return clickhouse_session_query(self, &query, false, &failure, err);
}

static bool
take_answer(void *context, Str line, Error *err)
{
    (void)err;
    *(bool *)context = STR_IS(line, "1") || STR_IS(line, "true") || STR_IS(line, "t");

    return true;
}

bool
clickhouse_ask(void *self, Str sql, bool *ret_yes, Error *err)
{
    const Clickhouse *clickhouse = self;
    const ClickhouseQuery query = {.sql = sql, .reads = true, .rows = {take_answer, ret_yes}};
    ClickhouseFailure failure;

    *ret_yes = false;

    return clickhouse->transport->query(clickhouse->connection, &query, &failure, err);
}

bool
clickhouse_describe(void *self, const Script *script, size_t count, EngineLine line, Error *err)
{
    (void)self, (void)script, (void)count, (void)line, (void)err;

    return true;
}
