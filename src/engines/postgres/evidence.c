/*
 * evidence.c
 *    What the server knows about a statement whose outcome nobody noted.
 *
 * The catalogs are asked with the settings that the statement's file had made before it, in a
 * transaction that is rolled back: search_path decides what an unqualified name means, then as now.
 */
#include "engines/postgres/lock/activity.h"
#include "engines/postgres/parse/classify.h"
#include "engines/postgres/postgres.h"
#include "engines/postgres/probe/probe.h"
#include "engines/postgres/sql.h"

enum
{
    QUERY_COMPARED_MAX = 500, /* less than the shortest track_activity_query_size that is sane */
    FACTS_FIRST = 16,
};

/* The answer to both questions, and which results of the message hold them. */
typedef struct Look
{
    ProbeFacts facts;
    const char *running; /* the backend that executes the statement, as a line; NULL if none */
    size_t capacity;     /* of the facts' rows */
    size_t running_result;
    size_t facts_result;
    Arena *arena;
} Look;

static ProbeCase
case_of(const Attempt *attempt, Arena *arena)
{
    const Statement *statement = &attempt->script->statements[attempt->index];

    return (ProbeCase){.class = postgres_classify(statement->text, false, arena),
                       .statement = statement->text,
                       .before = postgres_probe_facts_read(attempt->snapshot, arena),
                       .arena = arena};
}

static void
add_fact(Look *look, const Str *fields)
{
    ProbeFacts *facts = &look->facts;

    if (facts->count == look->capacity)
    {
        const size_t capacity = look->capacity == 0 ? FACTS_FIRST : look->capacity * 2;
        ProbeFact *rows = ARENA_ARRAY(look->arena, ProbeFact, capacity);

        for (size_t index = 0; index < facts->count; index++)
            rows[index] = facts->rows[index];

        facts->rows = rows;
        look->capacity = capacity;
    }

    facts->rows[facts->count++] = (ProbeFact){.id = str_copy(look->arena, fields[0]),
                                              .object = str_copy(look->arena, fields[1]),
                                              .state = str_copy(look->arena, fields[2]),
                                              .name = str_copy(look->arena, fields[3])};
}

static bool
take_look(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    Look *look = context;

    (void)err;

    if (result == look->running_result && count == POSTGRES_SESSION_FIELDS)
    {
        const PostgresSession session = postgres_session(fields);

        look->running = postgres_session_line(&session, look->arena);
    }
    else if (result == look->facts_result && count == PROBE_FIELDS)
        add_fact(look, fields);

    return true;
}

/* By the name that its connection gave itself; or by the text, where the URL gives another. */
static void
append_running(const Attempt *attempt, Buf *sql)
{
    const Str statement = attempt->script->statements[attempt->index].text;
    SCOPED_ARENA scratch = {0};

    buf_printf(sql,
               "select %s from pg_catalog.pg_stat_activity a "
               "where a.pid <> pg_catalog.pg_backend_pid() and a.state = 'active' "
               "and a.datname = pg_catalog.current_database() "
               "and a.backend_type = 'client backend' and (a.application_name = ",
               POSTGRES_SESSION_COLUMNS);
    sql_append_literal(
        sql, str_from(arena_printf(&scratch, "pawl " STR_FORMAT, STR_ARGS(attempt->run))));
    buf_printf(sql,
               " or (a.application_name not like 'pawl%%' and "
               "pg_catalog.left(a.query, %d) = pg_catalog.left(",
               QUERY_COMPARED_MAX);
    sql_append_literal(sql, statement);
    buf_printf(sql, ", %d))) limit 1;\n", QUERY_COMPARED_MAX);
}

/* Both questions, or one of them, in one message. */
static void
append_look(const Postgres *postgres, const Attempt *attempt, Str question, bool running,
            Look *look, Buf *sql)
{
    size_t results = 1;

    buf_append(sql, STR("begin;\n"));

    if (postgres->script != NULL && postgres->script != attempt->script)
    {
        buf_append(sql, STR("reset all;\n"));
        results++;
    }

    if (running)
    {
        look->running_result = results++;
        append_running(attempt, sql);
    }

    if (question.size > 0)
    {
        results += postgres_append_settings(sql, attempt->script, attempt->index);
        look->facts_result = results;
        buf_append(sql, question);
        buf_append(sql, STR(";\n"));
    }

    buf_append(sql, STR("rollback"));
}

