/*
 * bytes.c
 *    What a byte of ClickHouse SQL may begin.
 */
#include "engines/clickhouse/parse/bytes.h"

const unsigned char clickhouse_byte_classes[256] = {
    ['\0'] = BYTE_NUL,
    ['\t' ... '\r'] = BYTE_SPACE,
    [' '] = BYTE_SPACE,
    ['A' ... 'Z'] = BYTE_WORD,
    ['a' ... 'z'] = BYTE_WORD,
    ['_'] = BYTE_WORD,
    ['0' ... '9'] = BYTE_DIGIT,
    ['\''] = BYTE_QUOTE,
    ['"'] = BYTE_QUOTE,
    ['`'] = BYTE_QUOTE,
    ['('] = BYTE_OPEN,
    ['['] = BYTE_OPEN,
    ['{'] = BYTE_OPEN,
    [')'] = BYTE_CLOSE,
    [']'] = BYTE_CLOSE,
    ['}'] = BYTE_CLOSE,
    [','] = BYTE_COMMA,
    [';'] = BYTE_SEMICOLON,
    ['.'] = BYTE_DOT,
    ['-'] = BYTE_COMMENT,
    ['/'] = BYTE_COMMENT,
    ['#'] = BYTE_COMMENT,
    ['$'] = BYTE_DOLLAR,
    ['\\'] = BYTE_BACKSLASH,
    [0x80 ... 0xFF] = BYTE_WIDE,
};
