/*
 * fake_engines.h
 *    Two databases that only have names, in place of engines/engines.c.
 *
 * Included by a test, which then does not depend on the engines that exist.
 */
#ifndef UNIT_CONFIG_FAKE_ENGINES_H
#define UNIT_CONFIG_FAKE_ENGINES_H

#include "engine/engine.h"

static bool
alpha_accepts(Str url)
{
    return str_starts_with(url, STR("alpha://")) || str_starts_with(url, STR("host="));
}

static bool
beta_accepts(Str url)
{
    return str_starts_with(url, STR("beta://")) || str_starts_with(url, STR("beta+tls://"));
}

static const EngineOps ENGINE_ALPHA = {.name = "alpha", .title = "Alpha", .accepts = alpha_accepts};
static const EngineOps ENGINE_BETA = {.name = "beta", .title = "Beta", .accepts = beta_accepts};

const EngineOps *const ENGINES[] = {&ENGINE_ALPHA, &ENGINE_BETA, NULL};

#endif /* UNIT_CONFIG_FAKE_ENGINES_H */
