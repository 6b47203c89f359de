/*
 * liquibase_lines.c
 *    The lines of Liquibase's formatted SQL, and which of them are commands.
 */
#include "source/formats/liquibase_lines.h"

#include "base/macro.h"

/* ---- words ---- */

Str
liquibase_cut_word(Str *rest)
{
    const Str text = str_trim(*rest);
    bool quoted = false;
    size_t end = 0;

    for (; end < text.size && (quoted || !char_is_space(text.data[end])); end++)
    {
        if (text.data[end] == '"')
            quoted = !quoted;
    }

    *rest = str_slice(text, end, text.size);

    return str_slice(text, 0, end);
}

Str
liquibase_cut_value(Str *rest)
{
    const Str text = str_trim(*rest);
    const char quote = text.size > 0 ? text.data[0] : '\0';
    const size_t close = quote == '"' || quote == '\'' ? str_find_char(text, 1, quote) : text.size;

    if (close == text.size)
        return liquibase_cut_word(rest);

    *rest = str_slice(text, close + 1, text.size);

    return str_slice(text, 1, close);
}

Str
liquibase_unquote(Str text)
{
    const bool quoted = text.size > 1 && text.data[0] == '"' && str_ends_with(text, STR("\""));

    return quoted ? str_slice(text, 1, text.size - 1) : text;
}

bool
liquibase_attribute(Str word, const char *name, Str *ret_value)
{
    const Str wanted = str_from(name);

    if (!str_starts_with_nocase(word, wanted) || word.size == wanted.size ||
        word.data[wanted.size] != ':')
        return false;

    *ret_value = liquibase_unquote(str_slice(word, wanted.size + 1, word.size));

    return true;
}

/* ---- commands ---- */

/* What a command is, by its first word and what may follow that. */
static const struct
{
    Str word;
    const char *behind; /* what may stand behind the word, besides white space */
    LiquibaseKind kind;
} COMMANDS[] = {
    {{"changeset", 9}, "", LIQUIBASE_CHANGESET},
    {{"rollback", 8}, "", LIQUIBASE_ROLLBACK},
    {{"preconditions", 13}, "", LIQUIBASE_PRECONDITIONS},
    {{"precondition", 12}, "-", LIQUIBASE_PRECONDITION},
    {{"property", 8}, "", LIQUIBASE_PROPERTY},
    {{"ignoreLines", 11}, ":", LIQUIBASE_HIDDEN},
};

static bool
is_behind(const char *allowed, Str rest)
{
    return rest.size == 0 || char_is_space(rest.data[0]) ||
           (allowed[0] != '\0' && rest.data[0] == allowed[0]);
}

/*
 * A changeset that is not seen as one would become part of the one before it.  With one dash it is
 * none either, but SQL may have a line that begins with a minus.  All else is a comment, also the
 * "--rollback:" that Atlas writes (Liquibase 4.33).
 */
static LiquibaseKind
almost(LiquibaseKind kind, bool two)
{
    return two && kind == LIQUIBASE_CHANGESET ? LIQUIBASE_MISTAKE : LIQUIBASE_SQL;
}

static LiquibaseKind
command_of(Str line, Str *ret_words)
{
    const Str trimmed = str_trim(line);
    const bool two = str_starts_with(trimmed, STR("--"));

    if (!two && !str_starts_with(line, STR("-")))
        return LIQUIBASE_SQL;

    const Str words = str_trim(str_slice(trimmed, two ? 2 : 1, trimmed.size));

    for (size_t index = 0; index < LENGTH_OF(COMMANDS); index++)
    {
        if (!str_starts_with_nocase(words, COMMANDS[index].word))
            continue;

        const Str rest = str_slice(words, COMMANDS[index].word.size, words.size);

        if (!is_behind(COMMANDS[index].behind, rest))
            return almost(COMMANDS[index].kind, two);
        if (!two)
            return rest.size > 0 ? LIQUIBASE_MISTAKE : LIQUIBASE_SQL;

        *ret_words = str_trim(rest);

        return COMMANDS[index].kind;
    }

    return LIQUIBASE_SQL;
}

/* Slash and asterisk, "liquibase rollback", and nothing else on the line. */
static bool
opens_rollback(Str line)
{
    Str rest = str_trim(line);

    if (!str_starts_with(rest, STR("/*")))
        return false;

    rest = str_trim(str_slice(rest, 2, rest.size));

    if (!str_starts_with_nocase(rest, STR("liquibase")))
        return false;

    rest = str_slice(rest, sizeof("liquibase") - 1, rest.size);

    return str_equal_nocase(str_trim(rest), STR("rollback"));
}

static void
take_rollback_line(LiquibaseLines *lines, Str line, Str *ret_words)
{
    const Str trimmed = str_trim_end(line);
    const Str close = STR("*/");

    lines->in_rollback = !str_ends_with(trimmed, close);
    *ret_words = lines->in_rollback ? trimmed : str_slice(trimmed, 0, trimmed.size - close.size);
}

static void
begin_ignoring(LiquibaseLines *lines, Str words)
{
    const Str count =
        str_starts_with(words, STR(":")) ? str_trim(str_slice(words, 1, words.size)) : words;

    if (!str_to_u64(count, &lines->to_ignore))
        lines->ignoring = str_equal_nocase(count, STR("start"));
}

bool
liquibase_next(LiquibaseLines *lines, Line *ret_line, LiquibaseKind *ret_kind, Str *ret_words)
{
    *ret_words = (Str){0};
    *ret_kind = LIQUIBASE_HIDDEN;

    if (!lines_next(&lines->lines, ret_line))
        return false;

    if (lines->in_rollback)
    {
        take_rollback_line(lines, ret_line->text, ret_words);
        *ret_kind = LIQUIBASE_ROLLBACK;
        return true;
    }

    if (lines->to_ignore > 0)
    {
        lines->to_ignore--;
        return true;
    }

    const LiquibaseKind kind = command_of(ret_line->text, ret_words);

    if (kind == LIQUIBASE_HIDDEN)
        begin_ignoring(lines, *ret_words);
    else if (!lines->ignoring)
        *ret_kind = kind;

    if (*ret_kind == LIQUIBASE_SQL && opens_rollback(ret_line->text))
    {
        *ret_kind = LIQUIBASE_ROLLBACK;
        lines->in_rollback = true;
        lines->rollback_at = ret_line->offset;
    }

    return true;
}

size_t
liquibase_count(Str text, LiquibaseKind wanted)
{
    LiquibaseLines lines = {.lines.text = text};
    LiquibaseKind kind;
    Line line;
    Str words;
    size_t count = 0;

    while (liquibase_next(&lines, &line, &kind, &words))
        count += kind == wanted ? 1 : 0;

    return count;
}
