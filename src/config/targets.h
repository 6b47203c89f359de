/*
 * targets.h
 *    Which targets there are, their names, and which of them were asked for.
 *
 * Internal to config/.
 */
#ifndef CONFIG_TARGETS_H
#define CONFIG_TARGETS_H

#include "config/setting.h"

MUST_CHECK bool targets_load(const Loader *loader, Config *config, Error *err);

#endif /* CONFIG_TARGETS_H */
