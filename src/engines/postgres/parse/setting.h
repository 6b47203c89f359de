/*
 * setting.h
 *    The one setting that changes how the statements after it are read.
 *
 * standard_conforming_strings ("Version and Platform Compatibility") decides whether a
 * backslash escapes in '...'.  It is followed through SET, RESET and a
 * SELECT that is nothing but set_config(); a function that sets it is not seen.
 */
#ifndef ENGINES_POSTGRES_SETTING_H
#define ENGINES_POSTGRES_SETTING_H

#include "engines/postgres/parse/classify.h"

/*
 * What a statement of this kind leaves behind: current if it does not touch the setting,
 * initial if it returns to the session's default.
 */
bool postgres_backslash_strings_after(PostgresKind kind, Str statement, bool initial, bool current);

#endif /* ENGINES_POSTGRES_SETTING_H */
