/*
 * names.h
 *    The names of objects in a statement.
 */
#ifndef ENGINES_CLICKHOUSE_NAMES_H
#define ENGINES_CLICKHOUSE_NAMES_H

#include "engines/clickhouse/parse/classify.h"
#include "engines/clickhouse/parse/cursor.h"

/*
 * Step over `name` or `database.name`.  Half of a name would be the wrong one: both are empty if
 * a part is a parameter, {name:Identifier}.
 */
ClickhouseName clickhouse_accept_name(ClickhouseCursor *cursor, Arena *arena);

/* facts->names from facts->database and facts->name. */
void clickhouse_name_main(ClickhouseFacts *facts, Arena *arena);

/*
 * facts->names from a list that begins at the cursor: single names, or pairs with the joint
 * between them ("TO", "AND").  facts->count is an upper limit before, and right afterwards: not
 * every comma behind the first name separates names.
 */
void clickhouse_name_all(ClickhouseCursor cursor, const char *joint, ClickhouseFacts *facts,
                         Arena *arena);

#endif /* ENGINES_CLICKHOUSE_NAMES_H */
