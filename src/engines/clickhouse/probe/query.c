/*
 * query.c
 *    The query of a look.
 *
 * A union of one SELECT per topic, each of seven texts: a letter for the topic, and what
 * member.def says.  Which columns a server has was asked of 18.16 and 26.7; in between the
 * versions in which they came are those of its changelog, or later.
 */
#include "base/macro.h"
#include "engines/clickhouse/probe/look.h"
#include "engines/clickhouse/sql.h"

enum
{
    FIELDS = 6,             /* behind the letter */
    HAS_UUID = 2010,        /* Atomic is the default */
    HAS_PART_HASH = 2010,   /* 20.1 */
    HAS_FAIL_REASON = 2001, /* 19.x */
    HAS_FUNCTIONS = 2111,   /* 21.10 */
    HAS_COLLECTIONS = 2302, /* 22.12 */
    HAS_ACCESS = 2010,      /* 20.5 */
    HAS_PADDING = 2111,     /* leftPad(): 21.8 */
};

/* How the names of a request get into a WHERE. */
typedef enum Filter
{
    FILTER_TABLE,    /* database and name, or all of a database */
    FILTER_PART,     /* the same with a column `table` for the name */
    FILTER_THING,    /* name, of what lives in no database */
    FILTER_DATABASE, /* any of the databases */
} Filter;

/* A SELECT of the union. */
typedef struct Member
{
    LookTopic topic;
    char letter;
    unsigned since;
    Filter filter;
    const char *columns[FIELDS];
    const char *from; /* with what comes before the condition that the filter makes */
    const char *tail; /* what comes behind it */
} Member;

#define UP_SINCE "toString(toInt64(toUnixTimestamp(now())) - toInt64(uptime()))"
#define UPTIME   "toString(uptime())"
#define NO_UUID  "00000000-0000-0000-0000-000000000000"
#define UUID     "if(toString(uuid) = '" NO_UUID "', '', toString(uuid))"

/* Whether it is empty, and when it was made. */
#define MADE                                                                                       \
    "concat(ifNull(toString(total_rows = 0), '0'), ' ', "                                          \
    "toString(toUnixTimestamp(metadata_modification_time)))"

/* What a MergeTree is made of is no secret, unless a disk or a key is spelled out in it. */
#define DEFINITION                                                                                 \
    "if(engine LIKE '%MergeTree' AND NOT match(create_table_query, 'disk *[(]|crypt[a-z_]* *[(]')" \
    ", create_table_query, concat('#', "                                                           \
    "toString(cityHash64(substring(create_table_query, "                                           \
    "greatest(toUInt64(1), toUInt64(position(create_table_query, '('))), "                         \
    "length(create_table_query))))))"

/* The table that a materialized view has of its own if it has no TO. */
#define INNER_BY_NAME "concat('.inner.', name)"
#define INNER_BY_UUID                                                                              \
    "if(toString(uuid) = '" NO_UUID "', " INNER_BY_NAME ", concat('.inner_id.', toString(uuid)))"

#define VIEW_HEAD "^CREATE MATERIALIZED VIEW [^ ]+ (?:UUID [^ ]+ )?TO "
#define SINK      "if(sink = '', '', concat(sink, ' ', state))"

/*
 * Views, what they write into, and how much is in there: subqueries in subqueries, as 18.16 joins
 * two things at a time.  A name that has to be quoted does not fit, and then nothing is known.
 */
#define VIEWS_OF                                                                                   \
    "(SELECT view_database, view_name, sink, state FROM (SELECT view_database, view_name, sink "   \
    "FROM (SELECT view_database, view_name FROM system.tables ARRAY JOIN dependencies_database "   \
    "AS view_database, dependencies_table AS view_name WHERE "
