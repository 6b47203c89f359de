/*
 * object.c
 *    Statements that make or take one object of the catalogs: it is there, or it is not.
 *
 * DROP INDEX CONCURRENTLY ("Parameters"): marks the index as not valid, waits, drops it; running it
 * again finishes what a cut short one began.
 * CREATE DATABASE, DROP DATABASE ("Notes"): the row in pg_database comes with the commit at the
 * end; since 15.4 a DROP that was cut short leaves it with a connection limit of -2 and the
 * database can only be dropped again ("pg_database", datconnlimit).
 * CREATE TABLESPACE, DROP TABLESPACE ("Notes"): likewise; the folder in the file system is not
 * looked at, and the statement itself refuses one that is not as it must be.
 * CREATE, DROP SUBSCRIPTION ("Notes"): the slot on the other server is not part of the transaction.
 * Left behind there, it makes the next CREATE fail, with its name.
 * COMMIT PREPARED, ROLLBACK PREPARED: take the transaction out of pg_prepared_xacts.
 */
#include "engines/postgres/parse/lex.h"
#include "engines/postgres/probe/probe.h"
#include "engines/postgres/sql.h"

/* "select oid, ... from catalog where column = 'name'" */
static bool
append_by_name(const ProbeCase *probed, const char *columns, const char *where, Buf *sql)
{
    const Str name = probed->class.match.object.name;

    if (name.size == 0)
        return false;

    buf_printf(sql, "select %s where %s = ", columns, where);
    sql_append_literal(sql, name);

    return true;
}

static bool
ask_database(const ProbeCase *probed, Buf *sql)
{
    return append_by_name(
        probed,
        "d.oid, pg_catalog.quote_ident(d.datname), case d.datconnlimit when -2 "
        "then 'half dropped' else '' end, d.datname from pg_catalog.pg_database d",
        "d.datname", sql);
}

static bool
ask_tablespace(const ProbeCase *probed, Buf *sql)
{
    return append_by_name(probed,
                          "t.oid, pg_catalog.quote_ident(t.spcname), '', t.spcname "
                          "from pg_catalog.pg_tablespace t",
                          "t.spcname", sql);
}

static bool
ask_subscription(const ProbeCase *probed, Buf *sql)
{
    return append_by_name(probed,
                          "s.oid, pg_catalog.quote_ident(s.subname), "
                          "pg_catalog.array_to_string(s.subpublications, ','), s.subname "
                          "from pg_catalog.pg_subscription s "
                          "join pg_catalog.pg_database d on d.oid = s.subdbid "
                          "and d.datname = pg_catalog.current_database()",
                          "s.subname", sql);
}

static bool
ask_index(const ProbeCase *probed, Buf *sql)
{
    if (probed->class.match.object.name.size == 0)
        return false;

    buf_append(sql, STR("select i.indexrelid, i.indexrelid::pg_catalog.regclass, "
                        "case when i.indisvalid then '' else 'not valid' end, '' "
                        "from pg_catalog.pg_index i where i.indexrelid = pg_catalog.to_regclass("));
    sql_append_qualified_literal(sql, &probed->class.match.object);
    buf_append(sql, STR(")"));

    return true;
}

/* The name is a string constant of the statement's own; it can be repeated as it stands. */
static bool
ask_prepared(const ProbeCase *probed, Buf *sql)
{
    PostgresLexer lexer = {.text = probed->statement};
    PostgresToken token = postgres_lex_significant(&lexer);

    while (token.kind != POSTGRES_TOKEN_END && token.kind != POSTGRES_TOKEN_STRING)
        token = postgres_lex_significant(&lexer);

    if (token.kind != POSTGRES_TOKEN_STRING)
        return false;

    buf_append(sql, STR("select gid, gid, '', gid from pg_catalog.pg_prepared_xacts where gid = "));
    buf_append(sql, token.text);

    return true;
}

/* ---- deciding ---- */

/* Whether the two answers are about the same object. */
static bool
is_same(const ProbeCase *probed)
{
    return probed->before.count > 0 && probed->after.count > 0 &&
           str_equal(probed->before.rows[0].id, probed->after.rows[0].id);
}

static Finding
decide_made(const ProbeCase *probed)
{
    if (probed->after.count == 0)
        return postgres_probe_found(VERDICT_DID_NOT, "There is no such object.");
    if (is_same(probed))
        return postgres_probe_found(VERDICT_DID_NOT, "The object was there before.");
    if (!probed->before.looked)
        return postgres_probe_found(
            VERDICT_CANNOT_TELL,
            "There is such an object, and whether it was there before is not known.");

    return postgres_probe_found(VERDICT_TOOK_EFFECT, "The object is there, and was not before.");
}

static Finding
decide_gone(const ProbeCase *probed)
{
    if (probed->after.count == 0 && probed->before.count == 0 && probed->before.looked)
        return postgres_probe_found(VERDICT_DID_NOT, "There was no such object before.");
    if (probed->after.count == 0)
        return postgres_probe_found(VERDICT_TOOK_EFFECT, "There is no such object any more.");
    if (probed->before.looked && !is_same(probed))
        return postgres_probe_found(
            VERDICT_CANNOT_TELL, "There is such an object, but not the one that was there before.");
    if (probed->after.rows[0].state.size > 0 && probed->class.kind != POSTGRES_DROP_SUBSCRIPTION)
        return postgres_probe_found(
            VERDICT_DID_NOT, arena_printf(probed->arena,
                                          "The object is there, and " STR_FORMAT
                                          "; running the statement again ends what it began.",
                                          STR_ARGS(probed->after.rows[0].state)));

    return postgres_probe_found(VERDICT_DID_NOT, "The object is still there.");
}

/* REFRESH and SET come to the same when they are repeated; ADD and DROP do not. */
static Finding
decide_altered(const ProbeCase *probed)
{
    if (!is_same(probed))
        return postgres_probe_found(VERDICT_CANNOT_TELL,
                                    "Which publications the subscription had before is not known.");
    if (str_equal(probed->before.rows[0].state, probed->after.rows[0].state))
        return postgres_probe_found(
            VERDICT_DID_NOT, "The subscription has the publications that it had before; refreshing "
                             "it once more comes to the same.");

    return postgres_probe_found(VERDICT_TOOK_EFFECT,
                                "The subscription's publications have changed.");
}

const PostgresProbe POSTGRES_PROBE_DROP_INDEX = {ask_index, decide_gone};
const PostgresProbe POSTGRES_PROBE_CREATE_DATABASE = {ask_database, decide_made};
const PostgresProbe POSTGRES_PROBE_DROP_DATABASE = {ask_database, decide_gone};
const PostgresProbe POSTGRES_PROBE_CREATE_TABLESPACE = {ask_tablespace, decide_made};
const PostgresProbe POSTGRES_PROBE_DROP_TABLESPACE = {ask_tablespace, decide_gone};
const PostgresProbe POSTGRES_PROBE_CREATE_SUBSCRIPTION = {ask_subscription, decide_made};
const PostgresProbe POSTGRES_PROBE_ALTER_SUBSCRIPTION = {ask_subscription, decide_altered};
const PostgresProbe POSTGRES_PROBE_DROP_SUBSCRIPTION = {ask_subscription, decide_gone};
const PostgresProbe POSTGRES_PROBE_PREPARED = {ask_prepared, decide_gone};
