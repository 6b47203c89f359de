/*
 * split.h
 *    From a migration file to the statements that ClickHouse would find in it.
 *
 * ClickHouse takes one statement per request and ignores what follows the data of an
 * INSERT without a word, so a wrong split loses statements.  What only clickhouse-client
 * can do (\G, FROM INFILE) is an error with a place.
 */
#ifndef ENGINES_CLICKHOUSE_SPLIT_H
#define ENGINES_CLICKHOUSE_SPLIT_H

#include "source/script.h"

/*
 * Split a file by the rules of a server of that version (major * 100 + minor: 1816, 2607;
 * 0: the newest).  The script's texts are slices of the source's, which begins behind a byte
 * order mark; what is allocated lives in the arena.  A file without statements gives a count of 0.
 *
 * A statement goes from its first token to its last; an INSERT ... FORMAT goes on to the end of
 * the file, as its data does, or to the line `-- pawl: end`.
 *
 * ERROR_SOURCE with a place for what cannot be read as SQL, for brackets that do not match,
 * for an INSERT without data, and for a mark that is unknown or misplaced.
 */
MUST_CHECK bool clickhouse_split(unsigned server_version, const ScriptSource *source, Arena *arena,
                                 Script *ret_script, Error *err);

#endif /* ENGINES_CLICKHOUSE_SPLIT_H */
