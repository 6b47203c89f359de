/*
 * liquibase_index.h
 *    Format.find_index and Format.read_index of Liquibase: the root changelog of a directory, and
 *    the SQL files that it leads to.
 *
 * Internal to source/formats/.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_INDEX_H
#define SOURCE_FORMATS_LIQUIBASE_INDEX_H

#include "source/format.h"

/*
 * The changelog that LIQUIBASE_COMMAND_CHANGELOG_FILE or liquibase.properties names, if it lies in
 * the directory; else the one in XML, YAML or JSON that lies at its top: of several, the one with
 * "master" in its name, or else the one that no other includes.
 */
bool liquibase_find_index(const FormatDirectory *directory, Arena *arena, const char **ret_file,
                          Error *err);

bool liquibase_read_index(const FormatDirectory *directory, const char *file, Arena *arena,
                          FormatEntry **ret_entries, size_t *ret_count, Error *err);

#endif /* SOURCE_FORMATS_LIQUIBASE_INDEX_H */
