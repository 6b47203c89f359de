/*
 * redact.c
 *    Texts that may hold a password, made fit to be shown.
 *
 * Each byte to hide is marked in a mask as large as the text; runs of marked
 * bytes are then written as "***", whatever their length.
 */
#include "config/redact.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

#define REDACTED "***"

typedef struct Mask
{
    Str text;
    bool *hidden;         /* one for each byte of text */
    bool show_references; /* leave ${NAME} readable */
    bool only_password;   /* look for "password", not for everything like it */
} Mask;

/* A word after which a secret stands; the name of a file that holds one is no secret. */
static bool
is_secret_word(Str word)
{
    static const char *const PARTS[] = {"pass", "pwd", "secret", "token", "credential"};

    if (word.size > 5 && str_equal_nocase(str_slice(word, word.size - 4, word.size), STR("file")))
        return false;

    for (size_t index = 0; index < LENGTH_OF(PARTS); index++)
    {
        if (str_contains_nocase(word, str_from(PARTS[index])))
            return true;
    }

    return false;
}

static bool
is_word_byte(char byte)
{
    return char_is_word(byte) || byte == '-';
}

/* ${NAME} alone; a default in it could be a secret. */
static bool
is_reference(Str text)
{
    if (!str_starts_with(text, STR("${")) || !str_ends_with(text, STR("}")))
        return false;

    for (size_t index = 2; index + 1 < text.size; index++)
    {
        if (!char_is_word(text.data[index]))
            return false;
    }

    return text.size > 3;
}

static void
hide(Mask *mask, size_t from, size_t to)
{
    if (mask->show_references && is_reference(str_trim(str_slice(mask->text, from, to))))
        return;

    for (size_t index = from; index < to; index++)
        mask->hidden[index] = true;
}

static size_t
skip_spaces(Str text, size_t at)
{
    while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\t'))
        at++;

    return at;
}

/* Where the value of NAME=VALUE ends; in a URL also at the next parameter. */
static size_t
value_end(Str text, size_t at, bool in_url)
{
    if (at < text.size && (text.data[at] == '\'' || text.data[at] == '"'))
    {
        const char quote = text.data[at];

        for (at++; at < text.size && text.data[at] != quote; at++)
            at += text.data[at] == '\\' && at + 1 < text.size;

        return at < text.size ? at + 1 : at;
    }

    while (at < text.size && !char_is_space(text.data[at]) &&
           !(in_url && (text.data[at] == '&' || text.data[at] == '#')))
        at += text.data[at] == '\\' && at + 1 < text.size ? 2 : 1;

    return at;
}

/* NAME=VALUE, and NAME: VALUE up to the end of the text. */
static void
hide_named(Mask *mask)
{
    const Str text = mask->text;
    const size_t scheme = str_find(text, 0, STR("://"));

    for (size_t at = 0; at < text.size;)
    {
        const size_t from = at;

        while (at < text.size && is_word_byte(text.data[at]))
            at++;

        if (at == from)
        {
            at++;
            continue;
        }
        if (mask->only_password ? !STR_IS(str_slice(text, from, at), "password")
                                : !is_secret_word(str_slice(text, from, at)))
            continue;

        size_t sign = at;

        if (sign < text.size && (text.data[sign] == '"' || text.data[sign] == '\''))
            sign++;

        sign = skip_spaces(text, sign);

        if (sign >= text.size || (text.data[sign] != '=' && text.data[sign] != ':'))
            continue;

        const size_t value = skip_spaces(text, sign + 1);

        at = text.data[sign] == ':' ? text.size : value_end(text, value, scheme < from);
        hide(mask, value, at);
    }
}

