/*
 * str.h
 *    Text by value: pointer and size, not terminated.
 *
 * Lexers return Str into the file's own buffer: no copies, exact positions.
 * A terminated const char * appears only at the border to a library, made by
 * str_terminate().
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

typedef struct Str
{
    const char *data;
    size_t size;
} Str;

#define STR(literal)      ((Str){.data = (literal), .size = sizeof(literal) - 1})
#define STR_FORMAT        "%.*s"
#define STR_ARGS(str_)    (int)(str_).size, (str_).data
#define STR_IS(str_, lit) str_equal((str_), STR(lit))

/* The shortest are here: a call costs more than what they do. */

/* NULL gives the empty Str. */
static inline Str
str_from(const char *text)
{
    return (Str){.data = text, .size = text == NULL ? 0 : strlen(text)};
}

static inline Str
str_slice(Str text, size_t from, size_t to)
{
    assert(from <= to && to <= text.size && (text.data != NULL || text.size == 0));

    return (Str){.data = text.data == NULL ? NULL : text.data + from, .size = to - from};
}

static inline char
char_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static inline bool
char_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline bool
char_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool str_equal(Str left, Str right);
bool str_equal_nocase(Str left, Str right); /* ASCII letters only */
bool str_starts_with(Str text, Str prefix);
bool str_starts_with_nocase(Str text, Str prefix);
bool str_ends_with(Str text, Str suffix);

/* As memcmp: by byte value, then by size. */
int str_compare(Str left, Str right);

/* Offset of the first needle at or after from, or text.size. */
size_t str_find(Str text, size_t from, Str needle);
size_t str_find_char(Str text, size_t from, char needle);

/* Whether needle occurs in text, ASCII case ignored. */
bool str_contains_nocase(Str text, Str needle);

/* For hash tables of names that nobody chose in order to attack one. */
uint64_t str_hash(Str text);

/* Without the white space (space, tab, CR, LF, FF, VT) at the end / at both ends. */
Str str_trim_end(Str text);
Str str_trim(Str text);

/* The text before the first separator; *rest becomes what follows it (empty at the end). */
Str str_cut(Str *rest, char separator);

/* Decimal digits only, no sign, no space; false on overflow or anything else. */
MUST_CHECK bool str_to_u64(Str text, uint64_t *ret_value);

char *str_terminate(Arena *arena, Str text);
Str str_copy(Arena *arena, Str text);

/* Offset of the first byte that is not part of valid UTF-8 (RFC 3629), or text.size. */
size_t str_utf8_error(Str text);

bool char_is_word(char byte); /* ASCII letter, digit, underscore */

#endif /* BASE_STR_H */
