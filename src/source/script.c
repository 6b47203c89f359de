/*
 * script.c
 *    What a migration file holds once its engine has split it: statements.
 */
#include "source/script.h"

size_t
script_next_journaled(const Script *script, size_t index)
{
    while (index < script->count && (script->statements[index].flags & STATEMENT_SESSION) != 0)
        index++;

    return index;
}
