/*
 * number.h
 *    Where a number in ClickHouse SQL ends.
 *
 * It matters as much as where a string ends: in `1e--1` the exponent takes the first
 * dash, in `1_e--1` nothing does, and a comment begins (seen on 26.7).
 */
#ifndef ENGINES_CLICKHOUSE_NUMBER_H
#define ENGINES_CLICKHOUSE_NUMBER_H

#include "base/str.h"

bool clickhouse_hex_digit(char byte);

/*
 * Past the digits at an offset and the `_` between them; a `_` at the start of a block
 * (after the point, after 0x) separates nothing.
 */
size_t clickhouse_skip_digits(Str text, size_t at, bool hex, bool block_start);

/*
 * Past the exponent at an offset, if the letter is there: e, or p in hexadecimal.  The
 * sign belongs to it even if no digit follows.
 */
size_t clickhouse_skip_exponent(Str text, size_t at, char letter);

/* The end of the number whose first digit is at start: 12, 1_000, 0xFF, 0b11, 1.5e-3, 0x1.8p4 */
size_t clickhouse_number_end(Str text, size_t start);

#endif /* ENGINES_CLICKHOUSE_NUMBER_H */
