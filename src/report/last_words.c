/*
 * last_words.c
 *    Why a run failed, short enough for a place that keeps only a little.
 */
#include "report/last_words.h"

#include <stdlib.h>
#include <string.h>

#include "report/text.h"

enum
{
    PART_MAX = 700, /* of the server's text and of the detail, when all of it is too long */
    LINE_MAX_SIZE = 900,
};

static void
render(const Error *err, Buf *text)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);

    if (file == NULL)
        abort();

    text_error(file, false, err);
    (void)fclose(file);
    buf_append(text, (Str){.data = bytes, .size = size});
    free(bytes);
}

/* Cut at a character's end, and say so. */
static const char *
shortened(const char *text, size_t size_max, Arena *arena)
{
    if (text == NULL || strlen(text) <= size_max)
        return text;

    size_t size = size_max;

    while (size > 0 && ((unsigned char)text[size] >> 6) == 2)
        size--;

    return arena_printf(arena, "%.*s ...", (int)size, text);
}

void
last_words(const Error *err, Buf *text)
{
    SCOPED_ARENA scratch = {0};
    Error less = *err;

    render(err, text);

    if (text->size <= LAST_WORDS_MAX)
        return;

    less.message = shortened(err->message, LINE_MAX_SIZE, &scratch);
    less.server = shortened(err->server, PART_MAX, &scratch);
    less.detail = shortened(err->detail, PART_MAX, &scratch);
    less.hint = shortened(err->hint, PART_MAX, &scratch);
    less.place.excerpt = NULL;
    buf_clear(text);
    render(&less, text);

    if (text->size > LAST_WORDS_MAX)
        text->size = LAST_WORDS_MAX;
}

/* A workflow command is one line; https://docs.github.com/actions, "Workflow commands". */
static void
print_escaped(FILE *file, const char *text, bool property)
{
    for (; *text != '\0'; text++)
    {
        const bool escape = *text == '%' || *text == '\r' || *text == '\n' ||
                            (property && (*text == ':' || *text == ','));

        if (escape)
            (void)fprintf(file, "%%%02X", (unsigned)(unsigned char)*text);
        else
            (void)fputc(*text, file);
    }
}

void
last_words_annotation(const Error *err, FILE *results)
{
    (void)fputs("::error ", results);

    if (err->place.file != NULL)
    {
        (void)fputs("file=", results);
        print_escaped(results, err->place.file, true);
        (void)fprintf(results, ",line=%u,col=%u,", err->place.line, err->place.column);
    }

    (void)fputs("title=pawl::", results);
    print_escaped(results, err->message, false);

    if (err->server != NULL)
    {
        (void)fputs("%0A", results);
        print_escaped(results, err->server, false);
    }
    if (err->hint != NULL)
    {
        (void)fputs("%0A", results);
        print_escaped(results, err->hint, false);
    }

    (void)fputs("\n", results);
    (void)fflush(results);
}
