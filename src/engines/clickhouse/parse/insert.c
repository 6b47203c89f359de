/*
 * insert.c
 *    What kind of INSERT a statement is, and where data begins that is no SQL.
 *
 *     INSERT INTO [TABLE] [FUNCTION] name[.name] | f(...) [(columns)] [PARTITION BY ...]
 *         [SETTINGS ...] VALUES ... | FORMAT name data | FROM INFILE ... | SELECT ... | (SELECT
 * ...)
 *
 * A table may be called `values` or `format`: the name is skipped before keywords count.
 */
#include "engines/clickhouse/parse/insert.h"

#include "base/macro.h"

static void
decide(ClickhouseInsert *insert, ClickhouseInsertForm form)
{
    insert->form = form;
    insert->state =
        form == CLICKHOUSE_FORM_SELECT ? CLICKHOUSE_INSERT_QUERY : CLICKHOUSE_INSERT_DONE;
}

/* As a word or in quotes. */
static bool
name_is(const ClickhouseToken *token, Str name)
{
    const Str text = token->text;

    if (token->kind == CLICKHOUSE_TOKEN_QUOTED_NAME)
    {
        return text.size == name.size + 2 &&
               str_equal_nocase(str_slice(text, 1, text.size - 1), name);
    }

    return clickhouse_token_is(token, name);
}

/* The statement's first word. */
static void
feed_start(ClickhouseInsert *insert, const ClickhouseToken *token)
{
    if (clickhouse_token_is(token, STR("INSERT")))
    {
        insert->state = CLICKHOUSE_INSERT_FOUND;
    }
    else if (clickhouse_token_is(token, STR("WITH")) || clickhouse_token_is(token, STR("EXPLAIN")))
    {
        insert->state = CLICKHOUSE_INSERT_SEARCH;
    }
    else
    {
        insert->state = CLICKHOUSE_INSERT_DONE;
    }
}

static void
feed_search(ClickhouseInsert *insert, const ClickhouseToken *token, unsigned depth)
{
    if (depth == 0 && clickhouse_token_is(token, STR("INSERT")))
        insert->state = CLICKHOUSE_INSERT_FOUND;
}

/* INTO is no noise word (26.7): `INSERT t` inserts nothing. */
static void
feed_found(ClickhouseInsert *insert, const ClickhouseToken *token)
{
    insert->state =
        clickhouse_token_is(token, STR("INTO")) ? CLICKHOUSE_INSERT_INTO : CLICKHOUSE_INSERT_SEARCH;
}

/* As the server does, TABLE and FUNCTION are taken for keywords before a name. */
static void
feed_name(ClickhouseInsert *insert, const ClickhouseToken *token)
{
    const bool keyword =
        clickhouse_token_is(token, STR("TABLE")) || clickhouse_token_is(token, STR("FUNCTION"));

    if (insert->state == CLICKHOUSE_INSERT_INTO && keyword)
        return;

    insert->state =
        token->kind == CLICKHOUSE_TOKEN_OPEN ? CLICKHOUSE_INSERT_PARAMETER : CLICKHOUSE_INSERT_HEAD;
}

static void
feed_head(ClickhouseInsert *insert, const ClickhouseToken *token)
{
    if (token->kind == CLICKHOUSE_TOKEN_DOT)
    {
        insert->state = CLICKHOUSE_INSERT_NAME;
    }
    else if (clickhouse_token_is(token, STR("VALUES")))
    {
        decide(insert, CLICKHOUSE_FORM_VALUES);
    }
    else if (clickhouse_token_is(token, STR("FORMAT")))
    {
        insert->state = insert->query_in_brackets && !insert->input_function
                            ? CLICKHOUSE_INSERT_DONE
                            : CLICKHOUSE_INSERT_FORMATTING;
    }
    else if (clickhouse_token_is(token, STR("FROM")))
    {
        insert->state = CLICKHOUSE_INSERT_FROM;
    }
    else if (clickhouse_token_is(token, STR("SELECT")) || clickhouse_token_is(token, STR("WITH")) ||
             clickhouse_token_is(token, STR("WATCH")))
    {
        decide(insert, CLICKHOUSE_FORM_SELECT);
    }
}

