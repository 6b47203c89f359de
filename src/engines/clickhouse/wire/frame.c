/*
 * frame.c
 *    A request body that executes whole or not at all.
 */
#include "engines/clickhouse/wire/frame.h"

#include <assert.h>
#include <string.h>

enum
{
    CHECKSUM_SIZE = 16,
    METHOD_NONE = 0x02,
    HEADER_SIZE = 9, /* method and the two sizes, which the first size counts */
};

static void
put_u32(unsigned char *at, size_t value)
{
    for (size_t index = 0; index < 4; index++)
        at[index] = (unsigned char)(value >> (8 * index));
}

void
frame_head(size_t size, unsigned char ret_head[FRAME_HEAD_SIZE])
{
    assert(size <= FRAME_CONTENT_MAX);

    memset(ret_head, 0, CHECKSUM_SIZE);
    ret_head[CHECKSUM_SIZE] = METHOD_NONE;
    put_u32(ret_head + CHECKSUM_SIZE + 1, size + HEADER_SIZE);
    put_u32(ret_head + CHECKSUM_SIZE + 5, size);
}
