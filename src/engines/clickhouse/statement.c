/*
 * statement.c
 *    One statement of a migration, and what its answer proves.
 */
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/lock/session.h"
#include "engines/clickhouse/outcome.h"
#include "engines/clickhouse/parse/classify.h"
#include "engines/clickhouse/wire/exception.h"

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

    err->place = script_place(script, offset, err->arena);
}

/* What is proven of a statement that did not end well. */
static Outcome
outcome_of_failure(const ClickhouseFacts *facts, const ClickhouseFailure *failure, Error *err)
{
    const Str message = str_from(err->server);

    if (!failure->sent)
        return err->kind == ERROR_CONNECT ? OUTCOME_NOT_NOW : OUTCOME_NOT_DONE;
    if (failure->code == 0)
        return OUTCOME_UNKNOWN;
    if (clickhouse_error_will_pass(facts, failure->code, message))
        return OUTCOME_NOT_NOW;
    if (!clickhouse_error_says_exists(facts, failure->code, message))
        return clickhouse_error_settles(facts, failure->code, message) ? OUTCOME_NOT_DONE
                                                                       : OUTCOME_ENDED;

    (void)error_hint(err, ENGINE_HINT_EXISTS);

    return OUTCOME_NOT_DONE;
}

bool
clickhouse_execute(void *self, const Attempt *attempt, Outcome *ret_outcome, Error *err)
{
    Clickhouse *clickhouse = self;
    const Script *script = attempt->script;
    const size_t index = attempt->index;
    const Str text = script->statements[index].text;
    ClickhouseFailure failure = {0};

    *ret_outcome = OUTCOME_NOT_DONE;

    watch_for_version_table(clickhouse, script);

    if (!clickhouse_configure(clickhouse, err) ||
        !clickhouse_session_enter(clickhouse, script, err))
        return false;

    const ClickhouseFacts facts = clickhouse_classify(clickhouse->version, text, err->arena);
    const ClickhouseQuery query = {
        .sql = text,
        .session = clickhouse->session,
        /* What only changes the session needs none: the one that was in use may be gone. */
        .database = facts.session ? clickhouse_database(clickhouse)
                                  : clickhouse_database_of(clickhouse, attempt, err->arena),
        .query_id = clickhouse_query_id(attempt, err->arena),
        .session_use = clickhouse->session_use,
        .patience = PATIENCE_STATEMENT,
    };

    if (clickhouse->transport->query(clickhouse->connection, &query, &failure, err))
    {
        const bool done = clickhouse_await(clickhouse, &facts, query.database, err);

        *ret_outcome = done ? OUTCOME_DONE : OUTCOME_UNKNOWN;
        clickhouse->in_doubt = clickhouse->in_doubt || !done;
        return done;
    }

    if (clickhouse_session_refused(clickhouse, &failure, ret_outcome, err))
        return false;

    *ret_outcome = outcome_of_failure(&facts, &failure, err);
    clickhouse->in_doubt = clickhouse->in_doubt || *ret_outcome == OUTCOME_UNKNOWN;
    place_failure(err, script, index);

    return false;
}
