/*
 * marks.c
 *    The marks of a file, gathered while an engine's splitter reads it.
 */
#include "source/marks.h"

#include "source/lines.h"
#include "source/mark.h"

static bool
refuse(const Marks *marks, Str slice, const char *message, const char *hint, Error *err)
{
    (void)script_error(marks->script, slice, err, "%s", message);

    return hint == NULL ? false : error_hint(err, "%s", hint);
}

static MUST_CHECK bool
refuse_unknown(const Marks *marks, Str comment, Str word, Error *err)
{
    const char *message =
        arena_printf(err->arena, "unknown mark \"" STR_FORMAT "\"", STR_ARGS(word));

    (void)refuse(marks, comment, message, NULL, err);

    return error_hint(err, "pawl knows: %s.", mark_words());
}

static bool
alone_on_line(const Marks *marks, Str comment)
{
    const Str text = marks->script->text;
    size_t start = (size_t)(comment.data - text.data);

    while (start > 0 && text.data[start - 1] != '\n' && char_is_space(text.data[start - 1]))
        start--;

    return start == 0 || text.data[start - 1] == '\n';
}

/* The query is asked after a crash, perhaps more than once: it must be one, and read only. */
static MUST_CHECK bool
take_done_when(Marks *marks, Str comment, Str text, Error *err)
{
    if (marks->done_when.size > 0)
        return refuse(marks, comment, "second done-when mark for one statement", NULL, err);
    if (!marks->query(marks->context, text, &marks->done_when))
        return false;

    return marks->done_when.size > 0 ||
           refuse(marks, text, "done-when needs one query",
                  "Write a SELECT of one value that is true once the statement took effect.", err);
}

/* Read without a lexer when the directory is, so only where nothing can hide or fake it. */
static MUST_CHECK bool
check_repeatable(const Marks *marks, Str comment, Error *err)
{
    return marks_find_repeatable(marks->script->text).data == comment.data ||
           refuse(marks, comment, "repeatable stands too late",
                  "It is about the whole file: before it, only empty lines and -- comments may "
                  "stand.",
                  err);
}

bool
marks_take(Marks *marks, Str comment, bool in_statement, Error *err)
{
    const Mark mark = mark_parse(comment);

    if (mark.kind == MARK_NONE)
        return true;
    if (mark.kind == MARK_UNKNOWN)
        return refuse_unknown(marks, comment, mark.argument, err);
    if (in_statement)
        return refuse(marks, comment, "mark inside a statement",
                      "Put it on a line before the statement.", err);
    if (mark.kind == MARK_REPEATABLE)
        return check_repeatable(marks, comment, err);

    if (mark.kind == MARK_NO_TRANSACTION)
    {
        marks->no_transaction = true;
        return true;
    }

    if (!alone_on_line(marks, comment))
        return refuse(marks, comment, "mark behind a statement",
                      "A mark is about the statement after it; put it on a line of its own.", err);
    if (mark.kind == MARK_END)
        return refuse(marks, comment, "end without data before it",
                      "It ends the data of an INSERT ... FORMAT.", err);

    marks->waiting = comment;

    if (mark.kind == MARK_DONE_WHEN)
        return take_done_when(marks, comment, mark.argument, err);

    marks->flags |= STATEMENT_IDEMPOTENT;

    return true;
}

void
marks_give(Marks *marks, Statement *statement)
{
    statement->flags |= marks->flags;
    statement->done_when = marks->done_when;
    marks->flags = 0;
    marks->done_when = marks->waiting = (Str){0};
}

bool
marks_finish(const Marks *marks, Error *err)
{
    return marks->waiting.size == 0 ||
           refuse(marks, marks->waiting, "mark without a statement after it", NULL, err);
}

Str
marks_find_end(Str text)
{
    const Str dashes = STR("--");
    Line line;

    /* The data may be large, and few of its lines look like the mark. */
    for (size_t at = str_find(text, 0, dashes); at < text.size;
         at = str_find(text, line.end, dashes))
    {
        Lines lines = {.text = text, .next = at};

        (void)lines_next(&lines, &line);

        if ((at == 0 || text.data[at - 1] == '\n') && mark_parse(line.text).kind == MARK_END)
            return line.text;
    }

    return str_slice(text, text.size, text.size);
}

Str
marks_find_repeatable(Str text)
{
    Lines lines = {.text = text};
    Line line;

    while (lines_next(&lines, &line))
    {
        const Str trimmed = str_trim(line.text);

        if (mark_parse(trimmed).kind == MARK_REPEATABLE)
            return trimmed;
        if (trimmed.size > 0 && !str_starts_with(trimmed, STR("--")))
            break;
    }

    return (Str){0};
}
