/*
 * store.c
 *    How the ledger is kept in ClickHouse: the texts of the queries, without I/O.
 */
#include "engines/clickhouse/ledger/store.h"

#include "engines/clickhouse/sql.h"
#include "engines/clickhouse/wire/tsv.h"

static void
append_table(Buf *sql, Str database, const char *table)
{
    clickhouse_append_name(sql, database);
    buf_printf(sql, ".%s", table);
}

/* The fields of one line of the answer to a read. */
enum
{
    LINE_KIND,
    LINE_GENERATION,
    LINE_RUN,
    LINE_SEQ,
    LINE_ENTRY,
    LINE_AT,
    LINE_SERVER,
    LINE_FOREIGN,
    LINE_FIELDS,
};

/* The columns that are kept together in one, `entry`. */
enum
{
    COLUMN_ENTRY = COLUMN_EVENT,
    ENTRY_FIELDS = COLUMN_AT - COLUMN_ENTRY,
};

/* ---- reading ---- */

/* Columns of the version tables of some tools, whose rows do not mean "applied". */
static const char *const FOREIGN_COLUMNS[] = {"dirty", "applied"};

/* Whether the version table is such a one; an error if it is not there. */
static void
append_foreign(Buf *sql, Str database, bool versions)
{
    for (size_t index = 0; index < LENGTH_OF(FOREIGN_COLUMNS) && versions; index++)
    {
        buf_append_text(sql, index == 0 ? "hasColumnInTable(" : " OR hasColumnInTable(");
        clickhouse_append_literal(sql, database);
        buf_printf(sql, ", '" VERSION_TABLE "', '%s')", FOREIGN_COLUMNS[index]);
    }

    buf_append_text(sql, versions ? "" : "0");
}

/*
 * One query, so one round trip.  Each row of the journal says which server it came from, and what
 * else is to be known if the version table is read; sub-queries that asked for that once would
 * cost as much as the journal itself.  The line of names comes even if there are no rows.
 */
void
clickhouse_store_append_read(Buf *sql, Str database, StoreTables tables)
{
    if (tables.journal)
    {
        buf_append(sql, STR("SELECT 'r' AS line, generation, run, seq, entry, "
                            "toUnixTimestamp(at) AS at_s, version() AS server, "));
        append_foreign(sql, database, tables.versions);
        buf_append(sql, STR(" AS foreign FROM "));
        append_table(sql, database, JOURNAL_TABLE);
        buf_append(sql, STR(" ORDER BY generation, run, seq"));
    }

    if (tables.versions)
    {
        buf_append_text(sql, tables.journal ? " UNION ALL " : "");
        buf_append(sql, STR("SELECT 'v' AS line, toUInt64(0) AS generation, "
                            "toString(version) AS run, toUInt32(0) AS seq, '' AS entry, "
                            "toUInt32(0) AS at_s, '' AS server, toUInt8(0) AS foreign FROM "));
        append_table(sql, database, VERSION_TABLE);
        buf_append(sql, STR(" ORDER BY run"));
    }

    buf_append(sql, STR(" FORMAT TabSeparatedWithNames"));
}

static bool
cut_fields(Str line, Str *ret_fields, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        const Str before = line;

        ret_fields[index] = str_cut(&line, '\t');

        const bool last = ret_fields[index].size == before.size;

        if (last != (index + 1 == count))
            return false;
    }

    return true;
}

/* What an entry holds is escaped twice: as a field of it, and it as a field of the line. */
static bool
take_entry(Str entry, Arena *arena, Str ret_fields[COLUMN_COUNT])
{
    if (!cut_fields(clickhouse_tsv_unescape(entry, arena), ret_fields + COLUMN_ENTRY, ENTRY_FIELDS))
        return false;

    for (size_t column = COLUMN_ENTRY; column < COLUMN_AT; column++)
        ret_fields[column] = clickhouse_tsv_unescape(ret_fields[column], arena);

    return true;
}

static MUST_CHECK bool
makes_no_sense(Error *err)
{
    return error_set(err, ERROR_LEDGER,
                     "ClickHouse answered the ledger's query with a line that makes no sense");
}

