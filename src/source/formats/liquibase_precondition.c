/*
 * liquibase_precondition.c
 *    `--preconditions onFail:...` and `--precondition-...`: when a changeset runs.
 *
 * Liquibase asks when the changeset's turn comes, and so does pawl.  What it says of one that was
 * not met is HALT (an error, the default), MARK_RAN (it counts as run) or WARN (it runs).  CONTINUE
 * would ask anew at every run for ever, and an error of the database is no answer.
 */
#include "source/formats/liquibase_precondition.h"

#include "source/formats/liquibase_lines.h"
#include "source/place.h"

void
liquibase_guards_init(LiquibaseGuards *guards, Str text, Arena *arena)
{
    const size_t room = liquibase_count(text, LIQUIBASE_PRECONDITION) + 1;

    *guards = (LiquibaseGuards){
        .list = ARENA_ARRAY(arena, Guard, liquibase_count(text, LIQUIBASE_CHANGESET) + 1),
        .questions = ARENA_ARRAY(arena, GuardQuestion, room),
        .words = ARENA_ARRAY(arena, Str, room)};
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

/* ---- questions ---- */

typedef struct Kind
{
    Str type;
    const char *hint; /* how it is written */
    Str object;       /* what names the object; empty: it is a query */
    bool view;
} Kind;

static const Kind KINDS[] = {
    {{"-sql-check", 10},
     "Write --precondition-sql-check expectedResult:VALUE SELECT ...",
     {0},
     false},
    {{"-table-exists", 13},
     "Write --precondition-table-exists table:NAME schema:NAME, or without the schema.",
     {"table:", 6},
     false},
    {{"-view-exists", 12},
     "Write --precondition-view-exists view:NAME schema:NAME, or without the schema.",
     {"view:", 5},
     true},
};

static const Kind *
find_kind(Str type)
{
    for (size_t index = 0; index < LENGTH_OF(KINDS); index++)
    {
        if (str_equal_nocase(type, KINDS[index].type))
            return &KINDS[index];
    }

    return NULL;
}

bool
liquibase_guards_question(LiquibaseGuards *guards, Str words, size_t offset, const char **ret_hint)
{
    Str rest = words;

    if (find_kind(liquibase_cut_word(&rest)) == NULL)
    {
        *ret_hint = "Liquibase has sql-check, table-exists and view-exists in such files; ask in "
                    "SQL: --precondition-sql-check expectedResult:0 SELECT count(*) ...";
        return false;
    }

    guards->open.question_count++;
    guards->words[guards->question_count] = words;
    guards->questions[guards->question_count++] =
        (GuardQuestion){.words = str_slice(words, 1, words.size), .offset = offset};

    return true;
}

/* "expectedResult:VALUE SELECT ...", of which Liquibase needs no more than VALUE. */
static MUST_CHECK bool
take_query(Str body, GuardQuestion *question)
{
    const Str name = STR("expectedResult:");
    const bool named = str_starts_with_nocase(body, name);
    Str rest = named ? str_slice(body, name.size, body.size) : body;

    question->expected = liquibase_cut_value(&rest);
    question->sql = str_trim(rest);

    while (str_ends_with(question->sql, STR(";")))
        question->sql = str_trim(str_slice(question->sql, 0, question->sql.size - 1));

    return question->sql.size > 0 &&
           (named || !str_equal_nocase(question->expected, STR("select")));
}

/*
 * The word behind the last such name, wherever that stands, as Liquibase finds it.  False if a dot
 * follows, which it does not look at: "s.t" would be a table "s".
 */
static MUST_CHECK bool
find_word(Str body, Str name, Str *ret_word)
{
    bool dotted = false;

    *ret_word = (Str){0};

    for (size_t at = 0; at + name.size < body.size; at++)
    {
        const size_t start = at + name.size;
        size_t end = start;

        if (!str_starts_with_nocase(str_slice(body, at, body.size), name))
            continue;

        while (end < body.size && char_is_word(body.data[end]))
            end++;

        if (end == start)
            continue;

        *ret_word = str_slice(body, start, end);
        dotted = end < body.size && body.data[end] == '.';
    }

    return !dotted;
}

static MUST_CHECK bool
take_object(Str body, const Kind *kind, GuardQuestion *question)
{
    GuardObject *object = &question->object;

    object->view = kind->view;
    question->expected = STR("1");

    return find_word(body, kind->object, &object->name) &&
           find_word(body, STR("schema:"), &object->schema) && object->name.size > 0;
}

/* The words, with the values of their properties. */
static MUST_CHECK bool
expand_words(const FormatRequest *request, const ExpandRules *rules, Arena *arena, Str *words,
             Error *err)
{
    const size_t from = (size_t)(words->data - request->text.data);
    const ExpandRange range = {.from = from, .to = from + words->size};
    const ExpandRequest expand = {.path = request->path,
                                  .text = request->text,
                                  .rules = rules,
                                  .ranges = &range,
                                  .range_count = 1};
    Substitutions ignored;
    Str text;

    if (str_find(*words, 0, rules->open) == words->size)
        return true;
    if (!expand_text(&expand, arena, &text, &ignored, err))
        return false;

    /* All of the file, of which only these have changed. */
    *words = str_slice(text, range.from, text.size - (request->text.size - range.to));

    return true;
}

static MUST_CHECK bool
refuse(const FormatRequest *request, size_t offset, const char *hint, Error *err)
{
    const size_t end = str_find_char(request->text, offset, '\n');

    (void)place_error(err, request->path, request->text, offset,
                      "\"" STR_FORMAT "\" has no meaning to pawl",
                      STR_ARGS(str_trim(str_slice(request->text, offset, end))));

    return error_hint(err, "%s", hint);
}

bool
liquibase_guards_end(LiquibaseGuards *guards, const FormatRequest *request,
                     const ExpandRules *rules, Arena *arena, Error *err)
{
    end_changeset(guards, request->text.size);

    for (size_t index = 0; index < guards->question_count; index++)
    {
        GuardQuestion *question = &guards->questions[index];
        Str body = guards->words[index];

        if (!expand_words(request, rules, arena, &body, err))
            return false;

        const Kind *kind = find_kind(liquibase_cut_word(&body));

        if (kind == NULL || !(kind->object.size == 0 ? take_query(str_trim(body), question)
                                                     : take_object(body, kind, question)))
            return refuse(request, question->offset, kind == NULL ? "" : kind->hint, err);
    }

    return true;
}
