/*
 * undo_mark.c
 *    Lines behind which a file undoes what stands before them, as tools have it that pawl does
 *    not read.
 */
#include "source/undo_mark.h"

#include "base/macro.h"
#include "source/lines.h"

enum
{
    MARK_WITHIN = 1024 * 1024, /* behind that a file is rows, not what undoes them */
};

/* What such a line says, without its dashes, and who says it. */
static const struct
{
    Str words;
    const char *tool;
} MARKS[] = {
    {{"+micrate down", 13}, "micrate"},
    {{"rambler down", 12}, "rambler"},
    {{"down migration", 14}, "node-pg-migrate"},
    {{"create above / drop below", 25}, "tern"},
    {{"//@undo", 7}, "MyBatis Migrations"},
    {{"@undo", 5}, "MyBatis Migrations"},
    {{"!downs", 6}, "Play's evolutions"},
    {{"migrator:down", 13}, "another tool"},
    {{"rollback below", 14}, "another tool"},
    {{"@down", 5}, "another tool"},
    {{"down", 4}, "another tool"},
};

static bool
is_edge(char byte)
{
    return byte == '-' || byte == '#' || byte == ' ' || byte == '\t';
}

/* "---- create above / drop below ----", "# --- !Downs". */
static Str
words_of(Str line)
{
    size_t start = 0;
    size_t end = line.size;

    while (start < end && is_edge(line.data[start]))
        start++;
    while (end > start && is_edge(line.data[end - 1]))
        end--;

    return str_slice(line, start, end);
}

static bool
is_comment(Str line)
{
    const Str trimmed = str_trim(line);

    return str_starts_with(trimmed, STR("--")) || str_starts_with(trimmed, STR("#"));
}

static const char *
tool_of(Str comment)
{
    for (size_t index = 0; index < LENGTH_OF(MARKS); index++)
    {
        if (str_equal_nocase(words_of(comment), MARKS[index].words))
            return MARKS[index].tool;
    }

    return NULL;
}

/* A template leaves the mark alone, or what undoes the file commented out: that does no harm. */
const char *
undo_mark_find(Str text, size_t *ret_offset)
{
    Lines lines = {.text = str_slice(text, 0, text.size < MARK_WITHIN ? text.size : MARK_WITHIN)};
    const char *tool = NULL;
    Line line;

    while (lines_next(&lines, &line))
    {
        if (!is_comment(line.text))
        {
            if (tool != NULL && str_trim(line.text).size > 0)
                return tool;
            continue;
        }

        if (tool == NULL)
        {
            tool = tool_of(line.text);
            *ret_offset = line.offset;
        }
    }

    return NULL;
}
