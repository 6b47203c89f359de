/*
 * store.c
 *    How the ledger is kept in PostgreSQL: the texts of the statements, without I/O.
 */
#include "engines/postgres/ledger/store.h"

#include "engines/postgres/sql.h"
#include "ledger/columns.h"

/* A version table as other runners make it. */
#define HERE "pg_catalog.quote_ident(pg_catalog.current_schema())"
#define HAS_VERSIONS                                                                               \
    "exists (select from pg_catalog.pg_attribute a\n"                                              \
    "  where a.attrelid = pg_catalog.to_regclass(" HERE " || '." VERSION_TABLE "')\n"              \
    "    and a.attname = 'version' and a.atttypid in (25, 1043, 1042) and not a.attisdropped)"

#define NO_WORDS "'select ''''::pg_catalog.tsvector where false'"

/*
 * One message, one round trip, one transaction.  Neither table need exist:
 *
 * - ts_stat() runs a query that it is given as text, and so reads the versions only where there
 *   are any (as lexemes, of 2046 bytes at the most; a file's name is shorter).  A DO block could,
 *   too, but loading PL/pgSQL into a new session takes longer than all the rest.  Whether the
 *   table has the right column is asked in the same way, because to plan that question alone
 *   takes a new session a quarter of what all of this does.
 * - The journal comes last: if it is missing, its SELECT is an error (and a line in the server's
 *   log) only in a database that pawl is new to, and the rest has come by then.
 *
 * The journal's rows are in the order of its key already, so the index is cheaper than the sort
 * that a planner without statistics prefers.  Where a sort is needed all the same, its cost by
 * then is so high that only `jit` keeps the server from compiling it for half a second.
 */
static const char READ_SQL[] =
    "select pg_catalog.current_schema(),\n"
    "  pg_catalog.to_regclass(" HERE " || '." JOURNAL_TABLE "') is not null,\n"
    "  pg_catalog.set_config('enable_sort', 'off', true),\n"
    "  pg_catalog.set_config('jit', 'off', true);\n"
    "select word from pg_catalog.ts_stat(case\n"
    "  when pg_catalog.to_regclass(" HERE " || '." VERSION_TABLE "') is null\n"
    "  then " NO_WORDS "\n"
    "  else $pawl$select pg_catalog.array_to_tsvector(array[w.word]) from (\n"
    "    select '" STORE_VERSIONS_THERE "' as word where " HAS_VERSIONS "\n"
    "    union all\n"
    "    select '" STORE_VERSION_MARK "' || v.word from pg_catalog.ts_stat(case\n"
    "      when " HAS_VERSIONS "\n"
    "      then 'select pg_catalog.array_to_tsvector(array[version::text]) from ' || " HERE "\n"
    "           || '." VERSION_TABLE
    " where pg_catalog.octet_length(version::text) between 1 and 2045'\n"
    "      else " NO_WORDS " end) v) w$pawl$ end) order by word;\n"
    "select " JOURNAL_COLUMNS_WRITTEN ", pg_catalog.date_part('epoch', at)::bigint\n"
    "from " JOURNAL_TABLE " order by generation, run, seq";

const char *
store_read_sql(void)
{
    return READ_SQL;
}

static void
append_literal_or_null(Buf *sql, Str text)
{
    if (text.size == 0)
        buf_append(sql, STR("null"));
    else
        sql_append_literal(sql, text);
}

