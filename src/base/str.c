/*
 * str.c
 *    Text by value: pointer and size, not terminated.
 */
#include "base/str.h"

#include <assert.h>
#include <string.h>

bool
str_equal(Str left, Str right)
{
    return left.size == right.size &&
           (left.size == 0 || memcmp(left.data, right.data, left.size) == 0);
}

bool
char_is_word(char byte)
{
    const char lower = char_lower(byte);

    return (lower >= 'a' && lower <= 'z') || char_is_digit(byte) || byte == '_';
}

bool
str_equal_nocase(Str left, Str right)
{
    if (left.size != right.size)
        return false;

    for (size_t index = 0; index < left.size; index++)
    {
        if (char_lower(left.data[index]) != char_lower(right.data[index]))
            return false;
    }

    return true;
}

bool
str_starts_with(Str text, Str prefix)
{
    return text.size >= prefix.size && str_equal(str_slice(text, 0, prefix.size), prefix);
}

bool
str_starts_with_nocase(Str text, Str prefix)
{
    return text.size >= prefix.size && str_equal_nocase(str_slice(text, 0, prefix.size), prefix);
}

bool
str_ends_with(Str text, Str suffix)
{
    return text.size >= suffix.size &&
           str_equal(str_slice(text, text.size - suffix.size, text.size), suffix);
}

int
str_compare(Str left, Str right)
{
    const size_t shorter = left.size < right.size ? left.size : right.size;
    const int order = shorter == 0 ? 0 : memcmp(left.data, right.data, shorter);

    if (order != 0)
        return order;

    return (left.size > right.size) - (left.size < right.size);
}

size_t
str_find(Str text, size_t from, Str needle)
{
    assert(from <= text.size);

    if (needle.size == 0)
        return from;
    if (text.size - from < needle.size)
        return text.size;

    const char *found = memmem(text.data + from, text.size - from, needle.data, needle.size);

    return found == NULL ? text.size : (size_t)(found - text.data);
}

size_t
str_find_char(Str text, size_t from, char needle)
{
    assert(from <= text.size);

    const char *found =
        from == text.size ? NULL : memchr(text.data + from, needle, text.size - from);

    return found == NULL ? text.size : (size_t)(found - text.data);
}

/* FNV-1a, folded, as tables look at its low bits. */
uint64_t
str_hash(Str text)
{
    uint64_t hash = 14695981039346656037U;

    for (size_t index = 0; index < text.size; index++)
        hash = (hash ^ (unsigned char)text.data[index]) * 1099511628211U;

    return hash ^ (hash >> 32);
}

bool
str_contains_nocase(Str text, Str needle)
{
    for (size_t from = 0; from + needle.size <= text.size; from++)
    {
        if (str_equal_nocase(str_slice(text, from, from + needle.size), needle))
            return true;
    }

    return false;
}

Str
str_trim_end(Str text)
{
    while (text.size > 0 && char_is_space(text.data[text.size - 1]))
        text.size--;

    return text;
}

Str
str_trim(Str text)
{
    text = str_trim_end(text);

    while (text.size > 0 && char_is_space(text.data[0]))
        text = str_slice(text, 1, text.size);

    return text;
}

Str
str_cut(Str *rest, char separator)
{
    const size_t end = str_find_char(*rest, 0, separator);
    const Str head = str_slice(*rest, 0, end);

    *rest = str_slice(*rest, end < rest->size ? end + 1 : end, rest->size);

    return head;
}

bool
str_to_u64(Str text, uint64_t *ret_value)
{
    uint64_t value = 0;

    if (text.size == 0)
        return false;

    for (size_t index = 0; index < text.size; index++)
    {
        if (!char_is_digit(text.data[index]))
            return false;

        const uint64_t digit = (uint64_t)(text.data[index] - '0');

        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, digit, &value))
            return false;
    }

    *ret_value = value;

    return true;
}

char *
str_terminate(Arena *arena, Str text)
{
    return arena_copy(arena, text.data, text.size);
}

Str
str_copy(Arena *arena, Str text)
{
    return (Str){.data = arena_copy(arena, text.data, text.size), .size = text.size};
}

/* Size of the valid UTF-8 sequence at the start of text, or 0. */
static size_t
utf8_sequence_size(const unsigned char *bytes, size_t available)
{
    const unsigned char lead = bytes[0];
    size_t size = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;

    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        size = 2;
    else if (lead >= 0xE0 && lead <= 0xEF)
        size = 3;
    else if (lead >= 0xF0 && lead <= 0xF4)
        size = 4;
    else
        return 0;

    /* The second byte excludes overlong forms, surrogates and what lies past U+10FFFF. */
    if (lead == 0xE0)
        low = 0xA0;
    if (lead == 0xED)
        high = 0x9F;
    if (lead == 0xF0)
        low = 0x90;
    if (lead == 0xF4)
        high = 0x8F;

    if (available < size || bytes[1] < low || bytes[1] > high)
        return 0;

    for (size_t index = 2; index < size; index++)
    {
        if (bytes[index] < 0x80 || bytes[index] > 0xBF)
            return 0;
    }

    return size;
}

size_t
str_utf8_error(Str text)
{
    size_t offset = 0;

    while (offset < text.size)
    {
        const unsigned char *bytes = (const unsigned char *)text.data + offset;
        const size_t size = utf8_sequence_size(bytes, text.size - offset);

        if (size == 0)
            return offset;

        offset += size;
    }

    return offset;
}
