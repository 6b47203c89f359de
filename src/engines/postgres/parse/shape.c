/*
 * shape.c
 *    How the statements of a file run: in one transaction or one by one.
 */
#include "engines/postgres/parse/shape.h"

#include "engines/postgres/parse/block.h"
#include "engines/postgres/parse/obsolete.h"

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

/*
 * What goes with the session is not there for the run that goes on where this one stopped: it
 * would fail for ever, or take an object of the same name for the temporary one.
 */
static bool
refuse_temporary(const Shape *shape, size_t index)
{
    (void)shape_refuse(
        shape, index,
        "makes what is gone with the session, in a file whose statements run one by one");

    return error_hint(shape->err,
                      "A run that goes on in the middle of the file would not have it.  Make it an "
                      "ordinary object that the file drops at its end, or move what needs it into "
                      "a file that runs as one transaction.");
}

static bool
check_step(const Shape *shape, size_t index)
{
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

    return !shape_has_role(shape, index, POSTGRES_ROLE_TEMPORARY) || refuse_temporary(shape, index);
}

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

        if (!check_step(shape, index))
            return false;
        if (shape_has_role(shape, index, POSTGRES_ROLE_SESSION))
        {
            shape->script->statements[index].flags |= STATEMENT_SESSION;
            shape->script->statements[index].obsolete_from = postgres_obsolete_from(shape, index);
        }
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

/* Whether it gives up all advisory locks of the session, as far as its own text shows. */
static bool
gives_up_locks(const Shape *shape, size_t index)
{
    const PostgresKind kind = shape->kinds[index];
    const bool runs_code = kind == POSTGRES_DO || kind == POSTGRES_SELECT || kind == POSTGRES_WITH;

    return kind == POSTGRES_DISCARD_ALL || kind == POSTGRES_ADVISORY_UNLOCK_ALL ||
           (runs_code && str_contains_nocase(shape->script->statements[index].text,
                                             STR("pg_advisory_unlock_all")));
}

/* Without a word, the lock that keeps other runners out would go with the others. */
static bool
check_locks(const Shape *shape)
{
    for (size_t index = 0; index < shape->script->count; index++)
    {
        if (!gives_up_locks(shape, index))
            continue;

        (void)shape_refuse(shape, index, "gives up pawl's lock, which is the session's");

        return error_hint(shape->err,
                          shape->kinds[index] == POSTGRES_DISCARD_ALL
                              ? "Remove it: what a file does to its session ends with the file.  "
                                "Within one, use RESET ALL, DISCARD TEMP and the like."
                              : "Remove it, or name the lock: pg_advisory_unlock(key).  What a "
                                "file holds at its end is given back by pawl.");
    }

    return true;
}

bool
postgres_shape(Script *script, PostgresKind *kinds, bool no_transaction, Arena *arena, Error *err)
{
    const Shape shape = {.script = script, .kinds = kinds, .arena = arena, .err = err};

    if (!check_locks(&shape))
        return false;
    if (brings_transactions(&shape))
        return shape_brought(&shape);

    return no_transaction ? shape_steps(&shape) : shape_plain(&shape);
}
