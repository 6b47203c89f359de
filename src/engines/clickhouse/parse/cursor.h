/*
 * cursor.h
 *    A statement's significant tokens one after the other, for the classifier.
 *
 * A Cursor is a value: a copy is a place to come back to.
 */
#ifndef ENGINES_CLICKHOUSE_CURSOR_H
#define ENGINES_CLICKHOUSE_CURSOR_H

#include "engines/clickhouse/parse/lex.h"

typedef struct ClickhouseCursor
{
    ClickhouseLexer lexer;
    ClickhouseToken token; /* the current one */
    unsigned depth;        /* brackets open around it, itself not counted */
} ClickhouseCursor;

/* At the first significant token of the text. */
ClickhouseCursor clickhouse_cursor(Str text, bool nested_comments);

void clickhouse_cursor_next(ClickhouseCursor *cursor);

/* Neither at the end nor at text that no server accepts. */
bool clickhouse_cursor_more(const ClickhouseCursor *cursor);

/*
 * Whether the current token begins with the first letter of the words, which mostly it does
 * not: a table of statements is gone through in no time.
 */
static inline bool
clickhouse_cursor_may_be(const ClickhouseCursor *cursor, const char *words)
{
    const bool word = cursor->token.kind == CLICKHOUSE_TOKEN_WORD;

    return words[0] == '\0' || (word && ((cursor->token.text.data[0] ^ words[0]) & ~0x20) == 0);
}

/* Step over these words, single spaces between them; stay and return false if others are there. */
bool clickhouse_cursor_accept(ClickhouseCursor *cursor, const char *words);

/* Whether these words are there. */
bool clickhouse_cursor_at(const ClickhouseCursor *cursor, const char *words);

#endif /* ENGINES_CLICKHOUSE_CURSOR_H */
