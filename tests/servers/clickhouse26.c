/*
 * A ClickHouse 26.7 server made of libchdb.
 *
 * No Debian or npm package has a current ClickHouse server, but chDB's library has the whole of
 * ClickHouse in it. Its documented entry points cannot listen; this one runs clickhouse-local,
 * which can (SYSTEM START LISTEN).
 *
 *     clickhouse26-server LIBCHDB [clickhouse-local's arguments]
 */
#include <dlfcn.h>
#include <stdio.h>

typedef void *(*QueryCmdline)(int argc, char **argv);
typedef const char *(*ResultError)(void *result);

int
main(int argc, char **argv)
{
    if (argc < 2)
    {
        fprintf(stderr, "usage: %s LIBCHDB [ARGUMENT...]\n", argv[0]);
        return 2;
    }
    void *chdb = dlopen(argv[1], RTLD_NOW);
    if (!chdb)
    {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    QueryCmdline run = (QueryCmdline)dlsym(chdb, "chdb_query_cmdline");
    ResultError error_of = (ResultError)dlsym(chdb, "chdb_result_error");
    if (!run || !error_of)
    {
        fprintf(stderr, "%s: not the libchdb this was written for\n", argv[1]);
        return 1;
    }

    /* Returns only when the server could not start: its query never ends. */
    void *result = run(argc - 1, argv + 1);
    const char *error = result ? error_of(result) : NULL;
    fprintf(stderr, "%s\n", error ? error : "ended without an error");
    return 1;
}
