/*
 * local.h
 *    A definition as the server tells it, made one that holds in any database.
 *
 * SHOW CREATE writes the database in front of every name. A migration leaves it out: it is the
 * one of the connection.
 */
#ifndef ENGINES_CLICKHOUSE_PARSE_LOCAL_H
#define ENGINES_CLICKHOUSE_PARSE_LOCAL_H

#include "base/buf.h"
#include "base/str.h"

/* Takes a name that a definition may need; is_word: it is a bare word, of anything. */
typedef struct ClickhouseReference
{
    void (*call)(void *context, Str name, bool is_word);
    void *context;
} ClickhouseReference;

/*
 * Append the definition without the database's name in front of others: in the SQL, in what
 * dictGet() and joinGet() are given, and in the SOURCE of a dictionary; as an argument of an
 * ENGINE it becomes currentDatabase().  Told as references are all names that it stood before,
 * all words, and all strings in an ENGINE or a SOURCE.
 */
void clickhouse_append_local(Buf *sql, Str definition, Str database, ClickhouseReference reference);

#endif /* ENGINES_CLICKHOUSE_PARSE_LOCAL_H */
