/*
 * dump.c
 *    The schema as a migration file: SHOW CREATE of everything, in an order that can be run.
 */
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/dump_order.h"
#include "engines/clickhouse/lock/store.h"
#include "engines/clickhouse/parse/local.h"
#include "engines/clickhouse/probe/shadow.h"
#include "engines/clickhouse/sql.h"
#include "ledger/columns.h"

enum
{
    SQL_FUNCTIONS_SINCE = 2111, /* CREATE FUNCTION */
    OBJECT_FIELDS = 3,
    NEEDS_FIRST = 16,
};

/* While the objects of a database are gathered. */
typedef struct Dump
{
    const Clickhouse *clickhouse;
    Arena *arena;
    DumpObject *objects;
    size_t count;
    size_t capacity;
} Dump;

/* The names that stand in one definition. */
typedef struct Needs
{
    Arena *arena;
    bool words; /* bare ones count, too */
    Str *names;
    size_t count;
    size_t capacity;
} Needs;

static MUST_CHECK bool
ask(const Dump *dump, const Buf *sql, ClickhouseRows rows, Error *err)
{
    const ClickhouseQuery query = {.sql = buf_str(sql), .reads = true, .rows = rows};
    ClickhouseFailure ignored;

    return dump->clickhouse->transport->query(dump->clickhouse->connection, &query, &ignored, err);
}

/* ---- what there is ---- */

static DumpObject *
add_object(Dump *dump, Str name, DumpClass class)
{
    if (dump->count == dump->capacity)
    {
        dump->capacity = dump->capacity == 0 ? NEEDS_FIRST : dump->capacity * 2;

        DumpObject *grown = ARENA_ARRAY(dump->arena, DumpObject, dump->capacity);

        for (size_t index = 0; index < dump->count; index++)
            grown[index] = dump->objects[index];

        dump->objects = grown;
    }

    DumpObject *object = &dump->objects[dump->count++];

    *object = (DumpObject){.name = str_copy(dump->arena, name), .class = class};

    return object;
}

/* What pawl made, and what ClickHouse keeps the rows of a materialized view in. */
static bool
is_left_out(Str name)
{
    return STR_IS(name, JOURNAL_TABLE) || STR_IS(name, JOURNAL_VIEW) ||
           STR_IS(name, VERSION_TABLE) || STR_IS(name, SHADOW_TABLE) ||
           str_starts_with(name, STR(LOCK_TABLE_PREFIX)) || str_starts_with(name, STR(".inner.")) ||
           str_starts_with(name, STR(".inner_id.")) || str_starts_with(name, STR(".tmp.inner"));
}

static DumpClass
class_of(Str engine, bool by_dictionary_ddl)
{
    if (by_dictionary_ddl)
        return DUMP_DICTIONARY;
    if (STR_IS(engine, "MaterializedView"))
        return DUMP_MATERIALIZED_VIEW;
    if (str_ends_with(engine, STR("View")))
        return DUMP_VIEW;
    if (STR_IS(engine, "Distributed") || STR_IS(engine, "Buffer") || STR_IS(engine, "Merge") ||
        STR_IS(engine, "Dictionary"))
        return DUMP_PROXY;

    return DUMP_TABLE;
}

static bool
take_table(void *context, Str line, Error *err)
{
    Dump *dump = context;
    SCOPED_ARENA scratch = {0};
    Str fields[OBJECT_FIELDS];

    if (!clickhouse_store_parse_fields(line, &scratch, fields, OBJECT_FIELDS, err))
        return false;
    if (!is_left_out(fields[0]))
        (void)add_object(dump, fields[0], class_of(fields[1], STR_IS(fields[2], "1")));

    return true;
}

static MUST_CHECK bool
find_tables(Dump *dump, Error *err)
{
    SCOPED_BUF sql = {0};

    buf_append(&sql, STR("SELECT name, engine, create_table_query LIKE 'CREATE DICTIONARY%' "
                         "FROM system.tables WHERE database = "));
    clickhouse_append_literal(&sql, clickhouse_database(dump->clickhouse));
    buf_append(&sql, STR(" AND is_temporary = 0 FORMAT TabSeparated"));

    return ask(dump, &sql, (ClickhouseRows){take_table, dump}, err);
}

/* ---- how each is made ---- */

static bool
take_definition(void *context, Str line, Error *err)
{
    DumpObject *object = context;

    /* The line lives no longer than this call. */
    return clickhouse_store_parse_fields(str_copy(err->arena, line), err->arena,
                                         &object->definition, 1, err);
}

