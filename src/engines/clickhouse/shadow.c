/*
 * shadow.c
 *    Try an ALTER on an empty copy of its table, to know what it makes of the definition.
 *
 * The copy is dropped in any case; one that a killed run left, by the next verdict on an ALTER,
 * which is the one that it was made for.  It is empty, so what has rows is not pawl's, and stays.
 * All goes through a session that whoever fences this run shuts.  What the file SETs before the
 * statement is SET for the copy.
 */
#include "engines/clickhouse/probe/shadow.h"

#include "engines/clickhouse/evidence.h"
#include "engines/clickhouse/lock/session.h"

enum
{
    ACCESS_DENIED = 497,
};

typedef struct Trial
{
    Clickhouse *clickhouse;
    const Attempt *attempt;
    const ShadowPlan *plan;
    LookName name; /* of the copy */
    Arena *arena;
} Trial;

/*
 * In the session of the script.  True if the server answered: *ret_code is its error, or 0.
 */
static MUST_CHECK bool
send(const Trial *trial, Str sql, unsigned *ret_code, Error *err)
{
    Clickhouse *clickhouse = trial->clickhouse;
    ClickhouseFailure failure = {0};
    Outcome ignored;
    const ClickhouseQuery query = {
        .sql = sql,
        .session = clickhouse->session,
        .database = clickhouse_database_of(clickhouse, trial->attempt, trial->arena),
        .session_use = clickhouse->session_use,
        .patience = PATIENCE_REQUEST,
    };

    *ret_code = 0;

    if (clickhouse->transport->query(clickhouse->connection, &query, &failure, err))
        return true;
    if (clickhouse_session_refused(clickhouse, &failure, &ignored, err))
        return false;

    *ret_code = failure.code;
    clickhouse->in_doubt = clickhouse->in_doubt || failure.code == 0;

    if (failure.code != 0)
        error_clear(err);

    return failure.code != 0;
}

/* The copy as the catalog has it, with its rows; NULL if it is not there. */
static MUST_CHECK bool
look(const Trial *trial, const LookTable **ret_table, uint64_t *ret_rows, Error *err)
{
    const LookRequest request = {.topics = LOOK_TABLES | LOOK_ROWS,
                                 .names = &trial->name,
                                 .count = 1,
                                 .server_version = trial->clickhouse->version};
    Look *seen = ARENA_NEW(trial->arena, Look);
    SCOPED_BUF lines = {0};

    if (!clickhouse_look(trial->clickhouse, &request, &lines, err) ||
        !look_parse(str_copy(trial->arena, buf_str(&lines)), trial->arena, seen, err))
        return false;

    *ret_table = look_table(seen, trial->name);
    *ret_rows = look_rows(seen, trial->name);

    return true;
}

static MUST_CHECK bool
look_at_definition(const Trial *trial, Str *ret_definition, Error *err)
{
    const LookTable *table = NULL;
    uint64_t rows = 0;

    if (!look(trial, &table, &rows, err))
        return false;
    if (table != NULL)
        *ret_definition = shadow_definition(table->query, trial->clickhouse->version, trial->arena);

    return true;
}

/* The copy is there. */
static MUST_CHECK bool
change_and_drop(const Trial *trial, ProbeShadow *shadow, Error *err)
{
    unsigned code = 0;

    if (!look_at_definition(trial, &shadow->before, err) ||
        !send(trial, trial->plan->alter, &shadow->refused, err) ||
        (shadow->refused == 0 && !look_at_definition(trial, &shadow->after, err)) ||
        !send(trial, trial->plan->drop, &code, err))
        return false;

    if (code != 0)
        shadow->kept = arena_printf(trial->arena,
                                    "The copy, " STR_FORMAT "." SHADOW_TABLE
                                    ", could not be dropped (error %u): it is empty, drop it.",
                                    STR_ARGS(trial->name.database), code);

    return true;
}

