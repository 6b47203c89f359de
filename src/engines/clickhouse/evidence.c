/*
 * evidence.c
 *    What the server shows about a statement of which nobody noted the outcome.
 *
 * The order of a verdict: is it still running (system.processes, by the query id that it was sent
 * with)?  Did it finish (system.query_log, which is proof if it says so and none if it does not:
 * it may be off, be unflushed when the server dies, or be for other eyes)?  Else what is there is
 * held against what was there before (probe/), and of an ALTER against what it makes of a copy
 * (shadow.c).
 */
#include "engines/clickhouse/evidence.h"

#include "engines/clickhouse/lock/session.h"
#include "engines/clickhouse/sql.h"

/* Codes with which a server says that it has no such table or column, or not for this user. */
enum
{
    NO_SUCH_COLUMN = 16,
    UNKNOWN_FUNCTION = 46,
    UNKNOWN_IDENTIFIER = 47,
    UNKNOWN_TABLE = 60,
    UNKNOWN_DATABASE = 81,
    FILE_DOESNT_EXIST = 107,
    TABLE_IS_DROPPED = 218,
    ACCESS_DENIED = 497,
};

/* How long ago find_running() asked, at most. */
enum
{
    ASKED_WITHIN_S = 300,
};

/* How often a look is taken that runs into what others drop: seen of 18.16 once in 300. */
enum
{
    LOOKS = 8,
};

const char *
clickhouse_query_id(const Attempt *attempt, Arena *arena)
{
    return arena_printf(arena, "pawl-" STR_FORMAT "-" STR_FORMAT "-%u", STR_ARGS(attempt->run),
                        STR_ARGS(attempt->migration), STATEMENT_NUMBER(attempt->index));
}

Str
clickhouse_database_of(const Clickhouse *clickhouse, const Attempt *attempt, Arena *arena)
{
    return probe_database(attempt->script, attempt->index, clickhouse_database(clickhouse),
                          clickhouse->version, arena);
}

static MUST_CHECK bool
take_line(void *context, Str line, Error *err)
{
    Buf *lines = context;

    (void)err;
    buf_append_text(lines, lines->size > 0 ? "\n" : "");
    buf_append(lines, line);

    return true;
}

static bool
keeps_from_us(unsigned code)
{
    return code == ACCESS_DENIED || code == UNKNOWN_TABLE || code == UNKNOWN_DATABASE ||
           code == NO_SUCH_COLUMN || code == UNKNOWN_IDENTIFIER || code == UNKNOWN_FUNCTION;
}

/*
 * The server reads its catalog table by table, those of other databases included, and raises this
 * if one is dropped meanwhile: its definition is gone from the disk (18.16), or itself.  That a
 * table of system's is not there has the same code.
 */
static bool
may_be_dropped_meanwhile(unsigned code)
{
    return code == UNKNOWN_TABLE || code == UNKNOWN_DATABASE || code == FILE_DOESNT_EXIST ||
           code == TABLE_IS_DROPPED;
}

bool
clickhouse_ask_lines(const Clickhouse *clickhouse, Str sql, Buf *lines, Error *err)
{
    const ClickhouseQuery query = {.sql = sql, .reads = true, .rows = {take_line, lines}};
    ClickhouseFailure failure;

    for (unsigned look = 1;; look++)
    {
        if (clickhouse->transport->query(clickhouse->connection, &query, &failure, err))
            return true;

        const bool again = look < LOOKS && may_be_dropped_meanwhile(failure.code);

        if (!again && !keeps_from_us(failure.code))
            return false;

        buf_clear(lines);
        error_clear(err);

        if (!again)
            return true;
    }
}

bool
clickhouse_look(const Clickhouse *clickhouse, const LookRequest *request, Buf *lines, Error *err)
{
    SCOPED_BUF sql = {0};

    look_append_query(&sql, request);

    return sql.size == 0 || clickhouse_ask_lines(clickhouse, buf_str(&sql), lines, err);
}

