/*
 * text_error.c
 *    An error as lines for people.
 */
#include "report/color.h"
#include "report/text.h"

/* Each line of a text of several, indented. */
static void
print_block(FILE *file, const char *label, const char *text)
{
    Str rest = str_trim_end(str_from(text));

    while (rest.size > 0)
    {
        const Str line = str_cut(&rest, '\n');

        (void)fprintf(file, "  %-8s" STR_FORMAT "\n", label, STR_ARGS(line));
        label = "";
    }
}

static void
print_place(FILE *file, const ErrorPlace *place)
{
    if (place->file == NULL)
        return;

    (void)fprintf(file, "  at      %s:%u:%u\n", place->file, place->line, place->column);

    if (place->excerpt != NULL)
        (void)fputs(place->excerpt, file);
}

void
text_error(FILE *messages, bool color, const Error *err)
{
    (void)fprintf(messages, "%serror:%s %s\n", color ? BOLD RED : "", color ? RESET : "",
                  err->message);
    print_place(messages, &err->place);

    if (err->server != NULL)
        print_block(messages, "server", err->server);
    if (err->code != NULL)
        print_block(messages, "code", err->code);
    if (err->detail != NULL)
        print_block(messages, "detail", err->detail);
    if (err->hint != NULL)
        print_block(messages, "hint", err->hint);

    (void)fflush(messages);
}
