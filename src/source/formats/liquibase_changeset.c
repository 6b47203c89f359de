/*
 * liquibase_changeset.c
 *    `--changeset author:id ...`, and what its attributes ask for.
 *
 * An attribute that Liquibase does not know means nothing to it, and nothing here.  What decides
 * when a changeset runs and cannot be honoured is refused rather than ignored.  splitStatements and
 * stripComments change how SQL is sent, and not what it does: pawl's splitter knows where a
 * statement ends, and comments do no harm.
 */
#include "source/formats/liquibase_changeset.h"

#include "source/formats/liquibase_lines.h"

/* What pawl cannot honour, by the value that leaves a changeset as it is. */
static const struct
{
    const char *name;
    const char *harmless;
} REFUSED[] = {{"runWith", "jdbc"}, {"contexts", ""}};

static bool
is_refused(Str word)
{
    for (size_t index = 0; index < LENGTH_OF(REFUSED); index++)
    {
        Str value;

        if (liquibase_attribute(word, REFUSED[index].name, &value))
            return !str_equal_nocase(value, str_from(REFUSED[index].harmless));
    }

    return false;
}

/* A delimiter is a text; a pattern is more than pawl can tell apart from SQL. */
static bool
take_delimiter(Str value, LiquibaseDelimiter *ret_delimiter)
{
    const Str feed = STR("\\n");
    const bool alone =
        str_starts_with(value, feed) || str_equal_nocase(value, STR("go")); /* "cargo" is none */

    if (str_starts_with(value, feed))
        value = str_slice(value, feed.size, value.size);

    for (size_t index = 0; index < value.size; index++)
    {
        if (value.data[index] == '\\' || value.data[index] == '|' || value.data[index] == '*')
            return false;
    }

    *ret_delimiter = STR_IS(value, ";") ? (LiquibaseDelimiter){0}
                                        : (LiquibaseDelimiter){.text = value, .alone = alone};

    return value.size > 0;
}

size_t
liquibase_delimiter_at(const LiquibaseDelimiter *delimiter, Str line)
{
    const Str text = str_trim_end(line);
    const size_t size = delimiter->text.size;

    if (size == 0 || text.size < size)
        return line.size;

    const size_t at = text.size - size;
    const bool there = str_equal_nocase(str_slice(text, at, text.size), delimiter->text) &&
                       (!delimiter->alone || str_trim(text).size == size);

    return there ? at : line.size;
}

/* The contexts and labels of one changeset, which are about it together. */
typedef struct Filter
{
    Str contexts;
    Str labels;
} Filter;

static bool
take_attribute(Str word, const LiquibaseSettings *settings, Filter *filter,
               LiquibaseChangeset *changeset)
{
    const char *engine = settings->request.engine;
    Str value;

    if (liquibase_attribute(word, "runInTransaction", &value))
        changeset->no_transaction = str_equal_nocase(value, STR("false"));
    else if (liquibase_attribute(word, "runOnChange", &value))
        changeset->habits.on_change = str_equal_nocase(value, STR("true"));
    else if (liquibase_attribute(word, "runAlways", &value))
        changeset->habits.always = str_equal_nocase(value, STR("true"));
    else if (liquibase_attribute(word, "failOnError", &value))
        changeset->habits.may_fail = str_equal_nocase(value, STR("false"));
    else if (liquibase_attribute(word, "ignore", &value))
        changeset->left_out = changeset->left_out || str_equal_nocase(value, STR("true"));
    else if (liquibase_attribute(word, "endDelimiter", &value))
        return take_delimiter(value, &changeset->delimiter);
    else if (liquibase_attribute(word, "rollbackEndDelimiter", &value))
        return take_delimiter(value, &changeset->rollback_delimiter);
    else if (liquibase_attribute(word, "contextFilter", &value) ||
             (filter->contexts.size == 0 && liquibase_attribute(word, "context", &value)))
        filter->contexts = value;
    else if (liquibase_attribute(word, "logicalFilePath", &value))
        changeset->logical_file = value;
    else if (liquibase_attribute(word, "labels", &value))
        filter->labels = value;
    else if (liquibase_attribute(word, "dbms", &value))
    {
        changeset->left_out =
            changeset->left_out || (engine != NULL && !liquibase_is_for(value, engine));
        return engine != NULL;
    }

    return !is_refused(word);
}

/* The word that has the value is what is refused. */
static void
apply_filter(const Filter *filter, const LiquibaseSettings *settings, LiquibaseChangeset *changeset)
{
    bool wants = true;

    if (liquibase_wants(settings, filter->contexts, (Str){0}, &wants))
        changeset->left_out = changeset->left_out || !wants;
    else if (changeset->refused.size == 0)
        changeset->refused = filter->contexts;

    if (liquibase_wants(settings, (Str){0}, filter->labels, &wants))
        changeset->left_out = changeset->left_out || !wants;
    else if (changeset->refused.size == 0)
        changeset->refused = filter->labels;
}

bool
liquibase_changeset(Str words, const LiquibaseSettings *settings, LiquibaseChangeset *ret_changeset)
{
    LiquibaseChangeset *changeset = ret_changeset;
    const bool quoted = str_starts_with(words, STR("\""));
    const size_t colon = str_find_char(words, quoted ? str_find_char(words, 1, '"') : 0, ':');
    Str rest = colon < words.size ? str_slice(words, colon + 1, words.size) : (Str){0};
    Filter filter = {0};

    *changeset =
        (LiquibaseChangeset){.author = liquibase_unquote(str_trim(str_slice(words, 0, colon))),
                             .id = liquibase_unquote(liquibase_cut_word(&rest))};

    for (Str word = liquibase_cut_word(&rest); word.size > 0; word = liquibase_cut_word(&rest))
    {
        if (!take_attribute(word, settings, &filter, changeset) && changeset->refused.size == 0)
            changeset->refused = word;
    }

    apply_filter(&filter, settings, changeset);

    return changeset->author.size > 0 && changeset->id.size > 0;
}