/* Found: the statement's line in system.processes, in words. */
static MUST_CHECK bool
find_running(const Clickhouse *clickhouse, const Attempt *attempt, Arena *arena,
             const char **ret_words, Error *err)
{
    SCOPED_BUF sql = {0};
    SCOPED_BUF lines = {0};

    *ret_words = NULL;
    buf_append(&sql, STR("SELECT toString(toUInt64(elapsed)), toString(read_rows), "
                         "toString(written_rows) FROM system.processes WHERE query_id = "));
    clickhouse_append_literal(&sql, str_from(clickhouse_query_id(attempt, arena)));
    buf_append(&sql, STR(" FORMAT TabSeparated"));

    if (!clickhouse_ask_lines(clickhouse, buf_str(&sql), &lines, err))
        return false;
    if (lines.size == 0)
        return true;

    Str rest = buf_str(&lines);
    const Str seconds = str_cut(&rest, '\t');
    const Str read = str_cut(&rest, '\t');
    const Str written = str_cut(&rest, '\n');

    *ret_words = arena_printf(arena,
                              "The server is at it for " STR_FORMAT " s: " STR_FORMAT
                              " rows read, " STR_FORMAT " written.",
                              STR_ARGS(seconds), STR_ARGS(read), STR_ARGS(written));

    return true;
}

/*
 * The log is written every few seconds; to be allowed to write it now is a right of its own.  Two
 * who ask at once can make one of them wait for minutes (ClickHouse issues 57984, 112191), for
 * ever in old versions: it is worth a moment, no more.
 */
static void
flush_logs(const Clickhouse *clickhouse)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    const ClickhouseQuery query = {
        .sql = STR("SYSTEM FLUSH LOGS"), .patience = PATIENCE_AID, .reads = true};
    ClickhouseFailure failure;

    (void)!clickhouse->transport->query(clickhouse->connection, &query, &failure, &ignored);
}

static MUST_CHECK bool
find_finished(const Clickhouse *clickhouse, const Attempt *attempt, Arena *arena, bool *ret_found,
              Error *err)
{
    SCOPED_BUF sql = {0};
    SCOPED_BUF lines = {0};

    flush_logs(clickhouse);
    /* The type is an Enum; in 18.16 it is the number behind the name. */
    buf_append(&sql, STR("SELECT count() > 0 FROM system.query_log WHERE toString(type) IN "
                         "('QueryFinish', '2') AND query_id = "));
    clickhouse_append_literal(&sql, str_from(clickhouse_query_id(attempt, arena)));

    /* The log may hold years, by day; the announcement came before. */
    if (attempt->at_s > 0)
        buf_printf(&sql, " AND event_date >= toDate(toDateTime(%lld)) - 1",
                   (long long)attempt->at_s);

    buf_append(&sql, STR(" FORMAT TabSeparated"));

    if (!clickhouse_ask_lines(clickhouse, buf_str(&sql), &lines, err))
        return false;

    *ret_found = STR_IS(buf_str(&lines), "1");

    return true;
}

/*
 * Whether the log is silent about the statement although it would speak: it reaches back to before
 * the announcement, and has the question after the statement's process, which was asked a moment
 * ago and holds its id.  Settings that keep short queries out of the log keep that out as well.
 */
static MUST_CHECK bool
find_unlogged(const Clickhouse *clickhouse, const Attempt *attempt, Arena *arena,
              bool *ret_unlogged, Error *err)
{
    const long long at_s = (long long)attempt->at_s;
    const Str text = attempt->script->text;
    SCOPED_BUF id = {0};
    SCOPED_BUF sql = {0};
    SCOPED_BUF lines = {0};

    *ret_unlogged = false;
    if (at_s <= 0 || str_contains_nocase(text, STR("log_queries")))
        return true;

    clickhouse_append_literal(&id, str_from(clickhouse_query_id(attempt, arena)));
    buf_printf(&sql,
               "SELECT (SELECT count() FROM system.query_log WHERE query_id = %s AND "
               "event_date >= toDate(toDateTime(%lld)) - 1) = 0 AND "
               "(SELECT count() FROM system.query_log WHERE event_date >= today() - 1 AND "
               "event_time >= now() - %d AND query_id != %s AND position(query, %s) > 0) > 0 AND "
               "(SELECT count() FROM system.query_log WHERE event_date <= "
               "toDate(toDateTime(%lld)) AND event_time < toDateTime(%lld)) > 0 "
               "FORMAT TabSeparated",
               buf_text(&id), at_s, ASKED_WITHIN_S, buf_text(&id), buf_text(&id), at_s, at_s);

    if (!clickhouse_ask_lines(clickhouse, buf_str(&sql), &lines, err))
        return false;

    *ret_unlogged = STR_IS(buf_str(&lines), "1");

    return true;
}

