/*
 * library.c
 *    Shared libraries that are loaded only when a run needs them.
 */
#include "base/library.h"

#include <assert.h>
#include <dlfcn.h>
#include <string.h>

static void *
open_first(const char *const *names, const char **ret_name, Error *err)
{
    const char *reason = NULL;

    for (const char *const *name = names; *name != NULL; name++)
    {
        void *handle = dlopen(*name, RTLD_LAZY | RTLD_LOCAL);

        if (handle != NULL)
        {
            *ret_name = *name;
            return handle;
        }
        if (reason == NULL)
            reason = arena_strdup(err->arena, dlerror());
    }

    (void)error_set(err, ERROR_CONFIG, "could not load library \"%s\"", names[0]);
    (void)error_detail(err, "%s.", reason == NULL ? "It has no name" : reason);

    return NULL;
}

bool
library_load(const char *const *names, const LibrarySymbol *symbols, size_t count, void *functions,
             Error *err)
{
    assert(names[0] != NULL);

    const char *opened = NULL;
    void *handle = open_first(names, &opened, err);

    if (handle == NULL)
        return false;

    for (size_t index = 0; index < count; index++)
    {
        void *address = dlsym(handle, symbols[index].name);

        if (address == NULL)
        {
            (void)dlclose(handle);
            return error_set(err, ERROR_CONFIG, "library \"%s\" lacks the function %s", opened,
                             symbols[index].name);
        }

        /* POSIX lets a function's address travel as void *; ISO C only lets bytes. */
        memcpy((char *)functions + symbols[index].offset, &address, sizeof(address));
    }

    return true;
}
