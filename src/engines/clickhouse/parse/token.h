/*
 * token.h
 *    One token of ClickHouse SQL: a slice of the text it was found in.
 */
#ifndef ENGINES_CLICKHOUSE_TOKEN_H
#define ENGINES_CLICKHOUSE_TOKEN_H

#include "base/str.h"

typedef enum ClickhouseTokenKind
{
    CLICKHOUSE_TOKEN_END,          /* nothing is left; empty text */
    CLICKHOUSE_TOKEN_SPACE,        /* ASCII or Unicode white space, byte order marks */
    CLICKHOUSE_TOKEN_LINE_COMMENT, /* from `--` to before the line feed: may hold a mark */
    CLICKHOUSE_TOKEN_COMMENT,      /* any other comment */
    CLICKHOUSE_TOKEN_WORD,         /* keyword or name without quotes */
    CLICKHOUSE_TOKEN_NUMBER,
    CLICKHOUSE_TOKEN_STRING,      /* '...', curly single quotes, x'...', b'...', heredoc */
    CLICKHOUSE_TOKEN_QUOTED_NAME, /* "...", `...`, curly double quotes */
    CLICKHOUSE_TOKEN_OPEN,        /* ( [ { */
    CLICKHOUSE_TOKEN_CLOSE,       /* ) ] } */
    CLICKHOUSE_TOKEN_COMMA,
    CLICKHOUSE_TOKEN_DOT,
    CLICKHOUSE_TOKEN_SEMICOLON,
    CLICKHOUSE_TOKEN_SYMBOL, /* any other character; whether it is legal is the server's matter */
    CLICKHOUSE_TOKEN_ERROR,  /* text that no server accepts; reason says why */
} ClickhouseTokenKind;

typedef struct ClickhouseToken
{
    ClickhouseTokenKind kind;
    Str text;
    const char *reason; /* of an error, as a message: "unterminated comment"; else NULL */
} ClickhouseToken;

/* White space or a comment. */
static inline bool
clickhouse_token_is_gap(const ClickhouseToken *token)
{
    return token->kind >= CLICKHOUSE_TOKEN_SPACE && token->kind <= CLICKHOUSE_TOKEN_COMMENT;
}

/* Whether the token is that word, in any case and without quotes. */
bool clickhouse_token_is(const ClickhouseToken *token, Str word);

/*
 * The name that a word or a quoted name stands for: a slice of the text where it is
 * written plainly, else decoded into the arena.
 */
Str clickhouse_token_name(const ClickhouseToken *token, Arena *arena);

/* What stands between the quotes of a name or of a string, plain or curly, decoded likewise. */
Str clickhouse_quoted_text(Str quoted, Arena *arena);

#endif /* ENGINES_CLICKHOUSE_TOKEN_H */
