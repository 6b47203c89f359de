/*
 * checksums.h
 *    The checksums of a directory's files, computed while the caller connects to the database.
 *
 * Reading thousands of small files takes as long as connecting and asking for the ledger, which
 * is waiting for the most part: a thread does the one during the other.
 */
#ifndef SOURCE_CHECKSUMS_H
#define SOURCE_CHECKSUMS_H

#include "source/migration.h"

/* Begin to fill in each migration's checksum; until checksums_finish() nobody else touches it. */
Checksums *checksums_start(const char *directory, Migration *migrations, size_t count,
                           Arena *arena);

/* Wait until they are there.  ERROR_SOURCE for a file that cannot be read. */
MUST_CHECK bool checksums_finish(Checksums *checksums, Error *err);

#endif /* SOURCE_CHECKSUMS_H */
