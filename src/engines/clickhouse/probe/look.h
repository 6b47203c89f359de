/*
 * look.h
 *    What the catalog shows of the objects that a statement is about, at one moment.
 *
 * One SELECT asks for it, and its answer, lines of TabSeparated, is kept as it came: it is what
 * a snapshot holds.  A verdict compares the look taken before the statement with one taken now.
 *
 * A definition that may hold a password (an engine or a view that reaches another server, a
 * disk) is kept as a hash: a snapshot is written into the journal, and secrets are not.
 */
#ifndef CLICKHOUSE_PROBE_LOOK_H
#define CLICKHOUSE_PROBE_LOOK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "engines/clickhouse/parse/classify.h"

/*
 * What is asked for; each costs a subquery.  What a server has no table for gives no lines.
 * Of the names in a request, those with a database are tables, those without are what lives in
 * none: databases, functions, users.
 */
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
    LOOK_ACCESS = 1 << 9,    /* users, roles, profiles, quotas: by name */
    LOOK_ROWS = 1 << 10,     /* system.parts summed up: enough for look_rows() */
    LOOK_ORPHANS = 1 << 11,  /* in the tables' databases: inner tables whose view is gone, and
                                what an unfinished replace left (_tmp_replace_...) */
    LOOK_SINKS = 1 << 12,    /* what the READERS write into, and how much is in there */
    LOOK_REMNANTS = 1 << 13, /* comes with ORPHANS: those that an unfinished replace of one of the
                                names left, by what is in theirs */
} LookTopic;

enum
{
    LOOK_HAS_DETACHED = 1904, /* the first server version that shows DETACHED: 19.2 */
};

/* database: empty for what lives in no database.  name: empty for all tables of the database. */
typedef ClickhouseName LookName;

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
    Str query;  /* create_table_query; "#" and a hash of what follows the name if it may hold a
                   secret */
} LookTable;

typedef struct LookPart
{
    LookName table;
    Str partition_id;
    Str name;
    Str hash; /* hash_of_all_files; empty before 20.10, and for detached parts */
    uint64_t rows;
    bool detached;
} LookPart;

typedef struct LookMutation
{
    LookName table;
    Str id;
    Str command; /* as the server formats it */
    bool done;
    uint64_t parts_to_do;
    Str failure; /* latest_fail_reason, empty if none or not known */
} LookMutation;

/* Something that exists under a name and has a definition, or none: a view, a function, a user. */
typedef struct LookThing
{
    LookTopic topic;
    LookName name;
    Str about;      /* FUNCTIONS: the definition; ACCESS: "user", ...; DATABASES: the uuid;
                       COLLECTIONS: "['key','key']" */
    LookName table; /* FEEDERS, READERS: the one they write into, or read from */
    bool empty;     /* ORPHANS and REMNANTS: it has no rows, as far as the server knows */
    int64_t made_s; /* the same: when, in seconds since 1970; 0 if not known */
} LookThing;

typedef struct LookSum
{
    LookName table;
    uint64_t rows;
} LookSum;

typedef struct Look
{
    bool taken;       /* false if nobody looked: everything below is empty then */
    int64_t up_since; /* when the server was started, seconds since 1970, two more or less */
    uint64_t uptime;  /* how long ago that was, in seconds */
    LookTable *tables;
    size_t table_count;
    LookPart *parts;
    size_t part_count;
    LookMutation *mutations;
    size_t mutation_count;
    LookThing *things;
    size_t thing_count;
    LookSum *sums;
    size_t sum_count;
} Look;

/* The query; its lines are what look_parse() reads.  Nothing to ask for makes no query. */
void look_append_query(Buf *sql, const LookRequest *request);

/*
 * The same where most likely nothing is there, for a third of what that costs the server: the
 * answer's one line goes to look_take_absence().  No query if more than tables is asked for.
 */
void look_append_absence(Buf *sql, const LookRequest *request);

/*
 * Whether there was nothing; then that is appended as the lines that the full query would have
 * brought.  Else that has to be asked.
 */
bool look_take_absence(Str line, Buf *lines);

/* Lines of an answer or of a snapshot; an empty text is a look that was not taken. */
MUST_CHECK bool look_parse(Str lines, Arena *arena, Look *ret_look, Error *err);

bool look_same_name(LookName left, LookName right);

/* These find in a look; NULL or 0 if there is none. */
const LookTable *look_table(const Look *look, LookName name);
const LookThing *look_thing(const Look *look, LookTopic topic, LookName name);
uint64_t look_rows(const Look *look, LookName table); /* of its active parts */

/* The first view that writes into the table (FEEDERS) or reads from it (READERS), or NULL. */
const LookThing *look_user(const Look *look, LookTopic topic, LookName table);

/*
 * Whether the server may have been started anew between two looks.  True also if that cannot be
 * told: nobody looked, or the server was so young then that its next start would be as old.
 */
bool look_restarted(const Look *before, const Look *now);

/* What is to be said of the server then: "was started anew since", or why that cannot be told. */
const char *look_restart_words(const Look *before, const Look *now);

/* Whether a thing whose time is known is surely from before the server's start. */
bool look_made_before_start(const Look *now, const LookThing *thing);

#endif /* CLICKHOUSE_PROBE_LOOK_H */
