/*
 * engine.c
 *    Finding an engine by its name or by a URL.
 */
#include "engine/engine.h"

const EngineOps *
engine_for_url(Str url)
{
    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
    {
        if ((*engine)->accepts(url))
            return *engine;
    }

    return NULL;
}

const EngineOps *
engine_by_name(Str name)
{
    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
    {
        if (str_equal(name, str_from((*engine)->name)))
            return *engine;
    }

    return NULL;
}
