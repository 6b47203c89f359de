/*
 * answer.h
 *    An answer over HTTP as it arrives, and whether it was good.
 *
 * A status of 200 proves little: an exception may be in a header, or behind rows that were sent
 * before it.  So lines are handed on only once it is certain that they are rows; those of an answer
 * with another status, such as a proxy's page, never are.
 */
#ifndef CLICKHOUSE_ANSWER_H
#define CLICKHOUSE_ANSWER_H

#include "engines/clickhouse/wire/transport.h"

typedef struct ClickhouseAnswer
{
    ClickhouseRows rows;     /* line is NULL: the answer is not wanted */
    Buf text;                /* lines not yet complete, or the tail of an unwanted answer */
    unsigned exception_code; /* from X-ClickHouse-Exception-Code, 0 if absent */
    bool refused;            /* by the status in the first line of the head */
    Error *err;              /* set by a row callback */
} ClickhouseAnswer;

/* One line of the head. */
void clickhouse_answer_take_header(ClickhouseAnswer *answer, Str line);

/* The next bytes of the body.  False if a row was refused: answer->err says why. */
MUST_CHECK bool clickhouse_answer_take(ClickhouseAnswer *answer, Str bytes);

/* Whether all was said when the connection broke: only by the port of the native protocol. */
bool clickhouse_answer_is_final(const ClickhouseAnswer *answer);

/*
 * The answer came whole, or is final: was it good?  Else the error is set, with the exception's
 * code in *ret_code; 0 there for what no ClickHouse said, such as a proxy's page: nothing is proven
 * by it.
 */
MUST_CHECK bool clickhouse_answer_judge(const ClickhouseAnswer *answer, long status,
                                        const ClickhouseUrl *server, unsigned *ret_code,
                                        Error *err);

#endif /* CLICKHOUSE_ANSWER_H */
