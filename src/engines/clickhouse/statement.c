/*
 * statement.c
 *    One statement of a migration, and what its answer proves.
 */
#include <string.h>

#include "engines/clickhouse/classify.h"
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/exception.h"
#include "engines/clickhouse/outcome.h"
#include "engines/clickhouse/session.h"
#include "source/place.h"

/* A script that names the version table may have made it. */
static void
watch_for_version_table(Clickhouse *clickhouse, const Script *script)
{
    if (clickhouse->script != script && str_contains_nocase(script->text, STR(VERSION_TABLE)))
        clickhouse->watch_version_table = true;
}

static void
place_failure(Error *err, const Script *script, size_t index)
{
    ClickhouseException exception;
    const Str text = script->statements[index].text;
    size_t offset = (size_t)(text.data - script->text.data);

    if (err->server != NULL && clickhouse_exception_parse(str_from(err->server), &exception) &&
        exception.position <= text.size)
        offset += exception.position;

    err->place = place_of(script->path, script->text, offset, err->arena);
}

static MUST_CHECK bool
take_line(void *context, Str line, Error *err)
{
    (void)err;
    buf_append(context, line);

    return true;
}

/* After USE a bare name means a table of another database than ours. */
static bool
uses_other_database(const Script *script)
{
    bool found = false;

    for (size_t index = 0; index < script->count && !found; index++)
        found = strcmp(script->statements[index].kind, clickhouse_kind_title(CLICKHOUSE_USE)) == 0;

    return found;
}

/*
 * What the target of an INSERT holds, as one line to be compared with a later one: empty where
 * that cannot be said, as for a table that is no MergeTree.  Merges change neither the rows nor
 * the highest block number; what others insert meanwhile changes both, and then nothing is proven.
 */
static void
look_at_target(const Clickhouse *clickhouse, const ClickhouseFacts *facts, Buf *line)
{
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF sql = {0};
    Error ignored = ERROR_INIT(&scratch);
    ClickhouseFailure failure;

    if (!clickhouse_kind_inserts(facts->kind) || facts->on_cluster || facts->name.size == 0)
        return;

    clickhouse_store_append_parts(
        &sql, facts->database.size > 0 ? facts->database : clickhouse_database(clickhouse),
        facts->name);

    const ClickhouseQuery query = {.sql = buf_str(&sql), .reads = true, .rows = {take_line, line}};

    if (!clickhouse->transport->query(clickhouse->connection, &query, &failure, &ignored))
        buf_clear(line);
}

/* An INSERT that the server gave up: its code proves little, its target's parts prove it. */
static bool
left_no_rows(const Clickhouse *clickhouse, const ClickhouseFacts *facts, unsigned code,
             const Buf *before)
{
    SCOPED_BUF after = {0};

    if (before->size == 0 || clickhouse_code_is_late(code))
        return false;

    look_at_target(clickhouse, facts, &after);

    return str_equal(buf_str(before), buf_str(&after));
}

/* Whether the error reply proves that nothing of the statement took effect. */
static bool
refused(const Clickhouse *clickhouse, const ClickhouseFacts *facts, unsigned code,
        const Buf *before, Error *err)
{
    const Str message = str_from(err->server);

    if (code == 0)
        return false;
    if (!clickhouse_error_says_exists(facts, code, message))
        return clickhouse_error_settles(facts, code, message) ||
               left_no_rows(clickhouse, facts, code, before);

    (void)error_hint(err, "If this database is past this migration already, record it and those "
                          "before it as applied: `pawl baseline --to VERSION`.");

    return true;
}

bool
clickhouse_execute(void *self, const Attempt *attempt, Outcome *ret_outcome, Error *err)
{
    Clickhouse *clickhouse = self;
    const Script *script = attempt->script;
    const size_t index = attempt->index;
    const Str text = script->statements[index].text;
    ClickhouseFailure failure = {0};
    SCOPED_BUF before = {0};

    *ret_outcome = OUTCOME_NOT_DONE;

    watch_for_version_table(clickhouse, script);

    if (!clickhouse_configure(clickhouse, err) ||
        !clickhouse_session_enter(clickhouse, script, err))
        return false;

    const ClickhouseFacts facts = clickhouse_classify(clickhouse->version, text, err->arena);

    if (facts.database.size > 0 || !uses_other_database(script))
        look_at_target(clickhouse, &facts, &before);

    const ClickhouseQuery query = {
        .sql = text,
        .session = clickhouse->session,
        .session_use = clickhouse->session_use,
        .query_id =
            arena_printf(err->arena, "%s-%u", clickhouse->script_name, STATEMENT_NUMBER(index)),
    };

    if (clickhouse->transport->query(clickhouse->connection, &query, &failure, err))
    {
        *ret_outcome = OUTCOME_DONE;
        return true;
    }

    if (clickhouse_session_refused(clickhouse, &failure, ret_outcome, err))
        return false;
    if (failure.sent && !refused(clickhouse, &facts, failure.code, &before, err))
        *ret_outcome = OUTCOME_UNKNOWN;

    clickhouse->in_doubt = clickhouse->in_doubt || *ret_outcome == OUTCOME_UNKNOWN;
    place_failure(err, script, index);

    return false;
}
