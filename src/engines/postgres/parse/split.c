/*
 * split.c
 *    From a migration file to the statements that PostgreSQL would find in it.
 */
#include "engines/postgres/parse/split.h"

#include <assert.h>

#include "engines/postgres/parse/boundary.h"
#include "engines/postgres/parse/classify.h"
#include "engines/postgres/parse/command.h"
#include "engines/postgres/parse/copy.h"
#include "engines/postgres/parse/setting.h"
#include "engines/postgres/parse/shape.h"
#include "source/marks.h"
#include "source/place.h"

enum
{
    STATEMENTS_FIRST = 16,
    WORD_SHOWN_MAX = 24,
};

typedef struct Splitter
{
    Script *script;
    PostgresKind *kinds; /* one for each statement */
    size_t capacity;
    PostgresLexer lexer;
    Marks marks;
    Str database;                   /* that the session is in */
    bool initial_backslash_strings; /* those of the session */
    Str escaped_string;             /* see note_string() */
    Arena *arena;
    Error *err;
} Splitter;

/* ---- errors ---- */

static bool
refuse(const Splitter *splitter, Str slice, const char *message, const char *hint)
{
    return script_refuse(splitter->script, slice, message, hint, splitter->err);
}

/* A backslash outside quotes is never SQL: it is a command of psql. */
static bool
refuse_command(const Splitter *splitter, PostgresCommand command, const char *what,
               const char *hint)
{
    const Str name = command.name.size > WORD_SHOWN_MAX ? str_slice(command.name, 0, WORD_SHOWN_MAX)
                                                        : command.name;

    return refuse(splitter, command.name,
                  arena_printf(splitter->err->arena, "\"" STR_FORMAT "\" %s", STR_ARGS(name), what),
                  hint);
}

/* Between two statements some may be passed over; the lexer goes on behind its line. */
static bool
pass_command(const Splitter *splitter, PostgresLexer *lexer, Str backslash, bool in_statement)
{
    const PostgresCommand command =
        postgres_command_read(splitter->script->text, script_offset(splitter->script, backslash));
    const bool ours = postgres_command_names(command.argument, splitter->database) &&
                      splitter->script->count == 0;

    if (!in_statement && (command.kind == POSTGRES_COMMAND_RESTRICT ||
                          (command.kind == POSTGRES_COMMAND_CONNECT && ours)))
    {
        lexer->offset = command.end;
        return true;
    }

    if (command.kind == POSTGRES_COMMAND_CONNECT)
        return refuse_command(splitter, command, "would leave pawl's connection",
                              "Remove it, or write the dump without --create: pawl works in the "
                              "database of its URL.  Only before the first statement, and with "
                              "the name of that database, it may stand.");

    return refuse_command(splitter, command, "is a command of psql, not SQL",
                          "Only psql understands it; remove it, or write in SQL what it stands "
                          "for.");
}

static bool
check_complete(const Splitter *splitter, const PostgresBoundary *boundary)
{
    if (boundary->parentheses > 0)
        return refuse(splitter, boundary->opened.text, "parenthesis is never closed", NULL);
    if (boundary->in_body)
        return refuse(splitter, boundary->body.text, "BEGIN ATOMIC has no END", NULL);

    return true;
}

/* ---- marks ---- */

static bool read_statement(Splitter *splitter, PostgresLexer *lexer, PostgresBoundary *boundary);

/* A MarksQuery: read by the rules that hold where its mark stands. */
static bool
read_query(void *context, Str text, Str *ret_query)
{
    Splitter *splitter = context;
    PostgresBoundary boundary = {0};
    PostgresLexer lexer = {.text = text, .backslash_strings = splitter->lexer.backslash_strings};

    if (!read_statement(splitter, &lexer, &boundary))
        return false;

    const Str query = postgres_boundary_text(&boundary);
    const PostgresKind kind =
        postgres_classify(query, lexer.backslash_strings, splitter->arena).kind;
    const bool alone = postgres_lex_peek(&lexer).kind == POSTGRES_TOKEN_END;

    *ret_query = alone && (kind == POSTGRES_SELECT || kind == POSTGRES_WITH) ? query : (Str){0};

    return true;
}

