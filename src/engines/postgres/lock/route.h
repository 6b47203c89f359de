/*
 * route.h
 *    What stands between pawl and the server: nothing, a proxy, a transaction pooler.
 */
#ifndef ENGINES_POSTGRES_ROUTE_H
#define ENGINES_POSTGRES_ROUTE_H

#include "engines/postgres/postgres.h"

/*
 * Find out, for a connection whose backend is not the one that was told at connecting, whether its
 * messages reach one backend or several.  Sets postgres->route.
 */
MUST_CHECK bool postgres_find_route(Postgres *postgres, Error *err);

/* Whether two connections that saw these backends, message by message, share them. */
bool postgres_route_is_pooled(const int *first, const int *second, size_t count);

#endif /* ENGINES_POSTGRES_ROUTE_H */
