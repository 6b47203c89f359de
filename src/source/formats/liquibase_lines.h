/*
 * liquibase_lines.h
 *    The lines of Liquibase's formatted SQL, and which of them are commands.
 *
 * Internal to source/formats/.  https://docs.liquibase.com, "SQL format".
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_LINES_H
#define SOURCE_FORMATS_LIQUIBASE_LINES_H

#include "base/str.h"
#include "source/lines.h"

typedef enum LiquibaseKind
{
    LIQUIBASE_SQL,    /* or a comment of it */
    LIQUIBASE_HIDDEN, /* between --ignoreLines, or such a line */
    LIQUIBASE_CHANGESET,
    LIQUIBASE_ROLLBACK,      /* a line of it, or of the comment that holds one */
    LIQUIBASE_PRECONDITIONS, /* what is done if one of them is not met */
    LIQUIBASE_PRECONDITION,  /* one of them */
    LIQUIBASE_PROPERTY,
    LIQUIBASE_MISTAKE, /* almost a command: Liquibase refuses it */
} LiquibaseKind;

/* The lines of a file; {.lines.text = text} to begin with. */
typedef struct LiquibaseLines
{
    Lines lines;
    bool ignoring;      /* between --ignoreLines:start and :end */
    uint64_t to_ignore; /* lines that --ignoreLines:N still covers */
    bool in_rollback;   /* within such a comment */
    size_t rollback_at; /* where that begins */
} LiquibaseLines;

/*
 * The next line, what it is, and the words behind the command; of a rollback its SQL.  False at
 * the end, where a comment that is still open was never closed.
 */
bool liquibase_next(LiquibaseLines *lines, Line *ret_line, LiquibaseKind *ret_kind, Str *ret_words);

/* How many lines of that kind a file has. */
size_t liquibase_count(Str text, LiquibaseKind wanted);

/* Up to a blank that is not in double quotes; empty at the end. */
Str liquibase_cut_word(Str *rest);

/* The same, or what is in quotes of either kind, without them. */
Str liquibase_cut_value(Str *rest);

/* "name:value", the name in any case, the value perhaps in quotes. */
bool liquibase_attribute(Str word, const char *name, Str *ret_value);

/* Without the double quotes around it, if there are any. */
Str liquibase_unquote(Str text);

#endif /* SOURCE_FORMATS_LIQUIBASE_LINES_H */
