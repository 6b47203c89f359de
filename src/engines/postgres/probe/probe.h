/*
 * probe.h
 *    What became of a statement that commits by itself, from what the catalogs say of its objects.
 *
 * One probe for each family of statements: the question that it asks before and after, and how it
 * decides from the two answers.  Deciding is pure: the same facts give the same finding.
 */
#ifndef ENGINES_POSTGRES_PROBE_PROBE_H
#define ENGINES_POSTGRES_PROBE_PROBE_H

#include "base/buf.h"
#include "engine/verdict.h"
#include "engines/postgres/parse/classify.h"

enum
{
    PROBE_FIELDS = 4,
};

/* One row of the question's answer.  Texts live in the arena of the case. */
typedef struct ProbeFact
{
    Str id;     /* an oid, or whatever else tells one object from its successor */
    Str object; /* how SQL calls it, quoted where it must be */
    Str state;  /* in the probe's own words */
    Str name;   /* as the catalog spells it */
} ProbeFact;

typedef struct ProbeFacts
{
    bool looked; /* false: nobody asked, so nothing follows from what is missing */
    ProbeFact *rows;
    size_t count;
} ProbeFacts;

typedef struct ProbeCase
{
    PostgresClass class; /* of the statement */
    Str statement;
    ProbeFacts before;
    ProbeFacts after;
    Arena *arena; /* of the finding's texts */
} ProbeCase;

typedef struct PostgresProbe
{
    /*
     * One SELECT of PROBE_FIELDS texts, without a semicolon.  False if the statement does not say
     * enough to ask.  NULL if there is nothing to ask.
     */
    bool (*append_question)(const ProbeCase *probed, Buf *sql);
    Finding (*decide)(const ProbeCase *probed);
} PostgresProbe;

/* The probe for statements of a kind; never NULL. */
const PostgresProbe *postgres_probe(PostgresKind kind);

/* ---- the probes ---- */

extern const PostgresProbe POSTGRES_PROBE_CREATE_INDEX;
extern const PostgresProbe POSTGRES_PROBE_REINDEX;
extern const PostgresProbe POSTGRES_PROBE_DETACH;
extern const PostgresProbe POSTGRES_PROBE_ENUM;
extern const PostgresProbe POSTGRES_PROBE_DROP_INDEX;
extern const PostgresProbe POSTGRES_PROBE_CREATE_DATABASE;
extern const PostgresProbe POSTGRES_PROBE_DROP_DATABASE;
extern const PostgresProbe POSTGRES_PROBE_CREATE_TABLESPACE;
extern const PostgresProbe POSTGRES_PROBE_DROP_TABLESPACE;
extern const PostgresProbe POSTGRES_PROBE_CREATE_SUBSCRIPTION;
extern const PostgresProbe POSTGRES_PROBE_ALTER_SUBSCRIPTION;
extern const PostgresProbe POSTGRES_PROBE_DROP_SUBSCRIPTION;
extern const PostgresProbe POSTGRES_PROBE_PREPARED;
extern const PostgresProbe POSTGRES_PROBE_REPEAT;
extern const PostgresProbe POSTGRES_PROBE_CODE;
extern const PostgresProbe POSTGRES_PROBE_UNKNOWN;

/* ---- for the probes ---- */

/* NULL if there is none of that id, or of that name. */
const ProbeFact *postgres_probe_fact_by_id(const ProbeFacts *facts, Str id);
const ProbeFact *postgres_probe_fact_by_name(const ProbeFacts *facts, Str name);

Finding postgres_probe_found(Verdict verdict, const char *evidence);

/* PARTLY, with one statement that brings the database to `repaired`. */
Finding postgres_probe_mends(const ProbeCase *probed, const char *evidence, const char *repair,
                             Verdict repaired);

/* ---- facts as text, for the ledger ---- */

/* "1" and a line for each row, its fields with tabs between them; empty if nobody looked. */
Str postgres_probe_facts_write(const ProbeFacts *facts, Arena *arena);
ProbeFacts postgres_probe_facts_read(Str text, Arena *arena);

#endif /* ENGINES_POSTGRES_PROBE_PROBE_H */
