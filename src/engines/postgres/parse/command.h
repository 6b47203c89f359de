/*
 * command.h
 *    The commands of psql that stand in files which pg_dump writes.
 *
 * "\restrict KEY" and "\unrestrict KEY" keep psql from other commands, of which pawl knows none.
 * "\connect DATABASE" is what pawl has done already, if the database is its own.
 */
#ifndef ENGINES_POSTGRES_PARSE_COMMAND_H
#define ENGINES_POSTGRES_PARSE_COMMAND_H

#include <stdbool.h>

#include "base/str.h"

typedef enum PostgresCommandKind
{
    POSTGRES_COMMAND_RESTRICT, /* and its end: may be left out */
    POSTGRES_COMMAND_CONNECT,
    POSTGRES_COMMAND_OTHER,
} PostgresCommandKind;

typedef struct PostgresCommand
{
    PostgresCommandKind kind;
    Str name;     /* with the backslash, up to a space */
    Str argument; /* the rest of its line, trimmed */
    size_t end;   /* the offset behind its line, in front of the line feed */
} PostgresCommand;

/* The command whose backslash stands at an offset in a text. */
PostgresCommand postgres_command_read(Str text, size_t at);

/* Whether the argument of a \connect names this database and nothing else. */
bool postgres_command_names(Str argument, Str database);

#endif /* ENGINES_POSTGRES_PARSE_COMMAND_H */
