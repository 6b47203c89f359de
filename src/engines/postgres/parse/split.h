/*
 * split.h
 *    From a migration file to the statements that PostgreSQL would find in it.
 *
 * What psql would run, statement for statement, is what pawl runs; what only psql can
 * do (meta-commands, data behind COPY ... FROM STDIN) is an error with a place.
 */
#ifndef ENGINES_POSTGRES_SPLIT_H
#define ENGINES_POSTGRES_SPLIT_H

#include "source/script.h"

/*
 * Split a file and decide how it runs (shape.h).  backslash_strings is
 * standard_conforming_strings = off in the session that will run it.  The script's
 * texts are slices of text; what is allocated lives in the arena.  A file without
 * statements gives an empty script.
 *
 * ERROR_SOURCE with a place for what cannot be read as SQL, for a psql command, for
 * inline COPY data, for a mark that is unknown or misplaced, and for statements that do
 * not go together.
 */
MUST_CHECK bool postgres_split(bool backslash_strings, const ScriptSource *source, Arena *arena,
                               Script *ret_script, Error *err);

#endif /* ENGINES_POSTGRES_SPLIT_H */
