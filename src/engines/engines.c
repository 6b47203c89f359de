/*
 * engines.c
 *    The table that engines.def spells out.
 */
#include <stddef.h>

#include "engine/engine.h"

#define ENGINE(name) extern const EngineOps engine_##name;
#include "engines/engines.def"
#undef ENGINE

const EngineOps *const ENGINES[] = {
#define ENGINE(name) &engine_##name,
#include "engines/engines.def"
#undef ENGINE
    NULL,
};