/* ---- statements ---- */

/*
 * A transaction is sent as one message, which the server reads as a whole before any SET
 * in it has run.  So remember a string that a SET in this file gives another meaning.
 */
static void
note_string(Splitter *splitter, const PostgresLexer *lexer, PostgresToken token)
{
    const char first = char_lower(token.text.data[0]);

    if (splitter->escaped_string.size == 0 && token.kind == POSTGRES_TOKEN_STRING &&
        (first == '\'' || first == 'n') &&
        lexer->backslash_strings != splitter->initial_backslash_strings &&
        str_find_char(token.text, 0, '\\') < token.text.size)
        splitter->escaped_string = token.text;
}

/* Read up to the semicolon that ends the statement, or to the end of the text. */
static bool
read_statement(Splitter *splitter, PostgresLexer *lexer, PostgresBoundary *boundary)
{
    for (;;)
    {
        const PostgresToken token = postgres_lex_next(lexer);

        if (token.kind == POSTGRES_TOKEN_END)
            return check_complete(splitter, boundary);

        if (token.kind == POSTGRES_TOKEN_LINE_COMMENT)
        {
            if (!marks_take(&splitter->marks, token.text, boundary->first.text.size > 0,
                            splitter->err))
                return false;
        }
        else if (token.kind == POSTGRES_TOKEN_ERROR)
            return refuse(splitter, token.text, token.reason, NULL);
        else if (token.kind == POSTGRES_TOKEN_BACKSLASH)
        {
            if (!pass_command(splitter, lexer, token.text,
                              lexer != &splitter->lexer || boundary->first.text.size > 0))
                return false;
        }
        else if (!postgres_token_is_gap(token))
        {
            note_string(splitter, lexer, token);
            if (postgres_boundary_ends(boundary, token))
                return true;
        }
    }
}

/* A statement is sent alone where it must be: what the server would see as two is a bug here. */
static bool
verify_statement(const Splitter *splitter, Str text)
{
    PostgresLexer lexer = {.text = text, .backslash_strings = splitter->lexer.backslash_strings};
    PostgresBoundary boundary = {0};
    PostgresToken token = postgres_lex_significant(&lexer);

    while (token.kind != POSTGRES_TOKEN_END)
    {
        if (token.kind == POSTGRES_TOKEN_ERROR || postgres_boundary_ends(&boundary, token))
            return error_set(splitter->err, ERROR_INTERNAL, "a statement was split wrongly");

        token = postgres_lex_significant(&lexer);
    }

    return true;
}

/* What pawl has no name for is called by its first word. */
static const char *
kind_title(const Splitter *splitter, PostgresKind kind, PostgresToken first)
{
    if (kind != POSTGRES_OTHER || first.kind != POSTGRES_TOKEN_WORD ||
        first.text.size > WORD_SHOWN_MAX)
        return postgres_kind_title(kind);

    char *title = str_terminate(splitter->arena, first.text);

    for (char *at = title; *at != '\0'; at++)
        *at = (char)(*at - (*at >= 'a' && *at <= 'z' ? 'a' - 'A' : 0));

    return title;
}

/* The rows of a COPY are no SQL: the lexer goes on behind them. */
static bool
take_data(Splitter *splitter, PostgresKind kind, Statement *statement)
{
    PostgresLexer *lexer = &splitter->lexer;

    if (kind == POSTGRES_COPY_TO_STDOUT)
        return refuse(splitter, statement->text, "COPY TO STDOUT has nobody to read it", NULL);
    if (kind != POSTGRES_COPY_FROM_STDIN)
        return script_hash(splitter->script, statement->text, &statement->hash, splitter->err);

    const char *wrong = postgres_copy_find(splitter->script->content, lexer->text, lexer->offset,
                                           &statement->data, &lexer->offset);

    if (wrong != NULL)
        return refuse(splitter, statement->text,
                      arena_printf(splitter->err->arena, "COPY FROM STDIN %s", wrong), NULL);

    statement->has_data = true;

    return script_hash(splitter->script, postgres_copy_whole(statement), &statement->hash,
                       splitter->err);
}

