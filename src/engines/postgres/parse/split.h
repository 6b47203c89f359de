/*
 * split.h
 *    From a migration file to the statements that PostgreSQL would find in it.
 *
 * What psql would run, statement for statement, is what pawl runs, and what stands behind a
 * COPY ... FROM STDIN is its data; what else only psql can do is an error with a place.
 */
#ifndef ENGINES_POSTGRES_SPLIT_H
#define ENGINES_POSTGRES_SPLIT_H

#include "source/script.h"

/* What a file's meaning depends on besides its text. */
typedef struct PostgresSplitRules
{
    bool backslash_strings; /* standard_conforming_strings is off in the session that will run it */
    Str database;           /* that the session is in; empty if that is not known */
} PostgresSplitRules;

/*
 * Split a file and decide how it runs (shape.h).  The script's texts are slices of text; what is
 * allocated lives in the arena.  A file without statements gives an empty script.
 *
 * ERROR_SOURCE with a place for what cannot be read as SQL, for a psql command but those of
 * command.h, for data of a COPY that has no end, for a mark that is unknown or misplaced, and for
 * statements that do not go together.
 */
MUST_CHECK bool postgres_split(PostgresSplitRules rules, const ScriptSource *source, Arena *arena,
                               Script *ret_script, Error *err);

#endif /* ENGINES_POSTGRES_SPLIT_H */
