/*
 * split.c
 *    From a migration file to the statements that ClickHouse would find in it.
 *
 * One pass finds the statements, a second one over the result proves that none was cut
 * wrongly: statements and what lies between them are lexed again, each for itself.
 */
#include "engines/clickhouse/split.h"

#include "engines/clickhouse/boundary.h"
#include "engines/clickhouse/classify.h"
#include "engines/clickhouse/insert.h"
#include "engines/clickhouse/lex.h"
#include "source/mark.h"
#include "source/place.h"

enum
{
    STATEMENTS_FIRST = 16,
    WORD_SHOWN_MAX = 24,
};

/* What the comments before a statement say about it. */
typedef struct Marks
{
    unsigned flags;
    Str done_when;
    Str comment; /* the last of them; empty if there is none */
} Marks;

/* The statement that is being read; starts as {0}. */
typedef struct Piece
{
    ClickhouseToken first;
    const char *end; /* behind its last token */
    unsigned depth;  /* brackets open */
    Str opened;      /* the outermost of them */
    ClickhouseInsert insert;
    Str data_word; /* the token behind which an INSERT's data begins */
} Piece;

typedef struct Splitter
{
    Script *script;
    size_t capacity;
    unsigned server_version;
    ClickhouseLexer lexer;
    Marks marks;
    Str inline_data; /* from the file's last statement; empty if there is none */
    Arena *arena;
    Error *err;
} Splitter;

/* ---- errors ---- */

static size_t
offset_of(const Splitter *splitter, Str slice)
{
    return (size_t)(slice.data - splitter->script->text.data);
}

static bool
refuse(const Splitter *splitter, Str slice, const char *message, const char *hint)
{
    const Script *script = splitter->script;

    (void)place_error(splitter->err, script->path, script->text, offset_of(splitter, slice), "%s",
                      message);

    return hint == NULL ? false : error_hint(splitter->err, "%s", hint);
}

/* ---- marks ---- */

static bool
alone_on_line(const Splitter *splitter, Str comment)
{
    const Str text = splitter->script->text;
    size_t start = offset_of(splitter, comment);

    while (start > 0 && text.data[start - 1] != '\n' && char_is_space(text.data[start - 1]))
        start--;

    return start == 0 || text.data[start - 1] == '\n';
}

/* The query is asked after a crash, perhaps more than once: it must be one, and read only. */
static bool
take_done_when(Splitter *splitter, Str comment, Str query)
{
    const Str text = clickhouse_only_statement(query, splitter->lexer.nested_comments);

    if (splitter->marks.done_when.size > 0)
        return refuse(splitter, comment, "second done-when mark for one statement", NULL);

    if (text.size == 0 ||
        clickhouse_classify(splitter->server_version, text, splitter->arena).kind !=
            CLICKHOUSE_SELECT)
    {
        return refuse(splitter, query, "done-when needs one query",
                      "Write a SELECT of one value that is true once the statement took effect.");
    }

    splitter->marks.done_when = text;

    return true;
}

static bool
refuse_mark(const Splitter *splitter, Str comment, Str word)
{
    const char *message =
        arena_printf(splitter->err->arena, "unknown mark \"" STR_FORMAT "\"", STR_ARGS(word));

    (void)refuse(splitter, comment, message, NULL);

    return error_hint(splitter->err, "pawl knows: %s.", mark_words());
}

/* The marks of a statement stand on lines of their own: behind one they would mean the next. */
static bool
take_comment(Splitter *splitter, const Piece *piece, Str comment)
{
    const Mark mark = mark_parse(comment);

    if (mark.kind == MARK_NONE)
        return true;
    if (mark.kind == MARK_UNKNOWN)
        return refuse_mark(splitter, comment, mark.argument);
    if (piece->first.text.size > 0)
    {
        return refuse(splitter, comment, "mark inside a statement",
                      "Put it on a line before the statement.");
    }
    if (mark.kind == MARK_NO_TRANSACTION) /* ClickHouse has none: every file is run in steps */
        return true;
    if (!alone_on_line(splitter, comment))
    {
        return refuse(splitter, comment, "mark behind a statement",
                      "A mark is about the statement after it; put it on a line of its own.");
    }

    splitter->marks.comment = comment;

    if (mark.kind == MARK_DONE_WHEN)
        return take_done_when(splitter, comment, mark.argument);

    splitter->marks.flags |= STATEMENT_IDEMPOTENT;

    return true;
}

