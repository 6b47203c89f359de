/*
 * bytes.h
 *    What a byte of ClickHouse SQL may begin.
 *
 * Internal to lex.c and quote.c, and inline: the lexer is as fast as this is.
 */
#ifndef ENGINES_CLICKHOUSE_BYTES_H
#define ENGINES_CLICKHOUSE_BYTES_H

#include "base/str.h"

typedef enum ByteClass
{
    BYTE_SYMBOL,
    BYTE_NUL,
    BYTE_SPACE,
    BYTE_WORD,
    BYTE_DIGIT,
    BYTE_QUOTE,
    BYTE_OPEN,
    BYTE_CLOSE,
    BYTE_COMMA,
    BYTE_SEMICOLON,
    BYTE_DOT,
    BYTE_COMMENT, /* may begin one: - / # */
    BYTE_DOLLAR,
    BYTE_BACKSLASH,
    BYTE_WIDE, /* part of a character beyond ASCII */
} ByteClass;

/* The class of each byte. */
extern const unsigned char clickhouse_byte_classes[256];

static inline ByteClass
class_at(Str text, size_t at)
{
    return (ByteClass)clickhouse_byte_classes[(unsigned char)text.data[at]];
}

static inline bool
word_at(Str text, size_t at)
{
    return at < text.size && (class_at(text, at) == BYTE_WORD || class_at(text, at) == BYTE_DIGIT);
}

static inline bool
byte_at(Str text, size_t at, char byte)
{
    return at < text.size && text.data[at] == byte;
}

#endif /* ENGINES_CLICKHOUSE_BYTES_H */