bool
clickhouse_store_parse(Str line, Arena *arena, StoreLine *ret_line, Error *err)
{
    Str fields[LINE_FIELDS] = {{0}};
    const bool whole = cut_fields(line, fields, LINE_FIELDS);
    StoreLine taken = {.server = fields[LINE_SERVER]};

    taken.fields[COLUMN_GENERATION] = fields[LINE_GENERATION];
    taken.fields[COLUMN_RUN] = clickhouse_tsv_unescape(fields[LINE_RUN], arena);
    taken.fields[COLUMN_SEQ] = fields[LINE_SEQ];
    taken.fields[COLUMN_AT] = fields[LINE_AT];
    taken.foreign_version_table = STR_IS(fields[LINE_FOREIGN], "1");

    const bool told = taken.foreign_version_table || STR_IS(fields[LINE_FOREIGN], "0");

    if (whole && STR_IS(fields[LINE_KIND], "line"))
        taken.kind = STORE_LINE_NAMES;
    else if (whole && STR_IS(fields[LINE_KIND], "v"))
        taken.kind = STORE_LINE_VERSION;
    else if (whole && told && STR_IS(fields[LINE_KIND], "r") &&
             take_entry(fields[LINE_ENTRY], arena, taken.fields))
        taken.kind = STORE_LINE_ROW;
    else
        return makes_no_sense(err);

    *ret_line = taken;

    return true;
}

bool
clickhouse_store_parse_fields(Str line, Arena *arena, Str *ret_fields, size_t count, Error *err)
{
    if (!cut_fields(line, ret_fields, count))
        return makes_no_sense(err);

    for (size_t index = 0; index < count; index++)
        ret_fields[index] = clickhouse_tsv_unescape(ret_fields[index], arena);

    return true;
}

void
clickhouse_store_append_probe(Buf *sql, Str database)
{
    buf_append(sql, STR("SELECT version(), countIf(table = '" JOURNAL_TABLE "') > 0, "
                        "countIf(table = '" VERSION_TABLE "' AND name = 'version') > 0, "
                        "countIf(table = '" VERSION_TABLE "' AND name IN ("));

    for (size_t index = 0; index < LENGTH_OF(FOREIGN_COLUMNS); index++)
        buf_printf(sql, "%s'%s'", index == 0 ? "" : ", ", FOREIGN_COLUMNS[index]);

    buf_append(sql, STR(")) > 0 FROM system.columns WHERE database = "));
    clickhouse_append_literal(sql, database);
    buf_append(sql,
               STR(" AND table IN ('" JOURNAL_TABLE "', '" VERSION_TABLE "') FORMAT TabSeparated"));
}

bool
clickhouse_store_parse_probe(Str line, StoreFacts *ret_facts, Error *err)
{
    Str fields[4];

    if (!cut_fields(line, fields, LENGTH_OF(fields)))
        return makes_no_sense(err);

    *ret_facts = (StoreFacts){.server = fields[0],
                              .journal = STR_IS(fields[1], "1"),
                              .versions = STR_IS(fields[2], "1"),
                              .foreign_version_table = STR_IS(fields[3], "1")};

    return true;
}

/* ---- writing ---- */

static bool
is_number(JournalColumn column)
{
    return column == COLUMN_STATEMENT || column == COLUMN_STATEMENTS ||
           column == COLUMN_NEXT_STATEMENT || column == COLUMN_DURATION_MS;
}

/* For people: the entry's fields under their names.  They take no room and no time. */
static void
append_aliases(Buf *sql)
{
    Str names = STR(JOURNAL_COLUMNS_WRITTEN);

    for (unsigned column = 0; column < COLUMN_AT; column++)
    {
        const Str name = str_trim(str_cut(&names, ','));
        const bool number = is_number((JournalColumn)column);

        if (column >= COLUMN_ENTRY)
            buf_printf(sql, ", " STR_FORMAT " %s ALIAS %s(splitByChar('\\t', entry)[%u])",
                       STR_ARGS(name), number ? "UInt64" : "String",
                       number ? "toUInt64OrZero" : "toString", column - COLUMN_ENTRY + 1);
    }
}

/*
 * Most of a row is one column: what an INSERT costs grows with the columns, by a fifth from these
 * five to one for each.  Nor is there a key: whoever reads the rows asks for their order, and
 * without one the server has a sixth less to do for an INSERT and writes a file less (26.7).
 */
