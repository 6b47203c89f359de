/*
 * raw_clickhouse.c
 *    The limit for any HTTP client of ClickHouse: a socket and read(), no library at all.
 *
 *     raw_clickhouse PORT RECORDS [FOLDER]
 *
 * As bare_clickhouse.c, on one connection that is kept, for a user without a password.
 */
#include <stdbool.h>

#include "raw.h"
#include "records.h"

static char buffer[1 << 22];

/* The value of a header, or NULL; the head ends with an empty line. */
static const char *
find_header(const char *head, const char *name)
{
    const char *found = strcasestr(head, name);

    return found == NULL ? NULL : found + strlen(name);
}

/* Whether the answer is whole; its body is not looked at. */
static bool
is_whole(size_t have)
{
    buffer[have] = '\0';

    char *body = strstr(buffer, "\r\n\r\n");

    if (body == NULL)
        return false;

    body += 4;

    const size_t got = have - (size_t)(body - buffer);
    const char kept = *body;

    *body = '\0';

    const char *length = find_header(buffer, "\r\nContent-Length:");

    *body = kept;

    if (length != NULL)
        return got >= strtoull(length, NULL, 10);

    return got >= 5 && memcmp(buffer + have - 5, "0\r\n\r\n", 5) == 0; /* the last chunk */
}

static void
read_answer(int server, const char *what)
{
    size_t have = 0;

    do
        have += raw_read(server, buffer + have, sizeof(buffer) - 1 - have);
    while (!is_whole(have));

    const char *refusal = find_header(buffer, "\r\nX-ClickHouse-Exception-Code:");

    if (!is_expected(refusal == NULL ? 0 : atoi(refusal)))
        fail(what, buffer);
}

int
main(int argc, char **argv)
{
    Record target = {0};
    Record body = {0};
    char head[8192];

    if (argc < 3)
        fail(argv[0], "PORT RECORDS [FOLDER]");
    if (argc > 3)
        read_folder(argv[3]);

    FILE *records = fopen(argv[2], "r");
    const int server = raw_connect(atoi(argv[1]));

    if (records == NULL)
        fail(argv[2], "cannot be opened");

    while (record_read(records, &target) && record_read(records, &body))
    {
        const int size = snprintf(head, sizeof(head),
                                  "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                  "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n",
                                  target.data, body.size);

        raw_write_two(server, head, (size_t)size, body.data, body.size);
        read_answer(server, target.data);
    }

    return 0;
}
