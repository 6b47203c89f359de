/*
 * dialect.c
 *    Whose SQL a directory's tool says that its files hold.
 *
 * Only names that are surely another database's count: what a tool calls the ones that pawl knows
 * has changed with its releases.
 */
#include "source/formats/dialect.h"

#include "base/macro.h"

static const char *const OTHERS[] = {
    "sqlite", "mysql", "mariadb", "sqlserver", "mssql", "mongodb", "turso", "singlestore", "gel",
};

bool
dialect_check(const char *path, Str dialect, Error *err)
{
    for (size_t index = 0; index < LENGTH_OF(OTHERS); index++)
    {
        if (!str_equal_nocase(dialect, str_from(OTHERS[index])))
            continue;

        (void)error_set(err, ERROR_SOURCE, "\"%s\" says that the migrations are for %s", path,
                        OTHERS[index]);
        return error_hint(err, "pawl migrates other databases; choose the directory that is for "
                               "this one.");
    }

    return true;
}
