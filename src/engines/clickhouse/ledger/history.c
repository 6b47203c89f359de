/*
 * history.c
 *    Other tools' histories in ClickHouse: which there are, and their rows.
 */
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/sql.h"

enum
{
    COLUMN_FIELDS = 3,
};

/* While an answer comes. */
typedef struct Reading
{
    EngineFields taker;
    size_t fields;
} Reading;

static bool
take_line(void *context, Str line, Error *err)
{
    const Reading *reading = context;
    SCOPED_ARENA scratch = {0};
    Str fields[HISTORY_COLUMNS_MAX];

    if (!clickhouse_store_parse_fields(line, &scratch, fields, reading->fields, err))
        return false;

    reading->taker.call(reading->taker.context, fields, reading->fields);

    return true;
}

static MUST_CHECK bool
read_rows(const Clickhouse *clickhouse, const Buf *sql, Reading reading, Error *err)
{
    ClickhouseFailure failure;
    const ClickhouseQuery query = {
        .sql = buf_str(sql), .reads = true, .rows = {take_line, &reading}};

    if (clickhouse->transport->query(clickhouse->connection, &query, &failure, err))
        return true;
    if (err->kind == ERROR_STATEMENT)
        err->kind = ERROR_LEDGER;

    return false;
}

bool
clickhouse_history_columns(void *self, Str table, EngineFields seen, Error *err)
{
    const Clickhouse *clickhouse = self;
    SCOPED_BUF database = {0};
    SCOPED_BUF sql = {0};

    clickhouse_append_literal(&database, clickhouse_database(clickhouse));
    buf_printf(&sql,
               "SELECT table, name, type LIKE '%%String%%' FROM system.columns "
               "WHERE database = %s AND (lower(table) IN (",
               buf_text(&database));
    history_append_names(&sql);
    buf_append(&sql, STR(", lower("));
    clickhouse_append_literal(&sql, table);
    buf_printf(&sql,
               ")) OR table IN (SELECT table FROM system.columns WHERE database = %s "
               "AND lower(name) IN (",
               buf_text(&database));
    history_append_telltales(&sql);
    buf_append(&sql, STR("))) ORDER BY table, name FORMAT TabSeparated"));

    return read_rows(clickhouse, &sql, (Reading){.taker = seen, .fields = COLUMN_FIELDS}, err);
}

bool
clickhouse_history_read(void *self, const HistoryFound *found, EngineFields row, Error *err)
{
    const Clickhouse *clickhouse = self;
    SCOPED_BUF sql = {0};

    for (size_t index = 0; index < found->column_count; index++)
    {
        buf_append_text(&sql, index == 0 ? "SELECT ifNull(toString(" : ", ifNull(toString(");
        clickhouse_append_name(&sql, found->columns[index]);
        buf_append(&sql, STR("), '')"));
    }

    buf_append(&sql, STR(" FROM "));
    clickhouse_append_name(&sql, clickhouse_database(clickhouse));
    buf_append_char(&sql, '.');
    clickhouse_append_name(&sql, found->name);
    buf_append(&sql, STR(" ORDER BY "));
    clickhouse_append_name(&sql, found->order);
    buf_append(&sql, STR(" FORMAT TabSeparated"));

    return read_rows(clickhouse, &sql, (Reading){.taker = row, .fields = found->column_count}, err);
}
