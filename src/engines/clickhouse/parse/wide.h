/*
 * wide.h
 *    The characters beyond ASCII that mean something between ClickHouse's tokens.
 */
#ifndef ENGINES_CLICKHOUSE_WIDE_H
#define ENGINES_CLICKHOUSE_WIDE_H

#include "base/str.h"

/*
 * The code point of the UTF-8 character of two or three bytes at an offset, and where it
 * ends; 0 if there is none such.  Longer ones mean nothing to ClickHouse's lexer.
 */
unsigned clickhouse_wide_character(Str text, size_t start, size_t *ret_end);

/* What ClickHouse skips: Unicode's white space but U+1680, and characters of no width. */
bool clickhouse_wide_space(unsigned character);

#endif /* ENGINES_CLICKHOUSE_WIDE_H */
