/*
 * look.c
 *    What the catalog shows of the objects that a statement is about, at one moment.
 *
 * The query is a union of one SELECT per topic, each of seven texts: a letter for the topic, and
 * what MEMBERS says.  Which columns a server has was asked of 18.16 and 26.7; in between the
 * versions in which they came are those of its changelog, or later.
 */
#include "engines/clickhouse/probe/look.h"

#include <assert.h>

#include "base/macro.h"
#include "engines/clickhouse/store.h"
#include "engines/clickhouse/tsv.h"

enum
{
    FIELDS = 6,             /* behind the letter */
    UP_SINCE_TOLERANCE = 2, /* seconds: it is the difference of two clocks that are rounded */
    HAS_UUID = 2010,        /* Atomic is the default */
    HAS_PART_HASH = 2010,   /* 20.1 */
    HAS_FAIL_REASON = 2001, /* 19.x */
    HAS_DETACHED = 1904,    /* 19.2 */
    HAS_FUNCTIONS = 2111,   /* 21.10 */
    HAS_COLLECTIONS = 2302, /* 22.12 */
    HAS_ACCESS = 2010,      /* 20.5 */
};

/* How the names of a request get into a WHERE. */
typedef enum Filter
{
    FILTER_TABLE,    /* database and name, or all of a database */
    FILTER_PART,     /* the same with a column `table` for the name */
    FILTER_THING,    /* name, of what lives in no database */
    FILTER_DATABASE, /* any of the databases */
} Filter;

/* A SELECT of the union: its letter, columns where {u} is the uuid, and what it reads. */
typedef struct Member
{
    LookTopic topic;
    char letter;
    unsigned since;
    Filter filter;
    const char *columns[FIELDS];
    const char *from; /* to the condition that the filter adds to */
    const char *tail; /* behind it */
} Member;

#define NO_UUID "00000000-0000-0000-0000-000000000000"
#define UUID    "if(toString(uuid) = '" NO_UUID "', '', toString(uuid))"

/* What a MergeTree is made of is no secret, unless a disk or a key is spelled out in it. */
#define DEFINITION                                                                                 \
    "if(engine LIKE '%MergeTree' AND position(create_table_query, 'disk') = 0 AND "                \
    "position(create_table_query, 'crypt') = 0, create_table_query, concat('#', "                  \
    "toString(cityHash64(substring(create_table_query, "                                           \
    "greatest(toUInt64(1), toUInt64(position(create_table_query, '('))), "                         \
    "length(create_table_query))))))"

