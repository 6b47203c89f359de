/*
 * dump_text.h
 *    What pg_dump wrote, made the same for the same schema: pure.
 */
#ifndef ENGINES_POSTGRES_DUMP_TEXT_H
#define ENGINES_POSTGRES_DUMP_TEXT_H

#include "base/buf.h"

/* "15.18" of "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"; empty if that is not it. */
Str postgres_dump_version(Str answer);

/* 15 of "15.18"; 0 if it is no version. */
unsigned postgres_dump_major(Str version);

/*
 * Append the dump without what differs from one to the next: the random key of \restrict, and the
 * versions of server and pg_dump.  Empty lines at its ends go, too.
 */
void postgres_dump_append(Str dump, Buf *text);

#endif /* ENGINES_POSTGRES_DUMP_TEXT_H */
