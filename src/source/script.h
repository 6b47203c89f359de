/*
 * script.h
 *    What a migration file holds once its engine has split it: statements.
 *
 * A Script is a view: every text in it is a slice of the file's text, so a
 * statement's place in the file is never lost and nothing is copied.
 */
#ifndef SOURCE_SCRIPT_H
#define SOURCE_SCRIPT_H

#include "base/sha256.h"
#include "base/str.h"

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

typedef struct Statement
{
    Str text;         /* from its first token to its last, without the terminator */
    Sha256 hash;      /* of text, by sha256_of_text() */
    const char *kind; /* what it does, in the words of SQL: "CREATE TABLE"; for people */
    unsigned flags;   /* StatementFlag bits */
    Str done_when;    /* `-- pawl: done-when SELECT ...`; empty if none */
} Statement;

typedef struct Script
{
    const char *path; /* for messages */
    Str text;         /* the file without its byte order mark */
    ScriptMode mode;
    bool own_transaction; /* the file is one BEGIN ... COMMIT block of its own */
    Statement *statements;
    size_t count;
} Script;

/* What is to be split. */
typedef struct ScriptSource
{
    const char *path;    /* for messages */
    Str text;            /* the part of the file that is to run, without its byte order mark */
    bool no_transaction; /* whoever wrote the file says: run its statements one by one */
} ScriptSource;

/* The statement's number as people count: from 1. */
#define STATEMENT_NUMBER(index_) ((unsigned)(index_) + 1U)

/*
 * The first statement at or after index that is journaled (not a session statement),
 * or script->count.
 */
size_t script_next_journaled(const Script *script, size_t index);

#endif /* SOURCE_SCRIPT_H */
