/*
 * target.h
 *    From a draft to a target: its engine, its directory, its password.
 *
 * Internal to config/.
 */
#ifndef CONFIG_TARGET_H
#define CONFIG_TARGET_H

#include "config/setting.h"

/*
 * The URL of a draft and the engine that it means.  An unknown scheme is an error, a
 * missing URL only for CONFIG_DATABASES.
 */
MUST_CHECK bool target_find_engine(const Loader *loader, const Draft *draft, const char **ret_url,
                                   const EngineOps **ret_engine, Error *err);

/* Everything of a draft that has its name; alone: no other target was selected. */
MUST_CHECK bool target_complete(const Loader *loader, const Draft *draft, bool alone,
                                Target *ret_target, Error *err);

/* The directory of an engine's migrations below a root, or NULL if there is none. */
const char *target_dir_below(const char *root, const char *name, Arena *arena);

#endif /* CONFIG_TARGET_H */