/* ---- reading one statement ---- */

/*
 * The data of INSERT ... FORMAT goes from behind the format's name to the end of the file:
 * no format has an end that the server would respect.
 */
static bool
take_inline_data(Splitter *splitter, const Piece *piece)
{
    const Str text = splitter->lexer.text;
    const Str data = str_slice(text, splitter->lexer.offset, text.size);
    const Str trimmed = str_trim(data);
    const Str end = STR(";");

    if (str_starts_with(data, end) || trimmed.size == 0 || str_equal(trimmed, end))
    {
        return refuse(splitter, piece->data_word, "INSERT without data",
                      "The data of FORMAT follows its name, up to the end of the file.");
    }

    splitter->inline_data = data;
    splitter->lexer.offset = text.size;

    return true;
}

static bool
count_bracket(const Splitter *splitter, Piece *piece, const ClickhouseToken *token)
{
    if (token->kind == CLICKHOUSE_TOKEN_OPEN && piece->depth++ == 0)
        piece->opened = token->text;
    if (token->kind != CLICKHOUSE_TOKEN_CLOSE)
        return true;
    if (piece->depth == 0)
        return refuse(splitter, token->text, "bracket was never opened", NULL);

    piece->depth--;

    return true;
}

static bool
take_token(Splitter *splitter, Piece *piece, const ClickhouseToken *token)
{
    const ClickhouseInsertForm form = piece->insert.form;
    const unsigned depth = piece->depth - (token->kind == CLICKHOUSE_TOKEN_CLOSE ? 1 : 0);

    if (piece->first.text.size == 0)
        piece->first = *token;

    piece->end = token->text.data + token->text.size;
    if (!count_bracket(splitter, piece, token))
        return false;

    if (piece->insert.state == CLICKHOUSE_INSERT_DONE)
        return true;

    clickhouse_insert_feed(&piece->insert, token, depth);

    if (piece->insert.form == form)
        return true;
    if (piece->insert.form == CLICKHOUSE_FORM_INFILE)
    {
        return refuse(splitter, token->text, "FROM INFILE is understood by clickhouse-client only",
                      "Use INSERT ... SELECT from file(), url() or s3(), which the server reads.");
    }

    piece->data_word = token->text;

    return piece->insert.form != CLICKHOUSE_FORM_DATA || take_inline_data(splitter, piece);
}

static bool
check_complete(const Splitter *splitter, const Piece *piece)
{
    if (piece->depth > 0)
        return refuse(splitter, piece->opened, "bracket is not closed within its statement", NULL);
    if (piece->insert.form == CLICKHOUSE_FORM_VALUES &&
        piece->end == piece->data_word.data + piece->data_word.size)
        return refuse(splitter, piece->data_word, "INSERT without data", NULL);

    return true;
}

/* Read up to the semicolon that ends the statement, or to the end of the text. */
static bool
read_statement(Splitter *splitter, Piece *piece)
{
    for (;;)
    {
        clickhouse_lex_skip_space(&splitter->lexer);

        const ClickhouseToken token = clickhouse_lex(&splitter->lexer);

        if (token.kind == CLICKHOUSE_TOKEN_END || token.kind == CLICKHOUSE_TOKEN_SEMICOLON)
            return check_complete(splitter, piece);
        if (token.kind == CLICKHOUSE_TOKEN_ERROR)
            return refuse(splitter, token.text, token.reason, NULL);

        if (token.kind == CLICKHOUSE_TOKEN_LINE_COMMENT)
        {
            if (!take_comment(splitter, piece, token.text))
                return false;
        }
        else if (!clickhouse_token_is_gap(&token) && !take_token(splitter, piece, &token))
            return false;
    }
}

