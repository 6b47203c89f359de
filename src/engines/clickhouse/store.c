/*
 * store.c
 *    How the ledger is kept in ClickHouse: the texts of the queries, without I/O.
 */
#include "engines/clickhouse/store.h"

static void
append_escaped(Buf *sql, Str text, char quote)
{
    buf_append_char(sql, quote);

    for (size_t index = 0; index < text.size; index++)
    {
        if (text.data[index] == quote || text.data[index] == '\\')
            buf_append_char(sql, '\\');

        buf_append_char(sql, text.data[index]);
    }

    buf_append_char(sql, quote);
}

void
clickhouse_append_name(Buf *sql, Str name)
{
    append_escaped(sql, name, '`');
}

void
clickhouse_append_literal(Buf *sql, Str text)
{
    append_escaped(sql, text, '\'');
}

static void
append_table(Buf *sql, Str database, const char *table)
{
    clickhouse_append_name(sql, database);
    buf_printf(sql, ".%s", table);
}

bool
clickhouse_changes_session(Str sql)
{
    size_t size = 0;

    while (size < sql.size && char_is_word(sql.data[size]))
        size++;

    const Str word = str_slice(sql, 0, size);

    return str_equal_nocase(word, STR("SET")) || str_equal_nocase(word, STR("USE"));
}

/* ---- reading ---- */

#define EMPTY_TAIL                                                                                 \
    "'' AS migration, '' AS checksum, toUInt32(0) AS statement, toUInt32(0) AS statements, "       \
    "'' AS hash, '' AS next_migration, toUInt32(0) AS next_statement, '' AS next_hash, "           \
    "'' AS next_snapshot, '' AS who, '' AS detail, toUInt64(0) AS duration_ms, "                   \
    "toUInt64(0) AS at_s"

/*
 * One query, so one round trip: the facts, the journal and the versions as one sorted union of
 * lines of the same shape.  The facts travel in `run` (the version) and `event` (one digit for
 * the version table, one for columns that are not ours).
 */
void
clickhouse_store_append_read(Buf *sql, Str database, StoreTables tables)
{
    buf_append(sql, STR("SELECT * FROM (SELECT 'f' AS line, toUInt64(0) AS generation, "
                        "version() AS run, toUInt32(0) AS seq, concat("
                        "toString((SELECT count() FROM system.columns WHERE database = "));
    clickhouse_append_literal(sql, database);
    buf_append(sql, STR(" AND table = '" VERSION_TABLE "' AND name = 'version')), "
                        "toString((SELECT count() > 0 FROM system.columns WHERE database = "));
    clickhouse_append_literal(sql, database);
    buf_append(sql, STR(" AND table = '" VERSION_TABLE "' AND name IN ('dirty', 'applied')))"
                        ") AS event, " EMPTY_TAIL));

    if (tables.journal)
    {
        buf_append(sql, STR(" UNION ALL SELECT 'r' AS line, " JOURNAL_COLUMNS_WRITTEN
                            ", toUInt64(toUnixTimestamp(at)) AS at_s FROM "));
        append_table(sql, database, JOURNAL_TABLE);
    }

    if (tables.versions)
    {
        buf_append(sql, STR(" UNION ALL SELECT 'v' AS line, toUInt64(0) AS generation, "
                            "toString(version) AS run, toUInt32(0) AS seq, '' AS event, " EMPTY_TAIL
                            " FROM "));
        append_table(sql, database, VERSION_TABLE);
    }

    buf_append(sql, STR(") ORDER BY line, generation, run, seq FORMAT TabSeparated"));
}

/* TabSeparated escapes what would end a field or a line, and the backslash itself. */
static Str
unescape(Str field, Arena *arena)
{
    static const char escapes[] = "b\bf\fr\rn\nt\t0\0";
    char *text = NULL;
    size_t size = 0;

    if (str_find_char(field, 0, '\\') == field.size)
        return field;

    text = arena_alloc(arena, field.size + 1);

    for (size_t index = 0; index < field.size; index++)
    {
        char byte = field.data[index];

        if (byte == '\\' && index + 1 < field.size)
        {
            byte = field.data[++index];

            for (size_t pair = 0; pair + 2 < sizeof(escapes); pair += 2)
            {
                if (escapes[pair] == byte)
                {
                    byte = escapes[pair + 1];
                    break;
                }
            }
        }

        text[size++] = byte;
    }

    return (Str){.data = text, .size = size};
}

static bool
has_fields(Str line, size_t count)
{
    size_t fields = 1;

    for (size_t index = 0; index < line.size; index++)
        fields += line.data[index] == '\t' ? 1 : 0;

    return fields == count;
}

