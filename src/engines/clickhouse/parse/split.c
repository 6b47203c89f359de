/*
 * split.c
 *    From a migration file to the statements that ClickHouse would find in it.
 *
 * What is found is proved: statements and what lies between them are lexed again, each for itself,
 * so that none is cut wrongly.
 */
#include "engines/clickhouse/parse/split.h"

#include "engines/clickhouse/parse/boundary.h"
#include "engines/clickhouse/parse/classify.h"
#include "engines/clickhouse/parse/cursor.h"
#include "engines/clickhouse/parse/insert.h"
#include "engines/clickhouse/parse/lex.h"
#include "source/marks.h"
#include "source/place.h"

enum
{
    STATEMENTS_FIRST = 16,
    WORD_SHOWN_MAX = 24,
};

/* The statement that is being read; starts as {0}. */
typedef struct Piece
{
    ClickhouseToken first;
    const char *end; /* behind its last token */
    unsigned depth;  /* brackets open */
    Str opened;      /* the outermost of them */
    ClickhouseInsert insert;
    Str data_word; /* the token behind which an INSERT's data begins */
    Str data;      /* what follows that is no SQL; empty if there is none */
} Piece;

typedef struct Splitter
{
    Script *script;
    size_t capacity;
    unsigned server_version;
    ClickhouseLexer lexer;
    Marks marks;
    size_t proven; /* up to where the text is known to be cut well */
    Arena *arena;
    Error *err;
} Splitter;

/* ---- errors ---- */

static bool
refuse(const Splitter *splitter, Str slice, const char *message, const char *hint)
{
    return script_refuse(splitter->script, slice, message, hint, splitter->err);
}

/* ---- marks ---- */

/* A MarksQuery. */
static bool
read_query(void *context, Str text, Str *ret_query)
{
    const Splitter *splitter = context;
    const Str query = clickhouse_only_statement(text, splitter->lexer.nested_comments);
    const bool reads = query.size > 0 &&
                       clickhouse_classify(splitter->server_version, query, splitter->arena).kind ==
                           CLICKHOUSE_SELECT;

    *ret_query = reads ? query : (Str){0};

    return true;
}

/* ---- reading one statement ---- */

/*
 * The data of INSERT ... FORMAT goes from behind the format's name to the end of the file, as no
 * format has an end that the server would respect; or to the mark that pawl has for that.
 */
static bool
take_inline_data(Splitter *splitter, Piece *piece)
{
    const Str text = splitter->lexer.text;
    const Str rest = str_slice(text, splitter->lexer.offset, text.size);
    const Str mark = marks_find_end(rest);
    const Str data = str_slice(rest, 0, (size_t)(mark.data - rest.data));
    const Str trimmed = str_trim(data);
    const Str end = STR(";");

    if (str_starts_with(data, end) || trimmed.size == 0 || str_equal(trimmed, end))
    {
        return refuse(splitter, piece->data_word, "INSERT without data",
                      "The data of FORMAT follows its name, up to the end of the file or to the "
                      "mark `-- pawl: end`.");
    }

    piece->data = data;
    splitter->lexer.offset = script_offset(splitter->script, mark) + mark.size;

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

/* Read up to the semicolon that ends the statement, to the end of its data, or of the text. */
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
            if (!marks_take(&splitter->marks, token.text, piece->first.text.size > 0,
                            splitter->err))
                return false;
        }
        else if (!clickhouse_token_is_gap(&token) && !take_token(splitter, piece, &token))
            return false;
        if (piece->data.size > 0)
            return check_complete(splitter, piece);
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

/*
 * What lies between the statement before and this one is nothing, and its SQL is one statement when
 * it stands alone; `size` is that of the statement with its data.  Without SQL: the file's end.
 */
static bool
prove(Splitter *splitter, Str sql, size_t size)
{
    const Script *script = splitter->script;
    const bool nested = splitter->lexer.nested_comments;
    const size_t start = sql.size > 0 ? script_offset(splitter->script, sql) : script->text.size;
    const size_t from = splitter->proven;

    splitter->proven = start + size;

    if (start >= from && clickhouse_is_gap(str_slice(script->text, from, start), nested) &&
        (sql.size == 0 || clickhouse_is_statement(sql, nested)))
        return true;

    return script_error(script, str_slice(script->text, from, script->text.size), splitter->err,
                        "the file could not be split reliably from here on");
}