/* A query each, but the server's own layout, which people can read. */
static MUST_CHECK bool
ask_definition(const Dump *dump, DumpObject *object, Error *err)
{
    SCOPED_BUF sql = {0};
    SCOPED_ARENA scratch = {0};
    Error asked = ERROR_INIT(&scratch);

    buf_append(&sql, object->class == DUMP_DICTIONARY ? STR("SHOW CREATE DICTIONARY ")
                                                      : STR("SHOW CREATE TABLE "));
    clickhouse_append_name(&sql, clickhouse_database(dump->clickhouse));
    buf_append_char(&sql, '.');
    clickhouse_append_name(&sql, object->name);
    buf_append(&sql, STR(" FORMAT TabSeparated"));

    if (!ask(dump, &sql, (ClickhouseRows){take_definition, object}, &asked))
        return error_move(err, &asked);

    object->definition = str_copy(dump->arena, str_trim(object->definition));

    return true;
}

static bool
take_function(void *context, Str line, Error *err)
{
    Dump *dump = context;
    SCOPED_ARENA scratch = {0};
    Str fields[2];
    const Str create = STR("CREATE FUNCTION ");

    if (!clickhouse_store_parse_fields(line, &scratch, fields, LENGTH_OF(fields), err))
        return false;
    if (!str_starts_with(fields[1], create))
        return error_set(err, ERROR_UNSUPPORTED, "function \"" STR_FORMAT "\" has no definition",
                         STR_ARGS(fields[0]));

    DumpObject *object = add_object(dump, fields[0], DUMP_FUNCTION);
    const Str rest = str_slice(fields[1], create.size, fields[1].size);

    /* It is the server's, not the database's: it may be there when the dump is run. */
    object->definition = str_from(
        arena_printf(dump->arena, "CREATE FUNCTION IF NOT EXISTS " STR_FORMAT, STR_ARGS(rest)));

    return true;
}

static MUST_CHECK bool
find_functions(Dump *dump, Error *err)
{
    SCOPED_BUF sql = {0};

    if (dump->clickhouse->version < SQL_FUNCTIONS_SINCE)
        return true;

    buf_append(&sql, STR("SELECT name, create_query FROM system.functions "
                         "WHERE origin = 'SQLUserDefined' FORMAT TabSeparated"));

    return ask(dump, &sql, (ClickhouseRows){take_function, dump}, err);
}

/* ---- together ---- */

static void
take_need(void *context, Str name, bool is_word)
{
    Needs *needs = context;

    if (is_word && !needs->words)
        return;

    if (needs->count == needs->capacity)
    {
        needs->capacity = needs->capacity == 0 ? NEEDS_FIRST : needs->capacity * 2;

        Str *grown = ARENA_ARRAY(needs->arena, Str, needs->capacity);

        for (size_t index = 0; index < needs->count; index++)
            grown[index] = needs->names[index];

        needs->names = grown;
    }

    needs->names[needs->count++] = str_copy(needs->arena, name);
}

static void
localize(const Dump *dump, DumpObject *object)
{
    SCOPED_BUF text = {0};
    Needs needs = {.arena = dump->arena, .words = object->class == DUMP_FUNCTION};

    clickhouse_append_local(&text, object->definition, clickhouse_database(dump->clickhouse),
                            (ClickhouseReference){take_need, &needs});

    object->definition = str_copy(dump->arena, buf_str(&text));
    object->needs = needs.names;
    object->need_count = needs.count;
}

bool
clickhouse_dump(void *self, Buf *text, const char **ret_maker, Error *err)
{
    const Clickhouse *clickhouse = self;
    SCOPED_ARENA scratch = {0};
    Dump dump = {.clickhouse = clickhouse, .arena = &scratch};

    if (!find_tables(&dump, err))
        return false;

    for (size_t index = 0; index < dump.count; index++)
    {
        if (!ask_definition(&dump, &dump.objects[index], err))
            return false;
    }

    if (!find_functions(&dump, err))
        return false;

    for (size_t index = 0; index < dump.count; index++)
        localize(&dump, &dump.objects[index]);

    clickhouse_dump_order(dump.objects, dump.count);
    buf_append(text, STR("--\n-- ClickHouse database dump\n--\n"));

    for (size_t index = 0; index < dump.count; index++)
    {
        buf_append_char(text, '\n');
        buf_append(text, dump.objects[index].definition);
        buf_append(text, STR(";\n"));
    }

    *ret_maker = "SHOW CREATE";

    return true;
}
