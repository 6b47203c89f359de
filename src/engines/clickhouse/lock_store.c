/*
 * lock_store.c
 *    How the lock is kept in ClickHouse: the texts of the queries, without I/O.
 */
#include "engines/clickhouse/lock_store.h"

#include <stdlib.h>

#include "engines/clickhouse/store.h"

#define LOCK_TABLES "'^" LOCK_TABLE_PREFIX "[0-9]+$'"

static void
append_lock_table(Buf *sql, Str database, uint64_t generation)
{
    clickhouse_append_name(sql, database);
    buf_printf(sql, "." LOCK_TABLE_PREFIX "%llu", (unsigned long long)generation);
}

/* ---- writing ---- */

static void
append_fact(Buf *sql, const char *name, const char *value)
{
    buf_printf(sql, "%s String DEFAULT ", name);
    clickhouse_append_literal(sql, str_from(value));
    buf_append(sql, STR(", "));
}

void
lock_store_append_claim(Buf *sql, Str database, const LockClaim *claim)
{
    buf_append(sql, STR("CREATE TABLE "));
    append_lock_table(sql, database, claim->generation);
    buf_append(sql, STR(" ("));
    append_fact(sql, "run", claim->run);
    append_fact(sql, "who", claim->who);
    append_fact(sql, "user", claim->user);
    append_fact(sql, "session", claim->session);
    /* A text as well: old servers show a number's default as CAST(15000, 'UInt64'). */
    buf_printf(sql, "lease_ms String DEFAULT '%lld', ", (long long)claim->lease_ms);
    buf_append(sql, STR("event String, note String, at DateTime DEFAULT now()) ENGINE = Memory"));
}

void
lock_store_append_row(Buf *sql, Str database, uint64_t generation, Str event, Str note)
{
    buf_append(sql, STR("INSERT INTO "));
    append_lock_table(sql, database, generation);
    buf_append(sql, STR(" (event, note) VALUES ("));
    clickhouse_append_literal(sql, event);
    buf_append(sql, STR(", "));
    clickhouse_append_literal(sql, note);
    buf_append_char(sql, ')');
}

void
lock_store_append_drop(Buf *sql, Str database, const uint64_t *generations, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        buf_append_text(sql, index == 0 ? "DROP TABLE IF EXISTS " : ", ");
        append_lock_table(sql, database, generations[index]);
    }
}

/* ---- looking ---- */

static void
append_part(Buf *sql, const char *columns, const char *table, Str database)
{
    buf_printf(sql, " UNION ALL SELECT %s FROM system.%s WHERE database = ", columns, table);
    clickhouse_append_literal(sql, database);
}

/*
 * One query, so that one request looks at everything after it arrived.  Each line has five
 * fields: what it is, and up to four texts.
 */
void
lock_store_append_look(Buf *sql, Str database, bool journal)
{
    buf_append(sql, STR("SELECT 'n' AS line, toString(toUnixTimestamp(now())) AS a, "
                        "toString(uptime()) AS b, '' AS c, '' AS d"));
    append_part(sql,
                "'t' AS line, name AS a, toString(toUnixTimestamp(metadata_modification_time)) "
                "AS b, '' AS c, '' AS d",
                "tables", database);
    buf_append(sql, STR(" AND match(name, " LOCK_TABLES ")"));
    append_part(sql, "'c' AS line, table AS a, name AS b, default_expression AS c, '' AS d",
                "columns", database);
    buf_append(sql, STR(" AND match(table, " LOCK_TABLES ")"));
    buf_append(sql, STR(" UNION ALL SELECT 'r' AS line, _table AS a, event AS b, note AS c, "
                        "toString(toUnixTimestamp(at)) AS d FROM merge("));
    clickhouse_append_literal(sql, database);
    buf_append(sql, STR(", " LOCK_TABLES ")"));

    if (journal)
    {
        buf_append(sql, STR(" UNION ALL SELECT 'j' AS line, toString(generation) AS a, "
                            "toString(seq) AS b, '' AS c, '' AS d FROM (SELECT generation, seq "
                            "FROM "));
        clickhouse_append_name(sql, database);
        buf_append(sql,
                   STR("." JOURNAL_TABLE " ORDER BY generation DESC, run DESC, seq DESC LIMIT 1)"));
    }
    else
    {
        append_part(sql, "'e' AS line, name AS a, '' AS b, '' AS c, '' AS d", "tables", database);
        buf_append(sql, STR(" AND name = '" JOURNAL_TABLE "'"));
    }

    buf_append(sql, STR(" FORMAT TabSeparated"));
}

void
lock_store_append_running(Buf *sql, Str run)
{
    buf_append(sql, STR("SELECT query_id, toUInt64(elapsed), read_rows FROM system.processes "
                        "WHERE startsWith(query_id, concat('pawl-', "));
    clickhouse_append_literal(sql, run);
    buf_append(sql, STR(", '-')) LIMIT 1 FORMAT TabSeparated"));
}

/* ---- what a look saw ---- */

static MUST_CHECK bool
no_sense(Error *err)
{
    return error_set(err, ERROR_LEDGER,
                     "ClickHouse answered the lock's query with a line that makes no sense");
}