void
store_append_create(Buf *sql, Str schema)
{
    buf_append(sql, STR("begin;\ncreate table if not exists "));
    sql_append_name(sql, schema, JOURNAL_TABLE);
    buf_append(sql, STR(" (\n"
                        "  generation bigint not null,\n"
                        "  run text not null,\n"
                        "  seq integer not null,\n"
                        "  event text not null,\n"
                        "  migration text,\n"
                        "  checksum text,\n"
                        "  statement integer,\n"
                        "  statements integer,\n"
                        "  hash text,\n"
                        "  next_migration text,\n"
                        "  next_statement integer,\n"
                        "  next_hash text,\n"
                        "  next_snapshot text,\n"
                        "  duration_ms bigint,\n"
                        "  at timestamptz not null default clock_timestamp(),\n"
                        "  who text,\n"
                        "  detail text,\n"
                        "  primary key (generation, run, seq)\n"
                        ");\ncreate or replace view "));
    sql_append_name(sql, schema, JOURNAL_VIEW);
    buf_append(sql,
               STR(" as\n"
                   "select migration as version,\n"
                   "       (array_agg(event order by generation desc, seq desc))[1] as state,\n"
                   "       max(at) as at,\n"
                   "       sum(duration_ms) as duration_ms,\n"
                   "       max(statement) filter (where event in ('done', 'applied')) as done,\n"
                   "       max(statements) as statements,\n"
                   "       (array_agg(who order by generation desc, seq desc))[1] as who\n"
                   "from "));
    sql_append_name(sql, schema, JOURNAL_TABLE);
    buf_append(sql, STR("\nwhere migration is not null\ngroup by migration;\ncommit"));
}

#define SO_FAR                                                                                     \
    "(extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) "      \
    "* 1000)::bigint"

static void
append_row(Buf *sql, const JournalRow *row, bool in_transaction)
{
    SCOPED_ARENA scratch = {0};
    Str fields[COLUMN_WRITTEN_COUNT];

    journal_row_fields(row, &scratch, fields);

    for (size_t column = 0; column < COLUMN_WRITTEN_COUNT; column++)
    {
        buf_append_char(sql, column == 0 ? '(' : ',');

        if (column == COLUMN_DURATION_MS && in_transaction)
            buf_append(sql, STR(SO_FAR));
        else
            append_literal_or_null(sql, fields[column]);
    }

    buf_append_char(sql, ')');
}

/* Rows that are there already (an unknown outcome, written again) are left as they are. */
static void
append_rows(Buf *sql, Str schema, bool in_transaction, const LedgerWrite *write)
{
    buf_append(sql, STR("insert into "));
    sql_append_name(sql, schema, JOURNAL_TABLE);
    buf_append(sql, STR(" (" JOURNAL_COLUMNS_WRITTEN ") values "));

    for (size_t index = 0; index < write->row_count; index++)
    {
        buf_append_text(sql, index == 0 ? "" : ",\n");
        append_row(sql, &write->rows[index], in_transaction);
    }

    buf_append(sql, STR(" on conflict do nothing;\n"));
}

/* The table is another tool's and may have no unique key, hence the anti-join. */
static void
append_versions(Buf *sql, Str schema, const LedgerWrite *write)
{
    buf_append(sql, STR("insert into "));
    sql_append_name(sql, schema, VERSION_TABLE);
    buf_append(sql, STR(" (version) select v from (values "));

    for (size_t index = 0; index < write->version_count; index++)
    {
        buf_append_text(sql, index == 0 ? "(" : ",(");
        sql_append_literal(sql, write->versions[index]);
        buf_append_char(sql, ')');
    }

    buf_append(sql, STR(") as t (v) where not exists (select from "));
    sql_append_name(sql, schema, VERSION_TABLE);
    buf_append(sql, STR(" where version = v);\n"));
}

static void
append_versions_gone(Buf *sql, Str schema, const LedgerWrite *write)
{
    buf_append(sql, STR("delete from "));
    sql_append_name(sql, schema, VERSION_TABLE);
    buf_append(sql, STR(" where version in ("));

    for (size_t index = 0; index < write->version_count; index++)
    {
        buf_append_text(sql, index == 0 ? "" : ",");
        sql_append_literal(sql, write->versions[index]);
    }

    buf_append(sql, STR(");\n"));
}

static void
append_change(Buf *sql, Str schema, const LedgerWrite *write)
{
    if (write->versions_go)
        append_versions_gone(sql, schema, write);
    else
        append_versions(sql, schema, write);
}

