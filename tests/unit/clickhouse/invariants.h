/*
 * invariants.h
 *    What holds for the ClickHouse lexer and splitter whatever they are fed.
 *
 * The unit tests ask for it on known and on mutated inputs, the fuzzer on all others.
 */
#ifndef UNIT_CLICKHOUSE_INVARIANTS_H
#define UNIT_CLICKHOUSE_INVARIANTS_H

#include "base/buf.h"
#include "engines/clickhouse/parse/classify.h"
#include "engines/clickhouse/parse/lex.h"
#include "engines/clickhouse/parse/split.h"

/* Tokens, put together, are the text; none is empty but the last. */
static inline const char *
broken_by_lexer(Str text, bool nested_comments)
{
    ClickhouseLexer lexer = clickhouse_lexer(text, nested_comments);
    ClickhouseToken token = clickhouse_lex(&lexer);
    size_t at = 0;

    for (; token.kind != CLICKHOUSE_TOKEN_END; token = clickhouse_lex(&lexer))
    {
        if (token.text.size == 0 || token.text.data != text.data + at)
            return "a token is empty or out of place";
        if ((token.kind == CLICKHOUSE_TOKEN_ERROR) != (token.reason != NULL))
            return "a reason without an error, or an error without one";

        at += token.text.size;
    }

    return at == text.size ? NULL : "the tokens do not cover the text";
}

static inline bool
holds_semicolon(Str statement, bool nested_comments)
{
    ClickhouseLexer lexer = clickhouse_lexer(statement, nested_comments);
    ClickhouseToken token = clickhouse_lex(&lexer);

    while (token.kind != CLICKHOUSE_TOKEN_END && token.kind != CLICKHOUSE_TOKEN_SEMICOLON)
        token = clickhouse_lex(&lexer);

    return token.kind == CLICKHOUSE_TOKEN_SEMICOLON;
}

/* Inline data goes on to pawl's mark, and so ends with a line, as no token does; or to the end. */
static inline bool
ends_at_mark(Str statement)
{
    return str_ends_with(statement, STR("\n"));
}

/* A statement, split, is itself. */
static inline const char *
broken_by_statement(const Statement *statement, bool last, unsigned version, Arena *arena)
{
    Error err = ERROR_INIT(arena);
    Script again = {0};
    const bool inline_data = (last || ends_at_mark(statement->text)) &&
                             str_contains_nocase(statement->text, STR("insert")) &&
                             str_contains_nocase(statement->text, STR("format"));

    if (!inline_data && holds_semicolon(statement->text, clickhouse_nests_comments(version)))
        return "a statement holds a semicolon";
    if (!clickhouse_split(version, &(ScriptSource){.path = "again", .text = statement->text}, arena,
                          &again, &err))
        return "a statement cannot be split again";
    if (again.count != 1 || !str_equal(again.statements[0].text, statement->text) ||
        !sha256_equal(&again.statements[0].hash, &statement->hash) ||
        !str_equal(str_from(again.statements[0].kind), str_from(statement->kind)))
        return "a statement, split again, is not itself";

    return NULL;
}

/* The statements without what was between them give the same statements. */
static inline const char *
broken_by_join(const Script *script, unsigned version, Arena *arena)
{
    SCOPED_BUF joined = {0};
    Error err = ERROR_INIT(arena);
    Script again = {0};

    for (size_t index = 0; index < script->count; index++)
    {
        buf_append(&joined, script->statements[index].text);
        if (index + 1 < script->count)
            buf_append_text(&joined,
                            ends_at_mark(script->statements[index].text) ? "-- pawl: end\n" : ";");
    }

    if (!clickhouse_split(version, &(ScriptSource){.path = "joined", .text = buf_str(&joined)},
                          arena, &again, &err))
        return "the joined statements cannot be split";
    if (again.count != script->count)
        return "the joined statements are not as many";

    for (size_t index = 0; index < script->count; index++)
    {
        if (!str_equal(again.statements[index].text, script->statements[index].text))
            return "the joined statements are others";
    }

    return NULL;
}

static inline const char *
broken_by_split(Str text, unsigned version)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Script script = {0};
    const char *end = text.data;

    if (!clickhouse_split(version, &(ScriptSource){.path = "file", .text = text}, &arena, &script,
                          &err))
        return err.kind == ERROR_SOURCE && err.place.line > 0 ? NULL : "an error without a place";

    for (size_t index = 0; index < script.count; index++)
    {
        const Statement *statement = &script.statements[index];
        const bool last = statement->text.data + statement->text.size == text.data + text.size;
        const char *broken = broken_by_statement(statement, last, version, &arena);

        if (broken != NULL)
            return broken;
        if (statement->text.data < end || statement->text.size == 0)
            return "statements overlap";

        end = statement->text.data + statement->text.size;
    }

    return end > text.data + text.size ? "a statement leaves the text"
                                       : broken_by_join(&script, version, &arena);
}

/* What does not hold for the text, or NULL. */
static inline const char *
broken_invariant(Str text)
{
    static const unsigned versions[] = {0, 1816};
    SCOPED_ARENA arena = {0};

    for (size_t index = 0; index < LENGTH_OF(versions); index++)
    {
        const bool nested = clickhouse_nests_comments(versions[index]);
        const ClickhouseFacts facts = clickhouse_classify(versions[index], text, &arena);
        const char *broken = broken_by_lexer(text, nested);

        if (broken == NULL)
            broken = broken_by_split(text, versions[index]);
        if (broken == NULL && (facts.kind >= CLICKHOUSE_KIND_COUNT || facts.count == 0))
            broken = "impossible facts";
        if (broken != NULL)
            return broken;
    }

    return NULL;
}

#endif /* UNIT_CLICKHOUSE_INVARIANTS_H */
