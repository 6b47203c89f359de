/*
 * library.h
 *    Shared libraries that are loaded only when a run needs them.
 *
 * A client library takes 5 to 10 ms to load with all that it needs; `pawl
 * version` must not pay that, and one of 700 MB may well be absent.
 * The caller declares the functions it uses once, in an X-macro, and gets a
 * struct of function pointers whose types come from the library's own header:
 *
 *     #define PQ_FUNCTIONS(X) X(PQconnectStart) X(PQfinish)
 *     static struct { PQ_FUNCTIONS(LIBRARY_MEMBER) } pq;
 *     static const LibrarySymbol PQ_SYMBOLS[] = {PQ_FUNCTIONS(LIBRARY_SYMBOL)};
 */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct LibrarySymbol
{
    const char *name;
    size_t offset; /* of the member in the caller's struct */
} LibrarySymbol;

#define LIBRARY_MEMBER(function) __typeof__(&function) function;

/*
 * Open the first of the NULL-terminated names that the loader finds and fill the
 * caller's struct.  A missing library or function is ERROR_CONFIG; the hint is the
 * caller's to add.  The library stays loaded until the process ends.
 */
MUST_CHECK bool library_load(const char *const *names, const LibrarySymbol *symbols, size_t count,
                             void *functions, Error *err);

#endif /* BASE_LIBRARY_H */