static MUST_CHECK bool
look_at(Postgres *postgres, const Attempt *attempt, const ProbeCase *probed, bool running,
        Look *ret_look, Error *err)
{
    const PostgresProbe *probe = postgres_probe(probed->class.kind);
    SCOPED_BUF question = {0};
    SCOPED_BUF sql = {0};
    const bool asks = probe->append_question != NULL && probe->append_question(probed, &question);

    *ret_look =
        (Look){.running_result = SIZE_MAX, .facts_result = SIZE_MAX, .arena = probed->arena};

    if (!asks && !running)
        return true;

    append_look(postgres, attempt, buf_str(&question), running, ret_look, &sql);
    ret_look->facts.looked = asks;

    return postgres_query_own(postgres, &sql, (PostgresRows){take_look, ret_look}, err);
}

bool
postgres_snapshot(void *self, const Attempt *attempts, size_t count, Arena *arena,
                  Str *ret_snapshot, Error *err)
{
    Postgres *postgres = self;
    const ProbeCase probed = case_of(&attempts[0], arena);
    Look look;

    (void)count;

    if (!look_at(postgres, &attempts[0], &probed, false, &look, err))
        return false;

    *ret_snapshot = postgres_probe_facts_write(&look.facts, arena);

    return true;
}

bool
postgres_verdict(void *self, const Attempt *attempt, Arena *arena, Finding *ret_finding, Error *err)
{
    Postgres *postgres = self;
    ProbeCase probed = case_of(attempt, arena);
    const PostgresProbe *probe = postgres_probe(probed.class.kind);
    Look look;

    if (!look_at(postgres, attempt, &probed, true, &look, err))
        return false;

    probed.after = look.facts;

    if (look.running != NULL)
        *ret_finding = (Finding){.verdict = VERDICT_RUNNING, .evidence = look.running};
    else if (probe->append_question != NULL && !probed.after.looked)
        *ret_finding = (Finding){.verdict = VERDICT_CANNOT_TELL,
                                 .evidence = "Its text does not say which object it is about."};
    else
        *ret_finding = probe->decide(&probed);

    return true;
}

bool
postgres_repair(void *self, Str sql, Error *err)
{
    const Postgres *postgres = self;
    SCOPED_BUF text = {0};

    if (postgres->route == POSTGRES_POOLED)
    {
        (void)error_set(err, ERROR_UNSUPPORTED,
                        "the repair cannot run in a transaction, and the connection goes through "
                        "a transaction pooler");
        return error_hint(err, "Let pawl connect to the server directly, not through the pooler.");
    }

    buf_append(&text, sql);

    return postgres_client_run(postgres->client, &(PostgresOrder){.sql = buf_str(&text)}, NULL,
                               err);
}

/* The first value of the first row. */
typedef struct Answer
{
    Arena *arena;
    bool there;
    Str text;
} Answer;

static bool
take_answer(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    Answer *answer = context;

    (void)result, (void)err;

    if (count > 0 && !answer->there)
        *answer = (Answer){
            .arena = answer->arena, .there = true, .text = str_copy(answer->arena, fields[0])};

    return true;
}

bool
postgres_ask(void *self, const Attempt *attempt, Str sql, Arena *arena, Str *ret_answer, Error *err)
{
    Postgres *postgres = self;
    SCOPED_BUF text = {0};
    Answer answer = {.arena = arena};

    if (attempt != NULL && !postgres_enter_script(postgres, attempt->script, attempt->index, err))
        return false;

    buf_append(&text, sql);

    const PostgresOrder order = {.sql = buf_str(&text), .rows = {take_answer, &answer}};
    const bool good = postgres_client_run(postgres->client, &order, NULL, err);

    *ret_answer = answer.text;

    return good;
}