/* FORMAT Values is VALUES in other words; then `;` ends it, for the server too (26.7). */
static void
feed_format(ClickhouseInsert *insert, const ClickhouseToken *token)
{
    if (token->kind != CLICKHOUSE_TOKEN_WORD && token->kind != CLICKHOUSE_TOKEN_QUOTED_NAME)
    {
        insert->state = insert->form == CLICKHOUSE_FORM_SELECT ? CLICKHOUSE_INSERT_QUERY
                                                               : CLICKHOUSE_INSERT_DONE;
    }
    else if (name_is(token, STR("Values")))
    {
        decide(insert, CLICKHOUSE_FORM_VALUES);
    }
    else
    {
        decide(insert, CLICKHOUSE_FORM_DATA);
    }
}

/*
 * INSERT ... SELECT is plain SQL, but if it reads input() its FORMAT is followed by data
 * (26.7 refuses data otherwise).
 */
static void
feed_query(ClickhouseInsert *insert, const ClickhouseToken *token, unsigned depth)
{
    if (insert->input_function && depth == 0 && clickhouse_token_is(token, STR("FORMAT")))
        insert->state = CLICKHOUSE_INSERT_FORMATTING;
}

static bool
begins_query(const ClickhouseToken *token)
{
    return clickhouse_token_is(token, STR("SELECT")) || clickhouse_token_is(token, STR("WITH")) ||
           clickhouse_token_is(token, STR("FROM"));
}

/* Looks for `input(` anywhere, and for a query in brackets behind the name. */
static void
note_query(ClickhouseInsert *insert, const ClickhouseToken *token, unsigned depth)
{
    const bool open = token->kind == CLICKHOUSE_TOKEN_OPEN;

    /* A column may be called `select` or `from`; behind it comes a comma or a bracket. */
    if (insert->query_word && token->kind != CLICKHOUSE_TOKEN_COMMA &&
        token->kind != CLICKHOUSE_TOKEN_CLOSE)
        insert->query_in_brackets = true;

    insert->query_word =
        insert->opened && insert->state == CLICKHOUSE_INSERT_HEAD && begins_query(token);
    insert->opened = open && (depth == 0 || insert->opened);
    insert->input_function |= insert->input_word && open;
    insert->input_word = name_is(token, STR("input"));
}

void
clickhouse_insert_feed(ClickhouseInsert *insert, const ClickhouseToken *token, unsigned depth)
{
    note_query(insert, token, depth);

    switch (insert->state)
    {
        case CLICKHOUSE_INSERT_START:
            feed_start(insert, token);
            break;
        case CLICKHOUSE_INSERT_SEARCH:
            feed_search(insert, token, depth);
            break;
        case CLICKHOUSE_INSERT_FOUND:
            feed_found(insert, token);
            break;
        case CLICKHOUSE_INSERT_INTO:
        case CLICKHOUSE_INSERT_NAME:
            feed_name(insert, token);
            break;
        case CLICKHOUSE_INSERT_PARAMETER:
            if (depth == 0)
                insert->state = CLICKHOUSE_INSERT_HEAD;
            break;
        case CLICKHOUSE_INSERT_HEAD:
            if (depth == 0)
                feed_head(insert, token);
            break;
        case CLICKHOUSE_INSERT_FROM:
            decide(insert, clickhouse_token_is(token, STR("INFILE")) ? CLICKHOUSE_FORM_INFILE
                                                                     : CLICKHOUSE_FORM_SELECT);
            break;
        case CLICKHOUSE_INSERT_FORMATTING:
            feed_format(insert, token);
            break;
        case CLICKHOUSE_INSERT_QUERY:
            feed_query(insert, token, depth);
            break;
        case CLICKHOUSE_INSERT_DONE:
            break;
    }
}

