/*
 * quote.h
 *    Where quoted text and comments in ClickHouse SQL end.
 *
 * Each function is given the offset of the first byte and returns the offset behind the
 * last, or a size, or 0 if there is none.
 */
#ifndef ENGINES_CLICKHOUSE_QUOTE_H
#define ENGINES_CLICKHOUSE_QUOTE_H

#include "base/str.h"

/*
 * '...', "..." or `...`: in all three a doubled quote and one behind a backslash stand for
 * themselves.
 */
size_t clickhouse_quoted_end(Str text, size_t start);

/* Curly quotes, single or double: nothing is escaped, the first closing one ends it. */
size_t clickhouse_curly_end(Str text, size_t start);

/* x'3b' or b'0101', from the letter: anything but such digits spoils all that follows. */
size_t clickhouse_digit_string_end(Str text, size_t start);

/* That of the $tag$ which begins a heredoc: word characters or nothing between two dollars. */
size_t clickhouse_heredoc_tag_size(Str text, size_t start);

/* $tag$ ... $tag$; 21.9 to 25.7 take any bytes for a tag. */
size_t clickhouse_heredoc_end(Str text, size_t start, size_t tag_size);

/* A comment of slash and asterisk; nested ones each need an end of their own. */
size_t clickhouse_comment_end(Str text, size_t start, bool nested);

#endif /* ENGINES_CLICKHOUSE_QUOTE_H */
