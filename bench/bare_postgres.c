/*
 * bare_postgres.c
 *    The limit for PostgreSQL: a loop over PQexec() that knows nothing.
 *
 *     bare_postgres URL RECORDS [FOLDER]
 *
 * RECORDS holds the queries, one message each: those that pawl sent, so that the same statements
 * and the same writes of the ledger are made, or the files alone. FOLDER is read before.
 */
#include <libpq-fe.h>
#include <stdbool.h>
#include <string.h>

#include "records.h"

int
main(int argc, char **argv)
{
    Record query = {0};

    if (argc < 3)
        fail(argv[0], "URL RECORDS [FOLDER]");
    if (argc > 3)
        read_folder(argv[3]);

    FILE *records = fopen(argv[2], "r");
    PGconn *connection = PQconnectdb(argv[1]);

    if (records == NULL)
        fail(argv[2], "cannot be opened");
    if (PQstatus(connection) != CONNECTION_OK)
        fail("connect", PQerrorMessage(connection));

    while (record_read(records, &query))
    {
        PGresult *result = PQexec(connection, query.data);
        const ExecStatusType status = PQresultStatus(result);

        /* The first look at the ledger, which is not there yet, is the one error that may be. */
        const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        const bool missing = code != NULL && strcmp(code, "42P01") == 0;

        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && !missing)
            fail(query.data, PQerrorMessage(connection));

        PQclear(result);
    }

    PQfinish(connection);

    return 0;
}
