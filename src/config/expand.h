/*
 * expand.h
 *    ${NAME} and ${NAME:-default} in the values of the configuration file.
 */
#ifndef CONFIG_EXPAND_H
#define CONFIG_EXPAND_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"

/*
 * Replace every reference by what the environment says; the default also stands in
 * for an empty variable.  "$${" gives "${"; any other "$" is an ordinary character,
 * for passwords are full of them.  On ERROR_CONFIG, which names the variable,
 * *ret_offset is where in the text the reference begins.
 */
MUST_CHECK bool expand(Str text, const char *const *environment, Arena *arena,
                       const char **ret_text, size_t *ret_offset, Error *err);

#endif /* CONFIG_EXPAND_H */
