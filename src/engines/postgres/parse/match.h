/*
 * match.h
 *    Patterns over the head of a statement, for the table in classify.c.
 *
 * A pattern is elements with one space between them:
 *
 *     WORD  A|B        a token with this text in any case, or one of several
 *     ?WORD  ?A|B      it may be there
 *     ?IF_EXISTS  ?IF_NOT_EXISTS     the clause may be there; sets the flag
 *     @  ^             a name: the object, the object it belongs to
 *     ?@               a name, or none if the next word is ON or the end
 *     ~A|B             everything up to one of these words outside parentheses, and the word
 *     ()               a group in parentheses may be there
 *     (A)  (A=FALSE)  (A*)           a group must be there with the option A true, false, given
 *     '                a string constant
 *     $                the end of the statement
 *
 * A pattern need not reach the end: what follows it is anything.
 */
#ifndef ENGINES_POSTGRES_MATCH_H
#define ENGINES_POSTGRES_MATCH_H

#include <stdbool.h>

#include "base/arena.h"
#include "engines/postgres/parse/lex.h"

/* As the catalogs spell it: folded or unquoted, at most 63 bytes; schema may be empty. */
typedef struct PostgresName
{
    Str schema;
    Str name; /* empty: none was given, or it is one that pawl does not read (U&"...") */
} PostgresName;

typedef struct PostgresMatch
{
    PostgresName object;
    PostgresName parent;
    bool several; /* the object is the first of a list */
    bool if_exists;
    bool if_not_exists;
} PostgresMatch;

/*
 * Whether a statement whose first token this is can begin like the pattern, itself one that begins
 * with a word: a table of a hundred patterns is gone through for every statement.
 */
bool postgres_match_begins(Str pattern, PostgresToken first);

/* Whether the statement at the lexer begins like the pattern.  Names live in the arena. */
bool postgres_match(Str pattern, PostgresLexer lexer, Arena *arena, PostgresMatch *ret_match);

/*
 * A Boolean as the server reads a setting's: any beginning of true, false, yes, no, on, off
 * that is not ambiguous, or 1 or 0 ("Parameter Names and Values").
 */
MUST_CHECK bool postgres_boolean(Str text, bool *ret_value);

/* The inside of a token without its quotes; doubled quotes and escapes stay as they are. */
Str postgres_token_inside(PostgresToken token);

#endif /* ENGINES_POSTGRES_MATCH_H */