bool
clickhouse_store_parse(Str line, Arena *arena, StoreLine *ret_kind, StoreFact *ret_fact,
                       Str ret_fields[COLUMN_COUNT], Error *err)
{
    const Str kind = str_cut(&line, '\t');
    const bool whole = has_fields(line, COLUMN_COUNT);

    for (size_t column = 0; column < COLUMN_COUNT; column++)
        ret_fields[column] = unescape(str_cut(&line, '\t'), arena);

    if (STR_IS(kind, "r") && whole)
    {
        *ret_kind = STORE_LINE_ROW;
        return true;
    }

    if (STR_IS(kind, "v"))
    {
        *ret_kind = STORE_LINE_VERSION;
        return true;
    }

    const Str digits = ret_fields[COLUMN_EVENT];

    if (!STR_IS(kind, "f") || digits.size != 2)
        return error_set(err, ERROR_LEDGER,
                         "ClickHouse answered the ledger's query with a line "
                         "that makes no sense");

    *ret_kind = STORE_LINE_FACT;
    *ret_fact = (StoreFact){.version = ret_fields[COLUMN_RUN],
                            .has_version_table = digits.data[0] == '1',
                            .foreign_version_table = digits.data[1] == '1'};

    return true;
}

void
clickhouse_store_append_probe(Buf *sql, Str database)
{
    buf_append(sql, STR("SELECT name FROM system.tables WHERE database = "));
    clickhouse_append_literal(sql, database);
    buf_append(sql,
               STR(" AND name IN ('" JOURNAL_TABLE "', '" VERSION_TABLE "') FORMAT TabSeparated"));
}

void
clickhouse_store_append_parts(Buf *sql, Str database, Str table)
{
    buf_append(sql, STR("SELECT engine, (SELECT sum(rows) FROM system.parts WHERE active AND "
                        "database = "));
    clickhouse_append_literal(sql, database);
    buf_append(sql, STR(" AND table = "));
    clickhouse_append_literal(sql, table);
    buf_append(sql, STR("), (SELECT max(max_block_number) FROM system.parts WHERE active AND "
                        "database = "));
    clickhouse_append_literal(sql, database);
    buf_append(sql, STR(" AND table = "));
    clickhouse_append_literal(sql, table);
    buf_append(sql, STR(") FROM system.tables WHERE database = "));
    clickhouse_append_literal(sql, database);
    buf_append(sql, STR(" AND name = "));
    clickhouse_append_literal(sql, table);
    buf_append(sql, STR(" AND engine LIKE '%MergeTree' AND empty(dependencies_table) "
                        "FORMAT TabSeparated"));
}

/* ---- writing ---- */

void
clickhouse_store_append_create(Buf *sql, Str database, bool sync)
{
    buf_append(sql, STR("CREATE TABLE IF NOT EXISTS "));
    append_table(sql, database, JOURNAL_TABLE);
    buf_append(sql, STR(" (generation UInt64, run String, seq UInt32, event String, "
                        "migration String, checksum String, statement UInt32, statements UInt32, "
                        "hash String, next_migration String, next_statement UInt32, "
                        "next_hash String, next_snapshot String, who String, detail String, "
                        "duration_ms UInt64, "
                        "at DateTime DEFAULT now()) "
                        "ENGINE = MergeTree ORDER BY (generation, run, seq)"));

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
    buf_append(sql, STR(" (" JOURNAL_COLUMNS_WRITTEN ") FORMAT TabSeparated\n"));
}

static void
append_field(Buf *data, Str field)
{
    for (size_t index = 0; index < field.size; index++)
    {
        switch (field.data[index])
        {
            case '\t':
                buf_append(data, STR("\\t"));
                break;
            case '\n':
                buf_append(data, STR("\\n"));
                break;
            case '\\':
                buf_append(data, STR("\\\\"));
                break;
            default:
                buf_append_char(data, field.data[index]);
        }
    }
}

void
clickhouse_store_append_rows(Buf *data, const JournalRow *rows, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        SCOPED_ARENA scratch = {0};
        Str fields[COLUMN_WRITTEN_COUNT];

        journal_row_fields(&rows[index], &scratch, fields);

        for (size_t column = 0; column < COLUMN_WRITTEN_COUNT; column++)
        {
            append_field(data, fields[column]);
            buf_append_char(data, column + 1 < COLUMN_WRITTEN_COUNT ? '\t' : '\n');
        }
    }
}

void
clickhouse_store_append_versions(Buf *sql, Str database, const Str *versions, size_t count)
{
    buf_append(sql, STR("INSERT INTO "));
    append_table(sql, database, VERSION_TABLE);
    buf_append(sql, STR(" (version) SELECT v FROM (SELECT arrayJoin(["));

    for (size_t index = 0; index < count; index++)
    {
        buf_append_text(sql, index == 0 ? "" : ", ");
        clickhouse_append_literal(sql, versions[index]);
    }

    buf_append(sql, STR("]) AS v) WHERE v NOT IN (SELECT toString(version) FROM "));
    append_table(sql, database, VERSION_TABLE);
    buf_append_char(sql, ')');
}

Str
clickhouse_unescape(Str field, Arena *arena)
{
    return unescape(field, arena);
}
