/*
 * fuzz_toml.c
 *    Any bytes as settings in TOML: refused with a place, or properties that can be written down.
 */
#include "fuzz/fuzz.h"

#include "base/buf.h"
#include "source/formats/toml.h"

/* In double quotes, with everything escaped that has to be. */
static void
append_quoted(Buf *text, Str value)
{
    buf_append_char(text, '"');

    for (size_t index = 0; index < value.size; index++)
    {
        const unsigned char byte = (unsigned char)value.data[index];

        if (byte < 0x20 || byte == '"' || byte == '\\')
            buf_printf(text, "\\u%04X", byte);
        else
            buf_append_char(text, value.data[index]);
    }

    buf_append_char(text, '"');
}

/* Each as a line of its own, its whole key in quotes. */
static void
append_flat(Buf *text, const Properties *properties)
{
    for (size_t index = 0; index < properties->count; index++)
    {
        append_quoted(text, properties->list[index].key);
        buf_append(text, STR(" = "));
        append_quoted(text, properties->list[index].value);
        buf_append_char(text, '\n');
    }
}

static void
check_round_trip(const Properties *properties)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF text = {0};
    Error err = ERROR_INIT(&arena);

    append_flat(&text, properties);

    Properties again = {.path = "flat.toml", .text = buf_str(&text)};

    check(toml_parse(&again, &arena, &err), "what was read can be read again");
    check(again.count == properties->count, "as many properties");

    for (size_t index = 0; index < again.count; index++)
    {
        check(str_equal(again.list[index].key, properties->list[index].key), "the same key");
        check(str_equal(again.list[index].value, properties->list[index].value), "the same value");
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Properties properties = {.path = "a.toml", .text = {.data = (const char *)data, .size = size}};

    if (!toml_parse(&properties, &arena, &err))
    {
        check(err.kind == ERROR_SOURCE && err.place.line > 0, "a refusal has its place");
        return 0;
    }

    for (size_t index = 0; index < properties.count; index++)
        check(properties.list[index].offset < size, "a property is in the text");

    check_round_trip(&properties);

    return 0;
}
