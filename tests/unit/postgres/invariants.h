/*
 * invariants.h
 *    What holds for every input of PostgreSQL's lexer and splitter, SQL or not.
 *
 * Shared by test_lex.c, test_split.c and the fuzz target.
 */
#ifndef UNIT_POSTGRES_INVARIANTS_H
#define UNIT_POSTGRES_INVARIANTS_H

#include "engines/postgres/parse/lex.h"
#include "engines/postgres/parse/split.h"

/* Tokens and gaps concatenated are the input.  NULL, or what does not hold. */
static inline const char *
broken_lex_invariant(Str text, bool backslash_strings)
{
    PostgresLexer lexer = {.text = text, .backslash_strings = backslash_strings};
    size_t expected = 0;

    for (;;)
    {
        const PostgresToken token = postgres_lex_next(&lexer);

        if (token.kind == POSTGRES_TOKEN_END)
            return expected == text.size && token.text.size == 0 ? NULL : "the end comes early";
        if (token.text.size == 0)
            return "an empty token";
        if (token.text.data != text.data + expected)
            return "tokens do not follow one another";
        if ((token.kind == POSTGRES_TOKEN_ERROR) != (token.reason != NULL))
            return "an error without a reason, or the reverse";

        expected += token.text.size;
        if (lexer.offset != expected)
            return "the lexer is not behind its token";
    }
}

/* The statement, and with data all of it up to the line that ends it. */
static inline Str
whole_statement(const Statement *statement)
{
    const Str data = statement->data;

    if (!statement->has_data)
        return statement->text;

    return (Str){.data = statement->text.data,
                 .size = (size_t)(data.data - statement->text.data) + data.size + 2};
}

/* One that begins with the bytes of a byte order mark would lose them at the start of a file. */
static inline bool
splits_into_itself(const Statement *statement, bool backslash_strings)
{
    const Str text = whole_statement(statement);
    const size_t count = statement->block == NULL ? 1 : statement->block->count;
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Script script;

    if (str_starts_with(text, STR("\xEF\xBB\xBF")))
        return true;

    return postgres_split((PostgresSplitRules){.backslash_strings = backslash_strings},
                          &(ScriptSource){.path = "again.sql", .text = text}, &arena, &script,
                          &err) &&
           script.count == count && script.own_transaction == (statement->block != NULL) &&
           script.statements[0].text.data == text.data &&
           script_offset(&script, whole_statement(&script.statements[count - 1])) +
                   whole_statement(&script.statements[count - 1]).size ==
               text.size;
}

/* index: of a statement in the script; from: where the one before it ended. */
static inline const char *
broken_statement_invariant(const Script *script, size_t index, const char *from)
{
    const Statement *statement = &script->statements[index];
    const char *end = script->text.data + script->text.size;
    const Str whole = whole_statement(statement);
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Sha256 hash;

    if (statement->text.size == 0 || statement->text.data < from || whole.data + whole.size > end)
        return "a statement is empty or not where it should be";
    if (!sha256_of_text(whole, &hash, &err) || !sha256_equal(&hash, &statement->hash))
        return "a statement's hash is not that of its text";
    if ((statement->flags & STATEMENT_SESSION) != 0 && script->mode != SCRIPT_STEPS)
        return "a session statement in a transaction";
    if ((statement->flags & STATEMENT_TRANSACTION_CONTROL) != 0)
        return script->own_transaction ? NULL : "transaction control without a transaction";
    /* A SET before it may have changed the rule for backslashes, so either may be the right one. */
    if (!splits_into_itself(statement, false) && !splits_into_itself(statement, true))
        return "a statement does not split into itself";

    return NULL;
}

/* A file that cannot be split gives an error with a place; NULL, or what does not hold. */
static inline const char *
broken_split_invariant(Str text, bool backslash_strings)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Script script;

    if (!postgres_split((PostgresSplitRules){.backslash_strings = backslash_strings},
                        &(ScriptSource){.path = "input.sql", .text = text}, &arena, &script, &err))
        return err.kind == ERROR_SOURCE && err.place.line > 0 ? NULL : "an error without a place";

    const char *from = script.text.data;

    for (size_t index = 0; index < script.count; index++)
    {
        const char *broken = broken_statement_invariant(&script, index, from);

        if (broken != NULL)
            return broken;

        const Str whole = whole_statement(&script.statements[index]);

        from = whole.data + whole.size;
    }

    return NULL;
}

#endif /* UNIT_POSTGRES_INVARIANTS_H */
