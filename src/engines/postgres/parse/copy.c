/*
 * copy.c
 *    The rows behind a COPY ... FROM STDIN: where they stand in a file.
 */
#include "engines/postgres/parse/copy.h"

/* The offset behind a line end, or the same offset if none stands there. */
static size_t
behind_line_end(Str text, size_t at)
{
    if (at + 1 < text.size && text.data[at] == '\r' && text.data[at + 1] == '\n')
        return at + 2;

    return at < text.size && text.data[at] == '\n' ? at + 1 : at;
}

/* The offset of the line that ends the data, or the text's size; the text begins with a line. */
static size_t
find_end(Str lines)
{
    const Str end = STR("\\.");

    for (size_t at = str_find(lines, 0, end); at < lines.size; at = str_find(lines, at + 1, end))
    {
        const size_t behind = at + end.size;

        if ((at == 0 || lines.data[at - 1] == '\n') &&
            (behind == lines.size || behind_line_end(lines, behind) > behind))
            return at;
    }

    return lines.size;
}

const char *
postgres_copy_find(const Content *content, Str text, size_t at, Str *ret_data, size_t *ret_end)
{
    const size_t line_end = str_find_char(text, at, '\n');
    const size_t start = line_end < text.size ? line_end + 1 : text.size;
    Str rest = str_slice(text, start, text.size);
    Str piece = {0};

    if (str_trim(str_slice(text, at, line_end)).size > 0)
        return "must end its line: its data begins on the next one";

    while (content_next(content, &rest, &piece))
    {
        const size_t before = (size_t)(piece.data - text.data);
        const size_t end = find_end(piece);

        if (end == piece.size)
            continue;

        *ret_data = str_slice(text, start, before + end);
        *ret_end = behind_line_end(text, before + end + (sizeof("\\.") - 1));

        return NULL;
    }

    return "has no end of its data: a line \"\\.\"";
}

Str
postgres_copy_whole(const Statement *statement)
{
    const Str data = statement->data;
    const size_t rows = (size_t)(data.data + data.size - statement->text.data);

    return (Str){.data = statement->text.data,
                 .size = statement->has_data ? rows + (sizeof("\\.") - 1) : statement->text.size};
}

size_t
postgres_copy_place(const Script *script, const Statement *statement, uint64_t line)
{
    const Str data = statement->data;
    size_t at = 0;

    if (line == 0 || !statement->has_data)
        return (size_t)(statement->text.data - script->text.data);

    for (; line > 1; line--)
    {
        const size_t end = str_find_char(data, at, '\n');

        if (end + 1 >= data.size)
            break;

        at = end + 1;
    }

    return (size_t)(data.data - script->text.data) + at;
}
