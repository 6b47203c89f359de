/*
 * shape.c
 *    How the statements of a file run: in one transaction or one by one.
 */
#include "engines/postgres/parse/shape.h"

#include "engines/postgres/parse/block.h"

static const char MARK[] = "-- pawl: no-transaction";

static size_t
offset_of(const Shape *shape, size_t index)
{
    return (size_t)(shape->script->statements[index].text.data - shape->script->text.data);
}

/* "statement 3 (VACUUM, line 12)" */
static const char *
describe(const Shape *shape, size_t index)
{
    const Script *script = shape->script;

    return arena_printf(shape->err->arena, "statement %u (%s, line %u)", STATEMENT_NUMBER(index),
                        script->statements[index].kind,
                        script_line(script, offset_of(shape, index)));
}

bool
shape_refuse(const Shape *shape, size_t index, const char *what)
{
    const Script *script = shape->script;

    return script_error(script, script->statements[index].text, shape->err, "%s %s",
                        describe(shape, index), what);
}

bool
shape_refuse_beside(const Shape *shape, size_t index, const char *what, size_t other)
{
    const char *text = arena_printf(shape->err->arena, "%s %s", what, describe(shape, other));

    return shape_refuse(shape, index, text);
}

bool
shape_has_role(const Shape *shape, size_t index, PostgresRole role)
{
    return postgres_kind_role(shape->kinds[index]) == role;
}

/* The first statement under a rule, or the number of statements. */
static size_t
first_with_rule(const Shape *shape, PostgresTransactionRule rule)
{
    size_t index = 0;

    while (index < shape->script->count && postgres_kind_rule(shape->kinds[index]) != rule)
        index++;

    return index;
}

/* The first statement that a transaction is meant for, or the number of statements. */
static size_t
first_ordinary(const Shape *shape)
{
    size_t index = 0;

    while (index < shape->script->count &&
           (postgres_kind_rule(shape->kinds[index]) != POSTGRES_TRANSACTION_FINE ||
            shape_has_role(shape, index, POSTGRES_ROLE_SESSION)))
        index++;

    return index;
}

static bool
brings_transactions(const Shape *shape)
{
    size_t index = 0;

    while (index < shape->script->count && !shape_has_role(shape, index, POSTGRES_ROLE_CONTROL))
        index++;

    return index < shape->script->count;
}

/* ---- one by one ---- */

static bool
shape_steps(const Shape *shape)
{
    shape->script->mode = SCRIPT_STEPS;

    for (size_t index = 0; index < shape->script->count; index++)
    {
        if (shape->script->statements[index].block != NULL)
        {
            shape->script->statements[index].flags |= STATEMENT_TRANSACTIONAL;
            continue;
        }

        if (shape_has_role(shape, index, POSTGRES_ROLE_INNER))
        {
            (void)shape_refuse(shape, index, "needs a transaction in a file that runs without one");
            return error_hint(shape->err, "Write BEGIN and COMMIT around what belongs together.");
        }

        /* The server only warns, and the statement after it would run without the setting. */
        if (shape_has_role(shape, index, POSTGRES_ROLE_LOCAL))
        {
            (void)shape_refuse(shape, index, "has no effect outside a transaction");
            return error_hint(shape->err, "This file's statements run one by one; set what they "
                                          "need for the session, with SET.");
        }

        if (shape_has_role(shape, index, POSTGRES_ROLE_SESSION))
            shape->script->statements[index].flags |= STATEMENT_SESSION;
        if (postgres_kind_is_shareable(shape->kinds[index]))
            shape->script->statements[index].flags |= STATEMENT_TRANSACTIONAL;
    }

    return true;
}

/* Its author has said where transactions begin and end: what stands outside runs by itself. */
static bool
shape_brought(const Shape *shape)
{
    if (!block_is_whole(shape))
        return block_fold(shape) && shape_steps(shape);

    block_take_whole(shape);

    return true;
}

/* ---- no mark, no transaction of its own ---- */

static bool
shape_plain(const Shape *shape)
{
    const size_t count = shape->script->count;
    const size_t forbidden = first_with_rule(shape, POSTGRES_TRANSACTION_FORBIDDEN);
    const size_t depending = first_with_rule(shape, POSTGRES_TRANSACTION_DEPENDS);
    const size_t ordinary = first_ordinary(shape);

    /* With one that only may be refused, the server decides: its refusal undoes everything. */
    if (forbidden == count && (depending == count || ordinary < count))
    {
        shape->script->mode = SCRIPT_TRANSACTION;
        return true;
    }

    if (ordinary == count)
        return shape_steps(shape);

    (void)shape_refuse_beside(shape, forbidden,
                              "cannot run in a transaction, but would share one with", ordinary);

    return error_hint(shape->err,
                      "Move it into a file of its own, or begin the file with \"%s\" to run its "
                      "statements one by one.",
                      MARK);
}

/* It would give up the advisory lock that keeps other runners out, without a word. */
static bool
check_discard(const Shape *shape)
{
    for (size_t index = 0; index < shape->script->count; index++)
    {
        if (shape->kinds[index] != POSTGRES_DISCARD_ALL)
            continue;

        (void)shape_refuse(shape, index, "gives up pawl's lock, which is the session's");

        return error_hint(shape->err, "Remove it: what a file does to its session ends with the "
                                      "file.  Within one, use RESET ALL, DISCARD TEMP and the "
                                      "like.");
    }

    return true;
}

bool
postgres_shape(Script *script, PostgresKind *kinds, bool no_transaction, Arena *arena, Error *err)
{
    const Shape shape = {.script = script, .kinds = kinds, .arena = arena, .err = err};

    if (!check_discard(&shape))
        return false;
    if (brings_transactions(&shape))
        return shape_brought(&shape);

    return no_transaction ? shape_steps(&shape) : shape_plain(&shape);
}
