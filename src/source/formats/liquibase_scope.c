/*
 * liquibase_scope.c
 *    The properties that changelogs define for an SQL file: which ones are in force where it
 * stands.
 */
#include "source/formats/liquibase_scope.h"

const LiquibaseScope *
liquibase_scope_add(const LiquibaseScope *scope, Str name, Str value, bool local, Arena *arena)
{
    LiquibaseScope *added = ARENA_NEW(arena, LiquibaseScope);

    *added = (LiquibaseScope){.name = name, .value = value, .local = local, .before = scope};

    return added;
}

static size_t
count_until(const LiquibaseScope *scope, const LiquibaseScope *before)
{
    size_t count = 0;

    for (; scope != before; scope = scope->before)
        count++;

    return count;
}

const LiquibaseScope *
liquibase_scope_leave(const LiquibaseScope *scope, const LiquibaseScope *before, Arena *arena)
{
    const size_t count = count_until(scope, before);
    const LiquibaseScope **added = ARENA_ARRAY(arena, const LiquibaseScope *, count + 1);
    const LiquibaseScope *left = before;

    for (size_t index = count; index > 0; index--, scope = scope->before)
        added[index - 1] = scope;

    for (size_t index = 0; index < count; index++)
    {
        if (!added[index]->local)
            left = liquibase_scope_add(left, added[index]->name, added[index]->value, false, arena);
    }

    return left;
}

const LiquibaseScope *
liquibase_scope_find(const LiquibaseScope *scope, Str name)
{
    const LiquibaseScope *found = NULL;

    for (; scope != NULL; scope = scope->before)
    {
        if (str_equal(scope->name, name))
            found = scope;
    }

    return found;
}