static MUST_CHECK bool
run_trial(const Trial *trial, ProbeShadow *shadow, Error *err)
{
    unsigned code = 0;

    if (!send(trial, trial->plan->create, &code, err))
        return false;
    if (code == 0)
        return change_and_drop(trial, shadow, err);

    shadow->unmade =
        code == ACCESS_DENIED
            ? arena_printf(
                  trial->arena,
                  "this user may not make one.  Grant it CREATE TABLE and DROP TABLE on " STR_FORMAT
                  "." SHADOW_TABLE ", and run `pawl up` again",
                  STR_ARGS(trial->name.database))
            : arena_printf(trial->arena, "the server refuses to make one (error %u)", code);

    return true;
}

/* The session of the script as it was before the statement. */
static MUST_CHECK bool
enter_session(Clickhouse *clickhouse, const Attempt *attempt, Error *err)
{
    Attempt earlier = *attempt;
    Outcome outcome = OUTCOME_DONE;

    /* It is this run that sends them; what the other one sent is known by its name. */
    earlier.run = str_from(clickhouse->run);

    if (!clickhouse_configure(clickhouse, err) ||
        !clickhouse_session_enter(clickhouse, attempt->script, err))
        return false;

    for (earlier.index = 0; earlier.index < attempt->index; earlier.index++)
    {
        const Statement *statement = &attempt->script->statements[earlier.index];

        if ((statement->flags & STATEMENT_SESSION) == 0 ||
            clickhouse_execute(clickhouse, &earlier, &outcome, err))
            continue;
        if (outcome != OUTCOME_NOT_DONE || !script_can_spare(statement, attempt->index))
            return false;

        error_clear(err);
    }

    return true;
}

/* What a killed run left goes.  *ret_why: there is one that stays, or NULL. */
static MUST_CHECK bool
clear(const Trial *trial, const LookTable *left, uint64_t rows, const char **ret_why, Error *err)
{
    unsigned code = 0;

    *ret_why = NULL;

    if (left == NULL)
        return true;

    if (rows > 0 || !str_ends_with(left->engine, STR("MergeTree")))
        *ret_why = "a table " SHADOW_TABLE " that pawl did not make is there: rename it";
    else if (!send(trial, trial->plan->drop, &code, err))
        return false;
    else if (code != 0)
        *ret_why = arena_printf(trial->arena,
                                SHADOW_TABLE " is there and could not be dropped (error %u)", code);

    return true;
}

static MUST_CHECK bool
try_it(const Trial *trial, bool wanted, ProbeShadow *shadow, Error *err)
{
    const LookTable *left = NULL;
    uint64_t rows = 0;

    if (!look(trial, &left, &rows, err))
        return false;
    if (left == NULL && (!wanted || trial->plan->impossible != NULL))
        return true;

    return enter_session(trial->clickhouse, trial->attempt, err) &&
           clear(trial, left, rows, &shadow->unmade, err) &&
           (!wanted || shadow->unmade != NULL || trial->plan->impossible != NULL ||
            run_trial(trial, shadow, err));
}

bool
clickhouse_try_on_shadow(Clickhouse *clickhouse, const Attempt *attempt, Probe *probe,
                         Finding *finding, Error *err)
{
    const Str home = clickhouse_database(clickhouse);
    const bool wanted = shadow_wanted(probe, finding);

    if (!shadow_concerns(probe->facts))
        return true;

    const ShadowPlan plan = shadow_plan(probe, home);
    const Trial trial = {.clickhouse = clickhouse,
                         .attempt = attempt,
                         .plan = &plan,
                         .name = {.database = home, .name = STR(SHADOW_TABLE)},
                         .arena = probe->arena};
    ProbeShadow *shadow = ARENA_NEW(probe->arena, ProbeShadow);

    if (attempt->may_try && !try_it(&trial, wanted, shadow, err))
        return error_wrap(err, "could not try the statement on an empty copy of its table");
    if (!wanted)
        return true;
    if (plan.impossible != NULL)
        shadow->unmade = plan.impossible;
    else if (!attempt->may_try)
    {
        finding->evidence =
            arena_printf(probe->arena,
                         "%s  `pawl up` tries the statement on an empty copy of the table as it "
                         "was, to know whether it was this one.",
                         finding->evidence);
        return true;
    }

    probe->shadow = shadow;
    *finding = probe_judge(probe);

    return true;
}