/* scheme://user:PASSWORD@host, to the last @: a password may hold an unescaped one. */
static void
hide_user_info(Mask *mask)
{
    const Str text = mask->text;
    const size_t scheme = str_find(text, 0, STR("://"));
    size_t end = text.size;

    if (scheme == text.size)
        return;

    while (end > scheme && (text.data[end - 1] != '@' || mask->hidden[end - 1]))
        end--;

    const size_t colon = str_find_char(text, scheme + 3, ':');

    if (end > scheme && colon < end - 1)
        hide(mask, colon + 1, end - 1);
}

/* Where an offset in the text goes to while text is hidden. */
typedef struct Caret
{
    size_t offset;
    size_t mapped;
} Caret;

/* Append the text, which begins at an offset of its own in what the caret counts. */
static void
append_masked(Buf *buf, const Mask *mask, size_t start, Caret *caret)
{
    for (size_t index = 0; index < mask->text.size; index++)
    {
        const bool goes_on = index > 0 && mask->hidden[index] && mask->hidden[index - 1];

        if (start + index == caret->offset)
            caret->mapped = buf->size - (goes_on ? strlen(REDACTED) : 0);

        if (!mask->hidden[index])
            buf_append_char(buf, mask->text.data[index]);
        else if (!goes_on)
            buf_append_text(buf, REDACTED);
    }
}

const char *
config_redact_url(const char *url, Arena *arena)
{
    SCOPED_BUF buf = {0};
    SCOPED_ARENA scratch = {0};
    Caret caret = {0};
    Mask mask = {.text = str_from(url)};

    mask.hidden = ARENA_ARRAY(&scratch, bool, mask.text.size + 1);
    hide_named(&mask);
    hide_user_info(&mask);
    append_masked(&buf, &mask, 0, &caret);

    return arena_strdup(arena, buf_text(&buf));
}

bool
config_url_has_password(const char *url)
{
    SCOPED_ARENA scratch = {0};
    Mask mask = {.text = str_from(url), .only_password = true};

    mask.hidden = ARENA_ARRAY(&scratch, bool, mask.text.size + 1);
    hide_named(&mask);
    hide_user_info(&mask);

    return memchr(mask.hidden, true, mask.text.size + 1) != NULL;
}

/* Columns before the first key of a line; the "- " of a list item counts as indentation. */
static size_t
indentation(Str line)
{
    size_t at = 0;

    while (at < line.size && (line.data[at] == ' ' || line.data[at] == '-'))
        at++;

    return at;
}

static bool
names_secret(Str line)
{
    const size_t colon = str_find_char(line, 0, ':');
    size_t from = colon;

    while (from > 0 && is_word_byte(line.data[from - 1]))
        from--;

    return colon < line.size && is_secret_word(str_slice(line, from, colon));
}

Str
config_redact_file(Str text, size_t *offset, Arena *arena)
{
    SCOPED_BUF buf = {0};
    SCOPED_ARENA scratch = {0};
    Caret caret = {.offset = *offset};
    bool *const hidden = ARENA_ARRAY(&scratch, bool, text.size + 1);
    size_t secret_indent = SIZE_MAX; /* below a key that names a secret: its lines are hidden */

    for (size_t start = 0; start < text.size;)
    {
        const size_t end = str_find_char(text, start, '\n');
        Mask mask = {
            .text = str_slice(text, start, end), .hidden = hidden + start, .show_references = true};
        const size_t indent = indentation(mask.text);

        if (indent < mask.text.size && indent <= secret_indent)
            secret_indent = names_secret(mask.text) ? indent : SIZE_MAX;

        if (secret_indent != SIZE_MAX && indent > secret_indent)
            hide(&mask, indent, mask.text.size);

        hide_named(&mask);
        hide_user_info(&mask);
        append_masked(&buf, &mask, start, &caret);

        if (end == caret.offset)
            caret.mapped = buf.size;
        if (end < text.size)
            buf_append_char(&buf, '\n');

        start = end + 1;
    }

    *offset = caret.offset < text.size ? caret.mapped : buf.size;

    return str_copy(arena, buf_str(&buf));
}
