/*
 * block.c
 *    The transactions that a file brings itself: BEGIN ... COMMIT.
 */
#include "engines/postgres/parse/block.h"

#define BLOCK_TITLE "BEGIN ... COMMIT"

/* The next statement from there that opens or ends a transaction, or the number of statements. */
static size_t
next_control(const Shape *shape, size_t index)
{
    while (index < shape->script->count && !shape_has_role(shape, index, POSTGRES_ROLE_CONTROL))
        index++;

    return index;
}

/* ---- one transaction is all of the file ---- */

bool
block_is_whole(const Shape *shape)
{
    const size_t count = shape->script->count;
    const size_t begin = next_control(shape, 0);
    const size_t end = begin < count ? next_control(shape, begin + 1) : count;

    if (end + 1 != count || shape->kinds[begin] != POSTGRES_BEGIN ||
        shape->kinds[end] != POSTGRES_COMMIT)
        return false;

    for (size_t index = 0; index < end; index++)
    {
        if (index < begin
                ? !shape_has_role(shape, index, POSTGRES_ROLE_SESSION)
                : postgres_kind_rule(shape->kinds[index]) == POSTGRES_TRANSACTION_FORBIDDEN)
            return false;
    }

    return true;
}

void
block_take_whole(const Shape *shape)
{
    Script *script = shape->script;

    script->statements[next_control(shape, 0)].flags |= STATEMENT_TRANSACTION_CONTROL;
    script->statements[script->count - 1].flags |= STATEMENT_TRANSACTION_CONTROL;
    script->mode = SCRIPT_TRANSACTION;
    script->own_transaction = true;
}

/* ---- each is a step ---- */

static bool
refuse_control(const Shape *shape, size_t index, bool inside)
{
    const PostgresKind kind = shape->kinds[index];

    if (kind == POSTGRES_COMMIT)
        (void)shape_refuse(shape, index, "ends a transaction that the file does not begin");
    else if (kind == POSTGRES_BEGIN && inside)
        (void)shape_refuse(shape, index, "begins a transaction within the file's transaction");
    else if (kind == POSTGRES_COMMIT_AND_CHAIN)
        (void)shape_refuse(shape, index, "begins a second transaction and leaves it open");
    else if (kind == POSTGRES_PREPARE_TRANSACTION)
        (void)shape_refuse(shape, index, "leaves the transaction for somebody else to end");
    else
        (void)shape_refuse(shape, index, "undoes what the file did");

    return error_hint(shape->err, "pawl commits each transaction of a file together with its row "
                                  "in the ledger.  Begin it with BEGIN and end it with COMMIT, or "
                                  "remove both: pawl runs the file in a transaction by itself.");
}

static bool
is_of_session(const Shape *shape, size_t index)
{
    return shape_has_role(shape, index, POSTGRES_ROLE_SESSION) ||
           (shape_has_role(shape, index, POSTGRES_ROLE_TEMPORARY) &&
            !str_contains_nocase(shape->script->statements[index].text, STR("on commit drop")));
}

static bool
check_member(const Shape *shape, size_t begin, size_t index, bool last)
{
    if (postgres_kind_rule(shape->kinds[index]) == POSTGRES_TRANSACTION_FORBIDDEN)
    {
        (void)shape_refuse_beside(
            shape, index, "cannot run in a transaction, but the file brings one with", begin);
        return error_hint(shape->err, "Move it behind the COMMIT, or in front of the BEGIN.");
    }

    if (!last && is_of_session(shape, index))
    {
        (void)shape_refuse(shape, index,
                           "is for the session, but stands in a transaction that is "
                           "not all of the file");
        return error_hint(shape->err,
                          "A run that goes on behind the COMMIT would not have it.  Move "
                          "it in front of the BEGIN; or write SET LOCAL, or ON COMMIT "
                          "DROP, if it is for the transaction alone.");
    }

    if (shape->script->statements[index].has_data)
    {
        (void)shape_refuse(shape, index,
                           "has data, but stands in a transaction that is not all of "
                           "the file");
        return error_hint(shape->err, "Move the transaction, or the COPY, into a file of its own.");
    }

    return true;
}

/* The block that begins there: its COMMIT. */
static bool
check_block(const Shape *shape, size_t begin, size_t *ret_end)
{
    const size_t count = shape->script->count;
    const size_t end = next_control(shape, begin + 1);

    if (end == count)
    {
        (void)shape_refuse(shape, begin, "begins a transaction that the file does not commit");
        return error_hint(shape->err, "Add COMMIT at the end, or remove BEGIN: pawl runs the file "
                                      "in a transaction by itself.");
    }

    if (shape->kinds[end] != POSTGRES_COMMIT)
        return refuse_control(shape, end, true);

    for (size_t index = begin + 1; index < end; index++)
    {
        if (!check_member(shape, begin, index, end + 1 == count))
            return false;
    }

    *ret_end = end;

    return true;
}

static bool
check_all(const Shape *shape)
{
    size_t index = next_control(shape, 0);

    while (index < shape->script->count)
    {
        size_t end = 0;

        if (shape->kinds[index] != POSTGRES_BEGIN)
            return refuse_control(shape, index, false);
        if (!check_block(shape, index, &end))
            return false;

        index = next_control(shape, end + 1);
    }

    return true;
}

/* The statements from begin to end as one. */
static bool
fold(const Shape *shape, size_t begin, size_t end, Statement *ret_statement)
{
    const Str first = shape->script->statements[begin].text;
    const Str last = shape->script->statements[end].text;
    const size_t size = (size_t)(last.data - first.data) + last.size;
    Str *texts = ARENA_ARRAY(shape->arena, Str, end - begin + 1);
    StatementBlock *block = ARENA_NEW(shape->arena, StatementBlock);

    for (size_t index = begin; index <= end; index++)
        texts[index - begin] = shape->script->statements[index].text;

    *block = (StatementBlock){.texts = texts, .count = end - begin + 1};
    *ret_statement = (Statement){
        .text = {.data = first.data, .size = size}, .kind = BLOCK_TITLE, .block = block};

    return script_hash(shape->script, ret_statement->text, &ret_statement->hash, shape->err);
}

bool
block_fold(const Shape *shape)
{
    Script *script = shape->script;
    size_t count = 0;

    if (!check_all(shape))
        return false;

    for (size_t index = 0; index < script->count; index++, count++)
    {
        const size_t begin = index;
        Statement statement = script->statements[index];

        if (shape_has_role(shape, index, POSTGRES_ROLE_CONTROL))
        {
            index = next_control(shape, index + 1);
            if (!fold(shape, begin, index, &statement))
                return false;
        }

        script->statements[count] = statement;
        shape->kinds[count] = shape->kinds[begin];
    }

    script->count = count;

    return true;
}
