/*
 * fuzz_clickhouse_split.c
 *    Whatever the input: the invariants of the ClickHouse lexer and splitter hold.
 *
 * For libFuzzer; with -DFUZZ_MAIN a program that runs over the files it is given.
 */
#include <stdint.h>
#include <stdio.h>

#include "unit/clickhouse/invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *broken = broken_invariant((Str){.data = (const char *)data, .size = size});

    if (broken != NULL)
    {
        (void)fprintf(stderr, "%s\n", broken);
        abort();
    }

    return 0;
}

#ifdef FUZZ_MAIN
# include <fcntl.h>

# include "base/file.h"

int
main(int argc, char *argv[])
{
    for (int index = 1; index < argc; index++)
    {
        SCOPED_ARENA arena = {0};
        SCOPED_BUF buf = {0};
        Error err = ERROR_INIT(&arena);

        if (!file_read(AT_FDCWD, argv[index], SIZE_MAX, ERROR_INTERNAL, &buf, &err))
        {
            (void)fprintf(stderr, "%s\n", err.message);
            return EXIT_FAILURE;
        }

        (void)LLVMFuzzerTestOneInput((const uint8_t *)buf_text(&buf), buf.size);
    }

    return EXIT_SUCCESS;
}
#endif
