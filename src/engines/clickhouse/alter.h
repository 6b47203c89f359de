/*
 * alter.h
 *    What the commands of an ALTER TABLE do, taken together.
 */
#ifndef ENGINES_CLICKHOUSE_ALTER_H
#define ENGINES_CLICKHOUSE_ALTER_H

#include "engines/clickhouse/classify.h"
#include "engines/clickhouse/cursor.h"

/*
 * cursor is behind the table's name and ON CLUSTER.  The number of commands goes to
 * *ret_count.
 */
ClickhouseKind clickhouse_classify_alter(ClickhouseCursor cursor, unsigned *ret_count);

#endif /* ENGINES_CLICKHOUSE_ALTER_H */