static const Member MEMBERS[] = {
    {LOOK_TABLES,
     't',
     HAS_UUID,
     FILTER_TABLE,
     {"database", "name", UUID, "engine", DEFINITION, "''"},
     "system.tables WHERE ",
     ""},
    {LOOK_TABLES,
     't',
     0,
     FILTER_TABLE,
     {"database", "name", "''", "engine", DEFINITION, "''"},
     "system.tables WHERE ",
     ""},
    {LOOK_ROWS,
     'n',
     0,
     FILTER_PART,
     {"database", "table", "toString(sum(rows))", "''", "''", "''"},
     "system.parts WHERE active AND ",
     " GROUP BY database, table"},
    {LOOK_PARTS,
     'p',
     HAS_PART_HASH,
     FILTER_PART,
     {"database", "table", "partition_id", "name", "hash_of_all_files", "toString(rows)"},
     "system.parts WHERE active AND ",
     ""},
    {LOOK_PARTS,
     'p',
     0,
     FILTER_PART,
     {"database", "table", "partition_id", "name", "''", "toString(rows)"},
     "system.parts WHERE active AND ",
     ""},
    {LOOK_DETACHED,
     'd',
     HAS_DETACHED,
     FILTER_PART,
     {"database", "table", "ifNull(toString(partition_id), '')", "name", "''", "''"},
     "system.detached_parts WHERE ",
     ""},
    {LOOK_MUTATIONS,
     'm',
     HAS_FAIL_REASON,
     FILTER_PART,
     {"database", "table", "mutation_id", "command",
      "concat(toString(is_done), ' ', toString(parts_to_do))",
      "substring(latest_fail_reason, 1, 300)"},
     "system.mutations WHERE ",
     ""},
    {LOOK_MUTATIONS,
     'm',
     0,
     FILTER_PART,
     {"database", "table", "mutation_id", "command",
      "concat(toString(is_done), ' ', toString(parts_to_do))", "''"},
     "system.mutations WHERE ",
     ""},
    {LOOK_READERS,
     'r',
     0,
     FILTER_TABLE,
     {"view_database", "view_name", "database", "name", "''", "''"},
     "system.tables ARRAY JOIN dependencies_database AS view_database, dependencies_table AS "
     "view_name WHERE ",
     ""},
    {LOOK_DATABASES,
     'D',
     HAS_UUID,
     FILTER_THING,
     {"''", "name", UUID, "''", "''", "''"},
     "system.databases WHERE ",
     ""},
    {LOOK_DATABASES,
     'D',
     0,
     FILTER_THING,
     {"''", "name", "''", "''", "''", "''"},
     "system.databases WHERE ",
     ""},
    {LOOK_FUNCTIONS,
     'F',
     HAS_FUNCTIONS,
     FILTER_THING,
     {"''", "name", "create_query", "''", "''", "''"},
     "system.functions WHERE ",
     ""},
    {LOOK_COLLECTIONS,
     'C',
     HAS_COLLECTIONS,
     FILTER_THING,
     {"''", "name", "''", "''", "''", "''"},
     "system.named_collections WHERE ",
     ""},
    {LOOK_ACCESS,
     'A',
     HAS_ACCESS,
     FILTER_THING,
     {"''", "name", "'USER'", "''", "''", "''"},
     "system.users WHERE ",
     ""},
    {LOOK_ACCESS,
     'A',
     HAS_ACCESS,
     FILTER_THING,
     {"''", "name", "'ROLE'", "''", "''", "''"},
     "system.roles WHERE ",
     ""},
    {LOOK_ACCESS,
     'A',
     HAS_ACCESS,
     FILTER_THING,
     {"''", "name", "'PROFILE'", "''", "''", "''"},
     "system.settings_profiles WHERE ",
     ""},
    {LOOK_ACCESS,
     'A',
     HAS_ACCESS,
     FILTER_THING,
     {"''", "name", "'QUOTA'", "''", "''", "''"},
     "system.quotas WHERE ",
     ""},
    {LOOK_ORPHANS,
     'o',
     HAS_UUID,
     FILTER_DATABASE,
     {"database", "name", UUID, "''", "''", "''"},
     "system.tables WHERE ",
     " AND (startsWith(name, '_tmp_replace_') OR (startsWith(name, '.inner_id.') AND "
     "substring(name, 11, 36) NOT IN (SELECT toString(uuid) FROM system.tables)) OR "
     "(startsWith(name, '.inner.') AND (database, substring(name, 8, length(name))) NOT IN "
     "(SELECT database, name FROM system.tables)))"},
    {LOOK_ORPHANS,
     'o',
     0,
     FILTER_DATABASE,
     {"database", "name", "''", "''", "''", "''"},
     "system.tables WHERE ",
     " AND startsWith(name, '.inner.') AND (database, substring(name, 8, length(name))) NOT IN "
     "(SELECT database, name FROM system.tables)"},
};

/* ---- the query ---- */

static void
append_member_head(Buf *sql, char letter, const char *const columns[FIELDS])
{
    buf_printf(sql, "SELECT '%c' AS f0", letter);

    for (unsigned field = 0; field < FIELDS; field++)
        buf_printf(sql, ", %s AS f%u", columns[field], field + 1);

    buf_append(sql, STR(" FROM "));
}

/* Whether a name belongs into a filter: tables have a database, other things have none. */
static bool
filter_takes(Filter filter, LookName name)
{
    return (filter == FILTER_THING) == (name.database.size == 0);
}

static void
append_condition(Buf *sql, Filter filter, LookName name)
{
    if (filter != FILTER_THING)
    {
        buf_append(sql, STR("(database = "));
        clickhouse_append_literal(sql, name.database);
    }

    if (filter == FILTER_DATABASE || (filter != FILTER_THING && name.name.size == 0))
    {
        buf_append_char(sql, ')');
        return;
    }

    buf_append_text(sql, filter == FILTER_THING  ? "(name = "
                         : filter == FILTER_PART ? " AND table = "
                                                 : " AND name = ");
    clickhouse_append_literal(sql, name.name);
    buf_append_char(sql, ')');
}

/* False, and nothing appended, if no name of the request belongs here. */
static bool
append_filter(Buf *sql, Filter filter, const LookRequest *request)
{
    bool any = false;

    for (size_t index = 0; index < request->count; index++)
    {
        if (!filter_takes(filter, request->names[index]))
            continue;

        buf_append_text(sql, any ? " OR " : "(");
        append_condition(sql, filter, request->names[index]);
        any = true;
    }

    buf_append_text(sql, any ? ")" : "");

    return any;
}

static void
append_member(Buf *sql, const Member *member, const LookRequest *request)
{
    SCOPED_BUF filter = {0};

    if (!append_filter(&filter, member->filter, request))
        return;

    buf_append(sql, STR(" UNION ALL "));
    append_member_head(sql, member->letter, member->columns);
    buf_append_text(sql, member->from);
    buf_append(sql, buf_str(&filter));
    buf_append_text(sql, member->tail);
}

