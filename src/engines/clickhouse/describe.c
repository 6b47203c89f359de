/*
 * describe.c
 *    What a script made that is there now, in words: for people who have to decide.
 */
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/probe/probe.h"
#include "engines/clickhouse/sql.h"

/* A table that a statement creates, fills or renames to. */
typedef struct Object
{
    LookName name;
    const Statement *maker; /* the CREATE; NULL if it was only filled or renamed */
} Object;

typedef struct Objects
{
    Object *list;
    size_t count;
} Objects;

static bool
creates_table(const ClickhouseFacts *facts)
{
    switch ((int)facts->kind)
    {
        case CLICKHOUSE_CREATE_TABLE:
        case CLICKHOUSE_CREATE_TABLE_AS_SELECT:
        case CLICKHOUSE_CREATE_TABLE_CLONE:
        case CLICKHOUSE_CREATE_OR_REPLACE_TABLE:
        case CLICKHOUSE_CREATE_VIEW:
        case CLICKHOUSE_CREATE_MATERIALIZED_VIEW:
        case CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE:
        case CLICKHOUSE_CREATE_DICTIONARY:
            return !facts->temporary;
        default:
            return false;
    }
}

static bool
fills_table(const ClickhouseFacts *facts)
{
    return facts->kind == CLICKHOUSE_INSERT_SELECT || facts->kind == CLICKHOUSE_INSERT_VALUES ||
           facts->kind == CLICKHOUSE_INSERT_INLINE;
}

static bool
renames_table(const ClickhouseFacts *facts)
{
    return (facts->kind == CLICKHOUSE_RENAME || facts->kind == CLICKHOUSE_RENAME_SEVERAL) &&
           !facts->of_databases;
}

static void
add_object(Objects *objects, LookName name, const Statement *maker)
{
    for (size_t index = 0; index < objects->count; index++)
    {
        if (look_same_name(objects->list[index].name, name))
            return;
    }

    objects->list[objects->count++] = (Object){.name = name, .maker = maker};
}

static size_t
count_names(const Clickhouse *clickhouse, const Script *script, size_t count, Arena *arena)
{
    size_t names = 0;

    for (size_t index = 0; index < count; index++)
        names += clickhouse_classify(clickhouse->version, script->statements[index].text, arena)
                     .name_count;

    return names;
}

static Objects
find_objects(const Clickhouse *clickhouse, const Script *script, size_t count, Arena *arena)
{
    Objects objects = {
        .list = ARENA_ARRAY(arena, Object, count_names(clickhouse, script, count, arena) + 1)};

    for (size_t index = 0; index < count; index++)
    {
        const Statement *statement = &script->statements[index];
        const ClickhouseFacts facts =
            clickhouse_classify(clickhouse->version, statement->text, arena);
        const Str home = probe_database(script, index, clickhouse_database(clickhouse),
                                        clickhouse->version, arena);
        const size_t step = renames_table(&facts) ? 2 : 1;

        if (step == 1 && !creates_table(&facts) && !fills_table(&facts))
            continue;

        /* Of a pair the second: that is what it is called now. */
        for (size_t name = step - 1; name < facts.name_count; name += step)
        {
            const Str database = facts.names[name].database;

            add_object(&objects,
                       (LookName){.database = database.size > 0 ? database : home,
                                  .name = facts.names[name].name},
                       creates_table(&facts) ? statement : NULL);
        }
    }

    return objects;
}

/* ---- one of them ---- */

