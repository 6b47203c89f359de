/*
 * exception.c
 *    What ClickHouse says when it refuses: "Code: 60. DB::Exception: ...".
 */
#include "engines/clickhouse/wire/exception.h"

static Str
skip_number(Str text)
{
    size_t digits = 0;

    while (digits < text.size && char_is_digit(text.data[digits]))
        digits++;

    return str_slice(text, 0, digits);
}

/* "Syntax error: failed at position 25 ('x') (line 2, col 3)": counted in bytes, from 1. */
static size_t
find_position(Str message)
{
    const Str words = STR("failed at position ");
    const size_t at = str_find(message, 0, words);
    uint64_t position = 0;

    if (at == message.size)
        return SIZE_MAX;

    const Str number = skip_number(str_slice(message, at + words.size, message.size));

    return str_to_u64(number, &position) && position > 0 ? (size_t)position - 1 : SIZE_MAX;
}

bool
clickhouse_exception_parse(Str text, ClickhouseException *ret_exception)
{
    const Str prefix = STR("Code: ");
    const Str class_name = STR("DB::Exception: ");
    uint64_t code = 0;

    if (!str_starts_with(text, prefix))
        return false;

    const Str number = skip_number(str_slice(text, prefix.size, text.size));
    const Str rest = str_slice(text, prefix.size + number.size, text.size);

    if (!str_to_u64(number, &code) || code > UINT32_MAX || rest.size == 0 ||
        (rest.data[0] != '.' && rest.data[0] != ','))
        return false;

    const size_t at = str_find(rest, 0, class_name);
    const Str message = at == rest.size ? rest : str_slice(rest, at + class_name.size, rest.size);

    *ret_exception = (ClickhouseException){
        .code = (unsigned)code, .message = str_trim(message), .position = find_position(message)};

    return true;
}

/* Behind the text stand a line with its size and the tag, and the fence again. */
static Str
without_closing_fence(Str text)
{
    size_t end = str_find(text, 0, STR("__exception__"));

    if (end == text.size)
        return text;

    text = str_trim_end(str_slice(text, 0, end));

    for (end = text.size; end > 0 && text.data[end - 1] != '\n';)
        end--;

    return str_trim_end(str_slice(text, 0, end));
}

bool
clickhouse_exception_find(Str answer, Str *ret_text)
{
    const Str fence = STR("__exception__\r\n");
    ClickhouseException ignored;
    size_t at = str_find(answer, 0, fence);

    if (at < answer.size)
    {
        /* The fence, a line with the tag, then the text. */
        at = str_find(answer, at + fence.size, STR("\r\n"));
        *ret_text =
            without_closing_fence(str_slice(answer, at < answer.size ? at + 2 : at, answer.size));
        return true;
    }

    for (at = 0; at < answer.size; at = str_find_char(answer, at, '\n') + 1)
    {
        *ret_text = str_slice(answer, at, answer.size);

        if (clickhouse_exception_parse(*ret_text, &ignored))
            return true;
        if (str_find_char(answer, at, '\n') == answer.size)
            break;
    }

    return false;
}

static ErrorKind
kind_of_code(unsigned code)
{
    static const struct
    {
        unsigned code;
        ErrorKind kind;
    } kinds[] = {
        {81, ERROR_CONFIG},      /* UNKNOWN_DATABASE */
        {164, ERROR_PERMISSION}, /* READONLY */
        {192, ERROR_PERMISSION}, /* UNKNOWN_USER */
        {193, ERROR_PERMISSION}, /* WRONG_PASSWORD */
        {194, ERROR_PERMISSION}, /* REQUIRED_PASSWORD */
        {195, ERROR_PERMISSION}, /* IP_ADDRESS_NOT_ALLOWED */
        {202, ERROR_CONNECT},    /* TOO_MANY_SIMULTANEOUS_QUERIES */
        {291, ERROR_PERMISSION}, /* DATABASE_ACCESS_DENIED */
        {497, ERROR_PERMISSION}, /* ACCESS_DENIED */
        {516, ERROR_PERMISSION}, /* AUTHENTICATION_FAILED */
    };

    for (size_t index = 0; index < LENGTH_OF(kinds); index++)
    {
        if (kinds[index].code == code)
            return kinds[index].kind;
    }

    return ERROR_STATEMENT;
}

static bool
is_about_credentials(unsigned code)
{
    return (code >= 192 && code <= 194) || code == 516;
}

bool
clickhouse_exception_error(Str text, const ClickhouseException *exception, Error *err)
{
    /* One line for the message; a stack trace or a repeated query stays in the server's text. */
    const Str first_line =
        str_slice(exception->message, 0, str_find_char(exception->message, 0, '\n'));

    (void)error_set(err, kind_of_code(exception->code), STR_FORMAT, STR_ARGS(str_trim(first_line)));
    err->code = arena_printf(err->arena, "%u", exception->code);
    err->server = str_terminate(err->arena, str_trim(text));

    if (is_about_credentials(exception->code))
        return error_hint(err, "Check the user and the password; a password that lies in a file is "
                               "given with password_file.");

    return false;
}
