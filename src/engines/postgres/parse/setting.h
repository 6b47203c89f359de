/*
 * setting.h
 *    Which setting a statement is about, and the one that changes how others are read.
 *
 * standard_conforming_strings ("Version and Platform Compatibility") decides whether a
 * backslash escapes in '...'.  It is followed through SET, RESET and a
 * SELECT that is nothing but set_config(); a function that sets it is not seen.
 */
#ifndef ENGINES_POSTGRES_SETTING_H
#define ENGINES_POSTGRES_SETTING_H

#include "engines/postgres/parse/classify.h"

/*
 * The token that names the setting which a SET, SET LOCAL, SET_CONFIG or RESET is about, with the
 * lexer, which is at the statement's begin, behind it.  ROLE, AUTHORIZATION and ALL are such names.
 */
PostgresToken postgres_setting_name(PostgresKind kind, PostgresLexer *lexer);

/*
 * What a statement of this kind leaves behind: current if it does not touch the setting,
 * initial if it returns to the session's default.
 */
bool postgres_backslash_strings_after(PostgresKind kind, Str statement, bool initial, bool current);

#endif /* ENGINES_POSTGRES_SETTING_H */
