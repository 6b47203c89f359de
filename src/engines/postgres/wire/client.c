/*
 * client.c
 *    A connection to PostgreSQL: how it comes about, and what it says of the server.
 */
#include "engines/postgres/wire/client.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "engines/postgres/wire/answer.h"
#include "engines/postgres/wire/redact.h"

enum
{
    POLL_SLICE_MS = 250, /* how soon an interrupt that came between two checks is seen */
};

/* ---- connecting ---- */

/* Wait until libpq can go on, but not for long: false when the deadline passed. */
static bool
wait_for_step(const PostgresClient *client, LibpqStep wanted, int64_t deadline_ms)
{
    struct pollfd poller = {.fd = libpq_socket(client->connection),
                            .events = wanted == LIBPQ_WANTS_TO_READ ? POLLIN : POLLOUT};
    const int64_t left = deadline_ms - clock_ms();
    const int slice = left < POLL_SLICE_MS ? (int)(left < 0 ? 0 : left) : POLL_SLICE_MS;

    (void)poll(&poller, 1, slice);

    return left > 0;
}

/* Prisma's, pgx's and lib/pq's URLs look the same, and say more. */
static const char *
parsing_hint(const char *message)
{
    return strstr(message, "URI query parameter") == NULL
               ? NULL
               : "Leave out what is for another client only; its schema=app or search_path=app is "
                 "options=-csearch_path%3Dapp here.";
}

static MUST_CHECK bool
connect_error(const PostgresClient *client, Error *err)
{
    const PostgresStage stage =
        libpq_understands(client->url) ? POSTGRES_CONNECTING : POSTGRES_PARSING;
    const char *message =
        str_terminate(err->arena, str_trim(str_from(libpq_message(client->connection))));
    const ErrorKind kind =
        stage == POSTGRES_PARSING ? ERROR_CONFIG : postgres_refusal_kind(message);

    (void)error_set(err, kind, "could not connect to PostgreSQL");
    err->server = postgres_redact(message, client->url, stage, err->arena);
    err->hint = stage == POSTGRES_PARSING ? parsing_hint(message) : postgres_refusal_hint(message);

    return false;
}

static MUST_CHECK bool
connect_poll(const PostgresClient *client, int64_t timeout_ms, Error *err)
{
    const int64_t deadline_ms = clock_ms() + timeout_ms;
    LibpqStep wanted = LIBPQ_WANTS_TO_WRITE;

    for (;;)
    {
        if (!wait_for_step(client, wanted, deadline_ms))
        {
            (void)error_set(err, ERROR_CONNECT,
                            "could not connect to PostgreSQL: no answer within %lld s",
                            (long long)(timeout_ms / 1000));
            return error_hint(err, "Check host and port; a firewall drops what it does not let "
                                   "through.  --connect-timeout waits longer.");
        }
        if (interrupt_requested())
            return error_set(err, ERROR_INTERRUPTED, "stopped by %s", interrupt_signal());

        wanted = libpq_connect_step(client->connection);

        if (wanted == LIBPQ_CONNECTED)
            return true;
        if (wanted == LIBPQ_REFUSED)
            return connect_error(client, err);
    }
}

static void
receive_notice(void *context, const LibpqResult *result)
{
    const PostgresClient *client = context;
    const char *severity = libpq_error_field(result, LIBPQ_SEVERITY);
    const char *text = libpq_error_field(result, LIBPQ_PRIMARY);

    if (client->notice.call != NULL && text != NULL)
        client->notice.call(client->notice.context, severity == NULL ? "NOTICE" : severity, text);
}

static void
remember_server(PostgresClient *client)
{
    const char *host = libpq_host(client->connection);
    const int number = libpq_server_version(client->connection);

    client->version = arena_printf(&client->arena, "%d.%d", number / 10000, number % 10000);
    client->place =
        host != NULL && host[0] == '/'
            ? arena_printf(&client->arena, "%s/%s", host, libpq_database(client->connection))
            : arena_printf(&client->arena, "%s:%s/%s", host == NULL ? "localhost" : host,
                           libpq_port(client->connection), libpq_database(client->connection));
}

static MUST_CHECK bool
check_version(const PostgresClient *client, Error *err)
{
    if (libpq_server_version(client->connection) / 10000 >= POSTGRES_VERSION_MIN)
        return true;

    return error_set(err, ERROR_UNSUPPORTED,
                     "PostgreSQL %s is too old: pawl supports version %d and later",
                     client->version, POSTGRES_VERSION_MIN);
}

/*
 * libpq asks Kerberos for credentials before every connection, which loads its configuration and
 * half a megabyte; where nothing can hold any, it need not.  Whatever the URL or the environment
 * says about gssencmode wins.
 */
static const char *
default_gssencmode(void)
{
    const bool possible = getenv("PGGSSENCMODE") != NULL || getenv("KRB5CCNAME") != NULL ||
                          getenv("KRB5_CONFIG") != NULL || file_exists("/etc/krb5.conf");

    return possible ? NULL : "disable";
}

bool
postgres_client_open(const EngineOptions *options, const char *role, EngineNotice notice,
                     PostgresClient **ret_client, Error *err)
{
    /* Keywords behind the URL ("dbname") win over those in it; NULL values are as if absent. */
    const char *const keywords[] = {"fallback_application_name",
                                    "gssencmode",
                                    "dbname",
                                    "client_encoding",
                                    "password",
                                    "sslrootcert",
                                    "sslcert",
                                    "sslkey",
                                    NULL};
    SCOPED_ARENA scratch = {0};
    const char *name = arena_printf(&scratch, "%s %s", role, options->run);
    const char *const values[] = {name,
                                  default_gssencmode(),
                                  options->url,
                                  "UTF8",
                                  options->password,
                                  options->ca_file,
                                  options->cert_file,
                                  options->key_file,
                                  NULL};

    if (!libpq_load(err))
        return false;

    PostgresClient *client = calloc(1, sizeof(*client));

    if (client == NULL)
        abort();

    client->notice = notice;
    client->url = options->url;
    client->statement_timeout_ms = options->statement_timeout_ms;
    client->request_timeout_ms = options->request_timeout_ms;
    client->connection = libpq_start(keywords, values);

    if (libpq_is_broken(client->connection)
            ? !connect_error(client, err)
            : !connect_poll(client, options->connect_timeout_ms, err))
    {
        postgres_client_close(client);
        return false;
    }

    libpq_prepare(client->connection, receive_notice, client);
    remember_server(client);

    if (!check_version(client, err))
    {
        postgres_client_close(client);
        return false;
    }

    *ret_client = client;

    return true;
}

void
postgres_client_close(PostgresClient *client)
{
    if (client == NULL)
        return;

    libpq_finish(client->connection);
    arena_free(&client->arena);
    free(client);
}

/* ---- what is known about the server ---- */

const char *
postgres_client_version(const PostgresClient *client)
{
    return client->version;
}

const char *
postgres_client_place(const PostgresClient *client)
{
    return client->place;
}

Str
postgres_client_database(const PostgresClient *client)
{
    return str_from(libpq_database(client->connection));
}

size_t
postgres_client_variables(const PostgresClient *client, const char **variables, size_t max,
                          Arena *arena)
{
    return libpq_variables(client->connection, variables, max, arena);
}

int
postgres_client_backend(const PostgresClient *client)
{
    return libpq_backend_pid(client->connection);
}

bool
postgres_client_backslash_strings(const PostgresClient *client)
{
    const char *conforming = libpq_parameter(client->connection, "standard_conforming_strings");

    return conforming != NULL && strcmp(conforming, "off") == 0;
}
