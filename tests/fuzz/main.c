/*
 * main.c
 *    A fuzzer as an ordinary program, over the files that it is given.
 *
 * Prints each name before it runs it: the last one is to blame for a crash.
 */
#include <fcntl.h>
#include <string.h>

#include "base/file.h"

#include "fuzz/fuzz.h"

int
main(int argc, char *argv[])
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    for (int index = 1; index < argc; index++)
    {
        SCOPED_BUF file = {0};

        (void)printf("%s\n", argv[index]);
        (void)fflush(stdout);

        if (!file_read(AT_FDCWD, argv[index], SIZE_MAX, ERROR_INTERNAL, &file, &err))
        {
            (void)fprintf(stderr, "%s\n", err.message);
            return EXIT_FAILURE;
        }

        /* Memory of just this size: one byte read too many is noticed. */
        uint8_t *input = malloc(file.size);

        if (file.size > 0)
            memcpy(input, file.data, file.size);

        (void)LLVMFuzzerTestOneInput(input, file.size);
        free(input);
    }

    return EXIT_SUCCESS;
}