bool
clickhouse_insert_find(ClickhouseCursor *cursor)
{
    ClickhouseCursor ahead = *cursor;
    const bool with = clickhouse_cursor_at(&ahead, "WITH");

    while (with && clickhouse_cursor_more(&ahead) &&
           !(ahead.depth == 0 && clickhouse_cursor_at(&ahead, "INSERT INTO")))
        clickhouse_cursor_next(&ahead);

    if (!clickhouse_cursor_at(&ahead, "INSERT INTO"))
        return false;

    *cursor = ahead;

    return true;
}

ClickhouseInsertForm
clickhouse_insert_form(ClickhouseCursor cursor)
{
    ClickhouseInsert insert = {0};

    for (; clickhouse_cursor_more(&cursor) && insert.state != CLICKHOUSE_INSERT_DONE;
         clickhouse_cursor_next(&cursor))
        clickhouse_insert_feed(&insert, &cursor.token, cursor.depth);

    return insert.form;
}

/* ---- counting ---- */

/* cursor is behind VALUES: each bracket that nothing surrounds is a row. */
static uint64_t
count_tuples(ClickhouseCursor cursor)
{
    uint64_t rows = 0;

    for (; clickhouse_cursor_more(&cursor); clickhouse_cursor_next(&cursor))
        rows += cursor.depth == 0 && cursor.token.kind == CLICKHOUSE_TOKEN_OPEN ? 1 : 0;

    return cursor.token.kind == CLICKHOUSE_TOKEN_END ? rows : 0;
}

/* Lines that are rows: none of them empty, and no quotes around line feeds. */
static uint64_t
count_lines(Str data, char quote)
{
    const Str lines = str_trim(data);
    bool quoted = false;
    uint64_t rows = 1;

    for (size_t index = 0; index < lines.size; index++)
    {
        const char byte = lines.data[index];

        quoted ^= byte == quote;
        if (byte != '\n')
            continue;
        if (quoted || lines.data[index - 1] == '\n' || lines.data[index - 1] == '\r')
            return 0;

        rows++;
    }

    return lines.size == 0 || quoted ? 0 : rows;
}

/* Whether each line is an object: several in a line, or one over several lines, are not counted. */
static uint64_t
count_objects(Str data)
{
    const uint64_t rows = count_lines(data, '\0');
    Str lines = str_trim(data);

    while (lines.size > 0)
    {
        const Str line = str_trim(str_cut(&lines, '\n'));

        if (!str_starts_with(line, STR("{")) || !str_ends_with(line, STR("}")) ||
            str_find(line, 0, STR("}{")) < line.size || str_find(line, 0, STR("} {")) < line.size)
            return 0;
    }

    return rows;
}

/* token is the format's name, data what follows it. */
static uint64_t
count_data(const ClickhouseToken *token, Str data)
{
    if (name_is(token, STR("CSV")))
        return count_lines(data, '"');
    if (name_is(token, STR("TSV")) || name_is(token, STR("TabSeparated")))
        return count_lines(data, '\0');

    return name_is(token, STR("JSONEachRow")) ? count_objects(data) : 0;
}

uint64_t
clickhouse_insert_rows(Str statement, bool nested_comments)
{
    ClickhouseInsert insert = {0};
    ClickhouseCursor cursor = clickhouse_cursor(statement, nested_comments);
    ClickhouseToken last = cursor.token;

    for (; clickhouse_cursor_more(&cursor) && insert.state != CLICKHOUSE_INSERT_DONE;
         clickhouse_cursor_next(&cursor))
    {
        last = cursor.token;
        clickhouse_insert_feed(&insert, &cursor.token, cursor.depth);
    }

    if (insert.form == CLICKHOUSE_FORM_VALUES)
        return count_tuples(cursor);
    if (insert.form != CLICKHOUSE_FORM_DATA)
        return 0;

    const size_t behind = (size_t)(last.text.data - statement.data) + last.text.size;

    return count_data(&last, str_slice(statement, behind, statement.size));
}
