/*
 * classify.h
 *    What a ClickHouse statement does, from its first words.
 *
 * No parser: the kinds are those between which the outcome of a statement
 * differs (kind.def), and whatever is not recognised is OTHER, of which nothing
 * is assumed.  Doubt goes to the kind that promises less.
 */
#ifndef ENGINES_CLICKHOUSE_CLASSIFY_H
#define ENGINES_CLICKHOUSE_CLASSIFY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

typedef enum ClickhouseKind
{
#define KIND(name, title, effect) CLICKHOUSE_##name,
#include "engines/clickhouse/parse/kind.def"
#undef KIND
    CLICKHOUSE_KIND_COUNT,
} ClickhouseKind;

/* An object, unquoted; database is empty where none was written. */
typedef struct ClickhouseName
{
    Str database;
    Str name;
} ClickhouseName;

typedef struct ClickhouseFacts
{
    ClickhouseKind kind;
    bool on_cluster;
    bool if_exists;
    bool if_not_exists;
    bool or_replace;
    bool temporary; /* lives in the session only */
    bool session;   /* changes only the session: SET, SET ROLE, USE */
    /*
     * The main object, unquoted; both empty if there is none or it is a parameter.  A
     * database is a name without a database; of RENAME and EXCHANGE the first name of
     * the first pair, of CREATE INDEX the table.
     */
    Str database;
    Str name;
    unsigned count; /* names of DROP, pairs of RENAME and EXCHANGE, commands of ALTER; else 1 */
    /*
     * All objects: of RENAME and EXCHANGE the two of each pair, of DROP and TRUNCATE every name;
     * else the main object.  NULL and 0 if one of them is a parameter or not understood.  In the
     * arena.
     */
    const ClickhouseName *names;
    size_t name_count;
    bool of_databases; /* the names are databases' */
    bool to_target;    /* a materialized view with TO: it has no inner table */
} ClickhouseFacts;

/*
 * The facts of one statement, as clickhouse_split() gives it: without its terminator.
 * Names that need decoding go into the arena, the others are slices of the text.
 */
ClickhouseFacts clickhouse_classify(unsigned server_version, Str statement, Arena *arena);

/* "CREATE TABLE", for people; kinds that differ only in number share a title. */
const char *clickhouse_kind_title(ClickhouseKind kind);

#endif /* ENGINES_CLICKHOUSE_CLASSIFY_H */
