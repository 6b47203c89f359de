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
#include "source/format.h"

enum
{
    MIGRATION_SIZE_MAX = 1024 * 1024 * 1024, /* what a server takes as one message */
};

/* What only some formats have. */
typedef struct MigrationExtra
{
    const char *down_file; /* what undoes it, where that is a file of its own; or NULL */
    const char *key;       /* what its tool's table has instead of its number, or NULL */
    const void *scope;     /* as in FormatEntry */
} MigrationExtra;

/* Kept small: there may be ten thousand of them. */
typedef struct Migration
{
    Str version;      /* the file's base name, "0006_tenant_columns"; a slice of `file` */
    const char *file; /* name in the directory */
    const MigrationExtra *extra; /* or NULL */
    const struct Source *source;
    Sha256 checksum;       /* of its text (sha256_of_text()) */
    uint16_t number_start; /* of its digits without leading zeros, within version */
    uint16_t number_size;
    /* These three come from its text, too, and so from the thread that computes the checksums. */
    bool repeatable; /* runs after the others, and again whenever its checksum changed */
    bool always;     /* is repeatable, and runs again in each run */
    bool may_fail;   /* an error undoes it and stops nothing: it stays pending */
    /* 0000_schema_migrations: makes the version table, runs whatever is recorded */
    bool bootstrap : 1;
    bool same_number : 1; /* another file has the same number; they run in name order */
    bool alien : 1;       /* only the tool that it was written for can run it */
} Migration;

typedef struct Checksums Checksums;

typedef struct Source
{
    const char *directory;
    const Format *format;
    const char *index;  /* the file of the directory that names the migrations; NULL: none does */
    bool assumed;       /* names show the format, and they may be another's (recognize.h) */
    const char *engine; /* of the target, by name, or NULL */
    const char *const *environment;  /* for formats that expand variables */
    const ExpandRules *placeholders; /* of files whose format has none of its own; NULL: none */
    Migration *migrations;           /* in the order in which they run */
    size_t count;
    const char *left_out; /* the first by name that is FILE_LEFT_OUT, or NULL */
    size_t left_out_count;
    Checksums *checksums; /* under way until source_finish() */
} Source;

typedef struct SourceOptions
{
    const Format *format;           /* NULL: as names and marks say */
    const char *const *environment; /* NULL: empty */
    const char *engine;             /* of the target, for files of several databases; or NULL */
    bool placeholders;              /* ${NAME} in the files is replaced by a variable's value */
} SourceOptions;

/*
 * Find the migrations of a directory and compute their checksums.  Each file is read once
 * and not kept.  ERROR_SOURCE for whatever cannot be a migration: nothing is skipped silently
 * but hidden files, those that do not end in .sql, and what the format itself leaves alone; what
 * it leaves out though it ends in .sql is counted.
 * *ret_source stays where it is: its migrations point to it.
 */
MUST_CHECK bool source_read(const char *directory, const SourceOptions *options, Arena *arena,
                            Source *ret_source, Error *err);

/*
 * The same in two parts, with time between them for something else.  No checksum may be looked
 * at before source_finish(), and what a mark makes repeatable is in its place only then.  It must
 * be called before the arena is freed, and may be called again.
 */
MUST_CHECK bool source_start(const char *directory, const SourceOptions *options, Arena *arena,
                             Source *ret_source, Error *err);
MUST_CHECK bool source_finish(const Source *source, Error *err);

/* Start to read the directory of a source once more, by the rules of that format. */
MUST_CHECK bool source_again(const Source *source, const Format *format, Arena *arena,
                             Source *ret_source, Error *err);

/*
 * The part of a migration's text that migrates up, or down, with the values of its variables.
 * ERROR_SOURCE if the file is not valid UTF-8, holds a NUL byte, breaks its format's rules, uses a
 * variable that is not set, or changed since source_read().
 */
MUST_CHECK bool migration_load(const Migration *migration, FormatPart part, Arena *arena,
                               FormatText *ret_text, Error *err);

/* The parts of its file that its format's tool records apart; none if that knows only files. */
MUST_CHECK bool migration_parts(const Migration *migration, Arena *arena, FormatRecord **ret_parts,
                                size_t *ret_count, Error *err);

/* As its tool's table has it: the key, or the number without dashes. */
Str migration_key(const Migration *migration, Arena *arena);

/* As for strcmp(): "1.2" comes before "1.10"; "1" and "1.0" are the same. */
int migration_compare_numbers(Str left, Str right);

void migration_keep_extra(Migration *migration, Arena *arena, MigrationExtra extra);

/* The file that undoes it, where that is one of its own; or NULL. */
const char *migration_down_file(const Migration *migration);

/* The text without a byte order mark. */
Str migration_content(Str text);

/* Its number without leading zeros, as the format has it: "6", "1_2"; empty if repeatable. */
Str migration_number(const Migration *migration);

/* Directory and file name, for messages and for reading. */
const char *migration_path(const Migration *migration, Arena *arena);

/* The same for the file that its part is in. */
const char *migration_part_path(const Migration *migration, FormatPart part, Arena *arena);

/* NULL if there is none of that version. */
const Migration *source_find(const Source *source, Str version);

#endif /* SOURCE_MIGRATION_H */
