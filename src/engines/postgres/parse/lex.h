/*
 * lex.h
 *    PostgreSQL's tokens, as far as they decide where a statement ends.
 *
 * Nothing is skipped and nothing is decoded: the texts of all tokens, white space
 * and comments included, concatenated are the input byte for byte.  The rules are
 * those of "SQL Syntax", section "Lexical Structure", of the newest server; where an
 * older server differs (1a, 0x1F, vertical tab) no statement ends elsewhere for it.
 *
 * psql differs from the server in one place, and here the server is followed: a
 * string constant that goes on after a newline (E'a' newline 'b\'c') keeps the
 * escape rules it began with, while psql forgets them at the end of the line.
 */
#ifndef ENGINES_POSTGRES_LEX_H
#define ENGINES_POSTGRES_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

typedef enum PostgresTokenKind
{
    POSTGRES_TOKEN_END, /* of the input; empty */
    POSTGRES_TOKEN_SPACE,
    POSTGRES_TOKEN_LINE_COMMENT,  /* from its dashes to before the newline */
    POSTGRES_TOKEN_BLOCK_COMMENT, /* with those nested in it */
    POSTGRES_TOKEN_WORD,          /* key word or identifier without quotes */
    POSTGRES_TOKEN_QUOTED,        /* "identifier", U&"identifier" */
    POSTGRES_TOKEN_STRING,        /* every string constant, dollar quotes too */
    POSTGRES_TOKEN_PARAMETER,     /* $1 */
    POSTGRES_TOKEN_NUMBER,        /* with the letters that make it wrong: 1a */
    POSTGRES_TOKEN_OPERATOR,      /* as far as a comment does not begin in it */
    POSTGRES_TOKEN_OPEN,          /* ( */
    POSTGRES_TOKEN_CLOSE,         /* ) */
    POSTGRES_TOKEN_SEMICOLON,
    POSTGRES_TOKEN_BACKSLASH, /* never SQL: the start of a psql command */
    POSTGRES_TOKEN_SYMBOL,    /* any other single byte */
    POSTGRES_TOKEN_ERROR,     /* the reason says what is wrong */
} PostgresTokenKind;

typedef struct PostgresToken
{
    PostgresTokenKind kind;
    Str text;           /* a slice of the input */
    const char *reason; /* of POSTGRES_TOKEN_ERROR, else NULL */
} PostgresToken;

/* A position in a text; copy it to look ahead. */
typedef struct PostgresLexer
{
    Str text;
    size_t offset;
    bool backslash_strings; /* standard_conforming_strings is off: \ escapes in '...' */
} PostgresLexer;

/* The token at the lexer's offset; moves the lexer behind it.  At the end, END for ever. */
PostgresToken postgres_lex_next(PostgresLexer *lexer);

/* The next token that is neither white space nor a comment. */
PostgresToken postgres_lex_significant(PostgresLexer *lexer);

/* As postgres_lex_significant(), without moving. */
PostgresToken postgres_lex_peek(const PostgresLexer *lexer);

/* Whether the token is white space or a comment. */
bool postgres_token_is_gap(PostgresToken token);

/* Whether the token is this key word; one in quotes never is. */
bool postgres_token_is_word(PostgresToken token, Str word);

#endif /* ENGINES_POSTGRES_LEX_H */