void
clickhouse_store_append_create(Buf *sql, Str database, bool sync)
{
    buf_append(sql, STR("CREATE TABLE IF NOT EXISTS "));
    append_table(sql, database, JOURNAL_TABLE);
    buf_append(sql, STR(" (generation UInt64, run String, seq UInt32, entry String, "
                        "at DateTime DEFAULT now()"));
    append_aliases(sql);
    buf_append(sql, STR(") ENGINE = MergeTree ORDER BY tuple()"));

    if (sync)
        buf_append(sql, STR(" SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"));
}

void
clickhouse_store_append_create_view(Buf *sql, Str database)
{
    buf_append(sql, STR("CREATE VIEW IF NOT EXISTS "));
    append_table(sql, database, JOURNAL_VIEW);
    buf_append(sql, STR(" AS SELECT migration AS version, "
                        "argMax(event, generation * 4294967296 + seq) AS state, "
                        "max(at) AS updated_at, sum(duration_ms) AS total_ms, "
                        "max(statement) AS last_statement, max(statements) AS statement_count, "
                        "argMax(who, generation * 4294967296 + seq) AS by_whom FROM "));
    append_table(sql, database, JOURNAL_TABLE);
    buf_append(sql, STR(" WHERE migration != '' GROUP BY migration"));
}

void
clickhouse_store_append_insert(Buf *sql, Str database)
{
    buf_append(sql, STR("INSERT INTO "));
    append_table(sql, database, JOURNAL_TABLE);
    buf_append(sql, STR(" (generation, run, seq, entry) FORMAT TabSeparated\n"));
}

void
clickhouse_store_append_rows(Buf *data, const JournalRow *rows, size_t count)
{
    SCOPED_BUF entry = {0};

    for (size_t index = 0; index < count; index++)
    {
        SCOPED_ARENA scratch = {0};
        Str fields[COLUMN_WRITTEN_COUNT];

        journal_row_fields(&rows[index], &scratch, fields);
        buf_clear(&entry);

        for (size_t column = 0; column < COLUMN_WRITTEN_COUNT; column++)
        {
            Buf *into = column < COLUMN_ENTRY ? data : &entry;

            clickhouse_tsv_append(into, fields[column]);

            if (column + 1 < COLUMN_WRITTEN_COUNT)
                buf_append_char(into, '\t');
        }

        clickhouse_tsv_append(data, buf_str(&entry));
        buf_append_char(data, '\n');
    }
}

static void
append_literals(Buf *sql, const Str *versions, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        buf_append_text(sql, index == 0 ? "" : ", ");
        clickhouse_append_literal(sql, versions[index]);
    }
}

void
clickhouse_store_append_versions(Buf *sql, Str database, const Str *versions, size_t count)
{
    buf_append(sql, STR("INSERT INTO "));
    append_table(sql, database, VERSION_TABLE);
    buf_append(sql, STR(" (version) SELECT v FROM (SELECT arrayJoin(["));

    append_literals(sql, versions, count);
    buf_append(sql, STR("]) AS v) WHERE v NOT IN (SELECT toString(version) FROM "));
    append_table(sql, database, VERSION_TABLE);
    buf_append_char(sql, ')');
}

static void
append_where(Buf *sql, const Str *versions, size_t count)
{
    buf_append(sql, STR(" WHERE toString(version) IN ("));
    append_literals(sql, versions, count);
    buf_append_char(sql, ')');
}

void
clickhouse_store_append_delete(Buf *sql, Str database, const Str *versions, size_t count)
{
    buf_append(sql, STR("ALTER TABLE "));
    append_table(sql, database, VERSION_TABLE);
    buf_append(sql, STR(" DELETE"));
    append_where(sql, versions, count);
}

void
clickhouse_store_append_left(Buf *sql, Str database, const Str *versions, size_t count)
{
    buf_append(sql, STR("SELECT count() FROM "));
    append_table(sql, database, VERSION_TABLE);
    append_where(sql, versions, count);
    buf_append(sql, STR(" FORMAT TabSeparated"));
}

void
clickhouse_store_append_ours(Buf *sql, Str database)
{
    buf_append(sql, STR("SELECT count() = 0 OR countIf(version IN (SELECT migration FROM "));
    append_table(sql, database, JOURNAL_TABLE);
    buf_append(sql, STR(")) > 0 FROM "));
    append_table(sql, database, VERSION_TABLE);
    buf_append(sql, STR(" FORMAT TabSeparated"));
}
