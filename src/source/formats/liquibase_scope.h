/*
 * liquibase_scope.h
 *    The properties that changelogs define for an SQL file: which ones are in force where it
 * stands.
 *
 * Internal to source/formats/.  Facts: tried with Liquibase 4.33.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_SCOPE_H
#define SOURCE_FORMATS_LIQUIBASE_SCOPE_H

#include "base/arena.h"
#include "base/str.h"

/* A definition; NULL: none.  It stays as it is when others are added, so each file has its own. */
typedef struct LiquibaseScope LiquibaseScope;
struct LiquibaseScope
{
    Str name;
    Str value;
    bool local;
    const LiquibaseScope *before; /* of several of one name the first counts */
};

const LiquibaseScope *liquibase_scope_add(const LiquibaseScope *scope, Str name, Str value,
                                          bool local, Arena *arena);

/* What is left of it behind the changelog before which it was `before`: no local ones. */
const LiquibaseScope *liquibase_scope_leave(const LiquibaseScope *scope,
                                            const LiquibaseScope *before, Arena *arena);

/* NULL if there is none of that name. */
const LiquibaseScope *liquibase_scope_find(const LiquibaseScope *scope, Str name);

#endif /* SOURCE_FORMATS_LIQUIBASE_SCOPE_H */