/*
 * A temporary table goes with its session: the run that goes on where this one stopped would not
 * have it, and would take a table of that name for it.
 */
static bool
refuse_temporary(const Splitter *splitter, Str statement)
{
    return refuse(splitter, statement, "what is temporary is gone if the run stops here",
                  "The file's statements run one by one, and a run that goes on in the middle "
                  "would not have it.  Make it an ordinary one that the file drops at its end.");
}

static bool
add_statement(Splitter *splitter, const Piece *piece)
{
    Script *script = splitter->script;
    const Str data = piece->data;
    const char *end = data.size > 0 ? data.data + data.size : piece->end;
    const Str text = {piece->first.text.data, (size_t)(end - piece->first.text.data)};
    const ClickhouseFacts facts =
        clickhouse_classify(splitter->server_version, text, splitter->arena);
    Statement statement = {.text = text, .kind = kind_title(splitter, facts.kind, &piece->first)};

    if (facts.temporary && str_starts_with(str_from(statement.kind), STR("CREATE")))
        return refuse_temporary(splitter, text);
    if (facts.session)
        statement.flags |= STATEMENT_SESSION;
    if (!prove(splitter, str_slice(text, 0, text.size - data.size), text.size) ||
        !script_hash(script, text, &statement.hash, splitter->err))
        return false;

    grow(splitter);
    marks_give(&splitter->marks, &statement);
    script->statements[script->count++] = statement;

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

    return prove(splitter, (Str){0}, 0) && marks_finish(&splitter->marks, splitter->err);
}

/* SET before all others, in the order of the file: of two for one setting the later one wins. */
static void
move_settings(const Splitter *splitter)
{
    Script *script = splitter->script;
    Statement *ordered = ARENA_ARRAY(splitter->arena, Statement, script->count + 1);
    const char *set = clickhouse_kind_title(CLICKHOUSE_SET);
    size_t count = 0;

    for (unsigned pass = 0; pass < 2; pass++)
    {
        for (size_t index = 0; index < script->count; index++)
        {
            if ((script->statements[index].kind == set) == (pass == 0))
                ordered[count++] = script->statements[index];
        }
    }

    script->statements = ordered;
}

/* USE and SET ROLE hold until the next one of the kind; a database or a role may be gone then. */
static bool
is_replaced_by_next(const Splitter *splitter, const Statement *statement, bool *ret_role)
{
    const bool nested = splitter->lexer.nested_comments;
    ClickhouseCursor cursor = clickhouse_cursor(statement->text, nested);

    *ret_role = clickhouse_cursor_accept(&cursor, "SET ROLE");

    return *ret_role || statement->kind == clickhouse_kind_title(CLICKHOUSE_USE);
}

static void
find_obsolete(const Splitter *splitter)
{
    Script *script = splitter->script;
    size_t next[2] = {0}; /* USE, SET ROLE */

    for (size_t index = script->count; index-- > 0;)
    {
        bool role = false;

        if ((script->statements[index].flags & STATEMENT_SESSION) == 0 ||
            !is_replaced_by_next(splitter, &script->statements[index], &role))
            continue;

        script->statements[index].obsolete_from = next[role];
        next[role] = index;
    }
}

bool
clickhouse_split(unsigned server_version, const ScriptSource *source, Arena *arena,
                 Script *ret_script, Error *err)
{
    const Str text = source->text;
    Script script = {.path = source->path,
                     .text = text,
                     .substitutions = source->substitutions,
                     .shown = source->shown,
                     .mode = SCRIPT_STEPS};
    Splitter splitter = {.script = &script,
                         .server_version = server_version,
                         .lexer = clickhouse_lexer(text, clickhouse_nests_comments(server_version)),
                         .marks = {.script = &script, .query = read_query, .context = &splitter},
                         .arena = arena,
                         .err = err};

    if (!split_all(&splitter))
        return false;
    if (source->settings_first)
        move_settings(&splitter);

    find_obsolete(&splitter);

    *ret_script = script;

    return true;
}
