/*
 * dump.c
 *    The schema as pg_dump writes it: which pg_dump, what it is told, and how.
 *
 * It connects as pawl did: with what libpq made of the URL, by way of its environment, so that
 * neither a password nor anything else of it stands in a command line.
 */
#include <string.h>
#include <unistd.h>

#include "base/process.h"
#include "engines/postgres/dump_text.h"
#include "engines/postgres/postgres.h"
#include "engines/postgres/sql.h"
#include "ledger/columns.h"

enum
{
    VARIABLES_MAX = 64,
    OWN_TABLES = 4,
    OPTIONS_MAX = 16,
};

/* A pg_dump that was found. */
typedef struct Dumper
{
    const char *path;
    Str version; /* "15.18" */
} Dumper;

/* ---- which ---- */

static MUST_CHECK bool
ask_version(const char *path, Arena *arena, Str *ret_version, Error *err)
{
    static const char *const arguments[] = {"pg_dump", "--version", NULL};
    SCOPED_BUF output = {0};
    SCOPED_BUF messages = {0};
    const Program program = {
        .path = path, .arguments = arguments, .environment = (const char *const *)environ};
    int status = 0;

    *ret_version = (Str){0};

    if (!process_run(&program, ERROR_CONFIG, &output, &messages, &status, err))
        return false;

    *ret_version = str_copy(arena, postgres_dump_version(buf_str(&output)));

    return true;
}

/* Keep the first that is as new as the server, else the newest of all. */
static void
look_into(Str folder, unsigned server, Arena *arena, Dumper *dumper)
{
    Error ignored = ERROR_INIT(arena);
    Dumper found = {.path = arena_printf(arena, STR_FORMAT "/pg_dump", STR_ARGS(folder))};

    if (folder.size == 0 || postgres_dump_major(dumper->version) >= server ||
        access(found.path, X_OK) != 0 || !ask_version(found.path, arena, &found.version, &ignored))
        return;
    if (postgres_dump_major(found.version) > postgres_dump_major(dumper->version))
        *dumper = found;
}

static MUST_CHECK bool
find_dumper(const Postgres *postgres, Arena *arena, Dumper *ret_dumper, Error *err)
{
    const char *server_version = postgres_client_version(postgres->client);
    const unsigned server = postgres_dump_major(str_from(server_version));
    Str folders = str_from(getenv("PATH"));

    *ret_dumper = (Dumper){0};

    while (folders.size > 0)
        look_into(str_cut(&folders, ':'), server, arena, ret_dumper);

    /* Where Debian's and PostgreSQL's own packages put each version's programs. */
    look_into(str_from(arena_printf(arena, "/usr/lib/postgresql/%u/bin", server)), server, arena,
              ret_dumper);
    look_into(str_from(arena_printf(arena, "/usr/pgsql-%u/bin", server)), server, arena,
              ret_dumper);

    if (postgres_dump_major(ret_dumper->version) >= server)
        return true;

    if (ret_dumper->path == NULL)
        (void)error_set(err, ERROR_CONFIG, "pg_dump is not installed");
    else
        (void)error_set(err, ERROR_CONFIG,
                        "pg_dump " STR_FORMAT " (%s) is older than the server, PostgreSQL %s",
                        STR_ARGS(ret_dumper->version), ret_dumper->path, server_version);

    return error_hint(err,
                      "Install the client programs of PostgreSQL %u or later (Debian: "
                      "postgresql-client-%u), or put their folder into PATH.",
                      server, server);
}

/* ---- how ---- */

/* "PGHOST=localhost" and so on, as libpq has them; and what of our own environment is not its. */
static const char *const *
environment_of(const Postgres *postgres, Arena *arena)
{
    size_t inherited = 0;
    size_t count = 0;

    while (environ[inherited] != NULL)
        inherited++;

    const char **variables = ARENA_ARRAY(arena, const char *, inherited + VARIABLES_MAX + 1);

    for (size_t index = 0; index < inherited; index++)
    {
        const Str variable = str_from(environ[index]);

        if (!str_starts_with(variable, STR("PG")) && !str_starts_with(variable, STR("PAWL_")) &&
            !str_starts_with(variable, STR("DATABASE_URL=")))
            variables[count++] = environ[index];
    }

    (void)postgres_client_variables(postgres->client, variables + count, VARIABLES_MAX, arena);

    return variables;
}

/* A pattern of pg_dump that means this table and no other: "schema"."table". */
static const char *
exclude(Str schema, const char *table, Arena *arena)
{
    SCOPED_BUF name = {0};

    sql_append_identifier(&name, schema);
    buf_append_char(&name, '.');
    buf_append_text(&name, table);

    return arena_printf(arena, "--exclude-table=%s", buf_text(&name));
}

static const char *const *
arguments_of(const Postgres *postgres, Arena *arena)
{
    static const char *const own[OWN_TABLES] = {JOURNAL_TABLE, JOURNAL_VIEW, VERSION_TABLE,
                                                POSTGRES_LEASE_TABLE};
    const char **arguments = ARENA_ARRAY(arena, const char *, OPTIONS_MAX);
    size_t count = 0;

    arguments[count++] = "pg_dump";
    arguments[count++] = "--schema-only";
    arguments[count++] = "--no-owner";
    arguments[count++] = "--no-privileges";
    arguments[count++] = "--no-password";

    for (size_t index = 0; index < OWN_TABLES && postgres->schema.size > 0; index++)
        arguments[count++] = exclude(postgres->schema, own[index], arena);

    return arguments;
}

bool
postgres_dump(void *self, Buf *text, const char **ret_maker, Error *err)
{
    const Postgres *postgres = self;
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF output = {0};
    SCOPED_BUF messages = {0};
    Dumper dumper;
    int status = 0;

    if (!find_dumper(postgres, &scratch, &dumper, err))
        return false;

    const Program program = {.path = dumper.path,
                             .arguments = arguments_of(postgres, &scratch),
                             .environment = environment_of(postgres, &scratch)};

    if (!process_run(&program, ERROR_CONFIG, &output, &messages, &status, err))
        return false;

    *ret_maker = arena_printf(err->arena, "pg_dump " STR_FORMAT, STR_ARGS(dumper.version));

    if (status == 0)
    {
        postgres_dump_append(buf_str(&output), text);
        return true;
    }

    (void)error_set(err, ERROR_STATEMENT, "%s (%s) failed with exit code %d", *ret_maker,
                    dumper.path, status);
    err->server = str_terminate(err->arena, str_trim(buf_str(&messages)));

    return false;
}