/* The claim of a table; a new one, if no line spoke of it before. */
static LockHolder *
holder_of(LockView *view, Str table)
{
    uint64_t generation = 0;
    const Str number = str_slice(table, sizeof(LOCK_TABLE_PREFIX) - 1, table.size);

    if (!str_starts_with(table, STR(LOCK_TABLE_PREFIX)) || !str_to_u64(number, &generation))
        return NULL;

    for (size_t index = 0; index < view->count; index++)
    {
        if (view->holders[index].generation == generation)
            return &view->holders[index];
    }

    LockHolder *holders = ARENA_ARRAY(view->arena, LockHolder, view->count + 1);

    for (size_t index = 0; index < view->count; index++)
        holders[index] = view->holders[index];

    view->holders = holders;
    holders[view->count].generation = generation;

    return &holders[view->count++];
}

static bool
take_seconds(Str text, int64_t *ret_seconds)
{
    uint64_t seconds = 0;

    if (!str_to_u64(text, &seconds) || seconds > INT64_MAX)
        return false;

    *ret_seconds = (int64_t)seconds;

    return true;
}

/* A column's default is the literal that the claim gave it, in the server's spelling. */
static bool
take_default(LockView *view, LockHolder *holder, Str column, Str literal)
{
    int64_t lease_ms = 0;

    if (literal.size < 2 || literal.data[0] != '\'')
        return true;

    const Str value = clickhouse_unescape(str_slice(literal, 1, literal.size - 1), view->arena);

    if (STR_IS(column, "run"))
        holder->run = str_copy(view->arena, value);
    else if (STR_IS(column, "who"))
        holder->who = str_copy(view->arena, value);
    else if (STR_IS(column, "user"))
        holder->user = str_copy(view->arena, value);
    else if (STR_IS(column, "session"))
        holder->session = str_copy(view->arena, value);
    else if (STR_IS(column, "lease_ms"))
    {
        if (!take_seconds(value, &lease_ms))
            return false;

        holder->lease_s = (lease_ms + 999) / 1000;
    }

    return true;
}

static void
add_script(LockView *view, LockHolder *holder, Str session)
{
    Str *scripts = ARENA_ARRAY(view->arena, Str, holder->script_count + 1);

    for (size_t index = 0; index < holder->script_count; index++)
        scripts[index] = holder->scripts[index];

    scripts[holder->script_count++] = str_copy(view->arena, session);
    holder->scripts = scripts;
}

static bool
take_row(LockView *view, LockHolder *holder, Str event, Str note, Str at)
{
    int64_t at_s = 0;

    if (!take_seconds(at, &at_s))
        return false;
    if (at_s > holder->heard_s)
        holder->heard_s = at_s;

    if (STR_IS(event, LOCK_SESSION))
        add_script(view, holder, note);
    else if (STR_IS(event, LOCK_RELEASED))
        holder->released = true;
    else if (STR_IS(event, LOCK_WITHDRAWN))
        holder->withdrawn = true;
    else if (STR_IS(event, LOCK_DETACHED))
        holder->detached = true;

    return true;
}

static bool
take_journal(LockView *view, Str generation, Str seq)
{
    uint64_t number = 0;

    view->has_journal = true;

    if (!str_to_u64(generation, &view->journal_generation) || !str_to_u64(seq, &number))
        return false;

    view->journal_seq = (uint32_t)number;

    return true;
}

bool
lock_store_take(LockView *view, Str line, Error *err)
{
    Str fields[5];
    bool good = false;

    for (size_t index = 0; index < LENGTH_OF(fields); index++)
        fields[index] = clickhouse_unescape(str_cut(&line, '\t'), view->arena);

    if (STR_IS(fields[0], "n"))
        good = take_seconds(fields[1], &view->now_s) && take_seconds(fields[2], &view->uptime_s);
    else if (STR_IS(fields[0], "j"))
        good = take_journal(view, fields[1], fields[2]);
    else if (STR_IS(fields[0], "e"))
        good = view->has_journal = true;
    else
    {
        LockHolder *holder = holder_of(view, fields[1]);

        if (holder == NULL)
            return no_sense(err);
        if (STR_IS(fields[0], "t"))
            good = take_seconds(fields[2], &holder->claimed_s);
        else if (STR_IS(fields[0], "c"))
            good = take_default(view, holder, fields[2], fields[3]);
        else if (STR_IS(fields[0], "r"))
            good = take_row(view, holder, fields[2], fields[3], fields[4]);
    }

    return good || no_sense(err);
}

static int
by_generation(const void *left, const void *right)
{
    const uint64_t one = ((const LockHolder *)left)->generation;
    const uint64_t other = ((const LockHolder *)right)->generation;

    return (one > other) - (one < other);
}

void
lock_store_finish(LockView *view)
{
    if (view->count > 0)
        qsort(view->holders, view->count, sizeof(*view->holders), by_generation);

    for (size_t index = 0; index < view->count; index++)
    {
        LockHolder *holder = &view->holders[index];

        if (holder->claimed_s > holder->heard_s)
            holder->heard_s = holder->claimed_s;
    }
}
