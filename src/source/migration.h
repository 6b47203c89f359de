/*
 * migration.h
 *    The migrations of one directory: found, ordered, checked, not yet read twice.
 */
#ifndef SOURCE_MIGRATION_H
#define SOURCE_MIGRATION_H

#include "base/buf.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/str.h"

enum
{
    MIGRATION_SIZE_MAX = 1024 * 1024 * 1024, /* what a server takes as one message */
};

typedef struct Migration
{
    Str version;           /* the file's base name, "0006_tenant_columns" */
    const char *directory; /* where the file is */
    Sha256 checksum;       /* of its text (sha256_of_text()) */
    uint16_t number_start; /* of its digits without leading zeros, within version */
    uint16_t number_size;
    bool bootstrap; /* 0000_schema_migrations: makes the version table, runs whatever is recorded */
    bool same_number; /* another file has the same number; they run in name order */
} Migration;

typedef struct Checksums Checksums;

typedef struct Source
{
    const char *directory;
    Migration *migrations; /* in the order in which they run */
    size_t count;
    Checksums *checksums; /* under way until source_finish() */
} Source;

/*
 * Find the migrations of a directory and compute their checksums.  Each file is read once
 * and not kept.  ERROR_SOURCE for whatever cannot be a migration: nothing is skipped silently
 * but hidden files and those that do not end in .sql.
 */
MUST_CHECK bool source_read(const char *directory, Arena *arena, Source *ret_source, Error *err);

/*
 * The same in two parts, with time between them for something else.  No checksum may be looked
 * at before source_finish(), which must be called before the arena is freed and may be called
 * again.
 */
MUST_CHECK bool source_start(const char *directory, Arena *arena, Source *ret_source, Error *err);
MUST_CHECK bool source_finish(const Source *source, Error *err);

/*
 * The text of a migration without its byte order mark.  ERROR_SOURCE if it is not valid
 * UTF-8, holds a NUL byte, or changed since source_read().
 */
MUST_CHECK bool migration_load(const Migration *migration, Arena *arena, Str *ret_text, Error *err);

/* The digits of its number without leading zeros: "6". */
Str migration_number(const Migration *migration);

/* A file's text without the mark that some editors put first. */
Str migration_without_mark(Str text);

/* Directory and file name, for messages and for reading. */
const char *migration_path(const Migration *migration, Arena *arena);

/* NULL if there is none of that version. */
const Migration *source_find(const Source *source, Str version);

#endif /* SOURCE_MIGRATION_H */
