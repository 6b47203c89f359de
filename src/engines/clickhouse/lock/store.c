/*
 * lock_store.c
 *    How the lock is kept in ClickHouse: the texts of the queries, without I/O.
 */
#include "engines/clickhouse/lock/store.h"

#include <stdlib.h>

#include "engines/clickhouse/sql.h"
#include "engines/clickhouse/wire/tsv.h"
#include "ledger/columns.h"

enum
{
    LOOK_FIELDS = 6,
};

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
    buf_append(sql, STR("event String, note String, writer String, at DateTime DEFAULT now()) "
                        "ENGINE = Memory"));
}

void
lock_store_append_row(Buf *sql, Str database, const LockSelf *self, Str event, Str note)
{
    buf_append(sql, STR("INSERT INTO "));
    append_lock_table(sql, database, self->generation);
    buf_append(sql, STR(" (event, note, writer) VALUES ("));
    clickhouse_append_literal(sql, event);
    buf_append(sql, STR(", "));
    clickhouse_append_literal(sql, note);
    buf_append(sql, STR(", "));
    clickhouse_append_literal(sql, self->session);
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

static void
append_rows(Buf *sql, Str database)
{
    buf_append(sql, STR("SELECT 'r' AS line, _table AS a, event AS b, note AS c, "
                        "toString(toUnixTimestamp(at)) AS d, writer AS e FROM merge("));
    clickhouse_append_literal(sql, database);
    buf_append(sql, STR(", " LOCK_TABLES ")"));
}

void
lock_store_append_rows(Buf *sql, Str database)
{
    append_rows(sql, database);
    buf_append(sql, STR(" FORMAT TabSeparated"));
}

/* Each line has six fields: what it is, and up to five texts. */
void
lock_store_append_look(Buf *sql, Str database, bool journal, bool rows)
{
    buf_append(sql, STR("SELECT 'n' AS line, toString(toUnixTimestamp(now())) AS a, "
                        "toString(uptime()) AS b, '' AS c, '' AS d, '' AS e"));
    append_part(sql,
                "'t' AS line, name AS a, toString(toUnixTimestamp(metadata_modification_time)) "
                "AS b, '' AS c, '' AS d, '' AS e",
                "tables", database);
    buf_append(sql, STR(" AND match(name, " LOCK_TABLES ")"));
    append_part(sql,
                "'c' AS line, table AS a, name AS b, default_expression AS c, '' AS d, '' AS e",
                "columns", database);
    buf_append(sql, STR(" AND match(table, " LOCK_TABLES ")"));

    if (rows)
    {
        buf_append(sql, STR(" UNION ALL "));
        append_rows(sql, database);
    }

    if (journal)
    {
        buf_append(sql,
                   STR(" UNION ALL SELECT 'j' AS line, toString(generation) AS a, "
                       "toString(seq) AS b, '' AS c, '' AS d, '' AS e FROM (SELECT generation, seq "
                       "FROM "));
        clickhouse_append_name(sql, database);
        buf_append(sql,
                   STR("." JOURNAL_TABLE " ORDER BY generation DESC, run DESC, seq DESC LIMIT 1)"));
    }
    else
    {
        append_part(sql, "'e' AS line, name AS a, '' AS b, '' AS c, '' AS d, '' AS e", "tables",
                    database);
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
    const Str prefix = STR(LOCK_TABLE_PREFIX);
    uint64_t generation = 0;

    if (!str_starts_with(table, prefix) ||
        !str_to_u64(str_slice(table, prefix.size, table.size), &generation))
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

    const Str value = clickhouse_tsv_unescape(str_slice(literal, 1, literal.size - 1), view->arena);

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

static bool
take_row(LockView *view, LockHolder *holder, const Str fields[LOOK_FIELDS])
{
    LockRow *rows = ARENA_ARRAY(view->arena, LockRow, holder->row_count + 1);

    for (size_t index = 0; index < holder->row_count; index++)
        rows[index] = holder->rows[index];

    holder->rows = rows;
    rows[holder->row_count] = (LockRow){.event = str_copy(view->arena, fields[2]),
                                        .note = str_copy(view->arena, fields[3]),
                                        .writer = str_copy(view->arena, fields[5])};

    return take_seconds(fields[4], &rows[holder->row_count++].at_s);
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
    Str fields[LOOK_FIELDS];
    bool good = false;

    for (size_t index = 0; index < LENGTH_OF(fields); index++)
        fields[index] = clickhouse_tsv_unescape(str_cut(&line, '\t'), view->arena);

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
            good = take_row(view, holder, fields);
    }

    return good || no_sense(err);
}

static void
apply_row(LockView *view, LockHolder *holder, const LockRow *row)
{
    if (!str_equal(row->writer, holder->session))
        return;
    if (row->at_s > holder->heard_s)
        holder->heard_s = row->at_s;
    if (holder->scripts == NULL)
        holder->scripts = ARENA_ARRAY(view->arena, Str, holder->row_count);

    if (STR_IS(row->event, LOCK_SESSION))
        holder->scripts[holder->script_count++] = row->note;
    else if (STR_IS(row->event, LOCK_RELEASED))
        holder->released = true;
    else if (STR_IS(row->event, LOCK_WITHDRAWN))
        holder->withdrawn = true;
    else if (STR_IS(row->event, LOCK_DETACHED))
        holder->detached = true;
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

        holder->heard_s = holder->claimed_s;

        for (size_t row = 0; row < holder->row_count; row++)
            apply_row(view, holder, &holder->rows[row]);
    }
}
