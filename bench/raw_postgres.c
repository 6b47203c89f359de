/*
 * raw_postgres.c
 *    The limit for any client of PostgreSQL: a socket and read(), no library at all.
 *
 *     raw_postgres PORT DATABASE RECORDS [FOLDER]
 *
 * As bare_postgres.c, in the server's own protocol, for a user that it trusts.
 */
#include <stdbool.h>
#include <stdint.h>

#include "raw.h"
#include "records.h"

enum
{
    MESSAGE_HEAD = 5, /* type and size */
    PROTOCOL = 3 << 16,
};

static char buffer[1 << 20];

static uint32_t
get_u32(const char *bytes)
{
    uint32_t value;

    memcpy(&value, bytes, sizeof(value));

    return ntohl(value);
}

static void
put_u32(char *bytes, uint32_t value)
{
    value = htonl(value);
    memcpy(bytes, &value, sizeof(value));
}

/* The first look at the ledger, which is not there yet, is the one error that may be. */
static void
check_error(const char *message, size_t size)
{
    for (size_t at = MESSAGE_HEAD; at < size && message[at] != '\0';)
    {
        if (message[at] == 'C' && strcmp(message + at + 1, "42P01") == 0)
            return;

        at += strlen(message + at) + 1;
    }

    fail("the server", "an error");
}

/* Read messages until the server is ready for the next query. */
static void
wait_until_ready(int server)
{
    size_t have = 0;

    for (;;)
    {
        size_t at = 0;

        have += raw_read(server, buffer + have, sizeof(buffer) - have);

        while (have - at >= MESSAGE_HEAD && have - at >= 1 + (size_t)get_u32(buffer + at + 1))
        {
            const char *message = buffer + at;
            const size_t size = 1 + (size_t)get_u32(message + 1);

            if (message[0] == 'E')
                check_error(message, size);
            if (message[0] == 'R' && get_u32(message + MESSAGE_HEAD) != 0)
                fail("the server", "it wants a password");
            if (message[0] == 'Z')
                return;

            at += size;
        }

        have -= at;
        memmove(buffer, buffer + at, have);
    }
}

static void
start(int server, const char *database)
{
    char message[512] = {0};
    size_t size = 8;

    size += (size_t)snprintf(message + size, sizeof(message) - size - 1,
                             "user%cpostgres%cdatabase%c%s%c", 0, 0, 0, database, 0);
    size++;
    put_u32(message, (uint32_t)size);
    put_u32(message + 4, PROTOCOL);
    raw_write(server, message, size);
    wait_until_ready(server);
}

int
main(int argc, char **argv)
{
    Record query = {0};

    if (argc < 4)
        fail(argv[0], "PORT DATABASE RECORDS [FOLDER]");
    if (argc > 4)
        read_folder(argv[4]);

    FILE *records = fopen(argv[3], "r");
    const int server = raw_connect(atoi(argv[1]));

    if (records == NULL)
        fail(argv[3], "cannot be opened");

    start(server, argv[2]);

    while (record_read(records, &query))
    {
        char head[MESSAGE_HEAD] = {'Q'};

        put_u32(head + 1, (uint32_t)(query.size + 1 + sizeof(uint32_t)));
        raw_write_two(server, head, sizeof(head), query.data, query.size + 1);
        wait_until_ready(server);
    }

    raw_write(server, "X\0\0\0\4", MESSAGE_HEAD);

    return 0;
}
