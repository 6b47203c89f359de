/*
 * suggest.h
 *    "Did you mean ...?": the known word nearest to a misspelt one.
 */
#ifndef CONFIG_SUGGEST_H
#define CONFIG_SUGGEST_H

#include <stddef.h>

#include "base/str.h"

/* The candidate that word most likely means, or NULL if none is near. */
const char *suggest(Str word, const char *const *candidates, size_t count);

#endif /* CONFIG_SUGGEST_H */