static void
grow(Splitter *splitter)
{
    Script *script = splitter->script;

    if (script->count < splitter->capacity)
        return;

    const size_t capacity = splitter->capacity == 0 ? STATEMENTS_FIRST : splitter->capacity * 2;
    Statement *statements = ARENA_ARRAY(splitter->arena, Statement, capacity);
    PostgresKind *kinds = ARENA_ARRAY(splitter->arena, PostgresKind, capacity);

    for (size_t index = 0; index < script->count; index++)
    {
        statements[index] = script->statements[index];
        kinds[index] = splitter->kinds[index];
    }

    script->statements = statements;
    splitter->kinds = kinds;
    splitter->capacity = capacity;
}

static bool
add_statement(Splitter *splitter, const PostgresBoundary *boundary)
{
    Script *script = splitter->script;
    const bool backslash_strings = splitter->lexer.backslash_strings;
    const Str text = postgres_boundary_text(boundary);
    const PostgresKind kind = postgres_classify(text, backslash_strings, splitter->arena).kind;
    Statement statement = {.text = text, .kind = kind_title(splitter, kind, boundary->first)};

    if (!verify_statement(splitter, text) || !take_data(splitter, kind, &statement))
        return false;

    grow(splitter);
    marks_give(&splitter->marks, &statement);
    splitter->kinds[script->count] = kind;
    script->statements[script->count++] = statement;
    splitter->lexer.backslash_strings = postgres_backslash_strings_after(
        kind, text, splitter->initial_backslash_strings, backslash_strings);

    return true;
}

static bool
split_all(Splitter *splitter)
{
    while (splitter->lexer.offset < splitter->lexer.text.size)
    {
        PostgresBoundary boundary = {0};

        if (!read_statement(splitter, &splitter->lexer, &boundary))
            return false;
        if (boundary.first.text.size > 0 && !add_statement(splitter, &boundary))
            return false;
    }

    return marks_finish(&splitter->marks, splitter->err);
}

/* Whether the server reads the string before it runs the SET that gives it its meaning. */
static bool
is_read_early(const Script *script, Str string)
{
    for (size_t index = 0; index < script->count && script->mode == SCRIPT_STEPS; index++)
    {
        const Statement *statement = &script->statements[index];

        if (string.data >= statement->text.data &&
            string.data < statement->text.data + statement->text.size)
            return statement->block != NULL &&
                   str_contains_nocase(statement->text, STR("standard_conforming_strings"));
    }

    return true;
}

static bool
check_escapes(const Splitter *splitter)
{
    if (splitter->escaped_string.size == 0 ||
        !is_read_early(splitter->script, splitter->escaped_string))
        return true;

    return refuse(splitter, splitter->escaped_string,
                  "what this string means depends on a SET in the same transaction",
                  "The server reads the whole file before it runs the SET.  Write the string "
                  "as E'...', which means the same under either setting.");
}

bool
postgres_split(PostgresSplitRules rules, const ScriptSource *source, Arena *arena,
               Script *ret_script, Error *err)
{
    Str text = source->text;
    const Str byte_order_mark = STR("\xEF\xBB\xBF");

    if (str_starts_with(text, byte_order_mark))
        text = str_slice(text, byte_order_mark.size, text.size);

    Script script = {.path = source->path,
                     .text = text,
                     .substitutions = source->substitutions,
                     .shown = source->shown,
                     .content = source->content,
                     .mode = SCRIPT_TRANSACTION};
    Splitter splitter = {.script = &script,
                         .lexer = {.text = text, .backslash_strings = rules.backslash_strings},
                         .database = rules.database,
                         .initial_backslash_strings = rules.backslash_strings,
                         .marks = {.script = &script,
                                   .query = read_query,
                                   .context = &splitter,
                                   .no_transaction = source->no_transaction},
                         .arena = arena,
                         .err = err};

    if (!split_all(&splitter) ||
        !postgres_shape(&script, splitter.kinds, splitter.marks.no_transaction, arena, err) ||
        !check_escapes(&splitter))
        return false;

    *ret_script = script;

    return true;
}