/* As the server writes a name into a definition: quoted where it has to be, or always. */
static void
append_written(Buf *text, Str name, bool quoted)
{
    if (quoted)
        clickhouse_append_name(text, name);
    else
        buf_append(text, name);
}

/*
 * A materialized view names its target behind TO in its definition; there is no column for it
 * before 26.x.  Words that look like it in a comment make a feeder too many: then nothing is
 * emptied or dropped that might have been.
 */
static void
append_feeders(Buf *sql, LookName name)
{
    SCOPED_BUF database = {0};
    SCOPED_BUF table = {0};

    clickhouse_append_literal(&database, name.database);
    clickhouse_append_literal(&table, name.name);

    const char *const columns[FIELDS] = {"database",       "name", buf_text(&database),
                                         buf_text(&table), "''",   "''"};

    buf_append(sql, STR(" UNION ALL "));
    append_member_head(sql, 'w', columns);
    buf_append(sql, STR("system.tables WHERE engine = 'MaterializedView' AND (0"));

    for (unsigned form = 0; form < 4; form++)
    {
        SCOPED_BUF needle = {0};

        buf_append(&needle, STR(" TO "));
        append_written(&needle, name.database, (form & 1) != 0);
        buf_append_char(&needle, '.');
        append_written(&needle, name.name, (form & 2) != 0);
        buf_append_char(&needle, ' ');

        buf_append(sql, STR(" OR position(create_table_query, "));
        clickhouse_append_literal(sql, buf_str(&needle));
        buf_append(sql, STR(") > 0"));
    }

    buf_append_char(sql, ')');
}

static bool
is_superseded(const Member *member, unsigned version)
{
    const Member *newer = member - 1;

    return member > MEMBERS && newer->topic == member->topic && newer->since > member->since &&
           version >= newer->since;
}

void
look_append_query(Buf *sql, const LookRequest *request)
{
    static const char *const head[FIELDS] = {
        "toString(toInt64(toUnixTimestamp(now())) - toInt64(uptime()))",
        "''",
        "''",
        "''",
        "''",
        "''"};
    /* A version that is not known is taken for a new one. */
    const unsigned version = request->server_version == 0 ? ~0U : request->server_version;

    if (request->topics == 0 || request->count == 0)
        return;

    buf_append(sql, STR("SELECT * FROM ("));
    append_member_head(sql, 'l', head);
    buf_append(sql, STR("system.one"));

    for (size_t index = 0; index < LENGTH_OF(MEMBERS); index++)
    {
        const Member *member = &MEMBERS[index];

        if ((request->topics & member->topic) != 0 && version >= member->since &&
            !is_superseded(member, version))
            append_member(sql, member, request);
    }

    for (size_t index = 0; (request->topics & LOOK_FEEDERS) != 0 && index < request->count; index++)
    {
        if (request->names[index].database.size > 0 && request->names[index].name.size > 0)
            append_feeders(sql, request->names[index]);
    }

    buf_append(sql, STR(") ORDER BY f0, f1, f2, f3, f4, f5, f6 FORMAT TabSeparated"));
}

/* ---- its answer ---- */

static void
count_lines(Str lines, Look *look)
{
    while (lines.size > 0)
    {
        const Str line = str_cut(&lines, '\n');
        const char letter = line.size > 0 ? line.data[0] : '\0';

        look->table_count += letter == 't';
        look->part_count += letter == 'p' || letter == 'd';
        look->mutation_count += letter == 'm';
        look->sum_count += letter == 'n';
        look->thing_count += letter != '\0' && str_find_char(STR("wrDFCAo"), 0, letter) < 7;
    }
}

static uint64_t
number_or_zero(Str text)
{
    uint64_t value = 0;

    return str_to_u64(text, &value) ? value : 0;
}

static LookTopic
topic_of(char letter)
{
    switch (letter)
    {
        case 'w':
            return LOOK_FEEDERS;
        case 'r':
            return LOOK_READERS;
        case 'D':
            return LOOK_DATABASES;
        case 'F':
            return LOOK_FUNCTIONS;
        case 'C':
            return LOOK_COLLECTIONS;
        case 'A':
            return LOOK_ACCESS;
        default:
            return LOOK_ORPHANS;
    }
}

static void
take_thing(Look *look, char letter, LookName name, const Str fields[FIELDS])
{
    const LookTopic topic = topic_of(letter);
    const bool of_table = topic == LOOK_FEEDERS || topic == LOOK_READERS;

    LookThing *thing = &look->things[look->thing_count++];

    *thing = (LookThing){.topic = topic, .name = name};

    if (of_table)
        thing->table = (LookName){.database = fields[2], .name = fields[3]};
    else
        thing->about = fields[2];
}

