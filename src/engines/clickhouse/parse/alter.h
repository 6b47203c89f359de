/*
 * alter.h
 *    What the commands of an ALTER TABLE do, taken together.
 */
#ifndef ENGINES_CLICKHOUSE_ALTER_H
#define ENGINES_CLICKHOUSE_ALTER_H

#include "engines/clickhouse/parse/classify.h"
#include "engines/clickhouse/parse/cursor.h"

/*
 * cursor is behind the table's name and ON CLUSTER.  The number of commands goes to
 * *ret_count.
 */
ClickhouseKind clickhouse_classify_alter(ClickhouseCursor cursor, unsigned *ret_count);

/*
 * The first command of an ALTER TABLE: behind the table's name, ON CLUSTER and the bracket that
 * may be around it.  At the end if the statement is no ALTER TABLE.
 */
ClickhouseCursor clickhouse_alter_commands(unsigned server_version, Str statement, Arena *arena);

/*
 * Whether an ALTER TABLE of columns that is done leaves the definition as it was: all that it does
 * is to CLEAR, or to drop columns that it adds again.  Whether they come back as they were is not
 * looked at.
 */
bool clickhouse_alter_keeps_definition(unsigned server_version, Str statement, Arena *arena);

#endif /* ENGINES_CLICKHOUSE_ALTER_H */