#define SINKS_OF(inner)                                                                            \
    ") AS views ANY LEFT JOIN (SELECT database AS view_database, name AS view_name, "              \
    "if(match(create_table_query, '" VIEW_HEAD "'), extract(replaceAll(create_table_query, '`', "  \
    "''), '" VIEW_HEAD "([^ ]+)'), concat(database, '.', " inner ")) AS goes_to, if(goes_to IN "   \
    "(SELECT concat(database, '.', name) FROM system.tables WHERE engine LIKE '%MergeTree' AND "   \
    "empty(dependencies_table)), goes_to, '') AS sink FROM system.tables WHERE engine = "          \
    "'MaterializedView') AS targets USING (view_database, view_name)) AS sinks ANY LEFT JOIN "     \
    "(SELECT concat(database, '.', table) AS sink, concat(toString(sum(blocks)), ' ', "            \
    "toString(sum(held))) AS state FROM (SELECT database, table, max(max_block_number) AS "        \
    "blocks, sum(rows) AS held FROM system.parts WHERE active AND rows > 0 GROUP BY database, "    \
    "table, partition_id) GROUP BY database, table) AS states USING (sink))"

static const Member MEMBERS[] = {
#define MEMBER(topic, letter, since, filter, from, tail, ...)                                      \
    {LOOK_##topic, (letter), (since), FILTER_##filter, {__VA_ARGS__}, (from), (tail)},
#include "engines/clickhouse/probe/member.def"
#undef MEMBER
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

/*
 * A table that is built aside is called _tmp_replace_, a hash of the one that it is to become, and
 * something random (26.7).
 */
static void
append_remnants(Buf *sql, LookName name)
{
    static const char *const columns[FIELDS] = {"database", "name", UUID, MADE, "''", "''"};

    buf_append(sql, STR(" UNION ALL "));
    append_member_head(sql, 'x', columns);
    buf_append(sql, STR("system.tables WHERE database = "));
    clickhouse_append_literal(sql, name.database);
    buf_append(sql, STR(" AND startsWith(name, concat('_tmp_replace_', "
                        "leftPad(lower(hex(sipHash64(concat("));
    clickhouse_append_literal(sql, name.database);
    buf_append(sql, STR(", "));
    clickhouse_append_literal(sql, name.name);
    buf_append(sql, STR(")))), 16, '0'), '_'))"));
}

static bool
is_of_table(LookName name)
{
    return name.database.size > 0 && name.name.size > 0;
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
    static const char *const head[FIELDS] = {UP_SINCE, UPTIME, "''", "''", "''", "''"};
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

    for (size_t index = 0; index < request->count; index++)
    {
        const LookName name = request->names[index];

        if ((request->topics & LOOK_FEEDERS) != 0 && is_of_table(name))
            append_feeders(sql, name);
        if ((request->topics & LOOK_ORPHANS) != 0 && version >= HAS_PADDING && is_of_table(name))
            append_remnants(sql, name);
    }

    buf_append(sql, STR(") ORDER BY f0, f1, f2, f3, f4, f5, f6 FORMAT TabSeparated"));
}

/* ---- nothing there ---- */

/* Tables by their names, and none of what a look adds to those. */
static bool
is_of_tables_alone(const LookRequest *request)
{
    const unsigned of_things = LOOK_DATABASES | LOOK_FUNCTIONS | LOOK_COLLECTIONS | LOOK_ACCESS;

    for (size_t index = 0; index < request->count; index++)
    {
        if (!is_of_table(request->names[index]))
            return false;
    }

    return request->count > 0 && (request->topics & ~of_things) == LOOK_TABLES;
}

void
look_append_absence(Buf *sql, const LookRequest *request)
{
    if (!is_of_tables_alone(request))
        return;

    buf_append(sql, STR("SELECT " UP_SINCE ", " UPTIME ", count() FROM system.tables WHERE "));
    (void)append_filter(sql, FILTER_TABLE, request);
    buf_append(sql, STR(" FORMAT TabSeparated"));
}

bool
look_take_absence(Str line, Buf *lines)
{
    const Str since = str_cut(&line, '\t');
    const Str uptime = str_cut(&line, '\t');

    if (!STR_IS(line, "0"))
        return false;

    buf_printf(lines, "l\t" STR_FORMAT "\t" STR_FORMAT, STR_ARGS(since), STR_ARGS(uptime));

    for (unsigned field = 2; field < FIELDS; field++)
        buf_append_char(lines, '\t');

    return true;
}
