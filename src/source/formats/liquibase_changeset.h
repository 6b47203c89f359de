/*
 * liquibase_changeset.h
 *    `--changeset author:id ...`, and what its attributes ask for.
 *
 * Internal to source/formats/.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_CHANGESET_H
#define SOURCE_FORMATS_LIQUIBASE_CHANGESET_H

#include "source/formats/liquibase_settings.h"

/* What ends a statement besides a semicolon; {0}: nothing does. */
typedef struct LiquibaseDelimiter
{
    Str text;
    bool alone; /* only on a line of its own, not at a line's end */
} LiquibaseDelimiter;

typedef struct LiquibaseChangeset
{
    Str author;
    Str id;
    Str logical_file; /* the file that it is recorded under; empty: its own */
    bool no_transaction;
    bool left_out; /* for other databases, other runs, or nobody at all */
    FormatHabits habits;
    LiquibaseDelimiter delimiter;
    LiquibaseDelimiter rollback_delimiter;
    Str refused; /* the first attribute that pawl cannot honour; empty if there is none */
} LiquibaseChangeset;

/* The words behind `--changeset`; false if they do not name it, author:id. */
MUST_CHECK bool liquibase_changeset(Str words, const LiquibaseSettings *settings,
                                    LiquibaseChangeset *ret_changeset);

/* Where the delimiter at the end of a line begins, or the line's size; an empty one is nowhere. */
size_t liquibase_delimiter_at(const LiquibaseDelimiter *delimiter, Str line);

#endif /* SOURCE_FORMATS_LIQUIBASE_CHANGESET_H */