static void
take_mutation(Look *look, LookName table, const Str fields[FIELDS])
{
    Str rest = fields[4];
    const Str done = str_cut(&rest, ' ');

    look->mutations[look->mutation_count++] = (LookMutation){.table = table,
                                                             .id = fields[2],
                                                             .command = fields[3],
                                                             .done = STR_IS(done, "1"),
                                                             .parts_to_do = number_or_zero(rest),
                                                             .failure = fields[5]};
}

static void
take_line(Look *look, char letter, const Str fields[FIELDS])
{
    const LookName name = {.database = fields[0], .name = fields[1]};

    switch (letter)
    {
        case 'l':
            look->taken = true;
            look->up_since = (int64_t)number_or_zero(fields[0]);
            break;
        case 't':
            look->tables[look->table_count++] = (LookTable){
                .name = name, .uuid = fields[2], .engine = fields[3], .query = fields[4]};
            break;
        case 'n':
            look->sums[look->sum_count++] =
                (LookSum){.table = name, .rows = number_or_zero(fields[2])};
            break;
        case 'p':
        case 'd':
            look->parts[look->part_count++] = (LookPart){.table = name,
                                                         .partition_id = fields[2],
                                                         .name = fields[3],
                                                         .hash = fields[4],
                                                         .rows = number_or_zero(fields[5]),
                                                         .detached = letter == 'd'};
            break;
        case 'm':
            take_mutation(look, name, fields);
            break;
        default:
            take_thing(look, letter, name, fields);
    }
}

static bool
is_letter(Str text)
{
    return text.size == 1 && str_find_char(STR("ltnpdmwrDFCAo"), 0, text.data[0]) < 13;
}

bool
look_parse(Str lines, Arena *arena, Look *ret_look, Error *err)
{
    Look counts = {0};

    count_lines(lines, &counts);
    *ret_look = (Look){
        .tables = ARENA_ARRAY(arena, LookTable, counts.table_count + 1),
        .parts = ARENA_ARRAY(arena, LookPart, counts.part_count + 1),
        .mutations = ARENA_ARRAY(arena, LookMutation, counts.mutation_count + 1),
        .things = ARENA_ARRAY(arena, LookThing, counts.thing_count + 1),
        .sums = ARENA_ARRAY(arena, LookSum, counts.sum_count + 1),
    };

    while (lines.size > 0)
    {
        Str line = str_cut(&lines, '\n');
        const Str letter = str_cut(&line, '\t');
        Str fields[FIELDS];

        if (!is_letter(letter))
            return error_set(err, ERROR_LEDGER,
                             "a line of what was seen of the database makes no sense: "
                             "\"" STR_FORMAT "\"",
                             STR_ARGS(letter));

        for (size_t field = 0; field < FIELDS; field++)
            fields[field] = clickhouse_tsv_unescape(str_cut(&line, '\t'), arena);

        take_line(ret_look, letter.data[0], fields);
    }

    return true;
}

/* ---- finding ---- */

bool
look_same_name(LookName left, LookName right)
{
    return str_equal(left.name, right.name) && str_equal(left.database, right.database);
}

const LookTable *
look_table(const Look *look, LookName name)
{
    for (size_t index = 0; index < look->table_count; index++)
    {
        if (look_same_name(look->tables[index].name, name))
            return &look->tables[index];
    }

    return NULL;
}

const LookThing *
look_thing(const Look *look, LookTopic topic, LookName name)
{
    for (size_t index = 0; index < look->thing_count; index++)
    {
        if (look->things[index].topic == topic && look_same_name(look->things[index].name, name))
            return &look->things[index];
    }

    return NULL;
}

const LookThing *
look_user(const Look *look, LookTopic topic, LookName table)
{
    for (size_t index = 0; index < look->thing_count; index++)
    {
        if (look->things[index].topic == topic && look_same_name(look->things[index].table, table))
            return &look->things[index];
    }

    return NULL;
}

uint64_t
look_rows(const Look *look, LookName table)
{
    uint64_t rows = 0;

    for (size_t index = 0; index < look->sum_count; index++)
    {
        if (look_same_name(look->sums[index].table, table))
            return look->sums[index].rows;
    }

    for (size_t index = 0; index < look->part_count; index++)
    {
        if (!look->parts[index].detached && look_same_name(look->parts[index].table, table))
            rows += look->parts[index].rows;
    }

    return rows;
}

bool
look_restarted(const Look *before, const Look *now)
{
    const int64_t apart = now->up_since - before->up_since;

    return before->up_since == 0 || now->up_since == 0 || apart > UP_SINCE_TOLERANCE ||
           apart < -UP_SINCE_TOLERANCE;
}
