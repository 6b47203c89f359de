/*
 * answer.h
 *    What PostgreSQL's words and numbers mean, without libpq.
 */
#ifndef POSTGRES_ANSWER_H
#define POSTGRES_ANSWER_H

#include "base/error.h"
#include "base/str.h"

/*
 * The kind of a connection that was refused.  libpq gives no SQLSTATE for it, so its words decide.
 * A server in another language is taken for unreachable: less helpful, never wrong about what ran.
 */
ErrorKind postgres_refusal_kind(const char *message);

/* What helps against it; NULL if only the message can tell. */
const char *postgres_refusal_hint(const char *message);

/*
 * The offset in bytes of a position that the server counts in characters from 1 (protocol, error
 * field P); SIZE_MAX if it is NULL or no number.
 */
size_t postgres_byte_offset(Str sql, const char *position);

#endif /* POSTGRES_ANSWER_H */
