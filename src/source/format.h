/*
 * format.h
 *    How a tool's directory says what its files are: one module per format.
 *
 * A format answers two questions: what is a file, by its name; and which part of its text
 * migrates up, or down.  Everything that is not in that part is blanked, byte for byte, so the
 * engine's splitter sees one file at its true offsets and places in messages stay right.
 */
#ifndef SOURCE_FORMAT_H
#define SOURCE_FORMAT_H

#include "base/content.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "source/expand.h"
#include "source/guard.h"

typedef enum FileRole
{
    FILE_LEFT_OUT, /* the tool leaves it out, and so does pawl, with a word */
    FILE_UP,
    FILE_DOWN,       /* undoes the FILE_UP of the same version */
    FILE_BASELINE,   /* stands for all FILE_UP up to its number, where none of those is there */
    FILE_REPEATABLE, /* runs after all others, and again whenever its text changed */
    FILE_CALLBACK,   /* its tool runs it around migrations, each time */
} FileRole;

typedef struct FormatName
{
    FileRole role;
    Str version; /* as in the ledger and in messages; a slice of the name */
    Str number;  /* what orders the files; a slice of the version, empty if repeatable */
} FormatName;

typedef enum FormatPart
{
    FORMAT_UP,
    FORMAT_DOWN,
} FormatPart;

/* Whose part of what is asked for. */
typedef struct FormatRequest
{
    const char *path;
    Str text; /* of the file, without its byte order mark */
    FormatPart part;
    bool apart;                     /* the file holds nothing but this part */
    bool indexed;                   /* it is a migration because the directory's index says so */
    const void *scope;              /* as in FormatEntry */
    unsigned depth;                 /* in how many folders of the directory it lies */
    const char *engine;             /* the name of the target's engine; NULL if nobody knows */
    const char *const *environment; /* "NAME=value", NULL at its end; for formats with variables */
} FormatRequest;

/* What a file's text says about how it runs, in its place among the others. */
typedef struct FormatHabits
{
    bool on_change; /* again when it changed */
    bool always;    /* again in each run */
    bool may_fail;  /* an error stops nothing: the file stays pending, as if it had not run */
} FormatHabits;

typedef struct FormatText
{
    Str text;            /* offsets in it are those in the file, until it is expanded */
    bool no_transaction; /* the format says that its statements run one by one */
    bool settings_first; /* what its statements SET holds for all of the file */
    Str schema; /* where its tool makes what has none in its name; empty: as the connection does */

    /* Which variables it holds, if any, and where: as in ExpandRequest.  In the arena. */
    const ExpandRules *rules;
    const ExpandRange *ranges;
    size_t range_count;
    Substitutions substitutions; /* once it is expanded */

    const Guard *guards; /* in the file's order; in the arena */
    size_t guard_count;

    bool gathered; /* its lines are not where they are in the file */
    Str shown;     /* the file itself, where the text is that with parts blanked; else empty */

    const Content *content; /* of a large file, of which text is or was a part; else NULL */
} FormatText;

/* A part of a file that its tool records apart. */
typedef struct FormatRecord
{
    Str name; /* as the tool's table has it; empty: it has none */
    Str file; /* the file that it is recorded under, as in HistoryRow.name; empty: its own */
} FormatRecord;

/* Where the migrations are, and what may say how they are found. */
typedef struct FormatDirectory
{
    const char *path;
    const FileNames *names; /* what lies in it, folders included, but not what is in them */
    const char *engine;     /* as in FormatRequest, like the next one */
    const char *const *environment;
} FormatDirectory;

/* A file that an index of the directory names. */
typedef struct FormatEntry
{
    const char *file;  /* its name in the directory */
    const char *key;   /* what the tool's table has instead of a number; NULL: nothing */
    const void *scope; /* what else the index says about it, as the format knows it; or NULL */
} FormatEntry;

