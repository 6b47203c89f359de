/*
 * probe.h
 *    From two looks at the catalog to a verdict, one file per family of statements.
 *
 * Pure: a probe gets what was seen before the statement and what is seen now, and says which of
 * the possible outcomes fits, with the reason in words.  When it is asked, nothing of the
 * statement runs any more and nothing can begin: the fence and system.processes come first.
 * Each file names, for its statements, what a crash can leave (tried out on 18.16 and 26.7 by
 * killing the server at every rename) and why the probe tells the cases apart.
 */
#ifndef CLICKHOUSE_PROBE_PROBE_H
#define CLICKHOUSE_PROBE_PROBE_H

#include "engine/verdict.h"
#include "engines/clickhouse/parse/classify.h"
#include "engines/clickhouse/probe/look.h"

/* What became of an ALTER on an empty copy of the table as it was: shadow.h. */
typedef struct ProbeShadow
{
    const char *unmade; /* why there is no copy, or NULL: then the statement was sent to it */
    unsigned refused;   /* the server's error to the statement on the copy, 0 if it took it */
    const char *kept;   /* why the copy is still there, or NULL */
    Str before;         /* the copy's definition without its name: shadow_definition() */
    Str after;          /* the same behind the statement; empty if it was refused */
} ProbeShadow;

typedef struct Probe
{
    const ClickhouseFacts *facts;
    Str text;             /* the statement */
    Str database;         /* where a bare name lives */
    const Script *script; /* whose statements before `index` are done */
    size_t index;
    unsigned server_version; /* 2607 */
    bool finished;           /* system.query_log has its QueryFinish: it took effect */
    bool unlogged;           /* the log has what came before it and after it, and nothing of it */
    bool alone;              /* nobody else can be at work on this server */
    const Look *before;
    const Look *now;
    const ProbeShadow *shadow; /* NULL: it was not tried on a copy */
    Arena *arena;              /* of the finding's texts */
} Probe;

/*
 * What to look at for a statement's verdict; no topics if the verdict needs no look.  database:
 * where a bare name lives.  Names live in the arena.
 */
LookRequest probe_request(const ClickhouseFacts *facts, Str text, Str database,
                          unsigned server_version, Arena *arena);

/* Whether the verdict has to know what that looked like before the statement. */
bool probe_needs_snapshot(const ClickhouseFacts *facts);

/* Whether it can only work if what it names is not there: CREATE without OR REPLACE. */
bool probe_expects_nothing(const ClickhouseFacts *facts);

/* Whether all it does is to add one name, with nothing in it: what else is there stays as it is. */
bool probe_adds_a_name(const ClickhouseFacts *facts);

/*
 * Where a bare name of the statement at index lives: the database of the last USE before it, or
 * home, that of the connection.
 */
Str probe_database(const Script *script, size_t index, Str home, unsigned server_version,
                   Arena *arena);

/* The verdict, by the statement's kind. */
Finding probe_judge(const Probe *probe);

/*
 * Of a statement that was acknowledged: why it is certain that it is undone, or NULL.  The caller
 * sees to it that nothing after it can have brought that about.
 */
const char *probe_reverted(const Probe *probe);

/* Whether the statement changes data only: which table has which name and definition stays. */
bool probe_leaves_definitions(const ClickhouseFacts *facts);

/* The families: create.c, drop.c, rename.c, alter.c, mutation.c, update.c, partition.c,
 * transfer.c, insert.c, truncate.c, access.c, collection.c, other.c.  Each takes the kinds that
 * probe.c sends it. */
Finding probe_create(const Probe *probe);
Finding probe_drop(const Probe *probe);
Finding probe_rename(const Probe *probe);
Finding probe_alter(const Probe *probe);
Finding probe_mutation(const Probe *probe);
Finding probe_update(const Probe *probe);
Finding probe_partition(const Probe *probe);
Finding probe_transfer(const Probe *probe);
Finding probe_insert(const Probe *probe);
Finding probe_truncate(const Probe *probe);
Finding probe_access(const Probe *probe);
Finding probe_collection(const Probe *probe);
Finding probe_other(const Probe *probe);

/* What CREATE, ALTER and DROP of users and the like look at. */
LookRequest probe_access_request(Str text, unsigned server_version, Arena *arena);

/* Findings in words: printf-like evidence, in the probe's arena. */
Finding probe_found(const Probe *probe, Verdict verdict, const char *format, ...) ATTR_PRINTF(3, 4);

/* As PARTLY, with the repairs and what they lead to; repairs live in the arena. */
Finding probe_mend(const Probe *probe, const Str *repairs, size_t count, Verdict repaired,
                   const char *format, ...) ATTR_PRINTF(5, 6);

/* One of facts->names, with its database. */
LookName probe_name(const Probe *probe, size_t index);

/* "db.name", for people. */
const char *probe_words(const Probe *probe, LookName name);

/* The words, then the name quoted: "DROP TABLE `db`.`name`".  Databases have no database. */
Str probe_statement(const Probe *probe, const char *words, LookName name);

/*
 * Whether both are one and the same table, perhaps changed since: by uuid, or by definition where
 * the database keeps none.  NULL is the same as nothing.
 */
bool probe_same_table(const LookTable *left, const LookTable *right);

#endif /* CLICKHOUSE_PROBE_PROBE_H */
