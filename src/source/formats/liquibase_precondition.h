/*
 * liquibase_precondition.h
 *    `--preconditions onFail:...` and `--precondition-...`: when a changeset runs.
 *
 * Internal to source/formats/.  Those of a changeset become a Guard.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_PRECONDITION_H
#define SOURCE_FORMATS_LIQUIBASE_PRECONDITION_H

#include "source/formats/liquibase_settings.h"
#include "source/guard.h"

/* The guards of a file, as its lines come. */
typedef struct LiquibaseGuards
{
    Guard *list;
    size_t count;             /* those of changesets that have ended */
    GuardQuestion *questions; /* of all guards, one after the other */
    Str *words;               /* the same, as they stand in the file */
    size_t question_count;
    Guard open;    /* of the changeset that is being read */
    bool warns;    /* that one runs, whatever the answers are */
    bool any_skip; /* one of the list does */
} LiquibaseGuards;

/* Room for all guards of the text. */
void liquibase_guards_init(LiquibaseGuards *guards, Str text, Arena *arena);

/* The changeset at that offset begins, and the one before it ends. */
void liquibase_guards_changeset(LiquibaseGuards *guards, size_t offset);

/*
 * The words behind `--preconditions`; false, with a hint, for what would leave open whether a
 * changeset counts as run.
 */
MUST_CHECK bool liquibase_guards_attributes(LiquibaseGuards *guards, Str words,
                                            const char **ret_hint);

/* The words behind `--precondition`; false, with a hint, if Liquibase has no such question. */
MUST_CHECK bool liquibase_guards_question(LiquibaseGuards *guards, Str words, size_t offset,
                                          const char **ret_hint);

/*
 * The file ends: with the values of its properties the questions can be understood.  ERROR_SOURCE
 * for those that cannot, and for a property without value.
 */
MUST_CHECK bool liquibase_guards_end(LiquibaseGuards *guards, const FormatRequest *request,
                                     const ExpandRules *rules, Arena *arena, Error *err);

#endif /* SOURCE_FORMATS_LIQUIBASE_PRECONDITION_H */
