/*
 * expand.c
 *    ${NAME} and ${NAME:-default} in the values of the configuration file.
 */
#include "config/expand.h"

#include "base/buf.h"
#include "config/options.h"

static bool
is_variable_name(Str name)
{
    for (size_t index = 0; index < name.size; index++)
    {
        if (!char_is_word(name.data[index]))
            return false;
    }

    return name.size > 0 && !char_is_digit(name.data[0]);
}

/* The reference without its "${" and "}". */
static MUST_CHECK bool
append_reference(Str reference, const char *const *environment, Buf *buf, Error *err)
{
    const size_t separator = str_find(reference, 0, STR(":-"));
    const bool has_default = separator < reference.size;
    const Str name = str_slice(reference, 0, separator);

    if (!is_variable_name(name))
    {
        (void)error_set(err, ERROR_CONFIG, "wrong reference to an environment variable");
        return error_hint(err, "Write ${NAME} or ${NAME:-default}, or $${ for these two "
                               "characters themselves.");
    }

    const char *value = environment_get(environment, name);

    if (value != NULL && (value[0] != '\0' || !has_default))
    {
        buf_append_text(buf, value);
        return true;
    }

    if (!has_default)
    {
        (void)error_set(err, ERROR_CONFIG, "environment variable \"" STR_FORMAT "\" is not set",
                        STR_ARGS(name));
        return error_hint(err, "Set it, or give a default: ${" STR_FORMAT ":-default}.",
                          STR_ARGS(name));
    }

    const Str preset = str_slice(reference, separator + 2, reference.size);

    if (str_find(preset, 0, STR("${")) < preset.size)
        return error_set(err, ERROR_CONFIG,
                         "the default of \"" STR_FORMAT "\" holds another reference",
                         STR_ARGS(name));

    buf_append(buf, preset);

    return true;
}

bool
expand(Str text, const char *const *environment, Arena *arena, const char **ret_text,
       size_t *ret_offset, Error *err)
{
    SCOPED_BUF buf = {0};
    size_t at = 0;

    for (;;)
    {
        const size_t dollar = str_find(text, at, STR("${"));

        buf_append(&buf, str_slice(text, at, dollar));
        *ret_offset = dollar;

        if (dollar == text.size)
            break;

        if (dollar > at && text.data[dollar - 1] == '$')
        {
            buf_append_char(&buf, '{'); /* its "$" has been appended */
            at = dollar + 2;
            continue;
        }

        const size_t end = str_find_char(text, dollar, '}');

        if (end == text.size)
            return error_set(err, ERROR_CONFIG, "\"${\" without \"}\"");
        if (!append_reference(str_slice(text, dollar + 2, end), environment, &buf, err))
            return false;

        at = end + 1;
    }

    *ret_text = arena_copy(arena, buf_text(&buf), buf.size);

    return true;
}
