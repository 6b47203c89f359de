/*
 * detect.h
 *    Which format a directory has, as the names and marks in it say.
 *
 * Internal to source/.
 */
#ifndef SOURCE_DETECT_H
#define SOURCE_DETECT_H

#include "base/file.h"
#include "source/format.h"

/* The format of a directory; plain if nothing says another. */
const Format *detect_format(const FormatDirectory *where);

/* Whether a file is SQL, by its name; .SQL is, as it is meant to run where plain files are. */
bool detect_is_sql(const char *name);

/* A file's name without the folders that it lies in. */
Str detect_own_name(Str file);

/* Whether an entry of the directory is a migration of a tool that has a folder for each. */
bool detect_is_migration(const char *directory, const char *name);

bool detect_folder_has(const char *folder, const char *file);

#endif /* SOURCE_DETECT_H */
