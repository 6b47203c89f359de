/*
 * undo_mark.c
 *    Lines behind which a file undoes what stands before them, in a format that has no such lines.
 */
#include "source/undo_mark.h"

#include "base/macro.h"
#include "source/lines.h"
#include "source/place.h"

enum
{
    MARK_WITHIN = 1024 * 1024, /* behind that a file is rows, not what undoes them */
};

/* What such a line says, without its dashes, and who says it. */
static const struct
{
    Str words;
    const char *tool;
    bool vague;   /* in a file whose name says which way it goes it may be any comment */
    bool options; /* more may follow on the line */
} MARKS[] = {
    {{"+goose down", 11}, "goose", false, true},
    {{"migrate:down", 12}, "dbmate", false, true},
    {{"+migrate down", 13}, "sql-migrate", false, true},
    {{"+micrate down", 13}, "micrate", false, false},
    {{"rambler down", 12}, "rambler", false, false},
    {{"down migration", 14}, "node-pg-migrate", false, false},
    {{"create above / drop below", 25}, "tern", false, false},
    {{"//@undo", 7}, "MyBatis Migrations", false, false},
    {{"@undo", 5}, "MyBatis Migrations", false, false},
    {{"!downs", 6}, "Play's evolutions", false, false},
    {{"migrator:down", 13}, "another tool", true, false},
    {{"rollback below", 14}, "another tool", true, false},
    {{"@down", 5}, "another tool", true, false},
    {{"down", 4}, "another tool", true, false},
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

static bool
says(Str words, Str mark, bool options)
{
    return str_equal_nocase(words, mark) ||
           (options && str_starts_with_nocase(words, mark) && char_is_space(words.data[mark.size]));
}

static const char *
tool_of(Str comment, bool vague)
{
    const Str words = words_of(comment);

    for (size_t index = 0; index < LENGTH_OF(MARKS); index++)
    {
        if ((vague || !MARKS[index].vague) && says(words, MARKS[index].words, MARKS[index].options))
            return MARKS[index].tool;
    }

    return NULL;
}

/* A template leaves the mark alone, or what undoes the file commented out: that does no harm. */
static const char *
find(Str text, bool vague, size_t *ret_offset)
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
            tool = tool_of(line.text, vague);
            *ret_offset = line.offset;
        }
    }

    return NULL;
}

bool
undo_mark_refuse(const char *path, Str text, bool vague, Error *err)
{
    size_t at = 0;
    const char *tool = find(text, vague, &at);

    if (tool == NULL)
        return true;

    return place_error(err, path, text, at,
                       "what stands behind this line undoes the file, as %s has it", tool);
}