typedef struct Format
{
    const char *name;  /* in configuration: "golang-migrate" */
    const char *title; /* for people */
    const char *names; /* how it names its files, for people: "NUMBER_name.sql" */
    bool by_name;      /* files run in the order of their names; else by number, then name */
    bool unique;       /* two files of one number are an error */
    bool repeatable;   /* `-- pawl: repeatable` has a meaning in its files */
    bool dashes;       /* dashes in a number do not count for the order: "2026-01-02-030405" */
    bool nested;       /* files in folders of the directory count as well */
    bool common;       /* other tools name their files so as well */
    bool empty_down;   /* a down part without statements is one: it undoes nothing */
    bool by_table;     /* nothing but its tool's table shows it: its names are common ones */
    bool any_name;     /* names that others claim are its own where the mark says so */
    const char *const *aliens; /* endings of migrations that only the tool can run, then NULL */

    /* Each migration is a folder with this file, and perhaps that one; NULL: it is a file. */
    const char *folder_up;
    const char *folder_down;

    /* What a file's text says of itself; NULL if it says nothing. */
    FormatHabits (*habits)(Str text);

    /*
     * The file of the directory that names the migrations, in their order, which may lie in folders
     * then: *ret_file, which need not be there, or NULL if all files count, by their names.
     * ERROR_SOURCE if nobody can tell which one it is.  NULL: the format has no such file.
     */
    bool (*find_index)(const FormatDirectory *directory, Arena *arena, const char **ret_file,
                       Error *err);

    /* Read it.  Entries are in the arena.  ERROR_SOURCE with the place if that cannot be done. */
    bool (*read_index)(const FormatDirectory *directory, const char *file, Arena *arena,
                       FormatEntry **ret_entries, size_t *ret_count, Error *err);

    /* What must hold for the directory as a whole; NULL: nothing. */
    bool (*check)(const char *directory, Arena *arena, Error *err);

    /*
     * What a file is by its name without folders, which ends in .sql; of a migration that is a
     * folder, with it: "1_a/up.sql".
     * ERROR_SOURCE for names that look like a mistake or belong to another tool: nothing is left
     * out silently that its author may have meant to run.
     */
    bool (*name_file)(Str file_name, FormatName *ret_name, Error *err);

    /*
     * For a FILE_CALLBACK: true if the tool's settings say that it is left out, else ERROR_SOURCE.
     * NULL if the format has none.
     */
    bool (*skips_callback)(const FormatRequest *request, Arena *arena, Error *err);

    /* Whether the name alone says that this is the format; NULL if a mark in the text does. */
    bool (*claims)(Str file_name);

    /* At the start of a line in the format's files, with blanks around the dashes or without;
     * NULL if none. */
    const char *mark;

    /*
     * The part of a file's text, not yet expanded, which may point into the request's; NULL if the
     * file is one part.  ERROR_SOURCE with the place for what breaks the format's rules, and for a
     * part that is not there.
     */
    bool (*part)(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err);

    /* What of a file the tool records apart from the rest; NULL if it is recorded as a whole. */
    size_t (*parts)(const FormatRequest *request, Arena *arena, FormatRecord **ret_parts);
} Format;

extern const Format format_plain;
extern const Format format_goose;
extern const Format format_golang_migrate;
extern const Format format_dbmate;
extern const Format format_sql_migrate;
extern const Format format_flyway;
extern const Format format_liquibase;
extern const Format format_prisma;
extern const Format format_diesel;
extern const Format format_drizzle;
extern const Format format_sqlx;
extern const Format format_clickhouse_migrations;

/* NULL if there is none of that name. */
const Format *format_by_name(Str name);

/* The names, for messages: "plain, goose, ...". */
const char *format_names(Arena *arena);

/* The format that has an index in the directory, or NULL; one that cannot be told apart counts. */
const Format *format_of_index(const FormatDirectory *directory);

/* The format that claims one of the names, or NULL. */
const Format *format_of_name(Str file_name);

/* The folder format of which one has such a file, as `has` says, or NULL. */
const Format *format_of_folder(bool (*has)(const void *context, const char *file),
                               const void *context);

/* The format whose mark is at the text's start, before any statement, and where; or NULL. */
const Format *format_of_text(Str text, size_t *ret_offset);

/*
 * Whether the text begins as sqlx has it for a file whose statements run one by one.  Directories
 * of its are read as others' where only their names are known, and must mean the same there.
 */
bool format_says_no_transaction(Str text);

/* ERROR_SOURCE: the file that would undo the one at path is not there, and may be empty. */
MUST_CHECK bool format_refuse_no_down(const char *path, Error *err);

/* Put the values of its variables in, if it has any. */
MUST_CHECK bool format_expand(const char *path, FormatText *text, Arena *arena, Error *err);

/* A version of digits followed by more, as most formats have it: "0001_init.sql".  False if the
 * name does not begin with a digit. */
bool format_numbered(Str file_name, FormatName *ret_name);

/* What a file of an index is by its name, whatever that is: number or none. */
FormatName format_indexed(Str file);

#endif /* SOURCE_FORMAT_H */
