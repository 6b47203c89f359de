/*
 * toml_string.c
 *    Where a file in TOML is being read, and its strings.
 */
#include <string.h>

#include "source/formats/toml_reader.h"
#include "source/place.h"

bool
toml_refuse(const TomlReader *reader, const char *what)
{
    return place_error(reader->err, reader->properties->path, reader->properties->text, reader->at,
                       "%s", what);
}

char
toml_here(const TomlReader *reader)
{
    const Str text = reader->properties->text;

    return reader->at < text.size ? text.data[reader->at] : '\0';
}

static Str
rest_of(const TomlReader *reader)
{
    const Str text = reader->properties->text;

    return str_slice(text, reader->at, text.size);
}

bool
toml_take(TomlReader *reader, char byte)
{
    if (toml_here(reader) != byte || byte == '\0')
        return false;

    reader->at++;

    return true;
}

static void
append_rune(Buf *buf, unsigned rune)
{
    if (rune < 0x80)
        buf_append_char(buf, (char)rune);
    else if (rune < 0x800)
        buf_append_char(buf, (char)(0xC0 | (rune >> 6)));
    else if (rune < 0x10000)
        buf_append_char(buf, (char)(0xE0 | (rune >> 12)));
    else
        buf_append_char(buf, (char)(0xF0 | (rune >> 18)));

    if (rune >= 0x10000)
        buf_append_char(buf, (char)(0x80 | ((rune >> 12) & 0x3F)));
    if (rune >= 0x800)
        buf_append_char(buf, (char)(0x80 | ((rune >> 6) & 0x3F)));
    if (rune >= 0x80)
        buf_append_char(buf, (char)(0x80 | (rune & 0x3F)));
}

/* The digits behind \u and \U. */
static MUST_CHECK bool
take_rune(TomlReader *reader, size_t digits, Buf *ret_value)
{
    static const char HEX[] = "0123456789abcdef";
    unsigned rune = 0;

    for (size_t index = 0; index < digits; index++)
    {
        const char byte = char_lower(toml_here(reader));
        const char *digit = byte == '\0' ? NULL : strchr(HEX, byte);

        if (digit == NULL || rune > 0x10FFFF)
            return toml_refuse(reader, "this is no character");

        rune = rune * 16 + (unsigned)(digit - HEX);
        reader->at++;
    }

    if (rune == 0 || rune > 0x10FFFF || (rune >= 0xD800 && rune < 0xE000))
        return toml_refuse(reader, "this is no character");

    append_rune(ret_value, rune);

    return true;
}

/* Behind a backslash; where lines may end, they and the blanks behind them are left out. */
static MUST_CHECK bool
take_escape(TomlReader *reader, bool lines, Buf *ret_value)
{
    static const char NAMES[] = "btnfr\"\\";
    static const char BYTES[] = "\b\t\n\f\r\"\\";
    const char byte = toml_here(reader);
    const char *name = byte == '\0' ? NULL : strchr(NAMES, byte);

    if (name != NULL)
    {
        buf_append_char(ret_value, BYTES[name - NAMES]);
        reader->at++;
        return true;
    }
    if (toml_take(reader, 'u'))
        return take_rune(reader, 4, ret_value);
    if (toml_take(reader, 'U'))
        return take_rune(reader, 8, ret_value);
    if (!lines || !char_is_space(byte))
        return toml_refuse(reader, "this escape is not known");

    while (char_is_space(toml_here(reader)))
        reader->at++;

    return true;
}

/* What ends a string: a quote, or three; a quote that more of them follow is content. */
static bool
at_close(const TomlReader *reader, Str close)
{
    const Str rest = rest_of(reader);

    return str_starts_with(rest, close) &&
           (close.size == 1 || !str_starts_with(str_slice(rest, 1, rest.size), close));
}

bool
toml_string(TomlReader *reader, Buf *ret_value)
{
    const Str rest = rest_of(reader);
    const char quote = toml_here(reader);
    const bool lines = rest.size >= 3 && rest.data[1] == quote && rest.data[2] == quote;
    const Str close = str_slice(rest, 0, lines ? 3 : 1);

    reader->at += close.size;

    if (lines && str_starts_with(rest_of(reader), STR("\r\n")))
        reader->at += 2;
    else if (lines)
        (void)toml_take(reader, '\n');

    while (!at_close(reader, close))
    {
        const char byte = toml_here(reader);

        if (byte == '\0' || (byte == '\n' && !lines))
            return toml_refuse(reader, "the string is not closed");

        reader->at++;

        if (byte != '\\' || quote == '\'')
            buf_append_char(ret_value, byte);
        else if (!take_escape(reader, lines, ret_value))
            return false;
    }

    reader->at += close.size;

    return true;
}