/* ---- the list of statements ---- */

/* What pawl has no name for is called by its first word. */
static const char *
kind_title(const Splitter *splitter, ClickhouseKind kind, const ClickhouseToken *first)
{
    if (kind != CLICKHOUSE_OTHER || first->kind != CLICKHOUSE_TOKEN_WORD ||
        char_is_digit(first->text.data[0]) || first->text.size > WORD_SHOWN_MAX)
        return clickhouse_kind_title(kind);

    char *title = str_terminate(splitter->arena, first->text);

    for (char *at = title; *at != '\0'; at++)
        *at = (char)(*at - (*at >= 'a' && *at <= 'z' ? 'a' - 'A' : 0));

    return title;
}

static void
grow(Splitter *splitter)
{
    Script *script = splitter->script;

    if (script->count < splitter->capacity)
        return;

    splitter->capacity = splitter->capacity == 0 ? STATEMENTS_FIRST : splitter->capacity * 2;

    Statement *statements = ARENA_ARRAY(splitter->arena, Statement, splitter->capacity);

    for (size_t index = 0; index < script->count; index++)
        statements[index] = script->statements[index];

    script->statements = statements;
}

static bool
add_statement(Splitter *splitter, const Piece *piece)
{
    Script *script = splitter->script;
    const char *end =
        splitter->inline_data.size > 0 ? script->text.data + script->text.size : piece->end;
    const Str text = {piece->first.text.data, (size_t)(end - piece->first.text.data)};
    const ClickhouseFacts facts =
        clickhouse_classify(splitter->server_version, text, splitter->arena);
    Statement statement = {.text = text,
                           .kind = kind_title(splitter, facts.kind, &piece->first),
                           .flags = splitter->marks.flags,
                           .done_when = splitter->marks.done_when};

    if (facts.session)
        statement.flags |= STATEMENT_SESSION;
    if (!sha256_of_text(text, &statement.hash, splitter->err))
        return false;

    grow(splitter);
    script->statements[script->count++] = statement;
    splitter->marks = (Marks){0};

    return true;
}

static bool
split_all(Splitter *splitter)
{
    while (splitter->lexer.offset < splitter->lexer.text.size)
    {
        Piece piece = {0};

        if (!read_statement(splitter, &piece))
            return false;
        if (piece.first.text.size > 0 && !add_statement(splitter, &piece))
            return false;
    }

    if (splitter->marks.comment.size > 0)
        return refuse(splitter, splitter->marks.comment, "mark without a statement after it", NULL);

    return true;
}

/* ---- proof ---- */

/* Statements and gaps cover the text, and each is what it should be when it stands alone. */
static bool
verify(const Splitter *splitter)
{
    const Script *script = splitter->script;
    const bool nested = splitter->lexer.nested_comments;
    const size_t end = script->text.size - splitter->inline_data.size;
    size_t at = 0;

    for (size_t index = 0; index <= script->count; index++)
    {
        const bool statement = index < script->count;
        const Str text = statement ? script->statements[index].text : (Str){0};
        const size_t start = statement ? offset_of(splitter, text) : end;
        const size_t stop = statement && start + text.size < end ? start + text.size : end;

        if (start < at || start > end ||
            !clickhouse_is_gap(str_slice(script->text, at, start), nested) ||
            (statement && !clickhouse_is_statement(str_slice(script->text, start, stop), nested)))
        {
            return place_error(splitter->err, script->path, script->text, at,
                               "the file could not be split reliably from here on");
        }

        at = stop;
    }

    return true;
}

bool
clickhouse_split(unsigned server_version, const char *path, Str text, Arena *arena,
                 Script *ret_script, Error *err)
{
    Script script = {.path = path, .text = text, .mode = SCRIPT_STEPS};
    Splitter splitter = {.script = &script,
                         .server_version = server_version,
                         .lexer = clickhouse_lexer(text, clickhouse_nests_comments(server_version)),
                         .arena = arena,
                         .err = err};

    if (!split_all(&splitter) || !verify(&splitter))
        return false;

    *ret_script = script;

    return true;
}