/*
 * Nobody asked the server yet whether the migration made the table, and inside its transaction
 * there is no time to: the block looks for itself.  A table that came with rows of which pawl knows
 * none, as in a dump, or whose versions are numbers, is another tool's.
 */
static void
append_versions_if_there(Buf *sql, Str schema, const LedgerWrite *write)
{
    SCOPED_BUF name = {0};
    SCOPED_BUF journal = {0};
    SCOPED_BUF body = {0};
    SCOPED_BUF tag = {0};

    sql_append_name(&name, schema, VERSION_TABLE);
    sql_append_name(&journal, schema, JOURNAL_TABLE);
    buf_append(&body, STR(" begin if exists (select from pg_catalog.pg_attribute"
                          " where attrelid = pg_catalog.to_regclass("));
    sql_append_literal(&body, buf_str(&name));
    buf_append(&body, STR(") and attname = 'version' and atttypid in (25, 1043, 1042)"
                          " and not attisdropped) then "));
    buf_printf(&body,
               "if not exists (select from %s) or exists (select from %s v join %s j"
               " on j.migration = v.version) then ",
               buf_text(&name), buf_text(&name), buf_text(&journal));
    append_change(&body, schema, write);
    buf_append(&body, STR("end if; end if; end "));

    /* A version is a file's name and may hold anything, the end of the block included. */
    buf_append(&tag, STR("$pawl"));
    while (str_find(buf_str(&body), 0, buf_str(&tag)) < body.size)
        buf_append_char(&tag, '_');

    buf_printf(sql, "do %s$%s%s$;\n", buf_text(&tag), buf_text(&body), buf_text(&tag));
}

/* What goes first, and then the row: whatever was there, the same is there afterwards. */
static void
append_mirror(Buf *sql, Str schema, const MirrorChange *change)
{
    SCOPED_BUF table = {0};

    sql_append_history(&table, schema, change->found->name);
    buf_printf(sql, "delete from %s", buf_text(&table));

    if (!change->only)
    {
        buf_append(sql, STR(" where "));
        sql_append_identifier(sql, change->columns[0]);
        buf_append(sql, STR(" = "));
        sql_append_literal(sql, change->values[0]);
    }

    buf_append(sql, STR(";\n"));

    if (!change->comes)
        return;

    buf_printf(sql, "insert into %s (", buf_text(&table));

    for (size_t index = 0; index < change->count; index++)
    {
        buf_append_text(sql, index == 0 ? "" : ", ");
        sql_append_identifier(sql, change->columns[index]);
    }

    buf_append(sql, STR(") values ("));

    for (size_t index = 0; index < change->count; index++)
    {
        buf_append_text(sql, index == 0 ? "" : ", ");
        sql_append_literal(sql, change->values[index]);
    }

    buf_append(sql, STR(");\n"));
}

void
store_append_write(Buf *sql, Str schema, VersionTable versions, bool in_transaction,
                   const LedgerWrite *write)
{
    if (write->row_count > 0)
        append_rows(sql, schema, in_transaction, write);
    switch (write->version_count == 0 ? VERSION_TABLE_ABSENT : versions)
    {
        case VERSION_TABLE_ABSENT:
            break;
        case VERSION_TABLE_PRESENT:
            append_change(sql, schema, write);
            break;
        case VERSION_TABLE_MAYBE:
            append_versions_if_there(sql, schema, write);
            break;
    }

    for (size_t index = 0; index < write->change_count; index++)
        append_mirror(sql, schema, &write->changes[index]);
}

size_t
store_write_count(VersionTable versions, const LedgerWrite *write)
{
    size_t count = write->row_count > 0 ? 1 : 0;

    count += write->version_count > 0 && versions != VERSION_TABLE_ABSENT ? 1 : 0;

    for (size_t index = 0; index < write->change_count; index++)
        count += write->changes[index].comes ? 2 : 1;

    return count;
}
