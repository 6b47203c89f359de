/*
 * lex.h
 *    ClickHouse SQL as tokens: white space and comments are tokens too, so that
 *    the tokens of a text, put together, are the text byte for byte.
 *
 * The rules are those of ClickHouse's own lexer, checked against 18.16 and 26.7.
 * A form that an older server does not know (heredoc, `# ` comment) is read as
 * the newest server reads it: the older one refuses the statement anyway.  Only
 * nested comments mean something else before 20.10, hence the option.
 */
#ifndef ENGINES_CLICKHOUSE_LEX_H
#define ENGINES_CLICKHOUSE_LEX_H

#include "engines/clickhouse/parse/token.h"

typedef struct ClickhouseLexer
{
    Str text;
    size_t offset; /* of the next token */
    bool nested_comments;
    /* The last token that was no gap, END at the start of a statement: it decides on dots. */
    ClickhouseTokenKind previous;
    char previous_end; /* its last byte */
} ClickhouseLexer;

/* Whether a server of that version (major * 100 + minor, 0: the newest) nests comments. */
bool clickhouse_nests_comments(unsigned server_version);

/* A lexer at the start of the text, which must outlive it and its tokens. */
ClickhouseLexer clickhouse_lexer(Str text, bool nested_comments);

/*
 * The next token.  After an error token the lexer can go on: an unterminated
 * quote or comment covers the rest of the text, a bad character itself only.
 */
ClickhouseToken clickhouse_lex(ClickhouseLexer *lexer);

/* Past the ASCII white space that comes next; cheaper than its token. */
void clickhouse_lex_skip_space(ClickhouseLexer *lexer);

/* The next token that is neither white space nor a comment. */
ClickhouseToken clickhouse_lex_significant(ClickhouseLexer *lexer);

#endif /* ENGINES_CLICKHOUSE_LEX_H */