/* Its age, and whether the ledger has a row that says that its CREATE was done. */
static MUST_CHECK bool
ask_history(const Clickhouse *clickhouse, const Object *object, Arena *arena, Str *ret_made,
            bool *ret_recorded, Error *err)
{
    SCOPED_BUF sql = {0};
    SCOPED_BUF lines = {0};
    char hash[SHA256_HEX_SIZE] = "";

    if (object->maker != NULL)
        sha256_to_hex(&object->maker->hash, hash);

    buf_append(&sql, STR("SELECT toString(metadata_modification_time), "
                         "toString((SELECT count() FROM "));
    clickhouse_append_name(&sql, clickhouse_database(clickhouse));
    buf_printf(&sql,
               "." JOURNAL_TABLE " WHERE event IN ('done', 'applied') AND hash = '%s')) FROM "
               "system.tables WHERE database = ",
               hash);
    clickhouse_append_literal(&sql, object->name.database);
    buf_append(&sql, STR(" AND name = "));
    clickhouse_append_literal(&sql, object->name.name);
    buf_append(&sql, STR(" FORMAT TabSeparated"));

    if (!clickhouse_ask_lines(clickhouse, buf_str(&sql), &lines, err))
        return false;

    Str rest = str_copy(arena, buf_str(&lines));

    *ret_made = str_cut(&rest, '\t');
    *ret_recorded = object->maker == NULL || (rest.size > 0 && !STR_IS(rest, "0"));

    return true;
}

static const char *
users_in_words(const Look *look, LookName name, Arena *arena)
{
    const LookThing *reader = look_user(look, LOOK_READERS, name);
    const LookThing *feeder = look_user(look, LOOK_FEEDERS, name);
    const char *reads =
        reader == NULL ? "no view reads from it"
                       : arena_printf(arena, "view " STR_FORMAT "." STR_FORMAT " reads from it",
                                      STR_ARGS(reader->name.database), STR_ARGS(reader->name.name));

    if (feeder == NULL)
        return arena_printf(arena, "%s, none writes into it", reads);

    return arena_printf(arena, "%s, view " STR_FORMAT "." STR_FORMAT " writes into it", reads,
                        STR_ARGS(feeder->name.database), STR_ARGS(feeder->name.name));
}

static MUST_CHECK bool
describe_object(const Clickhouse *clickhouse, const Object *object, Arena *arena, EngineLine line,
                Error *err)
{
    const LookRequest request = {.topics = LOOK_TABLES | LOOK_ROWS | LOOK_READERS | LOOK_FEEDERS,
                                 .names = &object->name,
                                 .count = 1,
                                 .server_version = clickhouse->version};
    SCOPED_BUF sql = {0};
    SCOPED_BUF lines = {0};
    Look look;
    Str made = {0};
    bool recorded = true;

    look_append_query(&sql, &request);

    if (!clickhouse_ask_lines(clickhouse, buf_str(&sql), &lines, err) ||
        !look_parse(str_copy(arena, buf_str(&lines)), arena, &look, err))
        return false;

    const LookTable *table = look_table(&look, object->name);

    if (table == NULL)
        return true;
    if (!ask_history(clickhouse, object, arena, &made, &recorded, err))
        return false;

    const char *rows =
        str_ends_with(table->engine, STR("MergeTree"))
            ? arena_printf(arena, ", %llu rows", (unsigned long long)look_rows(&look, object->name))
            : "";

    line.call(line.context,
              arena_printf(arena,
                           STR_FORMAT "." STR_FORMAT ": " STR_FORMAT
                                      "%s, its definition is of " STR_FORMAT "; %s%s",
                           STR_ARGS(object->name.database), STR_ARGS(object->name.name),
                           STR_ARGS(table->engine), rows, STR_ARGS(made),
                           users_in_words(&look, object->name, arena),
                           recorded ? ""
                                    : "; the ledger does not say that pawl made it, so it is left "
                                      "over from this statement or from an earlier attempt, "
                                      "perhaps of another tool"));

    return true;
}

bool
clickhouse_describe(void *self, const Script *script, size_t count, EngineLine line, Error *err)
{
    const Clickhouse *clickhouse = self;
    SCOPED_ARENA arena = {0};
    const Objects objects = find_objects(clickhouse, script, count, &arena);

    for (size_t index = 0; index < objects.count; index++)
    {
        if (!describe_object(clickhouse, &objects.list[index], &arena, line, err))
            return false;
    }

    return true;
}
