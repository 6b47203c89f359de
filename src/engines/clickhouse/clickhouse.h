/*
 * clickhouse.h
 *    An open ClickHouse, shared by the parts of the engine that work with it.
 *
 * Internal to the folder.
 */
#ifndef CLICKHOUSE_CLICKHOUSE_H
#define CLICKHOUSE_CLICKHOUSE_H

#include "engine/engine.h"
#include "engines/clickhouse/ledger/store.h"
#include "engines/clickhouse/lock/lock.h"
#include "engines/clickhouse/probe/look.h"
#include "engines/clickhouse/wire/settings.h"
#include "engines/clickhouse/wire/transport.h"

/* Names of tables under which there was nothing a moment ago. */
typedef struct ClickhouseAbsence
{
    Arena arena;
    LookName *names;
    size_t count;
    Str lines;       /* what that look brought: a snapshot that holds for each of them */
    int64_t seen_ms; /* by clock_ms(), before it was taken */
} ClickhouseAbsence;

typedef struct Clickhouse
{
    const ClickhouseTransport *transport;
    void *connection;
    Arena arena;
    ClickhouseUrl url;
    const char *run;
    bool ledger_sync;
    int64_t statement_timeout_ms; /* 0: none */
    EngineInfo info;
    unsigned version; /* 2607 for 26.7; 0 until the ledger was read */
    ClickhouseSettings settings;
    bool has_version_table;
    bool watch_version_table; /* a migration of this run may have made it */
    Ledger *reading;          /* while ledger_read() is under way */
    bool answered;            /* the line that every answer has was there */
    bool read_rows;           /* the journal had a row */
    bool foreign_version_table;
    Buf versions;         /* read so far, each ended by a NUL */
    StoreTables found;    /* what the catalog told last */
    const Script *script; /* whose statements ran last */
    unsigned script_number;
    const char *script_name; /* its statements' query ids begin with it */
    const char *session;     /* of that script */
    ClickhouseSessionUse session_use;
    bool in_doubt; /* a statement of this run may be under way still */
    ClickhouseLock lock;
    ClickhouseAbsence absence;
} Clickhouse;

/* The name of the database that the URL names. */
static inline Str
clickhouse_database(const Clickhouse *clickhouse)
{
    return str_from(clickhouse->url.database);
}

/*
 * configure.c: before the first statement that does more than read, ask which settings the server
 * knows, and send those that pawl needs from here on.
 */
MUST_CHECK bool clickhouse_configure(Clickhouse *clickhouse, Error *err);

/* EngineOps.ledger_*: ledger/ledger.c. */
bool clickhouse_ledger_read(void *self, Ledger *ledger, Error *err);
bool clickhouse_ledger_read_versions(void *self, Ledger *ledger, Error *err);
bool clickhouse_ledger_create(void *self, Error *err);
bool clickhouse_ledger_write(void *self, const LedgerWrite *write, Error *err);

/*
 * For statements of pawl's own that may run twice without harm: an answer that got lost is
 * settled by sending them again.
 */
MUST_CHECK bool clickhouse_run_repeatable(Clickhouse *clickhouse, Str sql, Str data, Error *err);

/* The versions of a write into the version table, or out of it: versions.c. */
MUST_CHECK bool clickhouse_versions_write(Clickhouse *clickhouse, const LedgerWrite *write,
                                          Error *err);

/* The changes of a write in another tool's table. */
MUST_CHECK bool clickhouse_mirror_write(Clickhouse *clickhouse, const LedgerWrite *write,
                                        Error *err);

/*
 * await.c: after a statement was acknowledged, until what it began is done, on servers that answer
 * before that (18.16).  `database` is where its bare names live.  False: nobody knows.
 */
MUST_CHECK bool clickhouse_await(const Clickhouse *clickhouse, const ClickhouseFacts *facts,
                                 Str database, Error *err);

/* EngineOps.execute: statement.c. */
bool clickhouse_execute(void *self, const Attempt *attempt, Outcome *ret_outcome, Error *err);

/* Where a bare name of the statement lives: after USE in another database than the URL's. */
Str clickhouse_database_of(const Clickhouse *clickhouse, const Attempt *attempt, Arena *arena);

/*
 * The name under which the server's views know an attempt: "pawl-<run>-<migration>-<number>".
 * In the arena.
 */
const char *clickhouse_query_id(const Attempt *attempt, Arena *arena);

/*
 * The lines of an answer, without the last line feed; none, and no error, if the server has no
 * such table or column, or keeps it from us.
 */
MUST_CHECK bool clickhouse_ask_lines(const Clickhouse *clickhouse, Str sql, Buf *lines, Error *err);

/* The statement that an attempt sends. */
static inline Str
clickhouse_text_of(const Attempt *attempt)
{
    return attempt->script->statements[attempt->index].text;
}

/* Take a look: its lines, or none if the request asks for nothing. */
MUST_CHECK bool clickhouse_look(const Clickhouse *clickhouse, const LookRequest *request,
                                Buf *lines, Error *err);

/* EngineOps.snapshot: snapshot.c. */
bool clickhouse_snapshot(void *self, const Attempt *attempts, size_t count, Arena *arena,
                         Str *ret_snapshot, Error *err);

/* What a look told that serves several statements holds no longer. */
void clickhouse_forget_absence(Clickhouse *clickhouse);

/* EngineOps.verdict, reverted, repair, ask: evidence.c; append_presence: presence.c; describe:
 * describe.c. */
bool clickhouse_verdict(void *self, const Attempt *attempt, Arena *arena, Finding *ret_finding,
                        Error *err);
bool clickhouse_reverted(void *self, const Attempt *attempts, size_t count, Arena *arena,
                         size_t *ret_index, const char **ret_evidence, Error *err);
bool clickhouse_repair(void *self, Str sql, Error *err);
bool clickhouse_ask(void *self, const Attempt *attempt, Str sql, Arena *arena, Str *ret_answer,
                    Error *err);
void clickhouse_append_presence(const GuardObject *object, Buf *sql);
bool clickhouse_describe(void *self, const Script *script, size_t count, EngineLine line,
                         Error *err);

/* EngineOps.dump: dump.c. */
bool clickhouse_dump(void *self, Buf *text, const char **ret_maker, Error *err);

/* EngineOps.history_*: ledger/history.c. */
bool clickhouse_history_columns(void *self, Str table, EngineFields seen, Error *err);
bool clickhouse_history_read(void *self, const HistoryFound *found, EngineFields row, Error *err);

#endif /* CLICKHOUSE_CLICKHOUSE_H */
