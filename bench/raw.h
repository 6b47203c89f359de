/*
 * raw.h
 *    A connection without any library, for raw_postgres.c and raw_clickhouse.c.
 */
#ifndef BENCH_RAW_H
#define BENCH_RAW_H

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "records.h"

static int
raw_connect(int port)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((unsigned short)port),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int on = 1;
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (server < 0 || connect(server, (const struct sockaddr *)&address, sizeof(address)) != 0)
        fail("connect", "nobody listens");

    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

    return server;
}

static size_t
raw_read(int server, char *to, size_t room)
{
    const ssize_t got = room == 0 ? 0 : read(server, to, room);

    if (got <= 0)
        fail("read", "the answer ends, or is too long");

    return (size_t)got;
}

static void
raw_write(int server, const char *data, size_t size)
{
    while (size > 0)
    {
        const ssize_t sent = write(server, data, size);

        if (sent <= 0)
            fail("write", "the server is gone");

        data += sent;
        size -= (size_t)sent;
    }
}

/* Both in one packet where they fit, as a library would. */
static void
raw_write_two(int server, const char *head, size_t head_size, const char *data, size_t size)
{
    const struct iovec parts[] = {{(void *)head, head_size}, {(void *)data, size}};
    const ssize_t sent = writev(server, parts, 2);
    const size_t done = sent < 0 ? 0 : (size_t)sent;

    if (done < head_size)
        fail("write", "the server is gone");

    raw_write(server, data + (done - head_size), size - (done - head_size));
}

#endif /* BENCH_RAW_H */
