/*
 * liquibase_paths.h
 *    Where in a directory a path of Liquibase leads.
 *
 * Liquibase looks for files from a place that pawl is not told of: the class path of a program, a
 * folder that it was started in.  As a rule the directory lies somewhere below it, and the paths
 * begin with the folders on the way: "db/changelog/v1/a.sql", seen from ".../db/changelog".
 *
 * Internal to source/formats/.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_PATHS_H
#define SOURCE_FORMATS_LIQUIBASE_PATHS_H

#include "base/arena.h"
#include "base/str.h"

/*
 * The path, relative to the folder of `from`, which is a file in the directory, as one in the
 * directory, without "." and ".."; "" is the directory itself.  NULL: it leads out of it.
 */
const char *liquibase_path_beside(const char *from, Str path, Arena *arena);

/*
 * The same for one that Liquibase searches for.  `home` is the directory's own path, from "/" on;
 * `is_there` says whether there is such a file or folder in it.  NULL: it is nowhere in it.
 */
const char *liquibase_path_in(Str home, Str path,
                              bool (*is_there)(const void *context, const char *path),
                              const void *context, Arena *arena);

#endif /* SOURCE_FORMATS_LIQUIBASE_PATHS_H */
