/*
 * copy.c
 *    The rows behind a COPY ... FROM STDIN on their way to the server.
 */
#include "engines/postgres/copy.h"

#include "engines/postgres/parse/copy.h"

static const Statement *
statement_of(const PostgresCopy *copy, size_t results)
{
    const size_t index = copy->first + results - copy->results;

    return results >= copy->results && index < copy->script->count
               ? &copy->script->statements[index]
               : NULL;
}

/* A large file is looked at twice, as it is not held: it may be another one by now. */
static bool
is_unchanged(const PostgresCopy *copy)
{
    SCOPED_ARENA scratch = {0};
    Error ignored = ERROR_INIT(&scratch);
    Sha256 hash;

    return !content_is_mapped(copy->script->content, copy->sending->data) ||
           (script_hash(copy->script, postgres_copy_whole(copy->sending), &hash, &ignored) &&
            sha256_equal(&hash, &copy->sending->hash));
}

static bool
next_piece(void *context, size_t results, Str *ret_piece, const char **ret_refusal)
{
    PostgresCopy *copy = context;
    const Statement *statement = statement_of(copy, results);

    *ret_refusal = NULL;

    if (statement == NULL || !statement->has_data)
    {
        *ret_refusal = "pawl has no data for it";
        return false;
    }

    if (copy->sending != statement)
    {
        copy->sending = statement;
        copy->rest = statement->data;
        copy->piece = (Str){0};
    }

    if (content_next(copy->script->content, &copy->rest, &copy->piece))
    {
        *ret_piece = copy->piece;
        return true;
    }

    if (!is_unchanged(copy))
        *ret_refusal = "the file changed while pawl was at work";

    return false;
}

PostgresInput
postgres_copy_input(PostgresCopy *copy)
{
    return (PostgresInput){.next = next_piece, .context = copy};
}
