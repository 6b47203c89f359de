/*
 * clickhouse_tokens.c
 *    Prints the tokens of ClickHouse SQL: one line of JSON for each file.
 *
 *     clickhouse_tokens FILE...
 *     [["word", 6], ["space", 7], ["number", 8], ["error", 9]]    kind, and offset of the end
 *
 * For the differential test; each file is one text, at whose start no byte order mark is skipped.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "engines/clickhouse/parse/lex.h"

enum
{
    FILE_SIZE_MAX = 64 * 1024 * 1024,
};

static const char *const KINDS[] = {
    [CLICKHOUSE_TOKEN_SPACE] = "space",      [CLICKHOUSE_TOKEN_LINE_COMMENT] = "comment",
    [CLICKHOUSE_TOKEN_COMMENT] = "comment",  [CLICKHOUSE_TOKEN_WORD] = "word",
    [CLICKHOUSE_TOKEN_NUMBER] = "number",    [CLICKHOUSE_TOKEN_STRING] = "string",
    [CLICKHOUSE_TOKEN_QUOTED_NAME] = "name", [CLICKHOUSE_TOKEN_OPEN] = "open",
    [CLICKHOUSE_TOKEN_CLOSE] = "close",      [CLICKHOUSE_TOKEN_COMMA] = "comma",
    [CLICKHOUSE_TOKEN_DOT] = "dot",          [CLICKHOUSE_TOKEN_SEMICOLON] = "semicolon",
    [CLICKHOUSE_TOKEN_SYMBOL] = "symbol",    [CLICKHOUSE_TOKEN_ERROR] = "error",
};

static void
print_tokens(Str text)
{
    ClickhouseLexer lexer = clickhouse_lexer(text, true);
    ClickhouseToken token = clickhouse_lex(&lexer);
    const char *separator = "[";

    for (; token.kind != CLICKHOUSE_TOKEN_END; token = clickhouse_lex(&lexer))
    {
        (void)printf("%s[\"%s\", %zu]", separator, KINDS[token.kind], lexer.offset);
        separator = ", ";
    }

    (void)printf("%s]\n", text.size == 0 ? "[" : "");
}

int
main(int argc, char *argv[])
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    for (int index = 1; index < argc; index++)
    {
        SCOPED_BUF file = {0};

        if (!file_read(AT_FDCWD, argv[index], FILE_SIZE_MAX, ERROR_SOURCE, &file, &err))
        {
            (void)fprintf(stderr, "%s\n", err.message);
            return EXIT_FAILURE;
        }

        print_tokens(buf_str(&file));
    }

    return EXIT_SUCCESS;
}