bool
clickhouse_look_again(const Clickhouse *clickhouse, const Attempt *attempt, Arena *arena,
                      Probe *ret_probe, Error *err)
{
    const Str text = clickhouse_text_of(attempt);
    const Str database = clickhouse_database_of(clickhouse, attempt, arena);
    ClickhouseFacts *facts = ARENA_NEW(arena, ClickhouseFacts);
    Look *before = ARENA_NEW(arena, Look);
    Look *now = ARENA_NEW(arena, Look);
    SCOPED_BUF lines = {0};

    *facts = clickhouse_classify(clickhouse->version, text, arena);

    const LookRequest request = probe_request(facts, text, database, clickhouse->version, arena);

    *ret_probe = (Probe){.facts = facts,
                         .text = text,
                         .database = database,
                         .script = attempt->script,
                         .index = attempt->index,
                         .server_version = clickhouse->version,
                         .alone = clickhouse->url.embedded,
                         .before = before,
                         .now = now,
                         .arena = arena};

    return clickhouse_look(clickhouse, &request, &lines, err) &&
           look_parse(attempt->snapshot, arena, before, err) &&
           look_parse(str_copy(arena, buf_str(&lines)), arena, now, err);
}

/* What is told by the number of its rows. */
static bool
holds_rows(ClickhouseKind kind)
{
    return kind == CLICKHOUSE_INSERT_VALUES || kind == CLICKHOUSE_INSERT_INLINE;
}

static MUST_CHECK bool
judge(Clickhouse *clickhouse, const Attempt *attempt, bool finished, Arena *arena,
      Finding *ret_finding, Error *err)
{
    Probe probe;

    if (!clickhouse_look_again(clickhouse, attempt, arena, &probe, err))
        return false;

    probe.finished = finished;
    if (!finished && holds_rows(probe.facts->kind) &&
        !find_unlogged(clickhouse, attempt, arena, &probe.unlogged, err))
        return false;

    *ret_finding = probe_judge(&probe);

    return clickhouse_try_on_shadow(clickhouse, attempt, &probe, ret_finding, err);
}

bool
clickhouse_verdict(void *self, const Attempt *attempt, Arena *arena, Finding *ret_finding,
                   Error *err)
{
    Clickhouse *clickhouse = self;
    const char *running = NULL;
    bool finished = false;

    if (!find_running(clickhouse, attempt, arena, &running, err))
        return false;

    if (running != NULL)
    {
        *ret_finding = (Finding){.verdict = VERDICT_RUNNING, .evidence = running};
        return true;
    }

    return find_finished(clickhouse, attempt, arena, &finished, err) &&
           judge(clickhouse, attempt, finished, arena, ret_finding, err);
}

/* ---- what a person or a finding asks for ---- */

bool
clickhouse_repair(void *self, Str sql, Error *err)
{
    Clickhouse *clickhouse = self;
    const ClickhouseQuery query = {.sql = sql, .patience = PATIENCE_STATEMENT};
    ClickhouseFailure failure;

    clickhouse_forget_absence(clickhouse);

    return clickhouse_configure(clickhouse, err) &&
           clickhouse_session_query(clickhouse, &query, false, &failure, err);
}

/* The first value of the first row. */
typedef struct Answer
{
    Arena *arena;
    bool there;
    Str text;
} Answer;

static bool
take_answer(void *context, Str line, Error *err)
{
    Answer *answer = context;

    (void)err;

    if (!answer->there)
        *answer = (Answer){.arena = answer->arena,
                           .there = true,
                           .text = str_copy(answer->arena, str_cut(&line, '\t'))};

    return true;
}

bool
clickhouse_ask(void *self, const Attempt *attempt, Str sql, Arena *arena, Str *ret_answer,
               Error *err)
{
    const Clickhouse *clickhouse = self;
    Answer answer = {.arena = arena};
    const ClickhouseQuery query = {
        .sql = sql, .patience = PATIENCE_STATEMENT, .reads = true, .rows = {take_answer, &answer}};
    ClickhouseFailure failure;
    const bool good = clickhouse->transport->query(clickhouse->connection, &query, &failure, err);

    (void)attempt;
    *ret_answer = answer.text;

    return good;
}
