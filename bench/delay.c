/*
 * delay.c
 *    A TCP proxy on loopback that adds a network's delay and may keep what clients send.
 *
 *     delay PORT ONE_WAY_MS [FILE]
 *
 * Prints its own port. Everything is under way ONE_WAY_MS in each direction, and opening a
 * connection takes a round trip. What the clients send is appended to FILE, connection after
 * connection as long as these do not overlap. tests/proxy.py can do more, but its own time
 * (0.3 ms a turn) is not small against that of a database on loopback.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum
{
    CONNECTIONS_MAX = 256,
    CHUNK_MAX = 64 * 1024,
};

typedef struct Chunk
{
    struct Chunk *next;
    long long due;
    size_t size; /* 0: the end */
    size_t sent;
    char data[];
} Chunk;

typedef struct Way
{
    int from;
    int to;
    bool ended;   /* nothing more comes */
    bool blocked; /* the receiver takes no more */
    bool keep;    /* client's side */
    Chunk *first;
    Chunk **last;
} Way;

typedef struct Connection
{
    bool used;
    long long open_from;
    Way ways[2];
} Connection;

static Connection connections[CONNECTIONS_MAX];
static long long one_way;
static FILE *kept;

static void
fail(const char *what)
{
    perror(what);
    exit(1);
}

static long long
now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);

    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static struct sockaddr_in
loopback(int port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((unsigned short)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void
prepare(int fd)
{
    const int on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static void
begin(int client, int port)
{
    const struct sockaddr_in address = loopback(port);
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    Connection *connection = connections;

    while (connection < connections + CONNECTIONS_MAX && connection->used)
        connection++;

    if (server < 0 || connection == connections + CONNECTIONS_MAX ||
        connect(server, (const struct sockaddr *)&address, sizeof(address)) != 0)
    {
        close(client);
        close(server);
        return;
    }

    prepare(client);
    prepare(server);
    *connection = (Connection){.used = true, .open_from = now_ns() + 2 * one_way};
    connection->ways[0] = (Way){.from = client, .to = server, .keep = kept != NULL};
    connection->ways[1] = (Way){.from = server, .to = client};

    for (int side = 0; side < 2; side++)
        connection->ways[side].last = &connection->ways[side].first;
}

static void
take(Connection *connection, Way *way)
{
    static char buffer[CHUNK_MAX];
    const ssize_t got = read(way->from, buffer, sizeof(buffer));
    const long long now = now_ns();

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;

    const size_t size = got > 0 ? (size_t)got : 0;
    Chunk *chunk = malloc(sizeof(Chunk) + size);

    if (chunk == NULL)
        fail("malloc");

    *chunk = (Chunk){.size = size,
                     .due = (now > connection->open_from ? now : connection->open_from) + one_way};
    memcpy(chunk->data, buffer, size);
    *way->last = chunk;
    way->last = &chunk->next;
    way->ended = size == 0;

    if (way->keep && size > 0 && fwrite(buffer, 1, size, kept) != size)
        fail("keep");
}

static void
give(Way *way)
{
    way->blocked = false;

    while (way->first != NULL && way->first->due <= now_ns())
    {
        Chunk *chunk = way->first;

        if (chunk->size == 0)
        {
            shutdown(way->to, SHUT_WR);
        }
        else
        {
            const ssize_t sent =
                send(way->to, chunk->data + chunk->sent, chunk->size - chunk->sent, MSG_NOSIGNAL);

            if (sent < 0 && errno == EAGAIN)
            {
                way->blocked = true;
                return;
            }
            if (sent > 0 && (chunk->sent += (size_t)sent) < chunk->size)
                continue;
        }

        way->first = chunk->next;

        if (way->first == NULL)
            way->last = &way->first;

        free(chunk);
    }
}

static void
end_if_done(Connection *connection)
{
    for (int side = 0; side < 2; side++)
    {
        if (!connection->ways[side].ended || connection->ways[side].first != NULL)
            return;
    }

    close(connection->ways[0].from);
    close(connection->ways[0].to);
    connection->used = false;
}

int
main(int argc, char **argv)
{
    struct sockaddr_in address = loopback(0);
    socklen_t address_size = sizeof(address);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (argc < 3)
        return 2;

    prctl(PR_SET_PDEATHSIG, SIGTERM); /* nobody needs it when run.py is gone */
    prctl(PR_SET_TIMERSLACK, 1);      /* or waits are 50 us too long */
    one_way = (long long)(atof(argv[2]) * 1e6);

    if (argc > 3 && (kept = fopen(argv[3], "w")) == NULL)
        fail(argv[3]);
    if (kept != NULL)
        setvbuf(kept, NULL, _IONBF, 0); /* nothing is left in here when we are ended */
    if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &address_size) != 0)
        fail("listen");

    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    for (;;)
    {
        struct pollfd polls[1 + 4 * CONNECTIONS_MAX];
        struct
        {
            Connection *connection;
            Way *way;
        } whose[1 + 4 * CONNECTIONS_MAX];
        nfds_t count = 1;
        long long next = -1;

        polls[0] = (struct pollfd){.fd = listener, .events = POLLIN};

        for (Connection *connection = connections; connection < connections + CONNECTIONS_MAX;
             connection++)
        {
            for (int side = 0; connection->used && side < 2; side++)
            {
                Way *way = &connection->ways[side];

                if (!way->ended)
                {
                    whose[count].connection = connection;
                    whose[count].way = way;
                    polls[count++] = (struct pollfd){.fd = way->from, .events = POLLIN};
                }
                if (way->blocked)
                    polls[count++] = (struct pollfd){.fd = way->to, .events = POLLOUT};
                else if (way->first != NULL && (next < 0 || way->first->due < next))
                    next = way->first->due;
            }
        }

        const long long left = next - now_ns();
        const long long wait = next >= 0 && left > 0 ? left : 0;
        const struct timespec timeout = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};

        if (ppoll(polls, count, next < 0 ? NULL : &timeout, NULL) < 0 && errno != EINTR)
            fail("ppoll");

        for (nfds_t index = 1; index < count; index++)
        {
            if ((polls[index].revents & ~POLLOUT) != 0 && polls[index].events == POLLIN)
                take(whose[index].connection, whose[index].way);
        }

        for (Connection *connection = connections; connection < connections + CONNECTIONS_MAX;
             connection++)
        {
            if (!connection->used)
                continue;

            give(&connection->ways[0]);
            give(&connection->ways[1]);
            end_if_done(connection);
        }

        if ((polls[0].revents & POLLIN) != 0)
        {
            const int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

            if (client >= 0)
                begin(client, atoi(argv[1]));
        }
    }
}
