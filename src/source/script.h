/*
 * script.h
 *    What a migration file holds once its engine has split it: statements.
 *
 * A Script is a view: every text in it is a slice of the file's text, so a
 * statement's place in the file is never lost and nothing is copied.
 */
#ifndef SOURCE_SCRIPT_H
#define SOURCE_SCRIPT_H

#include "base/error.h"
#include "base/sha256.h"
#include "base/str.h"
#include "source/guard.h"
#include "source/substitution.h"

typedef enum ScriptMode
{
    SCRIPT_STEPS,       /* one statement at a time, each journaled */
    SCRIPT_TRANSACTION, /* all or nothing, the ledger's row included */
} ScriptMode;

typedef enum StatementFlag
{
    /* Changes only the session (SET, USE): never journaled, repeated when a migration resumes. */
    STATEMENT_SESSION = 1 << 0,
    /* `-- pawl: idempotent`: the author says that it may run twice. */
    STATEMENT_IDEMPOTENT = 1 << 1,
    /* Opens or ends the transaction block that the file itself brings. */
    STATEMENT_TRANSACTION_CONTROL = 1 << 2,
    /* Run as a step, it can share a transaction with the ledger's row: then nothing is in doubt. */
    STATEMENT_TRANSACTIONAL = 1 << 3,
} StatementFlag;

/* A transaction that the file brings, and that is one of its steps. */
typedef struct StatementBlock
{
    const Str *texts; /* its statements, from BEGIN to COMMIT */
    size_t count;
} StatementBlock;

typedef struct Statement
{
    Str text;         /* from its first token to its last, without the terminator */
    Str data;         /* that follows it in the file and goes out apart from it; empty if none */
    bool has_data;    /* there is such data, be it empty */
    Sha256 hash;      /* of what it is in the file, its data included, by script_hash() */
    const char *kind; /* what it does, in the words of SQL: "CREATE TABLE"; for people */
    unsigned flags;   /* StatementFlag bits */
    Str done_when;    /* `-- pawl: done-when SELECT ...`; empty if none */

    const Guard *guard; /* of the part that it belongs to; or NULL */

    /* STATEMENT_SESSION: the index of the first statement that has no need of it any more, as
       another one took back what it does; 0: all that follow may need it. */
    size_t obsolete_from;

    const StatementBlock *block; /* that it is, with a text from BEGIN to COMMIT; or NULL */
} Statement;

typedef struct Script
{
    const char *path; /* for messages */
    Str text;         /* the file without its byte order mark, variables replaced */
    Substitutions substitutions;
    Str shown;              /* the lines that people see around a place; empty: those of the text */
    const Content *content; /* of a large file: its data need not stay in memory; else NULL */
    ScriptMode mode;
    bool own_transaction; /* the file is one BEGIN ... COMMIT block of its own */
    Statement *statements;
    size_t count;
} Script;

/* What is to be split. */
typedef struct ScriptSource
{
    const char *path; /* for messages */
    Str text;         /* the part of the file that is to run, without its byte order mark */
    Substitutions substitutions; /* what stands in it for variables of the file */
    Str shown;                   /* as in Script */
    const Content *content;      /* as in Script */
    bool no_transaction;         /* whoever wrote the file says: run its statements one by one */
    bool settings_first; /* its SET statements hold for all of the file, wherever they stand */
} ScriptSource;

/* The statement's number as people count: from 1. */
#define STATEMENT_NUMBER(index_) ((unsigned)(index_) + 1U)

/*
 * What the ledger knows a statement by: the hash of its text in the file, in which variables are
 * not replaced by values that may be secrets, or others tomorrow.
 */
MUST_CHECK bool script_hash(const Script *script, Str statement, Sha256 *ret_hash, Error *err);

/* Where in the file an offset in the script's text is. */
ErrorPlace script_place(const Script *script, size_t offset, Arena *arena);
unsigned script_line(const Script *script, size_t offset);

/* Where in the file it is, by an offset in the file itself. */
ErrorPlace script_place_in_file(const Script *script, size_t offset, Arena *arena);

/* Say of each statement which part it belongs to. */
void script_guard(Script *script, const Guard *guards, size_t count);

/* Where a slice of the script's text begins in it. */
size_t script_offset(const Script *script, Str slice);

/* As error_set() for ERROR_SOURCE, with the place of a slice of the script's text. */
bool script_error(const Script *script, Str slice, Error *err, const char *format, ...)
    ATTR_PRINTF(4, 5);

/* The same with a hint; NULL: none. */
bool script_refuse(const Script *script, Str slice, const char *message, const char *hint,
                   Error *err);

/* An error whose texts may quote a statement: values become their variables again. */
void script_conceal(const Script *script, Error *err);

/*
 * The first statement at or after index that is journaled (not a session statement),
 * or script->count.
 */
size_t script_next_journaled(const Script *script, size_t index);

/*
 * Whether a run that goes on at index `from` can do without the session statement, should the
 * server refuse it now: what the file did since (DROP ROLE, DROP TABLE) may be the reason.
 */
bool script_can_spare(const Statement *statement, size_t from);

/* Whether it would leave nothing behind: nothing in it, or only its BEGIN and COMMIT, or only
 * what is for the session. */
bool script_does_nothing(const Script *script);

/* Whether a statement has this word in it, ASCII case ignored; its data does not count. */
bool script_mentions(const Script *script, Str word);

#endif /* SOURCE_SCRIPT_H */
