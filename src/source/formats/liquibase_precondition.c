/*
 * liquibase_precondition.c
 *    `--preconditions onFail:...` and `--precondition-sql-check ...`: when a changeset runs.
 *
 * Liquibase asks when the changeset's turn comes, and so does pawl.  What it says of one that was
 * not met is HALT (an error, the default), MARK_RAN (it counts as run) or WARN (it runs).  CONTINUE
 * would ask anew at every run for ever, and an error of the database is no answer.
 */
#include "source/formats/liquibase_precondition.h"

#include "source/formats/liquibase_lines.h"

void
liquibase_guards_init(LiquibaseGuards *guards, Str text, Arena *arena)
{
    *guards = (LiquibaseGuards){
        .list = ARENA_ARRAY(arena, Guard, liquibase_count(text, LIQUIBASE_CHANGESET) + 1),
        .questions =
            ARENA_ARRAY(arena, GuardQuestion, liquibase_count(text, LIQUIBASE_PRECONDITION) + 1)};
}

static void
end_changeset(LiquibaseGuards *guards, size_t offset)
{
    Guard *guard = &guards->open;

    guard->end = offset;

    if (guard->question_count == 0 || guards->warns)
        return;

    guards->any_skip = guards->any_skip || guard->skips;
    guards->list[guards->count++] = *guard;
}

void
liquibase_guards_changeset(LiquibaseGuards *guards, size_t offset)
{
    end_changeset(guards, offset);
    guards->open =
        (Guard){.questions = &guards->questions[guards->question_count], .start = offset};
    guards->warns = false;
}

bool
liquibase_guards_attributes(LiquibaseGuards *guards, Str words, const char **ret_hint)
{
    Str value;

    while (words.size > 0)
    {
        const Str word = liquibase_cut_word(&words);
        const bool on_fail = liquibase_attribute(word, "onFail", &value);

        if (!on_fail && !liquibase_attribute(word, "onError", &value))
            continue;
        if (on_fail && str_equal_nocase(value, STR("MARK_RAN")))
            guards->open.skips = true;
        else if (on_fail && str_equal_nocase(value, STR("WARN")))
            guards->warns = true;
        else if (!str_equal_nocase(value, STR("HALT")))
        {
            *ret_hint = on_fail ? "onFail may be HALT, MARK_RAN or WARN: with anything else nobody "
                                  "could tell from the ledger whether the changeset counts as run."
                                : "onError may be HALT: that the database could not be asked is no "
                                  "answer.  Write the query so that it always has one.";
            return false;
        }
    }

    return true;
}

/* "'0'" as well as "0"; double quotes are gone. */
static Str
unquote(Str text)
{
    const bool quoted = text.size > 1 && text.data[0] == '\'' && str_ends_with(text, STR("'"));

    return quoted ? str_slice(text, 1, text.size - 1) : text;
}

bool
liquibase_guards_question(LiquibaseGuards *guards, Str words, size_t offset, const char **ret_hint)
{
    Str rest = words;
    const Str type = liquibase_cut_word(&rest);
    Str expected = {0};

    if (!str_equal_nocase(type, STR("-sql-check")))
    {
        *ret_hint = "Ask it in SQL: --precondition-sql-check expectedResult:0 SELECT count(*) ...";
        return false;
    }

    const bool said = liquibase_attribute(liquibase_cut_word(&rest), "expectedResult", &expected);
    Str sql = str_trim(rest);

    while (str_ends_with(sql, STR(";")))
        sql = str_trim(str_slice(sql, 0, sql.size - 1));

    if (!said || sql.size == 0)
    {
        *ret_hint = "Write --precondition-sql-check expectedResult:VALUE SELECT ...";
        return false;
    }

    guards->open.question_count++;
    guards->questions[guards->question_count++] =
        (GuardQuestion){.sql = sql, .expected = unquote(expected), .offset = offset};

    return true;
}

bool
liquibase_guards_end(LiquibaseGuards *guards, const FormatRequest *request,
                     const ExpandRules *rules, Arena *arena, Error *err)
{
    end_changeset(guards, request->text.size);

    for (size_t index = 0; index < guards->question_count; index++)
    {
        GuardQuestion *question = &guards->questions[index];
        const ExpandRange range = {.from = (size_t)(question->sql.data - request->text.data),
                                   .to = (size_t)(question->sql.data - request->text.data) +
                                         question->sql.size};
        const ExpandRequest expand = {.path = request->path,
                                      .text = request->text,
                                      .rules = rules,
                                      .ranges = &range,
                                      .range_count = 1};
        Substitutions ignored;
        Str text;

        if (str_find(question->sql, 0, rules->open) == question->sql.size)
            continue;
        if (!expand_text(&expand, arena, &text, &ignored, err))
            return false;

        /* All of the file, of which only the question has changed. */
        question->sql = str_slice(text, range.from, text.size - (request->text.size - range.to));
    }

    return true;
}
