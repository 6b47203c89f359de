/*
 * split_dump.c
 *    Prints how an engine splits files: one line of JSON for each file.
 *
 *     split_dump ENGINE FILE...
 *     {"mode": "transaction", "own": false, "statements":
 *         [{"kind": ..., "flags": ..., "done_when": ..., "at": ..., "text": ..., "parts": [...]}]}
 *     {"error": "...", "line": 3}
 *
 * For the suites split and differential; "parts" are the texts of a transaction that is a step;
 * "at" counts bytes behind a byte order mark. Bytes that are not ASCII are written as \u00XX, one
 * for each byte, so that a reader decodes the JSON and encodes the texts as Latin-1.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "engine/engine.h"

enum
{
    FILE_SIZE_MAX = 64 * 1024 * 1024,
};

static void
append_json(Buf *buf, Str text)
{
    buf_append_char(buf, '"');

    for (size_t index = 0; index < text.size; index++)
    {
        const unsigned char byte = (unsigned char)text.data[index];

        if (byte < ' ' || byte > '~' || byte == '"' || byte == '\\')
            buf_printf(buf, "\\u%04x", byte);
        else
            buf_append_char(buf, (char)byte);
    }

    buf_append_char(buf, '"');
}

static void
append_parts(Buf *buf, const StatementBlock *block)
{
    buf_append_text(buf, ", \"parts\": [");

    for (size_t index = 0; index < (block == NULL ? 0 : block->count); index++)
    {
        buf_append_text(buf, index == 0 ? "" : ", ");
        append_json(buf, block->texts[index]);
    }

    buf_append_char(buf, ']');
}

static void
append_statement(Buf *buf, const Script *script, const Statement *statement)
{
    buf_append_text(buf, "{\"kind\": ");
    append_json(buf, str_from(statement->kind));
    buf_printf(buf, ", \"flags\": %u, \"done_when\": ", statement->flags);
    append_json(buf, statement->done_when);
    buf_printf(buf,
               ", \"at\": %zu, \"text\": ", (size_t)(statement->text.data - script->text.data));
    append_json(buf, statement->text);
    append_parts(buf, statement->block);
    buf_append_char(buf, '}');
}

static void
append_script(Buf *buf, const Script *script)
{
    buf_printf(buf, "{\"mode\": \"%s\", \"own\": %s, \"statements\": [",
               script->mode == SCRIPT_TRANSACTION ? "transaction" : "steps",
               script->own_transaction ? "true" : "false");

    for (size_t index = 0; index < script->count; index++)
    {
        buf_append_text(buf, index == 0 ? "" : ", ");
        append_statement(buf, script, &script->statements[index]);
    }

    buf_append_text(buf, "]}\n");
}

static void
append_error(Buf *buf, const Error *err)
{
    buf_append_text(buf, "{\"error\": ");
    append_json(buf, str_from(err->message));
    buf_printf(buf, ", \"line\": %u}\n", err->place.line);
}

static void
dump(const EngineOps *engine, const char *path, Buf *out)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF text = {0};
    Error err = ERROR_INIT(&arena);
    Script script;
    const Str mark = STR("\xEF\xBB\xBF");
    const bool read = file_read(AT_FDCWD, path, FILE_SIZE_MAX, ERROR_SOURCE, &text, &err);
    ScriptSource source = {.path = path, .text = buf_str(&text)};

    if (str_starts_with(source.text, mark))
        source.text = str_slice(source.text, mark.size, source.text.size);

    if (read && engine->split(NULL, &source, &arena, &script, &err))
        append_script(out, &script);
    else
        append_error(out, &err);
}

int
main(int argc, char *argv[])
{
    const EngineOps *engine = argc < 2 ? NULL : engine_by_name(str_from(argv[1]));
    SCOPED_BUF out = {0};

    if (engine == NULL)
    {
        (void)fprintf(stderr, "usage: split_dump ENGINE FILE...\n");
        return EXIT_FAILURE;
    }

    for (int index = 2; index < argc; index++)
        dump(engine, argv[index], &out);

    return fwrite(out.data, 1, out.size, stdout) == out.size ? EXIT_SUCCESS : EXIT_FAILURE;
}
