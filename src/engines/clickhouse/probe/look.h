/*
 * look.h
 *    What the catalog shows of the objects that a statement is about, at one moment.
 *
 * One SELECT asks for it, and its answer, lines of TabSeparated, is kept as it came: it is what
 * a snapshot holds.  A verdict compares the look taken before the statement with one taken now.
 */
#ifndef CLICKHOUSE_PROBE_LOOK_H
#define CLICKHOUSE_PROBE_LOOK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* What is asked for; each costs a subquery. */
typedef enum LookTopic
{
    LOOK_TABLES = 1 << 0,    /* system.tables: name, uuid, engine, create_table_query */
    LOOK_PARTS = 1 << 1,     /* system.parts, active ones */
    LOOK_DETACHED = 1 << 2,  /* system.detached_parts */
    LOOK_MUTATIONS = 1 << 3, /* system.mutations */
    LOOK_FEEDERS = 1 << 4,   /* materialized views that write into the tables */
    LOOK_READERS = 1 << 5,   /* views that are fed by inserts into the tables */
    LOOK_DATABASES = 1 << 6,
    LOOK_FUNCTIONS = 1 << 7,
    LOOK_COLLECTIONS = 1 << 8,
    LOOK_ACCESS = 1 << 9, /* users, roles, policies, quotas, profiles: by name */
} LookTopic;

typedef struct LookName
{
    Str database; /* empty for what lives in no database */
    Str name;
} LookName;

/* What to look at. */
typedef struct LookRequest
{
    unsigned topics; /* LookTopic bits */
    const LookName *names;
    size_t count;
    unsigned server_version; /* which columns there are: 1816 has no uuid, no detached_parts.. */
} LookRequest;

typedef struct LookTable
{
    LookName name;
    Str uuid;   /* empty where the database keeps none */
    Str engine; /* "MergeTree", "View", ... */
    Str query;  /* create_table_query */
} LookTable;

typedef struct LookPart
{
    LookName table;
    Str partition_id;
    Str name;
    Str hash; /* hash_of_all_files; empty before 18.x knew it, and for detached parts */
    uint64_t rows;
    bool detached;
} LookPart;

typedef struct LookMutation
{
    LookName table;
    Str id;
    Str command; /* as the server formats it */
    bool done;
    Str failure; /* latest_fail_reason, empty if none or not known */
} LookMutation;

/* Something that exists under a name and has a definition, or none: a view, a function, a user. */
typedef struct LookThing
{
    LookTopic topic;
    LookName name;
    Str about; /* FEEDERS, READERS: the table; FUNCTIONS: the definition; ACCESS: "user", ... */
} LookThing;

typedef struct Look
{
    bool taken; /* false if nobody looked: everything below is empty then */
    LookTable *tables;
    size_t table_count;
    LookPart *parts;
    size_t part_count;
    LookMutation *mutations;
    size_t mutation_count;
    LookThing *things;
    size_t thing_count;
} Look;

/* The query; its lines are what look_parse() reads.  Nothing to ask for makes no query. */
void look_append_query(Buf *sql, const LookRequest *request);

/* Lines of an answer or of a snapshot; an empty text is a look that was not taken. */
MUST_CHECK bool look_parse(Str lines, Arena *arena, Look *ret_look, Error *err);

/* These find in a look; NULL or 0 if there is none. */
const LookTable *look_table(const Look *look, LookName name);
const LookThing *look_thing(const Look *look, LookTopic topic, LookName name);
uint64_t look_rows(const Look *look, LookName table); /* of its active parts */

#endif /* CLICKHOUSE_PROBE_LOOK_H */
