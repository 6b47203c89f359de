/*
 * obsolete.h
 *    From where on a file of steps has no need of what a statement did to its session.
 *
 * A run that goes on in the middle sends such statements again.  What the file did since may be in
 * the way: after SET ROLE a; ...; RESET ROLE; DROP ROLE a there is no role a, after PREPARE p and a
 * DROP TABLE nothing to prepare.  Then all depends on whether a later statement needs it.
 */
#ifndef ENGINES_POSTGRES_OBSOLETE_H
#define ENGINES_POSTGRES_OBSOLETE_H

#include "engines/postgres/parse/block.h"

/* The obsolete_from of the session statement at index. */
size_t postgres_obsolete_from(const Shape *shape, size_t index);

#endif /* ENGINES_POSTGRES_OBSOLETE_H */
