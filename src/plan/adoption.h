/*
 * adoption.h
 *    Which migrations another tool's history says are applied.
 *
 * Pure: rows of the tool's table and the files are given.  The journal knows better: what is in it
 * stays as it is.
 */
#ifndef PLAN_ADOPTION_H
#define PLAN_ADOPTION_H

#include "ledger/ledger.h"
#include "source/history.h"
#include "source/migration.h"

/* What of a migration's file the tool records apart. */
typedef struct AdoptionParts
{
    const FormatRecord *list;
    size_t count; /* 0: the file is recorded as a whole */
} AdoptionParts;

typedef struct AdoptionRequest
{
    const Source *source;
    const Ledger *ledger;
    const HistoryTable *table;
    const HistoryRow *rows; /* in the order in which they were written */
    size_t row_count;
    const AdoptionParts *parts; /* one per migration of the source */
} AdoptionRequest;

/* One to be recorded. */
typedef struct Adopted
{
    const Migration *migration; /* NULL: there is no file (any more, or yet) */
    Str version;                /* without a file: the number, or the name that the tool has */
    bool assumed;               /* no row says so; it comes before one that is applied */
} Adopted;

typedef struct Adoption
{
    Adopted *list; /* those with a file, in their order, then those without */
    size_t count;
    size_t file_count;  /* of the list, those with a file */
    size_t known_count; /* applied by the history, and in the journal already */
    Str assumed_by;     /* the number that those assumed come before */
    Str first_assumed;
    size_t assumed_count;
    Str first_unproven; /* one of several parts of which only the first is recorded */
    size_t unproven_count;
} Adoption;

/*
 * ERROR_DECISION for a history that says that something failed or is half applied, with what to
 * do about it; ERROR_DRIFT for one that belongs to other files.
 */
MUST_CHECK bool adoption_decide(const AdoptionRequest *request, Arena *arena,
                                Adoption *ret_adoption, Error *err);

#endif /* PLAN_ADOPTION_H */
