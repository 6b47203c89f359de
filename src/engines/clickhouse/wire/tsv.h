/*
 * tsv.h
 *    Fields of TabSeparated.
 *
 * It escapes with a backslash what would end a field or a line, and the backslash itself.
 */
#ifndef ENGINES_CLICKHOUSE_TSV_H
#define ENGINES_CLICKHOUSE_TSV_H

#include "base/buf.h"
#include "base/str.h"

/* The field's text: a slice of it if nothing was escaped, else in the arena. */
Str clickhouse_tsv_unescape(Str field, Arena *arena);

void clickhouse_tsv_append(Buf *data, Str field);

#endif /* ENGINES_CLICKHOUSE_TSV_H */
