/*
 * insert.h
 *    What kind of INSERT a statement is, and where data begins that is no SQL.
 *
 * A machine that is fed the statement's significant tokens one by one: the
 * splitter needs the answer while it reads, the classifier afterwards.
 */
#ifndef ENGINES_CLICKHOUSE_INSERT_H
#define ENGINES_CLICKHOUSE_INSERT_H

#include <stdint.h>

#include "engines/clickhouse/parse/cursor.h"
#include "engines/clickhouse/parse/token.h"

typedef enum ClickhouseInsertForm
{
    CLICKHOUSE_FORM_UNDECIDED, /* head not read to its end, or no INSERT at all */
    CLICKHOUSE_FORM_VALUES,    /* VALUES or FORMAT Values: tuples follow, lexed as SQL */
    CLICKHOUSE_FORM_SELECT,
    CLICKHOUSE_FORM_DATA,   /* what follows the token last fed is data up to the text's end */
    CLICKHOUSE_FORM_INFILE, /* FROM INFILE: a file of the client's machine */
} ClickhouseInsertForm;

typedef enum ClickhouseInsertState
{
    CLICKHOUSE_INSERT_START,
    CLICKHOUSE_INSERT_SEARCH,     /* WITH ... and EXPLAIN ... may lead to an INSERT INTO */
    CLICKHOUSE_INSERT_FOUND,      /* behind INSERT */
    CLICKHOUSE_INSERT_INTO,       /* behind INTO */
    CLICKHOUSE_INSERT_NAME,       /* before a name, or the next part of one */
    CLICKHOUSE_INSERT_PARAMETER,  /* inside {name:Identifier} */
    CLICKHOUSE_INSERT_HEAD,       /* behind the name: columns, PARTITION BY, SETTINGS */
    CLICKHOUSE_INSERT_FROM,       /* behind FROM */
    CLICKHOUSE_INSERT_FORMATTING, /* behind FORMAT: its name follows */
    CLICKHOUSE_INSERT_QUERY,      /* inside the SELECT */
    CLICKHOUSE_INSERT_DONE,
} ClickhouseInsertState;

/* Starts as {0}. */
typedef struct ClickhouseInsert
{
    ClickhouseInsertState state;
    ClickhouseInsertForm form;
    bool input_word;        /* the last token was `input` */
    bool input_function;    /* the SELECT reads input(): then FORMAT brings data */
    bool opened;            /* the last tokens were brackets behind the name */
    bool query_word;        /* SELECT or the like behind them, or a column of that name */
    bool query_in_brackets; /* INSERT INTO t (SELECT ...) */
} ClickhouseInsert;

/* depth: how many brackets are open around the token, itself not counted. */
void clickhouse_insert_feed(ClickhouseInsert *insert, const ClickhouseToken *token, unsigned depth);

/* Moves the cursor to the INSERT INTO at its place, or behind the WITH there; false if it is none.
 */
bool clickhouse_insert_find(ClickhouseCursor *cursor);

/* The form of the INSERT that the cursor is at. */
ClickhouseInsertForm clickhouse_insert_form(ClickhouseCursor cursor);

/*
 * How many rows an INSERT brings in its text: behind VALUES, or as CSV, TSV or JSONEachRow with a
 * row per line.  0 if that cannot be said.
 */
uint64_t clickhouse_insert_rows(Str statement, bool nested_comments);

#endif /* ENGINES_CLICKHOUSE_INSERT_H */
