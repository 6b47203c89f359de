/*
 * store.h
 *    How the ledger is kept in PostgreSQL: the texts of the statements, without I/O.
 *
 * Every name is written with its schema, because a migration may leave another
 * search_path behind, and every value as E'' with both quote and backslash doubled,
 * which reads the same whatever standard_conforming_strings says.
 */
#ifndef POSTGRES_STORE_H
#define POSTGRES_STORE_H

#include "base/buf.h"
#include "engine/engine.h"

typedef enum VersionTable
{
    VERSION_TABLE_ABSENT,
    VERSION_TABLE_PRESENT,
    VERSION_TABLE_MAYBE, /* a migration of this run may have made it */
} VersionTable;

/* One message that returns facts, versions and journal rows: results of store_read_sql(). */
enum
{
    STORE_RESULT_FACTS,
    STORE_RESULT_VERSIONS,
    STORE_RESULT_ROWS, /* an error if there is no journal, which the facts said already */
};

/* The rows of STORE_RESULT_VERSIONS: that there is such a table, then each version. */
#define STORE_VERSIONS_THERE "t"
#define STORE_VERSION_MARK   "v" /* stands before it */

/*
 * The SQL that reads everything in one round trip.  Facts: the current schema, and whether the
 * journal exists.
 */
const char *store_read_sql(void);

/* The SQL that creates the journal and its view in a schema. */
void store_append_create(Buf *sql, Str schema);

/*
 * The SQL that appends rows and versions, and changes another tool's table; harmless when it runs
 * twice.  In a transaction the server fills in how long the transaction took so far.
 */
void store_append_write(Buf *sql, Str schema, VersionTable versions, bool in_transaction,
                        const LedgerWrite *write);

/* How many statements that is. */
size_t store_write_count(VersionTable versions, const LedgerWrite *write);

#endif /* POSTGRES_STORE_H */
